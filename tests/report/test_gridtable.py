from dataclasses import replace

from cigen.report.gridtable import tables
from cigen.results.model import Outcome
from tests import bigreports
from tests.factories import fail, green, report
from tests.report.test_grid import matrix, numbers


def test_tables__what_goes_down_is_named_where_there_is_more_than_one() -> None:
    (table,) = tables(report(green(matrix(os=("a", "b"), cc=("x", "y"), n=("1", "2", "3")))), 60)
    assert table.text.split("\n")[:3] == [
        "| test: os | cc | 1 | 2 | 3 |",
        "| --- | --- | --- | --- | --- |",
        "| a | x | ✅ | ✅ | ✅ |",
    ]


def test_tables__a_dimension_that_says_nothing_is_folded() -> None:
    (table,) = tables(bigreports.large(), 20)
    assert len(table.rows) == 11
    assert table.rows[0][:2] == ("test", "4.14")
    assert table.rows[6] == ("alpine-3.22", *["❌"] * 10)
    assert table.rows[1][1] == "❌\u00a05"
    assert table.after == ("⚠️ flaky · ❌\u00a05: 5 of the 10 cells there, one for each compiler, are not green",)


def test_tables__a_place_says_of_how_many_cells_where_that_differs() -> None:
    found = bigreports.large()
    gone = next(cell for cell in found.cells if dict(cell.values)["os"] == "oracle-9")
    (table,) = tables(replace(found, cells=tuple(cell for cell in found.cells if cell is not gone)), 20)
    assert table.rows[1][1] == "❌\u00a05/10"
    assert table.after == ("⚠️ flaky · ❌\u00a05/10: 5 of the 10 cells there, one for each compiler, are not green",)


def test_tables__a_place_without_a_cell_makes_no_difference() -> None:
    found = bigreports.large()
    cells = [cell for cell in found.cells if {"oracle-9", "tsan"} - set(dict(cell.values).values())]
    assert len(cells) == len(found.cells) - 10
    (table,) = tables(replace(found, cells=tuple(cells)), 20)
    assert table.rows[1][1] == "❌\u00a05"


def test_tables__a_folded_dimension_is_named_where_no_sign_mixes_cells() -> None:
    found = bigreports.large()
    cells = tuple(replace(cell, outcome=Outcome.FAILED) for cell in found.cells)
    (table,) = tables(replace(found, cells=cells), 20)
    assert table.rows[1][1] == "❌"
    assert table.after[-1] == "each sign stands for all of os"


def test_tables__a_dimension_alone_is_a_line_for_each_outcome() -> None:
    files = green(matrix(n=numbers(500)))
    for n in (7, 77, 400):
        files = fail(files, f"test-{n}", 1)
    files = {path: data for path, data in files.items() if not path.startswith("cells/test-9/")}
    (table,) = tables(report(files), 60)
    assert table.parts == (
        "test: 500 cells by n",
        "- ❓ 1: 9\n- ❌ 3: 7, 77, 400\n- ✅ 496",
        "❓ nothing came back",
    )


def test_tables__of_many_that_failed_the_first_are_named_and_all_are_counted() -> None:
    found = report(green(matrix(n=numbers(1000))))
    cells = [replace(cell, outcome=Outcome.FAILED) if n % 2 else cell for n, cell in enumerate(found.cells)]
    (table,) = tables(replace(found, cells=tuple(cells)), 3)
    assert table.parts == ("test: 1,000 cells by n", "- ❌ 500: 1, 3, 5 and 497 more\n- ✅ 500")


def test_tables__of_hostile_values_keep_their_borders() -> None:
    evil = dict(zip(numbers(5), ("a|b", "`c`", "<d>", "@e", "a\nb"), strict=True)) | {"x": "x|y", "y": "www.z.example"}
    found = report(green(matrix(n=numbers(5), os=("x", "y"))))
    test = found.tests[0]
    dimensions = tuple(replace(one, values=tuple(evil[value] for value in one.values)) for one in test.dimensions)
    cells = [replace(cell, values=tuple((key, evil[value]) for key, value in cell.values)) for cell in found.cells]
    (table,) = tables(replace(found, tests=(replace(test, dimensions=dimensions),), cells=tuple(cells)), 60)
    assert {line.count("|") for line in table.text.split("\n")} == {7}
    assert table.text.count("\n") == 3


def test_tables__none_without_room_or_where_nothing_came_back() -> None:
    assert tables(bigreports.small(), 0) == ()
    assert tables(report({"manifest.json": green(matrix(n=("1", "2")))["manifest.json"]}), 60) == ()
