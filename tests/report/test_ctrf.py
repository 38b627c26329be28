"""`ctrf.json` against the published schema and against what it says of itself."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator, FormatChecker  # type: ignore[import-untyped]

from cigen.report import ctrf
from cigen.results.case import count
from cigen.results.caseline import encoded
from cigen.results.cases import FileCases
from cigen.results.model import Build, Case, Cases, Outcome, Problem, Report
from tests.factories import START, fail, green, manifest, relocatable_red, result, xml
from tests.factories import report as joined
from tests.hostile import ATTACKS, FIELDS
from tests.hostile import report as hostile
from tests.reports import CASES, REPORTS, TEXTS, report

Tree = dict[str, object]

SCHEMA = Path(__file__).parents[1] / "formats" / "schemas" / "ctrf-0.0.schema.json"
VALIDATOR = Draft7Validator(json.loads(SCHEMA.read_text()), format_checker=FormatChecker())
CASE = Case("s", "c", "n", Outcome.PASSED, "out.xml")


def made(found: Report) -> dict[str, Any]:
    """What was written, which other programs take and which agrees with itself."""
    text = "".join(ctrf.pieces(found))
    assert text.isascii()
    tree: dict[str, Any] = json.loads(text)
    VALIDATOR.validate(tree)
    results = tree["results"]
    summary, kinds = results["summary"], Counter(test["status"] for test in results["tests"])
    assert summary["tests"] == len(results["tests"])
    assert {kind: summary[kind] for kind in ("passed", "failed", "skipped", "pending", "other")} == {
        "passed": 0, "failed": 0, "skipped": 0, "pending": 0, "other": 0, **kinds,
    }  # fmt: skip
    assert summary["flaky"] == sum(test.get("flaky", False) for test in results["tests"])
    assert summary["extra"]["errors"] == sum(test["rawStatus"] == "error" for test in results["tests"])
    assert bool(summary["failed"]) == (results["extra"]["verdict"] == "failed") == found.red
    assert results["environment"]["healthy"] is not found.red
    return results  # type: ignore[no-any-return]


def entries(found: Report) -> list[dict[str, Any]]:
    return made(found)["tests"]  # type: ignore[no-any-return]


def texts(tree: object) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, list):
        for one in tree:
            yield from texts(one)
    elif isinstance(tree, dict):
        for key, one in tree.items():
            yield from (key, *texts(one))


@given(REPORTS)
def test_ctrf__follows_the_published_schema_and_its_own_counts(found: Report) -> None:
    again = made(found)
    totals, summary = found.totals, again["summary"]
    added = found.red and not totals.failed + totals.errors
    assert (summary["passed"], summary["skipped"], summary["flaky"]) == (totals.passed, totals.skipped, totals.flaky)
    assert summary["failed"] == totals.failed + totals.errors + added
    assert summary["extra"]["errors"] == totals.errors + added


@given(CASES, st.lists(TEXTS, max_size=1).map(tuple), st.dictionaries(TEXTS, TEXTS, max_size=1))
def test_ctrf__the_short_way_leads_where_the_long_one_does(case: Case, around: tuple[str, ...], labels: Tree) -> None:
    case = replace(case, outcome=Outcome.PASSED, message="", details="", file="", line=0)
    (short,) = ctrf._cases(Cases.of(case), around, {"cell": "x"}, labels or None)
    extra: Tree = {"cell": "x", "source": case.source}
    assert short == ctrf._filled(ctrf._case(case, around, extra, labels or None))
    assert json.loads(short)["status"] == "passed"


def test_ctrf__a_plain_case_goes_the_short_way() -> None:
    line = encoded(replace(CASE, seconds=1.5)).encode() + b"\n"
    assert ctrf._plain(line, ['"cell"'], ', "extra": {}}') == (
        '{"name": "n", "status": "passed", "duration": 1500, "suite": ["cell", "s", "c"], "rawStatus": "passed", '
        '"extra": {}}'
    )


def test_ctrf__has_every_step_and_every_nested_case_once() -> None:
    files = green(manifest(2, junit=["*.xml"])) | {
        "cells/test-1/junit/1-1.xml": xml('<testcase name="a" classname="c" time="0.25"/>')
    }
    found = entries(joined(files))
    assert [(test["suite"], test["name"]) for test in found] == [
        *((["test-1"], name) for name in ("configure", "build", "test")),
        (["test-1", "s", "c"], "a"),
        *((["test-2"], name) for name in ("configure", "build", "test")),
        (["test-2", "s", "pkg"], "a"),
    ]
    assert [test["labels"] for test in found] == [{"n": "1"}] * 4 + [{"n": "2"}] * 4
    assert found[3]["duration"] == 250
    assert found[3]["extra"] == {"cell": "test-1", "test": "test", "source": "out/1.xml"}


def test_ctrf__the_whole_of_a_large_run_counts_as_the_report_does() -> None:
    found = made(joined(relocatable_red()))["summary"]
    assert (found["tests"], found["passed"], found["failed"], found["skipped"]) == (572, 557, 1, 14)


def test_ctrf__a_failed_step_says_where_why_and_when() -> None:
    found = joined(fail(green(manifest(1)), "test-1", 2, seconds=2.25, log=b"\x1b[31mboom\x1b[0m\n"))
    step = entries(found)[1]
    assert (step["status"], step["rawStatus"], step["message"], step["trace"]) == (
        "failed",
        "failed",
        "exit 1",
        "boom\n",
    )
    assert (step["filePath"], step["line"], step["type"]) == ("cigen.yml", 22, "step")
    assert (step["start"], step["stop"], step["duration"]) == (START * 1000, START * 1000 + 2250, 2250)
    assert step["extra"] == {"cell": "test-1", "test": "test", "exit_code": 1}
    assert step["attachments"] == [{"name": "log", "contentType": "text/plain", "path": "logs/test-1/02.log"}]


def test_ctrf__an_error_is_red_and_can_be_told_from_a_failure() -> None:
    found = entries(report(cases=[replace(CASE, outcome=Outcome.ERROR, message="m", details="d", file="f", line=3)]))
    assert found == [
        {
            "name": "n", "status": "failed", "duration": 0, "suite": ["s", "c"], "message": "m", "trace": "d",
            "line": 3, "rawStatus": "error", "filePath": "f", "extra": {"source": "out.xml"},
        }
    ]  # fmt: skip


def test_ctrf__a_flaky_step_has_its_attempts() -> None:
    files = green(manifest(1)) | {
        "cells/test-1/2.result": result(attempts=3),
        "cells/test-1/2.earlier.log": b"before",
        "cells/test-1/2.attempt-2.log": b"second",
    }
    step = entries(joined(files))[1]
    assert (step["status"], step["rawStatus"], step["flaky"], step["retries"]) == ("passed", "flaky", True, 2)
    assert [(one["attempt"], one["status"], one["trace"]) for one in step["retryAttempts"]] == [
        (1, "failed", "before"),
        (2, "failed", "second"),
    ]


def test_ctrf__a_flaky_case_has_passed_and_keeps_the_words_of_the_attempt_that_failed() -> None:
    (case,) = entries(report(cases=[replace(CASE, outcome=Outcome.FLAKY, message="once", details="trace")]))
    assert case["status"] == "passed"
    assert "message" not in case
    assert case["retryAttempts"] == [{"attempt": 1, "status": "failed", "message": "once", "trace": "trace"}]


def test_ctrf__a_report_that_is_red_without_a_red_case_has_one_more_that_says_why() -> None:
    found = report(cases=[CASE], problems=[Problem("a.xml", "truncated")], build=Build(1, 1, 1, error="no space left"))
    assert entries(found)[-1] == {
        "name": "the report", "status": "failed", "duration": 0, "suite": ["cigen"], "rawStatus": "error",
        "message": "the build broke, 1 problem with the results", "trace": "a.xml: truncated\nno space left",
    }  # fmt: skip
    assert entries(report())[0]["message"] == "nothing was tried"


def test_ctrf__times_nobody_knows_are_zero() -> None:
    summary = made(report(cases=[replace(CASE, seconds=2.0)]))["summary"]
    assert (summary["start"], summary["stop"], summary["duration"]) == (0, 0, 0)


def test_ctrf__times_are_those_of_steps_and_of_files_that_say_them() -> None:
    file = replace(Cases.of(CASE).files[0], wall=(100.0, 105.5))
    summary = made(replace(report(cases=[CASE]), cases=Cases((file,))))["summary"]
    assert (summary["start"], summary["stop"], summary["duration"]) == (100_000, 105_500, 5_500)
    summary = made(joined(green(manifest(1))))["summary"]
    assert (summary["start"], summary["duration"]) == (START * 1000, 1500)


def test_ctrf__is_written_some_cases_at_a_time() -> None:
    drawn = []

    def stored() -> Iterator[bytes]:
        for number in range(1000):
            drawn.append(number)
            yield f"{encoded(replace(CASE, name=f'n{number}'))}\n".encode()

    file = FileCases("out.xml", count([CASE.outcome] * 1000), stored=stored)
    longest = 0
    for piece in ctrf.pieces(replace(report(), cases=Cases((file,)), totals=file.totals)):
        longest = max(longest, len(piece))
        if '"n10"' in piece:
            break
    assert len(drawn) == ctrf.AT_ONCE
    assert longest < 200 * ctrf.AT_ONCE


@pytest.mark.parametrize("field", FIELDS)
def test_ctrf__nothing_hostile_gets_through(field: str) -> None:
    for attack in ATTACKS:
        found = hostile(field, attack)
        tree = json.loads("".join(ctrf.pieces(found)))
        VALIDATOR.validate(tree)
        assert len(tree["results"]["tests"]) == 9
        assert not [text for text in texts(tree) if any(c in text for c in "\0\x1b\x9b\r\u202e\u200b\ud800")], attack
