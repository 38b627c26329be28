from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cigen.edge.checks import Check, Checks
from cigen.edge.github import ForbiddenError, GitHub, Json, MissingError
from cigen.edge.secret import Secret
from cigen.errors import OutsideError
from tests.clock import Time
from tests.fakechecks import FakeChecks, checks_of
from tests.fakegithub import FORBIDDEN, NOT_FOUND, Answer, FakeGitHub

POST = "POST /repos/me/it/check-runs"
PATCH = "PATCH /repos/me/it/check-runs/1"
BROKEN = (Answer(502), Answer(0), Answer(502, after=True), Answer(0, after=True))
"""A server that fails, or only its answer, before and after it did what was asked for."""


@pytest.fixture
def checks(server: FakeGitHub) -> FakeChecks:
    return checks_of(server)


def check(annotations: int = 0) -> Check:
    return Check(
        "cigen: demo", "c" * 40, "5/1/cigen: demo", "failure", "1 failed", "**1 failed**", "", "https://github.example/5",
        tuple(map(annotation, range(annotations))),
    )  # fmt: skip


def annotation(number: int) -> dict[str, Json]:
    place: dict[str, Json] = {"path": "a.py", "start_line": number + 1, "end_line": number + 1}
    return place | {"annotation_level": "failure", "message": f"{number}"}


def keep(server: FakeGitHub, one: Check) -> str:
    return Checks(GitHub(server.url, Secret("t0ken"), clock=Time().clock), "me/it").keep(one)


def sent(run: dict[str, Any]) -> list[str]:
    return [one["message"] for one in run["annotations"]]


@pytest.mark.parametrize(("count", "batches"), [(0, 1), (1, 1), (50, 1), (51, 2), (100, 2), (1000, 20)])
def test_keep__annotations_come_in_batches_of_50_in_order(
    server: FakeGitHub, checks: FakeChecks, count: int, batches: int
) -> None:
    assert keep(server, check(count)) == "https://github.example/1"
    (run,) = checks.runs.values()
    assert sent(run) == [str(number) for number in range(count)]
    assert [method for method, _, _ in server.requests] == ["GET", "POST", *["PATCH"] * (batches - 1)]
    assert (run["status"], run["conclusion"], run["name"]) == ("completed", "failure", "cigen: demo")
    assert run["head_sha"] == "c" * 40


def test_keep__the_same_attempt_makes_it_once_and_another_one_makes_its_own_under_the_same_name(
    server: FakeGitHub, checks: FakeChecks
) -> None:
    for one in (check(60), check(60), replace(check(60), id="5/2/cigen: demo"), check(60)):
        keep(server, one)
    assert [run["external_id"] for run in checks.runs.values()] == ["5/1/cigen: demo", "5/2/cigen: demo"]
    assert [len(run["annotations"]) for run in checks.runs.values()] == [60, 60]
    assert {run["name"] for run in checks.runs.values()} == {"cigen: demo"}


@pytest.mark.parametrize("broken", BROKEN)
def test_keep__a_creation_that_broke_off_is_looked_for_before_another_one_is_made(
    server: FakeGitHub, checks: FakeChecks, broken: Answer
) -> None:
    server.fail(POST, broken, broken)
    keep(server, check(70))
    (run,) = checks.runs.values()
    assert sent(run) == [str(number) for number in range(70)]


@pytest.mark.parametrize("broken", BROKEN)
def test_keep__a_batch_that_broke_off_is_in_it_once(server: FakeGitHub, checks: FakeChecks, broken: Answer) -> None:
    server.fail(PATCH, broken, broken)
    keep(server, check(170))
    (run,) = checks.runs.values()
    assert sent(run) == [str(number) for number in range(170)]


def test_keep__what_an_earlier_try_left_unfinished_is_finished(server: FakeGitHub, checks: FakeChecks) -> None:
    server.fail(PATCH, FORBIDDEN)
    with pytest.raises(ForbiddenError):
        keep(server, check(120))
    keep(server, check(120))
    (run,) = checks.runs.values()
    assert sent(run) == [str(number) for number in range(120)]


@pytest.mark.parametrize(("answer", "error"), [(FORBIDDEN, ForbiddenError), (NOT_FOUND, MissingError)])
def test_keep__a_token_that_may_not_is_told_at_once(
    server: FakeGitHub, checks: FakeChecks, answer: Answer, error: type[Exception]
) -> None:
    server.fail(POST, answer)
    with pytest.raises(error):
        keep(server, check(1))
    assert not checks.runs
    assert len(server.requests) == 2


def test_keep__a_server_that_never_answers_well_is_left_when_the_time_is_up(
    server: FakeGitHub, checks: FakeChecks
) -> None:
    server.fail(POST, *[Answer(502)] * 99)
    with pytest.raises(OutsideError):
        keep(server, check(1))
    assert not checks.runs


@pytest.mark.parametrize(
    "text", ["[]", "{}", '{"check_runs": 3}', "3", '{"check_runs": [{"external_id": "5/1/cigen: demo"}]}']
)
def test_keep__an_answer_that_makes_no_sense_is_an_error(server: FakeGitHub, checks: FakeChecks, text: str) -> None:
    server.fail("GET", Answer(200, text))
    with pytest.raises(OutsideError):
        keep(server, check(1))
    assert not checks.runs


def test_keep__a_name_with_odd_characters_is_found_again(server: FakeGitHub, checks: FakeChecks) -> None:
    one = replace(check(1), name="cigen: a b&c=d#e")
    keep(server, one)
    keep(server, one)
    assert len(checks.runs) == 1
