"""Grids of outcomes in, Markdown tables out: signs where the matrix has a point, numbers where points were folded."""

from __future__ import annotations

from cigen.pagetemplate import Quoted
from cigen.report.escape import name, words
from cigen.report.grid import FOLDED_FROM, GREEN, Grid, Mark, Row, grids
from cigen.report.parts import Table, enumeration
from cigen.report.verdict import counted
from cigen.results.model import Report

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


def tables(report: Report, rows: int) -> tuple[Table, ...]:
    """The grids with so many rows each; none where no cell came back at all."""
    if not rows or all(cell.missing for cell in report.cells):
        return ()
    return tuple(_listed(grid) if _is_list(grid) else _table(grid) for grid in grids(report, rows))


def _is_list(grid: Grid) -> bool:
    """Whether it is long and has nothing that goes across, so that a row each would be a waste."""
    return bool(grid.title) and not grid.columns and len(grid.rows) + grid.green > FOLDED_FROM


def _table(grid: Grid) -> Table:
    depth = max([1, *(len(row.labels) for row in grid.rows)])
    columns = [name(column) for column in grid.columns] or [Quoted("")]
    each = grid.each
    rows = tuple(_row(row, depth, each) for row in grid.rows)
    return Table(((*_heads(grid, depth), *columns), *rows) if rows else (), _after(grid))


def _heads(grid: Grid, depth: int) -> list[Quoted]:
    """The names of what goes down where there are several, the test's before them."""
    title = name(grid.title) if grid.title else Quoted("")
    if depth == 1 or len(grid.names) != depth:
        return [title, *[Quoted("")] * (depth - 1)]
    first, *rest = map(name, grid.names)
    return [Quoted(f"{title}: {first}" if title else first), *rest]


def _after(grid: Grid) -> tuple[Quoted, ...]:
    own = f"{name(grid.title)}: " if grid.title and not grid.rows else ""
    folded = f"✅ {own}{counted(grid.green, 'more row' if grid.rows else 'row')}, all green"
    green = [Quoted(folded)] if grid.green else []
    more = [Quoted(f"… and {counted(grid.more, 'more row')} that {_are(grid.more)} not green")] if grid.more else []
    legend = [text for mark, text in LEGEND.items() if mark in grid.marks]
    legend += [_folded(grid)] if grid.folded else []
    return (*green, *more, *([Quoted(" · ".join(legend))] if legend else []))


def _folded(grid: Grid) -> Quoted:
    """How to read a sign that stands for several cells: by the first that is not the same for all of them."""
    every = ((mark, tally) for row in grid.rows for mark, tally in zip(row.marks, row.tallies, strict=False))
    for mark, (bad, total) in every:
        if 0 < bad < total:
            sign = f"{_tallied(mark, bad, total, grid.each)}: {bad:,} of the {total:,} cells there"
            return Quoted(f"{sign}, one for each {_and(grid.folded)}, {_are(bad)} not green")
    return Quoted(f"each sign stands for all of {_and(grid.folded)}")


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _and(names: tuple[str, ...]) -> str:
    return " and ".join(map(name, names))


def _row(row: Row, depth: int, each: int) -> tuple[Quoted, ...]:
    labels = [name(label) if label else Quoted("") for label in row.labels]
    return (*labels, *[Quoted("")] * (depth - len(labels)), *_signs(row, each))


def _signs(row: Row, each: int) -> tuple[Quoted, ...]:
    if not row.tallies:
        return tuple(Quoted(SIGNS[mark]) for mark in row.marks)
    return tuple(_tallied(mark, *tally, each) for mark, tally in zip(row.marks, row.tallies, strict=True))


def _tallied(mark: Mark, bad: int, total: int, each: int) -> Quoted:
    """How many of how many, the latter only where it is not the same everywhere: a page is narrow."""
    if not 0 < bad < total:
        return words(SIGNS[mark])
    return words(f"{SIGNS[mark]}\u00a0{bad:,}" + ("" if total == each else f"/{total:,}"))


def _listed(grid: Grid) -> Table:
    """A line for each mark, with the points that have it."""
    counts = dict(grid.cells)
    what = Quoted(f"{name(grid.title)}: {counted(sum(counts.values()), 'cell')} by {_and(grid.names)}")
    if not grid.rows and not grid.more:
        return Table((), (Quoted(f"✅ {what}, all green"),))
    bad = [mark for mark in reversed(Mark) if mark not in GREEN and counts.get(mark)]
    lines = [_line(grid, mark, counts[mark]) for mark in bad]
    lines += [Quoted(f"- ✅ {counts[Mark.PASSED]:,}")] if counts.get(Mark.PASSED) else []
    legend = [words(" · ".join(LEGEND[mark] for mark in LEGEND if counts.get(mark)))]
    return Table((), (what, Quoted("\n".join(lines)), *filter(None, legend)))


def _line(grid: Grid, mark: Mark, count: int) -> Quoted:
    points = [" ".join(row.labels) for row in grid.rows if row.marks[0] is mark]
    left = count - len(points)
    listed = f": {enumeration(points, len(points))}" if points else ""
    more = f" and {left:,} more" if points and left > 0 else ""
    return Quoted(f"- {SIGNS[mark]} {count:,}{listed}{more}")
