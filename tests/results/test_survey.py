from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from cigen.results import survey
from cigen.results.case import count
from cigen.results.cases import Cases, FileCases
from cigen.results.history import History, Was
from cigen.results.join import join
from cigen.results.model import Case
from cigen.results.survey import Survey
from tests.results.test_caseline import CASES, stored


def told(cases: list[Case], *, at_once: int, before: History | None = None) -> dict[str, object]:
    """What a survey says of these cases, so many of which come in a block."""

    def blocks() -> Iterator[bytes]:
        for first in range(0, len(cases), at_once):
            yield stored(*cases[first : first + at_once])

    file = FileCases("a.xml", count(case.outcome for case in cases), stored=blocks)
    report = replace(join([]), cases=Cases((file,)))
    found = Survey(report, before or History())
    return {key: getattr(found, key) for key in ("tests", "was", "took", "whole", "unsure", "came")}


@given(CASES)
def test_survey__tells_the_same_of_a_block_as_of_each_case(cases: list[Case]) -> None:
    found = told(cases, at_once=5)
    assert found == told(cases, at_once=1)
    assert list(found["tests"]) == list(told(cases, at_once=1)["tests"])  # type: ignore[call-overload]


@given(CASES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_survey__knows_what_failed_and_was_slow_where_there_are_too_many_names(
    monkeypatch: pytest.MonkeyPatch, cases: list[Case]
) -> None:
    whole = told(cases, at_once=5)
    with monkeypatch.context() as patched:
        patched.setattr(survey, "MOST_TESTS", 0)
        found = told(cases, at_once=2)
        before = History(was={"another": (Was(1, "F", 1, 1),)})
        compared = told(cases, at_once=2, before=before)
    assert found["whole"] is (not cases)
    for key in ("was", "took", "unsure", "came"):
        assert found[key] == compared[key] == whole[key]
