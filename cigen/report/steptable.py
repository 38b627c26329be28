"""A Report in, tables of numbers out: how each step of a test ended in all cells, what took longest, all counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import nlargest

from cigen.duration import duration
from cigen.pagetemplate import Quoted
from cigen.report.escape import name, span, words
from cigen.report.parts import Table
from cigen.report.verdict import counted
from cigen.results.model import Cell, Outcome, Report, Step

ENDED = (
    ("passed", (Outcome.PASSED, Outcome.FLAKY)),
    ("flaky", (Outcome.FLAKY,)),
    ("failed", (Outcome.FAILED,)),
    ("errors", (Outcome.ERROR,)),
    ("skipped", (Outcome.SKIPPED,)),
)


@dataclass(slots=True)
class Tried:
    """One step of a test, in all cells."""

    name: str
    ended: Counter[Outcome] = field(default_factory=Counter)
    cached: int = 0
    times: list[float] = field(default_factory=list)

    def add(self, step: Step) -> None:
        """Once more, in another cell."""
        self.ended[step.outcome] += 1
        self.cached += bool(step.cached)
        self.times += [step.seconds] if step.seconds is not None else []

    @property
    def red(self) -> bool:
        """Whether it did not just pass everywhere."""
        return any(outcome.notable for outcome in self.ended)

    @property
    def longest(self) -> float:
        """Seconds."""
        return max(self.times, default=0.0)

    def numbers(self) -> dict[str, int]:
        """How many cells by how it ended there."""
        return {word: sum(self.ended[one] for one in outcomes) for word, outcomes in ENDED} | {"cached": self.cached}


def steps(report: Report, rows: int) -> tuple[Table, ...]:
    """A table a test with a row a step; of more steps than rows those that failed and those that took longest."""
    if not rows:
        return ()
    return tuple(_table(test, tuple(tried.values()), rows) for test, tried in _tried(report).items() if tried)


def _tried(report: Report) -> dict[str, dict[int, Tried]]:
    """All steps by their test and number."""
    names = {test.name: dict(test.steps) for test in report.tests}
    found: dict[str, dict[int, Tried]] = {test.name: {} for test in report.tests}
    for cell in report.cells:
        known, tried = names.get(cell.test, {}), found.setdefault(cell.test, {})
        for step in () if cell.missing else cell.steps:
            number = step.number
            if number not in tried:
                tried[number] = Tried(known.get(number, step.name))
            tried[number].add(step)
    return {test: dict(sorted(tried.items())) for test, tried in found.items()}


def _table(test: str, tried: Sequence[Tried], most: int) -> Table:
    kept = set(nlargest(most, range(len(tried)), key=lambda place: (tried[place].red, tried[place].longest)))
    shown = [one for place, one in enumerate(tried) if place in kept]
    numbers = [one.numbers() for one in shown]
    used = [key for key in numbers[0] if any(row[key] for row in numbers)]
    timed = any(one.longest >= 0.05 for one in shown)
    head = [Quoted(f"steps of {name(test)}"), *map(words, used), *map(words, ("median", "longest") if timed else ())]
    rows = [(span(one.name), *_counts(row, used), *_times(one, timed)) for one, row in zip(shown, numbers, strict=True)]
    left = len(tried) - len(shown)
    more = (words(f"… and {counted(left, 'more step')} in `report.json`"),) if left else ()
    return Table((tuple(head), *rows), more, numbers=True)


def _counts(row: dict[str, int], used: Sequence[str]) -> Iterator[Quoted]:
    yield from (words(f"{row[key]:,}" if row[key] else "") for key in used)


def _times(one: Tried, timed: bool) -> Iterator[Quoted]:
    if timed:
        from statistics import median

        yield words(duration(median(one.times)) if one.times else "")
        yield words(duration(one.longest) if one.times else "")


def slowest(report: Report, most: int) -> Table | None:
    """The steps that took longest, whether in this build or in the one that filled the cache."""
    timed = [(cell, step) for cell in report.cells for step in cell.steps if step.seconds]
    rows = [_timed(cell, step) for cell, step in nlargest(most, timed, key=lambda pair: pair[1].seconds or 0.0)]
    head = tuple(map(words, ("slowest steps", "cell", "time", "")))
    return Table((head, *rows)) if rows else None


def _timed(cell: Cell, step: Step) -> tuple[Quoted, ...]:
    cached = words({True: "cached", False: "ran", None: ""}[step.cached])
    return (span(step.name), name(cell.name), words(duration(step.seconds or 0)), cached)


def totals(report: Report) -> Table:
    """All counts; every page of any length has them."""
    cells, cases = report.cell_totals, report.totals
    head = map(words, ("", "total", "passed", "failed", "errors", "missing", "skipped", "flaky"))
    rows: list[tuple[object, ...]] = []
    if cells.total:
        rows.append(("cells", cells.total, cells.passed, cells.failed, cells.errors, cells.missing, "–", cells.flaky))
    counts = (cases.tests, cases.passed, cases.failed, cases.errors, "–", cases.skipped, cases.flaky)
    rows.append(("test cases", *counts))
    return Table((tuple(head), *(tuple(map(_number, row)) for row in rows)), numbers=True)


def _number(value: object) -> Quoted:
    return words(f"{value:,}" if isinstance(value, int) else str(value))
