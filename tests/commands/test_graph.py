"""`cigen graph`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commandline import cigen, project
from tests.conftest import Golden
from tests.graph.plans import FAN

ROOT = Path(__file__).parents[2]


def test_graph__is_text_by_default(tmp_path: Path) -> None:
    result = cigen("graph", cwd=project(tmp_path, FAN))
    assert result.code == 0
    assert result.out.startswith("fan · 6 cells of 1 test · 2 stages\n\n  base       3 steps · from busybox\n")


@pytest.mark.parametrize(("form", "start"), [("mermaid", "flowchart"), ("dot", 'digraph "fan"'), ("svg", "<svg ")])
def test_graph__in_other_forms(tmp_path: Path, form: str, start: str) -> None:
    assert cigen("graph", "--format", form, cwd=project(tmp_path, FAN)).out.startswith(start)


def test_graph__into_a_file(tmp_path: Path) -> None:
    folder = project(tmp_path, FAN)
    assert cigen("graph", "--format", "svg", "--output", "a.svg", cwd=folder).out == ""
    assert (folder / "a.svg").read_text() == cigen("graph", "--format", "svg", cwd=folder).out


def test_graph__every_cell_is_in_one_shard(tmp_path: Path) -> None:
    shown = cigen("graph", "--shards", "2", cwd=project(tmp_path, FAN)).out
    assert "3 cells, 6 steps, after base: t 1-a, 2-a, 3-a\n" in shown
    assert "3 cells, 6 steps, after base: t 1-b, 2-b, 3-b\n" in shown


def test_graph__with_the_times_of_a_report(tmp_path: Path) -> None:
    cells = [{"name": "t-2-b", "steps": [{"seconds": 60}]}, {"name": "t-1-a", "steps": [{"seconds": 10}]}]
    folder = project(tmp_path, FAN, report=json.dumps({"format": 1, "results": {"cells": cells}}))
    shown = cigen("graph", "--report", "report", cwd=folder).out
    assert "longest chain     1 min of 3m 30s: base → t-2-b 1 min → all\n" in shown


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--shards", "0"], 2, "--shards is a number from 1 to 256, found `0`"),
        (["--shards", "²"], 2, "--shards is a number"),
        (["--output", "no/such/file"], 2, "--output is a file in a folder that is there"),
        (["--output", "."], 2, "--output is a file"),
        (["--report", "none.json"], 4, "none.json: can't be read"),
        (["--report", "bad.json"], 4, "bad.json: it is not JSON; name the report.json that `cigen build` wrote"),
        (["--format", "png"], 2, ""),
    ],
)
def test_graph__says_what_it_can_not_do(tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    folder = project(tmp_path, FAN)
    (folder / "bad.json").write_text("{")
    result = cigen("graph", *arguments, cwd=folder)
    assert (result.code, result.out) == (code, "")
    assert words in result.err


def test_graph__a_broken_spec_is_explained(tmp_path: Path) -> None:
    assert cigen("graph", cwd=project(tmp_path, "tests: {}\n")).code == 3


def test_graph__an_image_in_the_lock_has_its_layers(tmp_path: Path) -> None:
    spec = "tests: {t: {from: busybox, steps: [a]}}\n"
    digest = "sha256:" + "0" * 64
    lock = f"version: 1\nimages:\n  busybox:\n    digest: {digest}\n    layers: 7\n"
    shown = cigen("graph", cwd=project(tmp_path, spec, **{"cigen.lock": lock})).out
    assert "layers            9 at most, in t (7 of them its image's)" in shown


def test_docs__the_page_shows_what_is_printed(golden: Golden) -> None:
    example, page = ROOT / "examples/install-matrix", ROOT / "docs/graph.md"
    blocks = {
        "text\n$ cigen graph --shards 3\n": cigen("graph", "--shards", "3", cwd=example).out,
        "mermaid\n": cigen("graph", "--format", "mermaid", cwd=example).out,
    }
    made = page.read_text()
    for opening, printed in blocks.items():
        before, found, after = made.partition(f"```{opening}")
        assert found
        made = f"{before}{found}{printed}{after[after.index('```') :]}"
    golden(page, made)
