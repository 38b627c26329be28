"""A CTRF report of any version in, cases out, https://ctrf.io/docs/specification/overview."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cigen.results.case import Outcome
from cigen.results.formats.claims import NO_NAME, compare, count, first_line, ran, seconds, word, words
from cigen.results.formats.jsonstream import Shape, recognised, values
from cigen.results.tally import Tally

NAME = "ctrf"
TESTS = "results.tests"
SHAPE = Shape(
    records={
        TESTS: frozenset(
            {
                "name", "status", "rawStatus", "duration", "message", "trace", "suite", "filePath", "filepath", "line",
                "retries", "flaky", "retryAttempts",
            }
        )
    },
    single=frozenset({"results.summary"}),
    required=(TESTS,),
)  # fmt: skip
OUTCOMES = {
    "passed": Outcome.PASSED,
    "failed": Outcome.FAILED,
    "skipped": Outcome.SKIPPED,
    "pending": Outcome.SKIPPED,
    "other": Outcome.ERROR,
}
RAW_ERRORS = ("error", "errored", "broken")
EXPECTED = ("xfail", "xfailed", "expectedfailure", "todo")


def _fits(paths: frozenset[str]) -> bool:
    named = {"results.tool", "results.summary", "results.tests.item.status"}
    return ("reportFormat" in paths and "results" in paths) or (
        "results.tests" in paths and bool(paths & named) and "verdict" not in paths
    )


def recognises(head: bytes) -> bool:
    """Whether a file that begins so names CTRF or has its results, tool and tests."""
    return recognised(head, _fits)


def read(chunks: Iterator[bytes], tally: Tally) -> None:
    """Take each test, then compare with the summary."""
    summary: dict[str, Any] = {}
    for path, value in values(chunks, SHAPE, _fits, tally):
        if path == TESTS:
            _add(value, tally)
        else:
            summary = value if isinstance(value, dict) else {}
    ran(tally, summary.get("start"), summary.get("stop"))
    compare(tally, failed=summary.get("failed"), tests=summary.get("tests"))


def _add(test: dict[str, Any], tally: Tally) -> None:
    outcome = _outcome(test)
    message, trace = words(test.get("message")), words(test.get("trace"))
    suite = test.get("suite")
    status = word(test.get("status"))
    tally.add(
        name=words(test.get("name")) or NO_NAME,
        suite=" / ".join(map(words, suite)) if isinstance(suite, list) else words(suite),
        outcome=outcome,
        seconds=seconds(test.get("duration"), 0.001),
        message=first_line(message) or first_line(trace) or ("" if status in OUTCOMES else _unknown(status)),
        details=trace if message in trace else f"{message}\n{trace}".strip(),
        file=words(test.get("filePath") or test.get("filepath")),
        line=count(test.get("line")),
    )


def _unknown(status: str) -> str:
    return f"it has the unknown status “{status:.40}”"


def _outcome(test: dict[str, Any]) -> Outcome:
    """CTRF knows no error: what a tool called so is told by the status it gave."""
    outcome = OUTCOMES.get(word(test.get("status")), Outcome.ERROR)
    raw = word(test.get("rawStatus")).lower()
    if outcome is Outcome.FAILED and raw in RAW_ERRORS:
        return Outcome.ERROR
    if test.get("status") == "other" and raw in EXPECTED:
        return Outcome.SKIPPED
    again = test.get("flaky") is True or count(test.get("retries")) or bool(test.get("retryAttempts"))
    return Outcome.FLAKY if outcome is Outcome.PASSED and again else outcome
