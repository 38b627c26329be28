"""One test case as results tell it, how it ended, and how many ended how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Outcome(str, Enum):
    """What came of a step, a test case or a cell; flaky is passed with an earlier failed attempt in the same cell."""

    PASSED = "passed"
    FLAKY = "flaky"
    SKIPPED = "skipped"
    FAILED = "failed"
    ERROR = "error"

    red: bool
    notable: bool

    def __init__(self, value: str) -> None:
        """`red` ones make the run fail, `notable` ones people want to see by name."""
        self.red = value in ("failed", "error")
        self.notable = self.red or value == "flaky"

    __hash__ = str.__hash__  # Enum's own is no C, and outcomes are counted by the million


@dataclass(frozen=True, slots=True)
class Totals:
    """Test cases as `junit.xml` shows them: every step and every nested case is one.

    `tests` is the sum of passed, failed, errors and skipped; flaky ones are among the passed.
    """

    tests: int = 0
    passed: int = 0
    failed: int = 0
    errors: int = 0
    skipped: int = 0
    flaky: int = 0

    @property
    def red(self) -> int:
        """How many make the run fail."""
        return self.failed + self.errors


@dataclass(frozen=True, slots=True)
class Case:
    """One test case that a file of results names; `source` is that file as the cell or the caller knew it."""

    suite: str
    classname: str
    name: str
    outcome: Outcome
    source: str
    seconds: float | None = None
    message: str = ""
    details: str = ""
    file: str = ""
    line: int = 0

    def __reduce__(self) -> tuple[type[Case], tuple[object, ...]]:
        """Thousands go from process to process, which takes a fifth of the time this way."""
        return Case, (
            self.suite, self.classname, self.name, self.outcome, self.source,
            self.seconds, self.message, self.details, self.file, self.line,
        )  # fmt: skip


def added(totals: Iterable[Totals]) -> Totals:
    """The sum of all."""
    tests = passed = failed = errors = skipped = flaky = 0
    for one in totals:
        tests += one.tests
        passed += one.passed
        failed += one.failed
        errors += one.errors
        skipped += one.skipped
        flaky += one.flaky
    return Totals(tests, passed, failed, errors, skipped, flaky)


def count(outcomes: Iterable[Outcome]) -> Totals:
    """How many ended how."""
    numbers = dict.fromkeys(Outcome, 0)
    for outcome in outcomes:
        numbers[outcome] += 1
    return Totals(
        tests=sum(numbers.values()),
        passed=numbers[Outcome.PASSED] + numbers[Outcome.FLAKY],
        failed=numbers[Outcome.FAILED],
        errors=numbers[Outcome.ERROR],
        skipped=numbers[Outcome.SKIPPED],
        flaky=numbers[Outcome.FLAKY],
    )
