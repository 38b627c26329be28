from __future__ import annotations

import json
from typing import Any

import pytest

from cigen.results.formats import ctrf
from tests.results.formats.telling import WRONG, Told, told


def one(name: str, status: str = "passed", **more: Any) -> dict[str, Any]:
    return {"name": name, "status": status, "duration": 5} | more


def document(*tests: Any, **summary: Any) -> dict[str, Any]:
    failed = sum(isinstance(given, dict) and given.get("status") == "failed" for given in tests)
    counts = {"tests": len(tests), "failed": failed}
    return {"results": {"tool": {"name": "t"}, "summary": counts | summary, "tests": list(tests)}}


def read(value: Any) -> Told:
    data = json.dumps(value).encode()
    assert ctrf.recognises(data)
    return told(ctrf, data)


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ({"status": "passed"}, "passed"),
        ({"status": "passed", "flaky": True}, "flaky"),
        ({"status": "passed", "retries": 1}, "flaky"),
        ({"status": "passed", "retries": 0, "flaky": False}, "passed"),
        ({"status": "failed", "flaky": True}, "failed"),
        ({"status": "failed", "rawStatus": "error"}, "error"),
        ({"status": "skipped"}, "skipped"),
        ({"status": "pending"}, "skipped"),
        ({"status": "other"}, "error"),
        ({"status": "other", "rawStatus": "xfailed"}, "skipped"),
        ({"status": "Passed"}, "error"),
        ({"status": None}, "error"),
        ({}, "error"),
    ],
)
def test_status__gives_the_outcome(given: dict[str, Any], outcome: str) -> None:
    assert read(document({"name": "x"} | given)).outcomes == [("x", outcome)]


def test_test__tells_where_and_why() -> None:
    more = {"suite": ["a", "b"], "message": "no", "trace": "no\n  at a.js:3", "filePath": "a.js", "line": 3}
    case = read(document(one("x", "failed", **more))).cases[0]
    assert (case.suite, case.message, case.details) == ("a / b", "no", "no\n  at a.js:3")
    assert (case.file, case.line, case.seconds) == ("a.js", 3, 0.005)
    assert read(document(one("x", suite="a > b"))).cases[0].suite == "a > b"


@pytest.mark.parametrize("more", [{"failed": 1}, {"tests": 2}, {"failed": "1"}])
def test_summary__that_counts_more_is_an_error(more: dict[str, Any]) -> None:
    assert not read(document(one("x"))).red
    assert read(document(one("x"), **more)).totals.errors == 1


def test_summary__tells_when_the_tests_ran() -> None:
    assert read(document(one("x"), start=1795356044803, stop=1795356046858)).wall == (1795356044.803, 1795356046.858)
    for start, stop in ((5, 1), ("x", "y"), (None, 1795356046858), (1795356046858, 1795356044803), (1e300, 1e301)):
        assert read(document(one("x"), start=start, stop=stop)).wall is None


def test_summary__that_counts_fewer_is_noted() -> None:
    assert read(document(one("x"), one("y"), tests=1)).notes == ("the file counts 1 tests, 2 are in it",)


def test_summary__may_come_first_or_last_or_not_at_all() -> None:
    whole = document(one("x", "failed"))
    backwards = {"results": dict(reversed(whole["results"].items()))}
    assert read(backwards).outcomes == read(whole).outcomes
    del whole["results"]["summary"]
    assert read(whole).outcomes == [("x", "failed")]


def test_document__without_tests_is_unreadable() -> None:
    for tests in filter(lambda wrong: not isinstance(wrong, list), WRONG):
        value = document()
        value["results"]["tests"] = tests
        assert told(ctrf, json.dumps(value)).broken
    assert told(ctrf, json.dumps({"reportFormat": "CTRF", "results": {}})).broken
    assert read(document()).notes == ("there is no test in it",)


def test_shapes__that_are_wrong_are_red() -> None:
    for wrong in WRONG:
        assert read(document(wrong)).red
    read(document(one("x", duration="x", suite={"a": 1}, line=[], retries="many", message=5, trace=["a", 1])))


REPORT = {"format": 1, "verdict": "passed", "results": {"tests": [{"name": "lint", "status": "x"}], "cells": []}}
COVERAGE = {"meta": {"format": 2}, "files": {}, "totals": {"covered_lines": 1}}
SARIF = {"$schema": "x", "version": "2.1.0", "runs": [{"tool": {"driver": {}}, "results": []}]}
PACKAGE = {"name": "x", "scripts": {"test": "jest"}, "jest": {"testMatch": []}, "tests": []}


@pytest.mark.parametrize("other", [REPORT, COVERAGE, SARIF, PACKAGE, {"results": []}, {"vertexes": []}, {}])
def test_recognises__no_other_documents(other: dict[str, Any]) -> None:
    from cigen.results.formats import dart, gotest, jest, mocha, rspec, tap

    for form in (ctrf, jest, mocha, rspec, dart, gotest, tap):
        assert not form.recognises(json.dumps(other).encode())
        assert not form.recognises(json.dumps(other, indent=2).encode())
