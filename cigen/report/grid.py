"""Cells in, tables of their outcomes out: one dimension across, the others down, folded where that gets too large."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from cigen.report.escape import line
from cigen.results.model import Cell, Dimension, Outcome, Report, Test

MOST_COLUMNS = 40
WIDEST = 120
FOLDED_FROM = 12
"""With more rows than this, those that are all green become one."""


class Mark(Enum):
    """What a table shows of a cell, from best to worst."""

    NONE = "none"
    PASSED = "passed"
    FLAKY = "flaky"
    FAILED = "failed"
    ERROR = "error"
    MISSING = "missing"


GREEN = (Mark.NONE, Mark.PASSED)
ORDER = {mark: place for place, mark in enumerate(Mark)}


@dataclass(frozen=True, slots=True)
class Row:
    """Labels for the dimensions that go down, then one mark a column.

    Where dimensions were folded a mark is the worst of several cells, and `tallies` says how many of how many are not
    green.
    """

    labels: tuple[str, ...]
    marks: tuple[Mark, ...]
    tallies: tuple[tuple[int, int], ...] = ()

    @property
    def green(self) -> bool:
        """Whether there is nothing to see."""
        return all(mark in GREEN for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `columns` is empty where nothing goes across, and `green` rows were folded to one line.

    `names` are those of the dimensions that go down, `folded` of those that were folded away. `cells` counts all cells
    by their marks.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    green: int = 0
    more: int = 0
    """Rows that are not shown though they are not green."""
    names: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()
    cells: tuple[tuple[Mark, int], ...] = ()

    @property
    def marks(self) -> set[Mark]:
        """The marks that it shows."""
        return {mark for row in self.rows for mark in row.marks} | ({Mark.PASSED} if self.green else set())

    @property
    def each(self) -> int:
        """How many cells every mark stands for, 0 where that differs."""
        totals = {total for row in self.rows for _, total in row.tallies} - {0}
        return totals.pop() if len(totals) == 1 else 0


def grids(report: Report, most_rows: int = 60) -> tuple[Grid, ...]:
    """One table a test; tests without a matrix share one."""
    cells: dict[str, list[Cell]] = {}
    for cell in report.cells:
        cells.setdefault(cell.test, []).append(cell)
    single = [test for test in report.tests if not test.dimensions]
    found = [_grid(test, cells.get(test.name, ())) for test in report.tests if test.dimensions]
    rows = [Row((test.name,), (mark(cell),)) for test in single for cell in cells.get(test.name, ())]
    return tuple(_folded(grid, most_rows) for grid in (Grid("", (), tuple(rows)), *found) if grid.rows)


def mark(cell: Cell | None) -> Mark:
    """The mark of a cell, NONE where the matrix has no such point."""
    if cell is None:
        return Mark.NONE
    if cell.missing:
        return Mark.MISSING
    return Mark(cell.outcome.value) if cell.outcome is not Outcome.SKIPPED else Mark.NONE


def _grid(test: Test, cells: Sequence[Cell]) -> Grid:
    counts = tuple(Counter(map(mark, cells)).items())
    across = _across(test.dimensions)
    down = tuple(one for one in test.dimensions if one is not across)
    names = tuple(one.name for one in down)
    if across is None:
        listed = tuple(Row(tuple(value for _, value in cell.values), (mark(cell),)) for cell in cells)
        return Grid(test.name, (), listed, names=names, cells=counts)
    rows: dict[tuple[str, ...], dict[str, Mark]] = {}
    for cell in cells:
        values = dict(cell.values)
        labels = tuple(values.get(one, "") for one in names)
        marks = rows.setdefault(labels, {})
        column = values.get(across.name, "")
        marks[column] = max(mark(cell), marks.get(column, Mark.NONE), key=ORDER.__getitem__)
    used = {column for marks in rows.values() for column in marks}
    columns = tuple(value for value in across.values if value in used)
    columns += tuple(sorted(used.difference(columns)))
    return Grid(test.name, columns, tuple(_rows(rows, columns)), names=names, cells=counts)


def _rows(rows: dict[tuple[str, ...], dict[str, Mark]], columns: tuple[str, ...]) -> Iterator[Row]:
    for labels, marks in rows.items():
        yield Row(labels, tuple(marks.get(column, Mark.NONE) for column in columns))


def _across(dimensions: tuple[Dimension, ...]) -> Dimension | None:
    """The last one with most values that fits; fewest rows are read fastest."""
    last_first = dimensions[::-1]
    for one in sorted(last_first, key=lambda one: -len(one.values)):
        if len(one.values) <= MOST_COLUMNS and sum(len(line(value)) + 2 for value in one.values) <= WIDEST:
            return one
    return None


def _folded(grid: Grid, most_rows: int) -> Grid:
    """Green rows become one, then whole dimensions go, and where none can go rows do."""
    whole, rows, green = grid, grid.rows, 0
    if len(rows) > FOLDED_FROM:
        rows = tuple(row for row in rows if not row.green)
        green = len(grid.rows) - len(rows)
    while len(rows) > most_rows and grid.columns and len(grid.names) > 1:
        grid = _narrowed(grid)
        rows = tuple(row for row in grid.rows if not row.green)
        green = len(grid.rows) - len(rows)
    if not grid.columns and len(rows) > most_rows:
        rows = tuple(sorted(rows, key=lambda row: -ORDER[row.marks[0]]))
    more = max(0, len(rows) - most_rows)
    return replace(grid, rows=rows[:most_rows], green=green, more=more, cells=whole.cells)


def _narrowed(grid: Grid) -> Grid:
    """The grid without the dimension that says least: in the fewest places there are green cells beside others then."""
    tries = [_without(grid, place) for place in range(len(grid.names))]
    return min(tries, key=lambda one: (_mixed(one), len(one.rows)))


def _mixed(grid: Grid) -> int:
    return sum(0 < bad < total for row in grid.rows for bad, total in row.tallies)


def _without(grid: Grid, place: int) -> Grid:
    """The grid with one of the dimensions that go down folded away."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in grid.rows:
        groups.setdefault((*row.labels[:place], *row.labels[place + 1 :]), []).append(row)
    rows = tuple(_joined(labels, group) for labels, group in groups.items())
    names = (*grid.names[:place], *grid.names[place + 1 :])
    return replace(grid, rows=rows, names=names, folded=(*grid.folded, grid.names[place]))


def _joined(labels: tuple[str, ...], group: Sequence[Row]) -> Row:
    marks = tuple(max(column, key=ORDER.__getitem__) for column in zip(*(row.marks for row in group), strict=True))
    tallies = zip(*map(_tallies, group), strict=True)
    summed = tuple((sum(bad for bad, _ in column), sum(total for _, total in column)) for column in tallies)
    return Row(labels, marks, summed)


def _tallies(row: Row) -> tuple[tuple[int, int], ...]:
    return row.tallies or tuple((int(mark not in GREEN), int(mark is not Mark.NONE)) for mark in row.marks)
