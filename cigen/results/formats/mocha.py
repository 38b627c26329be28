"""The JSON of Mocha's reporter in, cases out, https://mochajs.org/#json: each test once, whatever lists hold it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from cigen.results.case import Outcome
from cigen.results.formats.claims import NO_NAME, compare, count, first_line, ran, seconds, words
from cigen.results.formats.jsonstream import Shape, recognised, values
from cigen.results.tally import Tally

NAME = "mocha"
KEYS = frozenset({"title", "fullTitle", "file", "duration", "currentRetry", "err"})
LISTS = {"passes": Outcome.PASSED, "failures": Outcome.FAILED, "pending": Outcome.SKIPPED}
SHAPE = Shape(
    records={**dict.fromkeys(LISTS, KEYS), "tests": frozenset({"err"})},
    single=frozenset({"stats"}),
    required=("failures", "passes"),
)
MOST_REMEMBERED = 10_000


def _fits(paths: frozenset[str]) -> bool:
    return {"stats.passes", "stats.failures", "stats.pending"} <= paths and "results" not in paths


def recognises(head: bytes) -> bool:
    """Whether a file that begins so has Mocha's counts."""
    return recognised(head, _fits)


def read(chunks: Iterator[bytes], tally: Tally) -> None:
    """Take the cases of its three lists; the fourth, of all tests, only says whether one is lost."""
    reader = _Reader(tally)
    for path, value in values(chunks, SHAPE, _fits, tally):
        if path == "stats":
            reader.stats = value if isinstance(value, dict) else {}
        elif path == "tests":
            reader.listed(value)
        else:
            reader.case(value, LISTS[path])
    reader.end()


class _Reader:
    """What is known of the run so far."""

    def __init__(self, tally: Tally) -> None:
        self.stats: dict[str, Any] = {}
        self._tally = tally
        self._tests = 0
        self._red_tests = 0
        self._doubles = 0
        self._seen: Counter[int] = Counter()

    def listed(self, entry: dict[str, Any]) -> None:
        self._tests += 1
        self._red_tests += bool(entry.get("err"))

    def case(self, entry: dict[str, Any], outcome: Outcome) -> None:
        """A test that passed and then failed stands in both lists, with one and the same error."""
        if not entry:
            outcome = Outcome.ERROR
        elif entry.get("err") and outcome is not Outcome.SKIPPED:
            if self._twice(_key(entry), 1 if outcome is Outcome.FAILED else -1):
                self._doubles += 1
                return
            outcome = Outcome.FAILED
        elif outcome is Outcome.PASSED and count(entry.get("currentRetry")):
            outcome = Outcome.FLAKY
        self._add(entry, outcome)

    def _twice(self, key: int, sign: int) -> bool:
        """Whether the other list had this one, which is told by the sign."""
        seen = self._seen[key]
        if seen or len(self._seen) <= MOST_REMEMBERED:
            self._seen[key] += sign
        return seen * sign < 0

    def _add(self, entry: dict[str, Any], outcome: Outcome) -> None:
        error = entry.get("err")
        error = error if isinstance(error, dict) else {"message": error}
        stack, message = words(error.get("stack")), words(error.get("message"))
        title, full = words(entry.get("title")), words(entry.get("fullTitle"))
        self._tally.add(
            name=title or full or NO_NAME,
            classname=full.removesuffix(title).strip(),
            suite=words(entry.get("file")),
            outcome=outcome,
            seconds=seconds(entry.get("duration"), 0.001),
            message=first_line(message) or first_line(stack),
            details=stack if message in stack else f"{message}\n{stack}".strip(),
            file=words(entry.get("file")),
        )

    def end(self) -> None:
        """A failed hook is in `failures` alone, so there may be more cases than tests, never fewer."""
        ran(self._tally, self.stats.get("start"), self.stats.get("end"))
        claimed = sum(count(self.stats.get(key)) for key in LISTS)
        tests = max(self._tests, claimed) - self._doubles
        failed = max(self._red_tests - self._doubles, count(self.stats.get("failures")))
        compare(self._tally, failed=failed, tests=tests if tests > self._tally.cases else 0)


def _key(entry: dict[str, Any]) -> int:
    error = entry.get("err")
    message = words(error.get("message")) if isinstance(error, dict) else ""
    return hash((words(entry.get("fullTitle")), words(entry.get("file")), message))
