from __future__ import annotations

import json
from typing import Any

from cigen.results.formats import mocha
from tests.results.formats.telling import WRONG, Told, told


def one(title: str, **more: Any) -> dict[str, Any]:
    return {
        "title": title,
        "fullTitle": f"group {title}",
        "file": "/a.js",
        "duration": 5,
        "currentRetry": 0,
        "err": {},
    } | more


FAILED = one("fails", err={"message": "1 == 2", "stack": "Error: 1 == 2\n    at a.js:3"})


def document(**lists: Any) -> dict[str, Any]:
    lists = {"passes": [one("passes")], "failures": [FAILED], "pending": [one("waits")]} | lists
    tests = [*lists["passes"], *lists["failures"], *lists["pending"]]
    stats = {"suites": 1, "tests": len(tests), **{key: len(value) for key, value in lists.items()}}
    return {"stats": stats, "tests": tests} | lists


def read(value: Any) -> Told:
    data = json.dumps(value).encode()
    assert mocha.recognises(data)
    return told(mocha, data)


def test_lists__give_the_outcomes() -> None:
    result = read(document())
    assert sorted(result.outcomes) == [("fails", "failed"), ("passes", "passed"), ("waits", "skipped")]
    case = next(case for case in result.cases if case.outcome.red)
    assert (case.suite, case.classname, case.seconds, case.message) == ("/a.js", "group", 0.005, "1 == 2")
    assert case.details == "Error: 1 == 2\n    at a.js:3"


def test_retry__that_passed_is_flaky() -> None:
    assert ("x", "flaky") in read(document(passes=[one("x", currentRetry=1)])).outcomes


def test_test__in_two_lists_is_one_case() -> None:
    result = read(document(failures=[FAILED], passes=[one("passes"), FAILED], pending=[]))
    assert sorted(result.outcomes) == [("fails", "failed"), ("passes", "passed")]


def test_pass__with_an_error_is_no_pass() -> None:
    assert ("fails", "failed") in read(document(passes=[FAILED], failures=[])).outcomes


def test_hook__that_failed_is_in_no_list_of_tests() -> None:
    value = document()
    value["failures"].append(one('"before each" hook', err={"message": "no"}))
    value["stats"]["failures"] = 2
    assert read(value).totals.tests == 4


def test_counts__that_claim_more_are_errors() -> None:
    for change in ({"failures": 9}, {"passes": 9}):
        value = document()
        value["stats"] |= change
        assert read(value).totals.errors == 1
    value = document()
    value["tests"] += [one("lost"), one("lost too", err={"message": "no"})]
    assert read(value).totals.errors


def test_list__that_is_lost_or_no_list_is_unreadable() -> None:
    for key in ("passes", "failures"):
        value = document()
        del value[key]
        assert told(mocha, json.dumps(value)).broken
        assert told(mocha, json.dumps(document() | {key: "x"})).broken


def test_shapes__that_are_wrong_are_red_at_most() -> None:
    for wrong in (*WRONG, {"title": 5, "fullTitle": ["a", 1], "err": "text", "file": {}}):
        assert read(document(failures=[wrong])).red
        read(document() | {"stats": {"passes": wrong, "failures": wrong, "pending": wrong}})


def test_recognises__no_other_documents() -> None:
    others: tuple[Any, ...] = ({"stats": {}}, {"tests": []}, {"stats": document()["stats"], "results": []})
    for other in others:
        assert not mocha.recognises(json.dumps(other).encode())
