"""The pages tell the truth: tables are those of the model, and every whole spec on them is fine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.commandline import cigen, project
from tests.conftest import Golden
from tests.spec.tables import tables

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SPECS = [
    (f"{page.name}-{number}", block)
    for page in PAGES
    for number, block in enumerate(re.findall(r"^```yaml\n(# cigen\.yml.*?)^```$", page.read_text(), re.M | re.S), 1)
]


def test_docs__the_tables_are_those_of_the_model(golden: Golden) -> None:
    page = ROOT / "docs" / "spec.md"
    text = page.read_text()
    made = tables()
    assert re.findall(r"<!-- table: (\S+) -->", text) == list(made)
    for name, table in made.items():
        head, mark, rest = text.partition(f"<!-- table: {name} -->\n")
        text = f"{head}{mark}{table}{rest[rest.index('<!-- end -->') :]}"
    golden(page, text)


@pytest.mark.parametrize(("name", "spec"), SPECS, ids=[name for name, _ in SPECS])
def test_docs__every_spec_on_them_is_fine(name: str, spec: str, tmp_path: Path) -> None:
    folder = project(tmp_path, spec, **{"versions.yml": '"4.14": {commit: abc}\n"5.0": {commit: def}\n'})
    result = cigen("check", cwd=folder)
    assert result.err == ""
    assert result.code == 0
