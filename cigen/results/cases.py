"""Test cases as results tell them: one is a Case, all of a cell are Cases, of which only what matters is in memory.

The rest lies in a store as lines of JSON, the very lines that `report.json` shows, until an output asks for them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import chain, groupby
from json.encoder import encode_basestring_ascii as quoted


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


@dataclass(frozen=True, slots=True)
class FileCases:
    """The cases of one file; `notable` are its red and flaky ones, as many of them as are kept.

    `stored` reads the lines of all of them, many at a time, each ending in a newline; None where they were not stored.
    `print` tells apart what is stored; `seconds` is their time summed up, `wall` when it all began and ended, if known.
    """

    source: str
    totals: Totals
    notable: tuple[Case, ...] = ()
    stored: Callable[[], Iterator[bytes]] | None = field(default=None, compare=False, repr=False)
    print: int = 0
    seconds: float = 0.0
    wall: tuple[float, float] | None = None

    def raw(self) -> Iterator[bytes]:
        """Every case as `encoded` makes it, with a newline; only the notable ones if nothing is stored."""
        return (line for block in self.blocks() for line in block.splitlines(keepends=True))

    def blocks(self) -> Iterator[bytes]:
        """The same, many lines at a time."""
        if self.stored is not None:
            return self.stored()
        return iter(["".join(f"{encoded(case)}\n" for case in self.notable).encode()] if self.notable else [])

    def text(self, between: str) -> Iterator[str]:
        """Every case as a JSON object in ASCII, as `report.json` shows it, in pieces with `between` between them."""
        start = f'{{"source": {quoted(self.source)}, '
        for block in self.blocks():
            yield start + block[1:-1].decode("ascii").replace("\n{", f"{between}{start}")

    def __iter__(self) -> Iterator[Case]:
        return (decoded(line, self.source) for line in self.raw())


@dataclass(frozen=True, slots=True)
class Cases:
    """All cases of a cell, or of no cell, by the files that told of them; what cigen adds is one more of these."""

    files: tuple[FileCases, ...] = ()
    totals: Totals = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "totals", added(file.totals for file in self.files))

    @classmethod
    def of(cls, *cases: Case) -> Cases:
        """These cases, all in memory."""
        return cls(tuple(_in_memory(source, tuple(group)) for source, group in groupby(cases, _source)))

    def __iter__(self) -> Iterator[Case]:
        return chain.from_iterable(self.files)

    def __len__(self) -> int:
        return self.totals.tests

    def __add__(self, other: Cases) -> Cases:
        return Cases(self.files + other.files)

    @property
    def notable(self) -> tuple[Case, ...]:
        """The red and flaky ones that are in memory; `unkept` says how many red ones are not."""
        return tuple(case for file in self.files for case in file.notable)

    @property
    def unkept(self) -> int:
        """How many red ones are counted and not among `notable`, as there were too many of them."""
        return self.totals.red - sum(case.outcome.red for file in self.files for case in file.notable)

    @property
    def seconds(self) -> float:
        """Their time, summed up."""
        return sum(file.seconds for file in self.files)

    @property
    def wall(self) -> float | None:
        """How long it took from the first test to the last, in seconds; None where no file says when it ran."""
        known = [file.wall for file in self.files if file.wall is not None]
        return max(end for _, end in known) - min(start for start, _ in known) if known else None

    def text(self, between: str) -> Iterator[str]:
        """Every case as a JSON object, in the order that they came, in pieces with `between` between them."""
        pieces = chain.from_iterable(file.text(between) for file in self.files)
        yield next(pieces, "")
        for piece in pieces:
            yield between
            yield piece


def _source(case: Case) -> str:
    return case.source


def _in_memory(source: str, cases: tuple[Case, ...]) -> FileCases:
    def stored() -> Iterator[bytes]:
        yield "".join(f"{encoded(case)}\n" for case in cases).encode()

    notable = tuple(case for case in cases if case.outcome.notable)
    seconds = sum(case.seconds or 0.0 for case in cases)
    return FileCases(source, count(case.outcome for case in cases), notable, stored, hash(cases), seconds)


def encoded(case: Case) -> str:
    """A case as a JSON object, without its source and the keys that say nothing."""
    tree = {
        "suite": case.suite,
        "classname": case.classname,
        "name": case.name,
        "outcome": case.outcome.value,
        "seconds": case.seconds,
        "message": case.message,
        "details": case.details,
        "file": case.file,
        "line": case.line or None,
    }
    return json.dumps({key: value for key, value in tree.items() if value not in (None, "")})


_OUTCOMES = {outcome.value: outcome for outcome in Outcome}


def decoded(line: bytes | str, source: str) -> Case:
    """The case that `encoded` made a line of."""
    get = json.loads(line).get
    return Case(
        get("suite", ""),
        get("classname", ""),
        get("name", ""),
        _OUTCOMES[get("outcome")],
        source,
        get("seconds"),
        get("message", ""),
        get("details", ""),
        get("file", ""),
        get("line", 0),
    )


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


NO_CASES = Cases()
