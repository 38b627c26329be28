"""Every text of a report, hostile: in no output does it become more than text; `tests/markdown` looks at the pages."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from cigen.report import comment, data, junit, markdown, terminal
from cigen.results.model import Artifact, BrokenStep, Build, Problem
from tests.hostile import ATTACKS, FIELDS, report


@pytest.mark.parametrize("field", FIELDS)
def test_terminal__no_text_of_a_report_acts(field: str) -> None:
    for attack in ATTACKS:
        text = terminal.render(report(field, attack)).text
        assert not re.search(r"^\s*::|##\[", text, re.MULTILINE), attack
        assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\ud800-\udfff]", text), attack


@pytest.mark.parametrize("field", FIELDS)
def test_files__stay_well_formed_whatever_is_in_them(field: str) -> None:
    for attack in ATTACKS:
        found = report(field, attack)
        text = junit.render(found).text
        assert len(ElementTree.fromstring(text).findall(".//testcase")) == 9
        assert "\u202e" not in text
        assert data.render(found).text.isascii()


@pytest.mark.parametrize("attack", ["|" * 5000, "`" * 5000, "é\n" * 5000, "👍" * 5000])
def test_pages__the_smallest_level_fits_whatever_is_in_it(attack: str) -> None:
    found = report("", "")
    many = [report(field, attack) for field in FIELDS]
    cells = tuple(
        replace(
            cell,
            name=f"{attack[:300]}{n}",
            artifacts=tuple(Artifact(f"{n}{k}{attack}", True, cell.position) for k in range(40)),
        )
        for n, cell in enumerate([cell for one in many for cell in one.cells] * 20)
    )
    build = Build(1, 1, 1, (), BrokenStep(attack, attack, attack, attack * 10), attack)
    problems = tuple(Problem(f"{n}{attack}", attack) for n in range(100))
    found = replace(found, name=attack, cells=cells, problems=problems, build=build)
    assert len(comment.render(found).text.encode()) <= comment.BUDGET
    assert len(markdown.render(found).text.encode()) <= markdown.BUDGET
