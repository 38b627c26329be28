from __future__ import annotations

from dataclasses import replace

import pytest

from cigen.report.failures import failures
from cigen.report.placed import NOWHERE, Ground, Place
from cigen.source import Position
from tests import reports
from tests.factories import fail, green, manifest, report

RED = report(fail(green(manifest(2)), "test-2", 3))


def test_of__a_step_is_at_its_line_in_the_spec() -> None:
    (failure,) = failures(RED)
    assert Ground(RED).of(failure) == Place("cigen.yml", 23)


@pytest.mark.parametrize(
    "position", [None, Position("other.yml", 3), Position("cigen.yml", 0), Position("cigen.yml", -1)]
)
def test_in_spec__only_a_known_line_of_the_spec_is_a_place(position: Position | None) -> None:
    assert Ground(RED).in_spec(position) == NOWHERE


@pytest.mark.parametrize("spec", ["/etc/cigen.yml", "../cigen.yml", "a\nb", ""])
def test_in_spec__a_spec_outside_the_repository_is_no_place(spec: str) -> None:
    cells = tuple(replace(cell, position=Position(spec, 3)) for cell in RED.cells)
    assert Ground(replace(RED, cells=cells)).in_spec(Position(spec, 3)) == NOWHERE


def test_there__is_believed_where_nobody_looked_and_known_where_somebody_did() -> None:
    found = reports.report()
    assert Ground(found).there("src/a.py", 3, 4) == Place("src/a.py", 3, 4)
    assert Ground(replace(found, places=(("/x/a.py", "src/a.py"),))).there("src/a.py", 3) == Place("src/a.py", 3)
    assert Ground(replace(found, places=(("src/a.py", "lib/src/a.py"),))).there("src/a.py", 3) == NOWHERE


def test_there__a_column_without_a_line_says_nothing() -> None:
    assert Ground(reports.report()).there("a.py", 0, 7) == Place("a.py")
