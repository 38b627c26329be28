"""A share of the mutants of the corpus; `python -m tests.formats.mutants` makes as many as one likes."""

from __future__ import annotations

import pytest

from tests.formats.evidence import left
from tests.formats.mutants import judge, mutant, originals, run
from tests.formats.mutations import NAMES

SHARE = 5_000
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_mutants__are_read_in_time_and_never_green_where_the_original_was_red(part: int) -> None:
    found = run(range(part, SHARE, PARTS))
    assert not found.wrong, "\n".join(found.wrong)
    assert found.mutants == SHARE / PARTS
    assert found.red > found.mutants / 2
    assert found.unseen + found.another < found.mutants / 200
    assert found.strange < found.mutants / 30


def test_mutants__of_the_same_number_are_the_same() -> None:
    assert mutant(77) == mutant(77)
    assert mutant(77).data != mutant(77, seed=2).data


def test_mutants__are_damaged_in_every_way() -> None:
    every = [mutant(number) for number in range(500)]
    assert {how for one in every for how in one.how} == {*NAMES}
    assert sum(one.data != one.original.data for one in every) > 450


def test_evidence__is_left_in_nearly_all_red_files() -> None:
    red = [one for one in originals() if one.red]
    without = [one.name for one in red if not left(one.data)]
    assert len(red) > 200
    assert len(without) < len(red) / 20, without


def test_judge__sees_a_failure_that_is_told_in_a_green_file() -> None:
    """The property would fail if the readers let it."""
    one = next(one for one in originals() if one.name == "pytest/mixed.xml")
    assert one.red
    assert not judge(one.path, b'<testsuite><testcase name="a"/></testsuite>').red
