from __future__ import annotations

import json
from dataclasses import replace

from cigen.report import comment, data, markdown, terminal
from cigen.report.news import news_lines, told
from cigen.results.carry import carried
from cigen.results.case import count
from cigen.results.compare import compared
from cigen.results.history import History, Run
from cigen.results.model import CellTotals, News, Report
from cigen.results.survey import Survey
from tests.results.runs import E, F, L, P, case, cell, report, step


def counted(one: Report) -> Report:
    """The report with its totals, as they are worked out where reports are made."""
    outcomes = [step.outcome for cell in one.cells for step in cell.steps]
    outcomes += [case.outcome for cell in one.cells for case in cell.cases] + [case.outcome for case in one.cases]
    failed = sum(cell.outcome is F for cell in one.cells)
    errors = sum(cell.outcome is E and not cell.missing for cell in one.cells)
    missing = sum(cell.missing for cell in one.cells)
    passed = len(one.cells) - failed - errors - missing
    return replace(one, totals=count(outcomes), cell_totals=CellTotals(len(one.cells), passed, failed, errors, missing))


def after(*runs: Report, only_new: bool = False) -> Report:
    """The last of the runs with its news, each of them compared with those before."""
    history, news = History(), News()
    for number, one in enumerate(runs, 1):
        now = Survey(counted(one), history)
        later = carried(history, now, Run(0, f"{number}f2c1ab" + "0" * 33, "main"), name=one.name)
        history, news = later, compared(history, now, later)
    return replace(counted(runs[-1]), history=history, news=news, only_new=only_new)


def two(**steps: object) -> Report:
    return report(*(cell(name.replace("_", "-"), [step("install", one)]) for name, one in steps.items()))  # type: ignore[arg-type]


def test_told__a_new_failure_with_where_it_passed_before() -> None:
    found = after(two(vanilla=P, test_4=P), two(vanilla=P, test_4=F))

    assert told(found) == ("**New**: `install` fails in **test-4** (passed on main at `1f2c1ab`)",)
    assert list(news_lines(found)) == ["  New: `install` fails in test-4 (passed on main at `1f2c1ab`)"]


def test_told__everything_that_changed_has_a_line() -> None:
    times = [report(cell("a", [step("s", seconds=2.0)], [case("x", F), case("y"), case("w")])) for _ in range(5)]
    last = report(cell("a", [step("s", seconds=60.0)], [case("x"), case("y", L), case("z", F), case("v", F)]))
    again = report(cell("a", [step("s", seconds=2.0)], [case("x"), case("y"), case("z", F), case("v", P)]))

    assert told(after(*times, last)) == (
        "**New**: `pkg.z` fails in **a** (a new test)",
        "**New**: `pkg.v` fails in **a** (a new test)",
        "**Newly flaky**: `pkg.y` in a",
        "**Fixed**: `pkg.x` in a",
        "**Slower**: `s` in a (1 min, usually 2.0 s)",
        "**Removed**: `pkg.w` in a",
        "**Added**: `pkg.z` in a and `pkg.v` in a",
    )
    assert told(after(*times, last, again)) == (
        "**Still failing**: `pkg.z` in a (since `6f2c1ab`)",
        "**Fixed**: `pkg.v` in a",
    )


def test_told__without_room_there_are_counts() -> None:
    first = report(cell("a", [], [case(f"t{n}") for n in range(9)]))
    found = after(first, report(cell("a", [], [case(f"t{n}", F) for n in range(9)])))

    assert told(found, 0) == ("**New**: 9 tests that did not fail before",)
    many = after(*[report(cell("a", [], [case(f"t{n}", F) for n in range(9)]))] * 2)
    assert told(many, 0) == ("**Still failing**: 9 tests",)
    assert told(many)[0].endswith("`pkg.t4` in a (since `1f2c1ab`) and 4 more tests")


def test_told__a_flaky_failure_says_how_often_it_was() -> None:
    found = after(two(a=L), two(a=P), two(a=P), two(a=F))

    assert told(found)[0].endswith("(passed on main at `3f2c1ab`, flaky in 1 of 4 runs)")


def test_told__nothing_to_compare_with_says_why() -> None:
    none = replace(two(a=F), news=News(refused="old.json: it is no JSON"))

    assert told(none) == ("**Compared with nothing**: `old.json: it is no JSON`",)
    assert told(replace(none, only_new=True))[1:] == ("so every failure counts, although only new ones are to",)
    assert told(replace(none, news=None)) == ()


def test_told__hostile_names_stay_text() -> None:
    evil = "@team `x` <img> |\n::error::x"
    pages = after(report(loose=[case("y")]), report(loose=[case(evil, F, source="@a/<b>|.xml"), case("y")]))

    for text in told(pages):
        assert "\n" not in text
        assert "<img>" not in text.replace("`` ", "").split("``")[0]
    assert "\n::error" not in terminal.render(pages).text


def test_red__only_new_failures_count_where_the_spec_says_so() -> None:
    known = (two(a=F, b=P), two(a=F, b=P))

    assert after(*known).red
    assert not after(*known, only_new=True).red
    assert after(two(a=F, b=P), two(a=F, b=F), only_new=True).red
    assert after(two(a=F, b=P), only_new=True).red
    assert after(two(a=E), two(a=E), only_new=True).red
    assert after(two(a=F), report(cell("a", missing=True)), only_new=True).red
    lost = report(*two(a=F).cells, cell("b", missing=True))
    assert after(two(a=F), lost, only_new=True).red


def test_render__known_failures_are_told_and_green() -> None:
    found = after(two(a=F, b=P), two(a=F, b=P), only_new=True)

    assert markdown.render(found).text.startswith(
        "## ✅ demo: nothing new failed, 1 known failure\n\n- **Still failing**: `install` in a (since `1f2c1ab`)\n"
    )
    assert comment.render(found).text.split("\n")[2:5] == [
        "### ✅ demo: nothing new failed, 1 known failure",
        "",
        "- **Still failing**: `install` in a (since `1f2c1ab`)",
    ]
    assert terminal.render(found).text.startswith("✓ demo: nothing new failed, 1 known failure\n\n  Still failing: ")


def test_render__the_headline_counts_what_is_new() -> None:
    found = after(two(a=F, b=P), two(a=F, b=F))

    assert "2 of 2 cells failed, 1 new" in markdown.render(found).text
    assert "1 of 2 cells failed, none new" in markdown.render(after(*[two(a=F, b=P)] * 2)).text


def test_data__has_the_news_and_the_history() -> None:
    tree = json.loads(data.render(after(two(a=P), two(a=F))).text)

    assert tree["news"]["failing"] == {
        "count": 1,
        "shown": [{"name": "install", "step": True, "places": ["a"], "was": "passed"}],
    }
    assert tree["news"]["baseline"] == {"number": 1, "commit": "1f2c1ab" + "0" * 33, "branch": "main", "when": 0.0}
    assert [run["number"] for run in tree["history"]["runs"]] == [1, 2]
