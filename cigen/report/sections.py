"""A Report in, the parts that Markdown pages are made of out: every text in them is quoted.

How much of each is shown is a `Detail`; a page takes the most detailed one that fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from cigen.duration import duration
from cigen.pagetemplate import Quoted
from cigen.report.absent import absent
from cigen.report.broken import missing_besides
from cigen.report.escape import fence, html_code, name, span, words
from cigen.report.failures import Failure, failures
from cigen.report.grid import Grid, Mark, Row, grids
from cigen.report.happened import chain_fact
from cigen.report.oddities import oddities
from cigen.report.verdict import Verdict, counted, verdict
from cigen.results.model import Cell, Outcome, Report, Step

SIGNS = {
    Mark.NONE: "",
    Mark.PASSED: "✅",
    Mark.FLAKY: "⚠️",
    Mark.FAILED: "❌",
    Mark.ERROR: "🚫",
    Mark.MISSING: "❓",
}
LEGEND = {
    Mark.FLAKY: "⚠️ flaky",
    Mark.ERROR: "🚫 could not be run or is incomplete",
    Mark.MISSING: "❓ nothing came back",
}


@dataclass(frozen=True, slots=True)
class Detail:
    """How much is shown; `left_out` says so to the reader. Counts of lines, failures, names, rows."""

    log: int
    failures: int
    names: int
    rows: int
    slowest: int
    left_out: str


@dataclass(frozen=True, slots=True)
class Found:
    """What pages of any size are made from, worked out once; a page may have `budget` characters or bytes."""

    report: Report
    verdict: Verdict
    failures: tuple[Failure, ...]
    budget: int


@dataclass(frozen=True, slots=True)
class Table:
    """Cells of a Markdown table, quoted, the first row its head; without rows only the lines after it are shown."""

    rows: tuple[tuple[Quoted, ...], ...]
    after: tuple[Quoted, ...] = ()

    @property
    def text(self) -> Quoted:
        """The table's lines."""
        head, *rows = self.rows
        lines = [head, tuple(Quoted("---") for _ in head), *rows]
        return Quoted("\n".join(f"| {' | '.join(line)} |" for line in lines))

    @property
    def parts(self) -> tuple[Quoted, ...]:
        """Everything as paragraphs."""
        return (self.text, *self.after) if self.rows else self.after


@dataclass(frozen=True, slots=True)
class Block:
    """Something to unfold: `summary` goes into HTML, `body` is Markdown between blank lines."""

    summary: Quoted
    body: tuple[Quoted, ...]
    open: bool = False


def title(found: Found) -> Quoted:
    """The first line of a page: verdict, name, counts."""
    sign = "❌" if found.verdict.red else "✅"
    own = f"{name(found.report.name)}: " if found.report.name else ""
    return Quoted(f"{sign} {own}{found.verdict.headline}")


def facts(found: Found) -> Quoted:
    """What else is worth a word."""
    return Quoted(" · ".join([*map(words, found.verdict.facts), *chain_fact(found.report, name)]))


def problems(report: Report, detail: Detail) -> tuple[Quoted, ...]:
    """One line each for what is wrong with the results."""
    shown = [Quoted(f"{span(one.file)}: {span(one.reason)}") for one in report.problems[: detail.names]]
    left = len(report.problems) - len(shown)
    return (*shown, Quoted(f"… and {left:,} more")) if left else tuple(shown)


def notes(report: Report, detail: Detail) -> tuple[Quoted, ...]:
    """One line each for what is odd about the files of results and no error."""
    found = [Quoted(f"{span(file)}: {span(note)}") for file, note in oddities(report)]
    most = detail.names if detail.rows else 0
    left = len(found) - most
    return (*found[:most], Quoted(f"… and {left:,} more")) if left > 0 else tuple(found)


def tables(report: Report, detail: Detail) -> tuple[Table, ...]:
    """The grids; none where no cell came back at all."""
    if not detail.rows or all(cell.missing for cell in report.cells):
        return ()
    return tuple(_table(grid) for grid in grids(report, detail.rows))


def _table(grid: Grid) -> Table:
    depth = max([1, *(len(row.labels) for row in grid.rows)])
    columns = [name(column) for column in grid.columns] or [Quoted("")]
    head = (name(grid.title) if grid.title else Quoted(""), *[Quoted("")] * (depth - 1), *columns)
    own = f"{name(grid.title)}: " if grid.title and not grid.rows else ""
    folded = f"✅ {own}{counted(grid.green, 'more row' if grid.rows else 'row')}, all green"
    green = [Quoted(folded)] if grid.green else []
    more = [Quoted(f"… and {grid.more:,} more rows that are not green")] if grid.more else []
    legend = [words(" · ".join(text))] if (text := [LEGEND[mark] for mark in LEGEND if mark in grid.marks]) else []
    rows = tuple(_row(row, depth) for row in grid.rows)
    return Table((head, *rows) if rows else (), (*green, *more, *legend))


def _row(row: Row, depth: int) -> tuple[Quoted, ...]:
    labels = [name(label) if label else Quoted("") for label in row.labels]
    return (*labels, *[Quoted("")] * (depth - len(labels)), *(Quoted(SIGNS[mark]) for mark in row.marks))


def failed(found: Found, detail: Detail) -> tuple[Block, ...]:
    """Each distinct failure once, the first one unfolded; nobody will see what comes after the budget is spent."""
    blocks: list[Block] = []
    used = 0
    for failure in found.failures[: detail.failures]:
        blocks.append(_block(failure, detail, first=not blocks))
        used += sum(map(len, blocks[-1].body))
        if used > found.budget:
            break
    return tuple(blocks)


def more_failures(found: Found, detail: Detail) -> Quoted:
    """How many distinct failures `failed` does not show; empty where it shows all."""
    left, lost = len(found.failures) - detail.failures, unkept(found.report)
    more = [counted(left, "more failure")] if left > 0 else []
    more += [f"{counted(lost, 'more failing test case')}, all of them in junit.xml"] if lost else []
    return words(f"… and {' and '.join(more)}" if more else "")


def unkept(report: Report) -> int:
    """How many failing cases there were besides those that are kept to be shown."""
    return report.cases.unkept + sum(cell.cases.unkept for cell in report.cells)


def _block(failure: Failure, detail: Detail, *, first: bool) -> Block:
    noun = "cell" if failure.in_cells else "file"
    where = html_code(failure.where[0]) if len(failure.where) == 1 else counted(len(failure.where), noun)
    seconds = failure.step.seconds if failure.step else None
    took = f", {duration(seconds)}" if seconds and seconds >= 1 else ""
    summary = Quoted(f"{html_code(failure.name)} in {where}: {_said(failure.message)}{took}")
    body = [enumeration(failure.where, detail.names, noun)] if len(failure.where) > 1 else []
    body += [fence(failure.excerpt(detail.log))]
    body += [Quoted(" · ".join(_places(failure)))]
    return Block(summary, tuple(filter(None, body)), first)


def _said(message: str) -> Quoted:
    """Our own words stand plain, a test's message in code."""
    plain = name(message)
    return plain if not plain.startswith(("`", "<")) else html_code(message)


def _places(failure: Failure) -> Iterator[Quoted]:
    position = failure.position
    if position is not None and position.file:
        yield span(f"{position.file}:{position.line}" if position.line else position.file)
    yield from map(span, failure.places)
    if failure.aftermath:
        yield words(failure.aftermath)
    if failure.log is not None:
        yield Quoted(f"log of {name(failure.where[0])}: {span(failure.log.path)}")


def missing(report: Report, detail: Detail) -> Quoted:
    """Which cells did not come back, where the broken step has not told."""
    names = missing_besides(report)
    return Quoted(f"**Nothing came back** from {enumeration(names, detail.names)}") if names else Quoted("")


def lost(report: Report, detail: Detail) -> tuple[Quoted, ...]:
    """Which artifacts failed cells did not leave behind, a paragraph each."""
    found = absent(report)
    shown = [Quoted(f"**Missing artifacts**: {_lost(one.paths, one.cells, detail.names)}") for one in found]
    most = detail.names if detail.rows else 0
    left = len(found) - most
    return (*shown[:most], Quoted(f"… and {left:,} more groups of missing artifacts")) if left > 0 else tuple(shown)


def _lost(paths: Sequence[str], cells: Sequence[str], most: int) -> Quoted:
    more = f" and {len(paths) - most:,} more" if len(paths) > most else ""
    return Quoted(f"{', '.join(map(span, paths[:most]))}{more} of {enumeration(cells, most)}")


def enumeration(names: Sequence[str], most: int, noun: str = "cell") -> Quoted:
    """Names with commas, and how many more there are."""
    left = len(names) - most
    listed = ", ".join(name(one) for one in names[:most])
    if not listed:
        return words(counted(len(names), noun))
    return Quoted(f"{listed} and {left:,} more" if left > 0 else listed)


def flaky(report: Report, detail: Detail) -> tuple[Quoted, ...]:
    """One line each for what passed only after a failed attempt."""
    found = tuple(_flaky(report))
    left = len(found) - detail.names
    return (*found[: detail.names], Quoted(f"… and {left:,} more")) if left > 0 else found


def _flaky(report: Report) -> Iterator[Quoted]:
    for cell in report.cells:
        for step in cell.steps:
            if step.outcome is Outcome.FLAKY:
                where = f", failed: {span(step.failed_log.path)}" if step.failed_log else ""
                yield Quoted(f"{span(step.name)} in {name(cell.name)}, {step.attempts:,} attempts{where}")
        yield from (_flaky_case(case.name, cell.name) for case in cell.cases.notable if not case.outcome.red)
    yield from (_flaky_case(case.name, case.source) for case in report.cases.notable if not case.outcome.red)


def _flaky_case(case: str, where: str) -> Quoted:
    return Quoted(f"{span(case)} in {name(where)}")


def slowest(report: Report, detail: Detail) -> Table | None:
    """The steps that took longest, whether in this build or in the one that filled the cache."""
    timed = [(cell, step) for cell in report.cells for step in cell.steps if step.seconds]
    timed.sort(key=lambda pair: -(pair[1].seconds or 0))
    rows = [_timed(cell, step) for cell, step in timed[: detail.slowest]]
    head = tuple(map(words, ("slowest steps", "cell", "time", "")))
    return Table((head, *rows)) if rows else None


def _timed(cell: Cell, step: Step) -> tuple[Quoted, ...]:
    cached = words({True: "cached", False: "ran", None: ""}[step.cached])
    return (span(step.name), name(cell.name), words(duration(step.seconds or 0)), cached)


def totals(report: Report) -> Table:
    """All counts; every page has them."""
    cells, cases = report.cell_totals, report.totals
    head = map(words, ("", "total", "passed", "failed", "errors", "missing", "skipped", "flaky"))
    rows: list[tuple[object, ...]] = []
    if cells.total:
        rows.append(("cells", cells.total, cells.passed, cells.failed, cells.errors, cells.missing, "–", cells.flaky))
    counts = (cases.tests, cases.passed, cases.failed, cases.errors, "–", cases.skipped, cases.flaky)
    rows.append(("test cases", *counts))
    return Table((tuple(head), *(tuple(_number(value) for value in row) for row in rows)))


def _number(value: object) -> Quoted:
    return words(f"{value:,}" if isinstance(value, int) else str(value))


def fitting(
    report: Report,
    levels: Iterable[Detail],
    budget: int,
    draw: Callable[[Found, Detail], str],
    size: Callable[[str], int],
) -> str:
    """The page at the first level whose size is within the budget, else at the last one."""
    found, page = Found(report, verdict(report), failures(report), budget), ""
    for level in levels:
        page = draw(found, level).rstrip("\n") + "\n"
        if size(page) <= budget:
            break
    return page
