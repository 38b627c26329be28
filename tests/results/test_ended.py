"""What the end of a job does to a report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cigen.results.ended import RESULTS, judged
from cigen.results.model import Changes, Ended, News, Report
from tests.factories import fail, green, manifest, report

GREEN = report(green(manifest(2)))
RED = report(fail(green(manifest(2)), "test-1", 2))


@pytest.mark.parametrize("result", ["success", "skipped"])
def test_judged__a_job_that_did_not_end_badly_changes_nothing(result: str) -> None:
    assert judged(GREEN, [("test", result)]) is GREEN


def test_judged__without_jobs_nothing_changes() -> None:
    assert judged(GREEN, ()) is GREEN


@pytest.mark.parametrize(
    ("result", "said"),
    [("failure", "`failure`, though"), ("cancelled", "`cancelled` (stopped, or out of time), though")],
)
def test_judged__a_bad_end_makes_green_results_red_and_is_named(result: str, said: str) -> None:
    found = judged(GREEN, [("base", "success"), ("test", result)])

    (problem,) = found.problems
    assert found.red
    assert isinstance(problem, Ended)
    assert problem.text == f"`test` ended with {said} all results that came back are green: look at its log"
    assert replace(found, problems=()) == GREEN


@pytest.mark.parametrize("result", RESULTS)
def test_judged__what_is_red_already_stays_as_it_is(result: str) -> None:
    assert judged(RED, [("test", result)]) is RED


def test_judged__nothing_at_all_is_red_by_itself() -> None:
    nothing = report({})

    assert judged(nothing, [("test", "failure")]) is nothing


def test_judged__failures_that_are_forgiven_are_not_called_green() -> None:
    forgiven = replace(RED, only_new=True, news=News(still=Changes(count=1)))
    assert not forgiven.red

    found: Report = judged(forgiven, [("test", "failure")])

    assert found.red
    assert "though nothing new failed in what came back: " in found.problems[0].reason


def test_judged__each_bad_end_is_told_once_in_the_order_given() -> None:
    found = judged(GREEN, [("b", "failure"), ("a", "cancelled"), ("c", "success"), ("b", "failure")])

    assert [one.file for one in found.problems] == ["b", "a"]
