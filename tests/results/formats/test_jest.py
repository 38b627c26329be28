from __future__ import annotations

import json
from typing import Any

import pytest

from cigen.results.formats import jest
from tests.results.formats.telling import WRONG, Told, told


def case(title: str, status: str = "passed", **more: Any) -> dict[str, Any]:
    return {"ancestorTitles": ["a", "b"], "fullName": f"a b {title}", "title": title, "status": status,
            "duration": 5, "failureMessages": [], "location": None} | more  # fmt: skip


FAILED = case("fails", "failed", failureMessages=["Error: no\n    at a.js:3"], location={"line": 3, "column": 1})


def document(*cases: dict[str, Any], status: str = "", **more: Any) -> dict[str, Any]:
    red = sum(one.get("status") == "failed" for one in cases)
    file = {"assertionResults": list(cases), "message": "", "name": "/a.test.js"}
    file["status"] = status or ("failed" if red else "passed")
    counts = {"numFailedTests": red, "numTotalTests": len(cases), "numFailedTestSuites": int(bool(red))}
    return {**counts, "success": not red, "testResults": [file]} | more


def read(value: Any) -> Told:
    data = json.dumps(value).encode()
    assert jest.recognises(data)
    return told(jest, data)


def test_assertions__are_cases_of_their_file() -> None:
    statuses = ("pending", "todo", "disabled", "skipped")
    result = read(document(case("passes"), FAILED, *(case(status, status) for status in statuses)))
    assert result.outcomes == [("passes", "passed"), ("fails", "failed"), *((status, "skipped") for status in statuses)]
    failed = result.cases[1]
    assert (failed.suite, failed.classname, failed.file, failed.line) == ("/a.test.js", "a / b", "/a.test.js", 3)
    assert (failed.message, failed.details, failed.seconds) == ("Error: no", "Error: no\n    at a.js:3", 0.005)
    assert not result.notes


@pytest.mark.parametrize(
    "more", [{"invocations": 2}, {"retryReasons": ["Error: at first"]}, {"failureMessages": ["as Vitest leaves it"]}]
)
def test_pass__after_a_retry_is_flaky(more: dict[str, Any]) -> None:
    assert read(document(case("x", **more))).outcomes == [("x", "flaky")]
    assert read(document(case("x", invocations=1, retryReasons=[]))).outcomes == [("x", "passed")]


def test_status__that_is_unknown_is_an_error() -> None:
    for status in ("fa1led", "", None, ["passed"]):
        result = read(document(case("x", status=status)))  # type: ignore[arg-type]
        assert result.outcomes == [("x", "error")]


def test_file__that_failed_without_a_failed_case_is_an_error() -> None:
    value = document(status="failed", success=False, numFailedTestSuites=1)
    value["testResults"][0]["message"] = "\n● Test suite failed to run\n\n  Cannot find module"
    result = read(value)
    assert [(one.suite, one.name, one.message) for one in result.cases] == [
        ("/a.test.js", "(the file itself)", "● Test suite failed to run")
    ]
    value = document(case("x"))
    value["testResults"][0]["testExecError"] = {"message": "out of memory"}
    assert read(value).cases[1].message == "out of memory"


@pytest.mark.parametrize(
    "more",
    [
        {"numFailedTests": 1},
        {"numTotalTests": 2},
        {"numFailedTestSuites": 1},
        {"numRuntimeErrorTestSuites": 1},
        {"success": False},
        {"wasInterrupted": True},
    ],
)
def test_run__that_says_more_is_an_error(more: dict[str, Any]) -> None:
    assert not read(document(case("x"))).red
    assert read(document(case("x"), **more)).totals.errors == 1


def test_file__with_very_many_cases_is_read_too() -> None:
    result = read(document(*(case(f"n{n}", failureMessages=["x" * 10_000]) for n in range(1_000))))
    assert result.totals.flaky == 1_000
    assert result.cases[-1].suite == "/a.test.js"


def test_shapes__that_are_wrong_are_red() -> None:
    for wrong in WRONG:
        value = document(case("x"))
        value["testResults"][0]["assertionResults"] = [wrong]
        assert read(value).red
    for wrong in (value for value in WRONG if value != []):
        assert told(jest, json.dumps(document(case("x")) | {"testResults": wrong})).red
    value = document()
    value["testResults"][0]["assertionResults"] = "x"
    assert read(value).broken
    read(document(case("x", location=[], ancestorTitles=5, failureMessages={"a": 1}, duration="x")))
