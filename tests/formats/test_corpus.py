"""Files that real tools wrote, each with the tally that its project was made to have."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from cigen.results.case import Outcome
from cigen.results.reading import read
from cigen.results.tally import Keep

CORPUS = Path(__file__).parent / "corpus"
FILES = [
    pytest.param(folder / name, tally, id=f"{folder.name}/{name}")
    for folder in sorted(path.parent for path in CORPUS.glob("*/tally.yml"))
    for name, tally in YAML(typ="safe").load(folder / "tally.yml")["files"].items()
    if name != "why"
]
COUNTS = ("tests", "passed", "failed", "errors", "skipped", "flaky")


def test_corpus__has_at_least_15_producers() -> None:
    producers = [path for path in CORPUS.glob("*/tally.yml") if not path.parent.name.startswith("doc-")]
    assert len(producers) >= 15
    assert len(FILES) >= 100


@pytest.mark.parametrize(("path", "tally"), FILES)
def test_corpus__each_file_has_its_known_tally(path: Path, tally: dict[str, Any]) -> None:
    file = read(lambda: iter([path.read_bytes()]), path.name, Keep(io.BytesIO()))

    assert {key: getattr(file.cases.totals, key) for key in COUNTS} == {key: tally.get(key, 0) for key in COUNTS}
    assert file.format == tally["format"]
    assert len(list(file.cases)) == file.cases.totals.tests
    assert [case for case in file.cases if case.outcome.notable] == list(file.cases.notable)


@pytest.mark.parametrize(("path", "tally"), FILES)
def test_corpus__without_a_store_the_counts_are_the_same(path: Path, tally: dict[str, Any]) -> None:
    data = path.read_bytes()
    file = read(lambda: (data[start : start + 1000] for start in range(0, len(data), 1000)), path.name)

    assert file.cases.totals.tests == tally["tests"]
    assert file.cases.totals.red == tally.get("failed", 0) + tally.get("errors", 0)
    assert all(case.outcome in (Outcome.FAILED, Outcome.ERROR, Outcome.FLAKY) for case in file.cases)
