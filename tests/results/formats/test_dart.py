from __future__ import annotations

import json
from typing import Any

import pytest

from cigen.results.formats import dart
from tests.results.formats.telling import WRONG, Told, told

START = {"protocolVersion": "0.1.1", "runnerVersion": "1.24", "pid": 1, "type": "start", "time": 0}
DONE = {"success": True, "type": "done", "time": 99}
BAD_DONE = DONE | {"success": False}


def begin(number: int, name: str, **more: Any) -> dict[str, Any]:
    test = {"id": number, "name": name, "suiteID": 0, "groupIDs": [2], "line": 7, "url": None} | more
    return {"test": test, "type": "testStart", "time": 10}


def over(number: int, result: str = "success", **more: Any) -> dict[str, Any]:
    return {
        "testID": number,
        "result": result,
        "hidden": False,
        "skipped": False,
        "type": "testDone",
        "time": 1510,
    } | more


def error(number: int, text: str, *, failure: bool = True) -> dict[str, Any]:
    return {"testID": number, "error": text, "stackTrace": "a.dart 3:1", "isFailure": failure, "type": "error"}


SUITE = {"suite": {"id": 0, "platform": "vm", "path": "test/a.dart"}, "type": "suite", "time": 0}


def read(*events: Any, done: Any = DONE) -> Told:
    text = "".join(json.dumps(event) + "\n" for event in (START, SUITE, *events, done) if event is not None)
    assert dart.recognises(text.encode())
    return told(dart, text)


def test_tests__are_cases_with_time_and_place() -> None:
    result = read(
        begin(1, "adds"), begin(2, "fails"), over(1), error(2, "Expected: 1\n  Actual: 2"), over(2, "failure"),
        begin(3, "throws"), error(3, "boom", failure=False), over(3, "error"), begin(4, "left"), over(4, skipped=True),
        done=BAD_DONE,
    )  # fmt: skip
    assert result.outcomes == [("adds", "passed"), ("fails", "failed"), ("throws", "error"), ("left", "skipped")]
    case = result.cases[1]
    assert (case.suite, case.file, case.line, case.seconds) == ("test/a.dart", "test/a.dart", 7, 1.5)
    assert (case.message, case.details) == ("Expected: 1", "Expected: 1\n  Actual: 2\na.dart 3:1")


def test_loading__is_no_case_unless_it_failed() -> None:
    assert read(begin(1, "loading test/a.dart"), over(1, hidden=True)).outcomes == []
    broken = read(begin(1, "loading test/a.dart"), error(1, "no", failure=False), over(1, "error"), done=BAD_DONE)
    assert broken.outcomes == [("loading test/a.dart", "error")]
    assert read(begin(1, "loading"), over(1, "error", hidden=True), done=BAD_DONE).totals.errors == 1


def test_retry__that_passed_is_flaky() -> None:
    said = {"testID": 1, "messageType": "message", "message": "Retry: adds", "type": "print"}
    assert read(begin(1, "adds"), error(1, "no"), said, over(1)).outcomes == [("adds", "flaky")]
    assert read(begin(1, "adds"), error(1, "no"), over(1)).outcomes == [("adds", "failed")]


def test_error__after_the_end_of_its_test_counts() -> None:
    assert read(begin(1, "adds"), over(1), error(1, "late"), done=BAD_DONE).totals.errors == 1


@pytest.mark.parametrize("done", [BAD_DONE, DONE | {"success": None}, DONE | {"success": "yes"}, None])
def test_run__that_is_not_well_done_is_red(done: Any) -> None:
    assert not read(begin(1, "adds"), over(1)).red
    assert read(begin(1, "adds"), over(1), done=done).red


def test_test__without_an_end_is_an_error() -> None:
    assert read(begin(1, "adds"), begin(1, "again"), over(1), begin(2, "lost")).outcomes == [
        ("adds", "error"),
        ("again", "passed"),
        ("lost", "error"),
    ]


def test_result__that_is_unknown_is_an_error() -> None:
    for result in ("sucess", None, ["success"], 1):
        assert read(begin(1, "x"), over(1) | {"result": result}).outcomes == [("x", "error")]


def test_lines__between_are_passed_over_and_broken_ones_are_not() -> None:
    text = "\n".join(map(json.dumps, (START, [{"event": "test.startedProcess"}], begin(1, "x"), over(1), DONE)))
    assert not told(dart, f"Downloading…\n{text}\n").red
    assert told(dart, f'{text}\n{{"type":"err\n').red


def test_events__of_the_wrong_shape_are_survived() -> None:
    for wrong in WRONG:
        read({"type": "testStart", "test": wrong}, {"type": "suite", "suite": wrong}, {"type": wrong})
        read({"type": "error", "testID": wrong, "error": wrong}, {"type": "testDone", "testID": wrong, "time": wrong})


def test_errors__of_very_many_tests_are_bounded() -> None:
    many = [begin(n, f"t{n}") for n in range(3_000)] + [error(n, "x" * 10_000) for n in range(3_000)]
    assert sum(bool(case.details) for case in read(*many).cases) == 1_000


def test_recognises__no_other_lines() -> None:
    for other in (b"", b"{}\n", b'{"type":"start"}\n', b'{"protocolVersion":"2.0","method":"x"}\n', b"text\n"):
        assert not dart.recognises(other)
