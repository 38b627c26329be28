"""Cells in, tables of their outcomes out: one dimension across, the others down, folded where that gets too large."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Row:
    """Labels for the dimensions that go down, then one mark a column."""

    labels: tuple[str, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `columns` is empty where nothing goes across, and `green` rows were folded to one line."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    green: int = 0
    more: int = 0
    """Rows that are not shown though they are not green."""

    @property
    def marks(self) -> set[Mark]:
        """The marks that it shows."""
        return {mark for row in self.rows for mark in row.marks} | ({Mark.PASSED} if self.green else set())


def grids(report: Report, most_rows: int = 60) -> tuple[Grid, ...]:
    """One table a test; tests without a matrix share one."""
    single = [test for test in report.tests if not test.dimensions]
    found = [
        _grid(test, [cell for cell in report.cells if cell.test == test.name])
        for test in report.tests
        if test.dimensions
    ]
    rows = [Row((test.name,), (mark(cell),)) for test in single for cell in report.cells if cell.test == test.name]
    tables = [Grid("", (), tuple(rows)), *found]
    return tuple(_folded(grid, most_rows) for grid in tables if grid.rows)


def mark(cell: Cell | None) -> Mark:
    """The mark of a cell, NONE where the matrix has no such point."""
    if cell is None:
        return Mark.NONE
    if cell.missing:
        return Mark.MISSING
    return Mark(cell.outcome.value) if cell.outcome is not Outcome.SKIPPED else Mark.NONE


def _grid(test: Test, cells: Sequence[Cell]) -> Grid:
    across = _across(test.dimensions)
    if across is None:
        return Grid(
            test.name, (), tuple(Row(tuple(value for _, value in cell.values), (mark(cell),)) for cell in cells)
        )
    rows: dict[tuple[str, ...], dict[str, Mark]] = {}
    for cell in cells:
        values = dict(cell.values)
        labels = tuple(values.get(one.name, "") for one in test.dimensions if one is not across)
        marks = rows.setdefault(labels, {})
        column = values.get(across.name, "")
        marks[column] = max(mark(cell), marks.get(column, Mark.NONE), key=list(Mark).index)
    used = {column for marks in rows.values() for column in marks}
    columns = tuple(value for value in across.values if value in used)
    columns += tuple(sorted(used.difference(columns)))
    return Grid(test.name, columns, tuple(_rows(rows, columns)))


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
    rows, green = grid.rows, 0
    if len(rows) > FOLDED_FROM:
        rows = tuple(row for row in rows if not set(row.marks).issubset(GREEN))
        green = len(grid.rows) - len(rows)
    return Grid(grid.title, grid.columns, rows[:most_rows], green, max(0, len(rows) - most_rows))
