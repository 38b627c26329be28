import re
import time
from collections.abc import Callable, Mapping
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cigen.rendered import RenderedFile
from cigen.report import comment, markdown
from cigen.report.fitting import Detail, Drop, Level, fit, left_out, size
from cigen.results.model import Artifact, BrokenStep, Build, Case, Log, News, Outcome, Problem, Report, Step
from cigen.source import Position
from tests import bigreports
from tests.reports import REPORTS, report

PAGES = (comment, markdown)
FIELDS = tuple(field.name for field in fields(Detail))
MOST = 40
DROPS = st.lists(st.builds(Drop, st.sampled_from(FIELDS), st.integers(0, MOST), st.just("all but {}")), max_size=30)
WEIGHTS = st.fixed_dictionaries({name: st.sampled_from((0, 1, 7)) for name in FIELDS})
FULL = Detail(**dict.fromkeys(FIELDS, MOST))


def fitted(drops: list[Drop], weights: Mapping[str, int], budget: int) -> tuple[int, tuple[Drop, ...]]:
    """A page that is as long as what it shows weighs: its length and what was dropped."""
    seen: list[tuple[Drop, ...]] = []

    def draw(level: Level) -> str:
        seen.append(level.dropped)
        return "x" * sum(int(str(amount)) for amount in level.values.values()) + f" {len(seen) - 1}"

    def values(detail: Detail) -> dict[str, object]:
        return {name: weights[name] * getattr(detail, name) for name in FIELDS}

    page = fit(values, drops, FULL, draw=lambda level: draw(level).partition(" ")[0], budget=budget)
    return len(page), seen[-1]


def brute(drops: list[Drop], weights: Mapping[str, int]) -> list[int]:
    """How long the page is with the first drops made, for each number of them that makes a difference."""
    now = dict.fromkeys(FIELDS, MOST)
    lengths = [sum(weights[name] * now[name] for name in FIELDS)]
    for drop in drops:
        now[drop.field] = min(now[drop.field], drop.most)
        length = sum(weights[name] * now[name] for name in FIELDS)
        lengths += [length] if length != lengths[-1] else []
    return lengths


@given(DROPS, WEIGHTS, st.data())
def test_fit__makes_the_fewest_drops_in_their_order(
    drops: list[Drop], weights: Mapping[str, int], data: st.DataObject
) -> None:
    lengths = brute(drops, weights)
    budget = data.draw(st.sampled_from(lengths)) + data.draw(st.sampled_from((-1, 0, 1)))
    expected = next((length for length in lengths if length <= budget), lengths[-1])
    assert fitted(drops, weights, budget)[0] == expected


@given(DROPS, WEIGHTS)
def test_fit__a_page_that_just_fits_is_whole_and_a_byte_less_drops_the_first_thing(
    drops: list[Drop], weights: Mapping[str, int]
) -> None:
    lengths = brute(drops, weights)
    assert fitted(drops, weights, lengths[0]) == (lengths[0], ())
    assert fitted(drops, weights, lengths[0] + 1) == (lengths[0], ())
    if len(lengths) > 1:
        length, dropped = fitted(drops, weights, lengths[0] - 1)
        first = next(drop for drop in drops if weights[drop.field] and drop.most < MOST)
        assert (length, dropped) == (lengths[1], (first,))


def test_fit__of_a_thousand_drops_few_are_drawn() -> None:
    drawn = []

    def draw(level: Level) -> str:
        drawn.append(level)
        return "x" * int(str(level.values["log"]))

    drops = [Drop("log", most, "") for most in range(999, -1, -1)]
    full = replace(FULL, log=1000)
    assert fit(lambda detail: {"log": detail.log}, drops, full, draw=draw, budget=321) == "x" * 321
    assert len(drawn) < 25


def test_left_out__says_what_and_where_the_last_word_on_each_thing() -> None:
    dropped = (
        Drop("rows", 0, "the tables"),
        Drop("log", 3000, "all but {} lines", "`logs/`"),
        Drop("bars", 0, "a chart"),
    )
    assert left_out(dropped, "page", {}) == (
        "**Left out** to keep this page small enough for GitHub: the tables, a chart (in `report.json`), "
        "all but 3,000 lines (in `logs/`)"
    )
    assert left_out((), "page", {}) == ""


def failing(count: int, lines: int, width: int) -> Report:
    """A run with so many failures that differ, each with a log."""
    found = bigreports.large(0)
    cells = []
    for number, cell in enumerate(found.cells[:count]):
        words = "".join("abcdefghij"[int(digit)] for digit in str(number))
        text = "".join(f"{words} {'é' * width}\n" for _ in range(lines))
        steps = (replace(cell.steps[0], outcome=Outcome.FAILED, log=Log("logs/x.log", 9, "", text)),)
        cells.append(replace(cell, outcome=Outcome.FAILED, steps=steps))
    return replace(report(cells, tests=found.tests), origin=bigreports.ORIGIN)


@settings(max_examples=6)
@given(st.integers(30, 90), st.integers(22, 60), st.integers(20, 200), st.sampled_from(PAGES))
def test_pages__a_byte_less_than_all_of_it_drops_the_first_thing_on_the_list(
    count: int, lines: int, width: int, page: object
) -> None:
    found = failing(count, lines, width)
    whole = page.render(found, budget=1 << 30).text  # type: ignore[attr-defined]
    assert "**Left out**" not in whole
    full, log = page.FULL, min(lines, page.FULL.log)  # type: ignore[attr-defined]
    has = {"log": log, "failures": min(count, full.failures), "listed": count - min(count, full.failures)}
    first = next(drop for drop in page.DROPS if drop.most < has.get(drop.field, 0))  # type: ignore[attr-defined]
    for more in (0, 1):
        assert page.render(found, budget=size(whole) + more).text == whole  # type: ignore[attr-defined]
    cut = page.render(found, budget=size(whole) - 1).text  # type: ignore[attr-defined]
    (said,) = re.findall(r"^\*\*Left out\*\* .* for GitHub: (.*) \(in .*\)$", cut, re.MULTILINE)
    assert said == first.said.format(f"{first.most:,}")


@settings(max_examples=25)
@given(REPORTS, st.sampled_from(PAGES), st.integers(3_000, 30_000))
def test_pages__of_any_report_are_never_over_their_budget(found: Report, page: object, budget: int) -> None:
    text = page.render(replace(found, origin=bigreports.ORIGIN), budget=budget).text  # type: ignore[attr-defined]
    assert size(text) <= budget
    assert text.count("<details") == text.count("</details>")


HUGE = ("x" * (1 << 20), "|" * (1 << 20), "👍" * 300_000, "`é\n" * 300_000, "<@a>&" * 200_000)


def enormous(text: str) -> Report:
    """Everything in it is as large as can be, and there is much of it."""
    position = Position(text, 3, 1)
    log = Log(text, 1 << 40, text[:4096], text[: 16 << 10])
    step = Step(1, text, position, Outcome.FAILED, text, seconds=3.0, log=log)
    base = bigreports.large(0).cells
    cells = []
    for number, cell in enumerate(base[:100]):
        own = f"{number}{text[:300]}"
        lost = tuple(Artifact(f"{number} {k} {text[:200]}", True, position) for k in range(4))
        red = replace(cell, name=own, outcome=Outcome.FAILED, steps=(replace(step, name=own),), artifacts=lost)
        cells.append(replace(red, missing=number % 5 == 0))
    cases = [
        Case(text[:99], text[:99], f"{n}{text[:300]}", Outcome.FAILED, text[:99], message=text[:2000])
        for n in range(400)
    ]
    broken = BrokenStep(text, text, text, text, 3, tuple(cell.name for cell in cells))
    problems = [Problem(f"{n}{text[:300]}", text[:500]) for n in range(9_999)] + [Problem(text, text)]
    made = report(cells, cases, name=text, tests=bigreports.large(0).tests, problems=problems)
    return replace(made, build=Build(3, 1, 1, (), broken, text), news=News(refused=text), origin=bigreports.ORIGIN)


@pytest.mark.parametrize("text", HUGE, ids=["x", "pipes", "emoji", "ticks", "tags"])
def test_pages__of_enormous_reports_keep_the_verdict_and_the_counts(text: str) -> None:
    found = enormous(text)
    for page in PAGES:
        drawn = page.render(found).text
        assert size(drawn) <= page.BUDGET
        assert "the build broke, 80 of 100 cells failed, 20 missing, 400 of 400 tests failed" in drawn
        assert "10,000 problems with the results" in drawn
    assert "**Left out** to keep this comment" in comment.render(found).text
    assert "| cells | 100 | 0 | 80 | 0 | 20 | – | 0 |" in markdown.render(found).text


def test_pages__even_the_smallest_has_the_verdict() -> None:
    for page in PAGES:
        drawn = page.render(enormous("<|>" * 99), budget=1).text
        assert size(drawn) < 16_000
        assert "80 of 100 cells failed, 20 missing" in drawn


def seconds(render: Callable[[Report], RenderedFile], found: Report) -> float:
    start = time.process_time()
    render(found)
    return time.process_time() - start


def test_pages__a_thousand_cells_with_300_failures_are_no_work() -> None:
    """Measured are 0.07 s and 0.25 s; the comment has to be made in one."""
    found = bigreports.large()
    assert min(seconds(comment.render, found) for _ in range(3)) < 1
    assert min(seconds(markdown.render, found) for _ in range(3)) < 3


def test_comment__of_a_thousand_cells_is_short_and_of_use() -> None:
    text = comment.render(bigreports.large()).text
    assert size(text) < comment.BUDGET
    assert "### ❌ compilers: 300 of 1,000 cells failed, 9 new\n" in text
    assert "| alpine-3.22 | ❌ | ❌ | ❌ | ❌ | ❌ | ❌ | ❌ | ❌ | ❌ | ❌ |" in text
    assert len(re.findall(r"^FAIL check_", text, re.MULTILINE)) == 20
    assert "<details><summary>280 more failures</summary>" in text
    assert max(map(len, re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE))) < 2_000
