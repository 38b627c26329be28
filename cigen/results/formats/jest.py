"""The JSON of `jest --json` or Vitest's json reporter in, cases out, https://jestjs.io/docs/cli#--json."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cigen.results.case import Outcome
from cigen.results.formats.claims import NO_NAME, THE_FILE, blame, compare, count, first_line, ran, seconds, word, words
from cigen.results.formats.jsonstream import END, Shape, recognised, values
from cigen.results.tally import Tally

NAME = "jest"
FILE = "testResults.item"
CASES = f"{FILE}.assertionResults"
OF_FILE = ("name", "status", "message", "failureMessage", "testExecError", "startTime", "endTime")
OF_RUN = (
    "success", "wasInterrupted", "numFailedTests", "numTotalTests", "numFailedTestSuites", "numRuntimeErrorTestSuites",
)  # fmt: skip
SHAPE = Shape(
    records={
        CASES: frozenset(
            {
                "ancestorTitles", "fullName", "title", "status", "duration", "failureMessages", "location",
                "invocations", "retryReasons",
            }
        )
    },
    single=frozenset({*(f"{FILE}.{key}" for key in OF_FILE), *OF_RUN}),
    ends=frozenset({FILE}),
    required=("testResults",),
)  # fmt: skip
OUTCOMES = {
    "passed": Outcome.PASSED,
    "failed": Outcome.FAILED,
    "error": Outcome.ERROR,
    **dict.fromkeys(("pending", "skipped", "todo", "disabled"), Outcome.SKIPPED),
}
MOST_HELD = 4 << 20
"""The name of a file comes after its cases; this many characters of them wait for it."""


def _fits(paths: frozenset[str]) -> bool:
    return f"{FILE}.assertionResults" in paths or {"numTotalTests", "numFailedTests"} <= paths


def recognises(head: bytes) -> bool:
    """Whether a file that begins so has Jest's counts or its lists of assertions."""
    return recognised(head, _fits)


def read(chunks: Iterator[bytes], tally: Tally) -> None:
    """Take the cases file by file; a file that failed with no failed case in it is an error of that file."""
    run: dict[str, Any] = {}
    file = _File(tally)
    for path, value in values(chunks, SHAPE, _fits, tally):
        if path == CASES:
            file.case(value)
        elif value is END:
            file.end()
            file = _File(tally)
        elif path.startswith(f"{FILE}."):
            file.told[path.removeprefix(f"{FILE}.")] = value
        else:
            run[path] = value
    if run.get("wasInterrupted") is True:
        blame(tally, "the run was interrupted")
    broken = count(run.get("numFailedTestSuites")) + count(run.get("numRuntimeErrorTestSuites"))
    says_red = bool(broken) or run.get("success") is False
    compare(tally, failed=run.get("numFailedTests"), tests=run.get("numTotalTests"), red=says_red)


class _File:
    """A test file whose cases are being read."""

    def __init__(self, tally: Tally) -> None:
        self.told: dict[str, Any] = {}
        self._tally = tally
        self._held: list[dict[str, Any]] = []
        self._size = 0
        self._red = tally.red

    def case(self, entry: dict[str, Any]) -> None:
        case = _case(entry)
        self._held.append(case)
        self._size += 200 + len(case["details"]) + len(case["name"]) + len(case["classname"])
        if self._size > MOST_HELD or "name" in self.told:
            self._flush()

    def _flush(self) -> None:
        name = words(self.told.get("name"))
        for case in self._held:
            self._tally.add(**case, suite=name, file=name)
        self._held, self._size = [], 0

    def end(self) -> None:
        self._flush()
        ran(self._tally, self.told.get("startTime"), self.told.get("endTime"))
        status = word(self.told.get("status"))
        if self._tally.red > self._red or (status in OUTCOMES and not OUTCOMES[status].red and not self._crashed()):
            return
        why = self.told.get("testExecError")
        why = words(why.get("message")) if isinstance(why, dict) else words(why)
        details = words(self.told.get("message")) or words(self.told.get("failureMessage")) or why
        default = "the test file failed" if status == "failed" else f"it has the unknown status “{status:.40}”"
        blame(self._tally, first_line(details) or default, details=details, suite=words(self.told.get("name")))

    def _crashed(self) -> bool:
        return bool(self.told.get("testExecError"))


def _case(entry: dict[str, Any]) -> dict[str, Any]:
    title, messages = words(entry.get("title")), words(entry.get("failureMessages"))
    ancestors = entry.get("ancestorTitles")
    place = entry.get("location")
    status = word(entry.get("status"))
    return {
        "name": title or words(entry.get("fullName")) or (THE_FILE if status == "error" else NO_NAME),
        "classname": " / ".join(map(words, ancestors)) if isinstance(ancestors, list) else words(ancestors),
        "outcome": _outcome(entry, failed_before=bool(messages)),
        "seconds": seconds(entry.get("duration"), 0.001),
        "message": first_line(messages) or ("" if status in OUTCOMES else f"it has the unknown status “{status:.40}”"),
        "details": messages or words(entry.get("retryReasons")),
        "line": count(place.get("line")) if isinstance(place, dict) else 0,
    }


def _outcome(entry: dict[str, Any], *, failed_before: bool) -> Outcome:
    """Passed after a retry is flaky: Jest counts the tries, Vitest leaves the messages of those that failed."""
    outcome = OUTCOMES.get(word(entry.get("status")), Outcome.ERROR)
    again = failed_before or count(entry.get("invocations")) > 1 or bool(entry.get("retryReasons"))
    return Outcome.FLAKY if outcome is Outcome.PASSED and again else outcome
