"""The JSON lines of `dart test` and `flutter test --machine` in, cases out.

Format: https://github.com/dart-lang/test/blob/master/pkgs/test/doc/json_reporter.md
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cigen.results.bounded import Text
from cigen.results.case import Outcome
from cigen.results.formats.claims import NO_NAME, THE_FILE, blame, compare, count, first_line, word, words
from cigen.results.formats.jsonlines import first_objects, objects
from cigen.results.tally import Tally
from cigen.results.unreadable import UnreadableError

NAME = "dart"
MOST_OPEN = 50_000
MOST_TEXTS = 1_000
"""Tests whose errors are held at one time."""
LONGEST_NAME = 1_000
TORN = re.compile(r'"type": ?"(?:testDone|error|done)"')
RESULTS = {"success": Outcome.PASSED, "failure": Outcome.FAILED, "error": Outcome.ERROR}


def recognises(head: bytes) -> bool:
    """Whether a file that begins so has the event that starts a run."""
    return any("protocolVersion" in event and event.get("type") == "start" for event in first_objects(head))


def read(chunks: Iterator[bytes], tally: Tally) -> None:
    """Follow the events; a run that does not say how it ended is cut."""
    run = _Run(tally)
    for event in objects(chunks, lambda text, bad: run.text(text, bad=bad)):
        run.event(event)
    run.end()


@dataclass(slots=True)
class _Test:
    name: str
    suite: str
    file: str
    line: int
    started: float
    outcome: Outcome | None = None
    message: str = ""
    details: Text | None = None
    retried: bool = False


class _Run:
    """The tests that have begun and not ended."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._suites: dict[int, str] = {}
        self._open: dict[int, _Test] = {}
        self._texts = MOST_TEXTS
        self._done: bool | None = None
        self._ended = False

    def text(self, text: str, *, bad: bool) -> None:
        """A line that is no event; the end of one may have been the one that says failed."""
        if bad or TORN.search(text):
            blame(self._tally, "a line of it is no whole JSON object", details=text)

    def event(self, event: dict[str, Any]) -> None:
        take = {
            "suite": self._suite,
            "testStart": self._start,
            "print": self._print,
            "error": self._error,
            "testDone": self._test_done,
            "done": self._run_done,
        }.get(word(event.get("type")))
        if take is not None:
            take(event)

    def _suite(self, event: dict[str, Any]) -> None:
        suite = _dict(event.get("suite"))
        if len(self._suites) < MOST_OPEN:
            self._suites[count(suite.get("id"))] = words(suite.get("path"))[:LONGEST_NAME]

    def _start(self, event: dict[str, Any]) -> None:
        told = _dict(event.get("test"))
        path = self._suites.get(count(told.get("suiteID")), "")
        own = told.get("root_line") is not None
        test = _Test(
            name=words(told.get("name"))[:LONGEST_NAME] or NO_NAME,
            suite=path,
            file=path,
            line=count(told.get("root_line" if own else "line")) if own or _same(told.get("url"), path) else 0,
            started=_milliseconds(event),
        )
        number = count(told.get("id"))
        if number in self._open:
            self._close(self._open.pop(number), Outcome.ERROR, None, "a second test began under its number")
        self._open[number] = test
        if len(self._open) > MOST_OPEN:
            raise UnreadableError(f"more than {MOST_OPEN:,} tests run at one time")

    def _print(self, event: dict[str, Any]) -> None:
        test = self._open.get(count(event.get("testID")))
        if test is not None and words(event.get("message")).startswith("Retry: "):
            test.retried = True

    def _error(self, event: dict[str, Any]) -> None:
        """An error of a test that is over already counts for itself."""
        number = count(event.get("testID"))
        message, outcome = (
            words(event.get("error")),
            Outcome.FAILED if event.get("isFailure") is True else Outcome.ERROR,
        )
        details = f"{message}\n{words(event.get('stackTrace'))}\n"
        test = self._open.get(number)
        if test is None:
            blame(self._tally, first_line(message), details=details, name=f"(test {number}, after its end)")
            return
        test.outcome = outcome if test.outcome in (None, Outcome.FAILED) else test.outcome
        test.message = test.message or first_line(message)[:LONGEST_NAME]
        if test.details is None and self._texts > 0:
            test.details, self._texts = Text(), self._texts - 1
        if test.details is not None:
            test.details.add(details)

    def _test_done(self, event: dict[str, Any]) -> None:
        number = count(event.get("testID"))
        test = self._open.pop(number, None) or _Test(f"(test {number})", "", "", 0, _milliseconds(event))
        outcome = RESULTS.get(word(event.get("result")), Outcome.ERROR)
        if outcome is Outcome.PASSED and event.get("skipped") is True:
            outcome = Outcome.SKIPPED
        elif outcome is Outcome.PASSED and test.outcome is not None:
            outcome = Outcome.FLAKY if test.retried else test.outcome
        elif outcome is Outcome.PASSED and test.retried:
            outcome = Outcome.FLAKY
        if event.get("hidden") is not True or outcome.red:
            self._close(test, outcome, max(0.0, _milliseconds(event) - test.started) / 1000)

    def _close(self, test: _Test, outcome: Outcome, seconds: float | None, message: str = "") -> None:
        self._texts += test.details is not None
        self._tally.add(
            name=test.name,
            suite=test.suite,
            outcome=outcome,
            seconds=seconds,
            message=test.message or message,
            details=test.details.text if test.details is not None else "",
            file=test.file,
            line=test.line,
        )

    def _run_done(self, event: dict[str, Any]) -> None:
        self._ended = True
        self._done = event.get("success") if isinstance(event.get("success"), bool) else None

    def end(self) -> None:
        """What is still open has no result."""
        for test in self._open.values():
            self._close(test, Outcome.ERROR, None, "it began and did not end")
        if not self._ended:
            raise UnreadableError("truncated: it does not say that the run is done")
        if self._done is None and not self._tally.red:
            blame(self._tally, "the run was ended before it was done", name=THE_FILE)
        compare(self._tally, failed=0, tests=0, red=self._done is False)


def _milliseconds(event: dict[str, Any]) -> float:
    return float(count(event.get("time")))


def _same(url: object, path: str) -> bool:
    return bool(path) and (url is None or words(url).endswith(path))


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
