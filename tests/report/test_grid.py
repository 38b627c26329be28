from dataclasses import replace

from cigen.plan.manifest import Dimension, Manifest, PlannedTest
from cigen.report.grid import Grid, Mark, grids
from cigen.results.model import Report
from tests.factories import _cell, fail, green, manifest, relocatable, relocatable_red, report


def matrix(**dimensions: tuple[str, ...]) -> Manifest:
    """A test with all combinations of these values."""
    planned = manifest(1)
    test = replace(planned.tests[0], dimensions=tuple(Dimension(name, values) for name, values in dimensions.items()))
    points: list[tuple[tuple[str, str], ...]] = [()]
    for name, values in dimensions.items():
        points = [(*point, (name, value)) for point in points for value in values]
    return replace(planned, tests=(test,), cells=tuple(_cell(test, point) for point in points))


def grid(found: Report) -> Grid:
    (only,) = grids(found)
    return only


def numbers(count: int) -> tuple[str, ...]:
    return tuple(map(str, range(count)))


def test_grid__the_largest_dimension_goes_across() -> None:
    found = grid(report(relocatable_red()))
    assert (found.title, len(found.columns), found.columns[0], found.columns[-1]) == ("test", 13, "4.08", "trunk")
    assert [row.labels for row in found.rows] == [("vanilla",), ("relocatable",)]
    assert found.rows[1].marks[3] is Mark.FAILED
    assert found.marks == {Mark.PASSED, Mark.FAILED}


def test_grid__of_equal_ones_the_last_goes_across() -> None:
    found = grid(report(green(matrix(a=("1", "2"), b=("x", "y"), c=("k",)))))
    assert found.columns == ("x", "y")
    assert [row.labels for row in found.rows] == [("1", "k"), ("2", "k")]


def test_grid__points_that_the_matrix_leaves_out_stay_empty() -> None:
    planned = matrix(a=("1", "2"), b=("x", "y"))
    found = grid(report(green(replace(planned, cells=planned.cells[1:]))))
    assert found.rows[0].marks == (Mark.NONE, Mark.PASSED)


def test_grid__a_dimension_that_is_too_wide_goes_down_and_folds() -> None:
    found = grid(report(fail(green(matrix(n=numbers(500))), "test-77", 1)))
    assert (found.columns, found.green, found.more) == ((), 499, 0)
    assert [(row.labels, row.marks) for row in found.rows] == [(("77",), (Mark.FAILED,))]


def test_grid__rows_that_are_all_green_become_one() -> None:
    found = grid(report(fail(green(matrix(n=numbers(50), os=("a", "b"))), "test-7-b", 1)))
    assert found.columns == ("a", "b")
    assert ([row.labels for row in found.rows], found.green) == ([("7",)], 49)


def test_grid__what_is_not_green_is_bounded_too() -> None:
    found = grids(report({"manifest.json": green(matrix(n=numbers(500)))["manifest.json"]}), 60)[0]
    assert (len(found.rows), found.more, found.green) == (60, 440, 0)


def test_grid__tests_without_a_matrix_share_one() -> None:
    planned = matrix(n=("1", "2"))
    lint = PlannedTest("lint", 1, 1, (), planned.tests[0].steps, (), ())
    both = replace(planned, tests=(*planned.tests, lint), cells=(*planned.cells, _cell(lint, ())))
    single, other = grids(report(green(both)))
    assert (single.title, [row.labels for row in single.rows]) == ("", [("lint",)])
    assert other.columns == ("1", "2")


def test_grid__missing_cells_are_marked() -> None:
    assert grid(report({"manifest.json": green(relocatable())["manifest.json"]})).marks == {Mark.MISSING}
