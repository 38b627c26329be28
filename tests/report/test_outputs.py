"""The list of a report's files."""

from __future__ import annotations

from cigen.report.outputs import OUTPUTS, PATHS
from tests.factories import green, relocatable, report


def test_paths__are_those_of_what_is_rendered() -> None:
    assert [render(report(green(relocatable()))).path for render in OUTPUTS.values()] == list(OUTPUTS)
    assert {*PATHS, "last.json", "history.json"} == set(OUTPUTS)
