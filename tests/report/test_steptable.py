from dataclasses import replace

from cigen.report import markdown
from cigen.report.steptable import slowest, steps, totals
from cigen.results.model import Outcome
from tests import bigreports
from tests.factories import fail, green, manifest, relocatable, report, result


def test_steps__how_each_ended_in_all_cells() -> None:
    files = fail(green(manifest(3)), "test-1", 2, seconds=70.0) | {"cells/test-2/3.result": result(attempts=2)}
    (table,) = steps(report(files), 60)
    assert table.text.split("\n") == [
        "| steps of test | passed | flaky | failed | skipped | median | longest |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| `configure` | 3 |  |  |  | 1.5 s | 1.5 s |",
        "| `build` | 2 |  | 1 |  | 1.5 s | 1m 10s |",
        "| `test` | 2 | 1 |  | 1 | 1.5 s | 1.5 s |",
    ]


def test_steps__of_more_than_have_room_those_that_failed_stay() -> None:
    found = report(fail(green(relocatable()), "test-4.11-relocatable", 8, last=22))
    (table,) = steps(found, 3)
    assert len(table.rows) == 4
    assert "`install unchanged`" in {row[0] for row in table.rows}
    assert table.after == ("… and 19 more steps in `report.json`",)
    assert steps(found, 0) == ()


def test_steps__cached_ones_are_counted() -> None:
    (table,) = steps(bigreports.small(), 60)
    assert table.rows[0][:6] == ("steps of test", "passed", "flaky", "failed", "skipped", "cached")
    assert table.rows[1][:6] == ("`checkout base`", "26", "", "", "", "24")


def test_steps__a_missing_cell_says_nothing_of_them() -> None:
    files = {path: data for path, data in green(manifest(2)).items() if "test-2/" not in path}
    (table,) = steps(report(files), 60)
    assert [row[1] for row in table.rows[1:]] == ["1", "1", "1"]


def test_slowest__the_longest_first() -> None:
    table = slowest(bigreports.small(), 2)
    assert table is not None
    assert [row[:3] for row in table.rows[1:]] == [
        ("`build`", "test-5.4-relocatable", "44 s"),
        ("`build`", "test-4.10-relocatable", "43 s"),
    ]
    assert slowest(bigreports.small(), 0) is None


def test_totals__are_the_same_on_every_page() -> None:
    found = bigreports.large()
    assert totals(found).rows[1] == ("cells", "1,000", "700", "300", "0", "0", "–", "8")
    cells = [replace(cell, outcome=Outcome.PASSED) for cell in found.cells]
    assert totals(replace(found, cells=tuple(cells))).text in markdown.render(found).text
