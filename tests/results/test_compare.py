from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.results.compare import is_slower
from cigen.results.history import RED, History, Run, Took, Was, step_key
from cigen.results.model import Outcome, Problem, Report
from cigen.results.news import Changes, News
from cigen.results.rates import rates
from tests.results.runs import E, F, L, Line, P, S, case, cell, ended, report, step, steps, told

KINDS = ("failing", "still", "fixed", "flaky", "removed", "added", "slower")


def kinds(news: News) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """What there is news of."""
    return {kind: told(getattr(news, kind)) for kind in KINDS if getattr(news, kind).count}


def test_compared__a_first_run_has_no_news_but_why() -> None:
    news = Line().run(steps(a={"build": F}))

    assert news.refused == "the baseline knows of no run that brought results"
    assert (kinds(news), news.known) == ({}, 0)


def test_compared__what_fails_now_and_did_not_is_new() -> None:
    line = Line()
    line.run(steps(a={"build": P, "test": P}, b={"build": P, "test": P}))

    news = line.run(steps(a={"build": P, "test": F}, b={"build": P, "test": P}))

    assert kinds(news) == {"failing": [("test", ("a",))]}
    assert [change.was for change in news.failing.shown] == ["passed"]
    assert news.baseline is not None
    assert news.baseline.commit == f"{1:040x}"


def test_compared__a_known_failure_says_since_when() -> None:
    line = Line()
    for outcome in (F, P, F, F):
        line.run(steps(a={"test": outcome}))

    news = line.run(steps(a={"test": F}))

    assert kinds(news) == {"still": [("test", ("a",))]}
    since = news.still.shown[0].since
    assert since is not None
    assert (since.number, news.known) == (3, 1)


def test_compared__a_known_failure_in_another_cell_is_new_there() -> None:
    line = Line()
    line.run(steps(a={"test": F}, b={"test": P}))

    news = line.run(steps(a={"test": F}, b={"test": F}))

    assert kinds(news) == {"failing": [("test", ("b",))], "still": [("test", ("a",))]}
    assert news.known == 0


def test_compared__a_new_test_that_fails_is_new_and_added() -> None:
    line = Line()
    line.run(ended(a={"x": P}))

    news = line.run(ended(a={"x": P, "y": F}))

    assert kinds(news) == {"failing": [("y", ("a",))], "added": [("y", ("a",))]}
    assert news.failing.shown[0].was == "absent"


def test_compared__more_failures_under_one_name_than_before_are_new() -> None:
    line = Line()
    line.run(report(cell("a", [], [case("x", F), case("x"), case("x")])))

    assert kinds(line.run(report(cell("a", [], [case("x"), case("x", F), case("x")])))) == {"still": [("x", ("a",))]}
    assert kinds(line.run(report(cell("a", [], [case("x", F), case("x", F), case("x")])))) == {
        "failing": [("x", ("a",))]
    }


def test_compared__fixed_is_what_failed_and_passes_also_if_flaky() -> None:
    line = Line()
    line.run(ended(a={"x": F, "y": E, "z": F, "gone": F}))

    news = line.run(ended(a={"x": P, "y": L, "z": S}))

    assert kinds(news) == {
        "fixed": [("x", ("a",)), ("y", ("a",))],
        "flaky": [("y", ("a",))],
        "removed": [("gone", ("a",))],
    }


def test_compared__flaky_is_news_only_once() -> None:
    line = Line()
    line.run(ended(a={"x": P}))

    assert kinds(line.run(ended(a={"x": L}))) == {"flaky": [("x", ("a",))]}
    line.run(ended(a={"x": P}))
    assert kinds(line.run(ended(a={"x": L}))) == {}


def test_compared__a_cell_that_is_missing_now_has_no_removed_tests() -> None:
    line = Line()
    line.run(ended(a={"x": P}, b={"x": P, "y": P}))

    news = line.run(report(cell("a", [step("test")], [case("x")]), cell("b", missing=True)))

    assert kinds(news) == {}


def test_compared__a_cell_is_compared_with_the_run_that_it_came_back_in() -> None:
    line = Line()
    line.run(ended(a={"x": P}, b={"x": F}))
    line.run(report(cell("a", [step("test")], [case("x")]), cell("b", missing=True)))

    news = line.run(ended(a={"x": P}, b={"x": F}))

    assert kinds(news) == {"still": [("x", ("b",))]}
    assert news.still.shown[0].since == line.history.runs[0]


def test_compared__a_part_says_nothing_of_other_cells() -> None:
    line = Line()
    line.run(ended(a={"x": P}, b={"y": F}))

    assert kinds(line.run(ended(a={"x": P}))) == {}


def test_compared__tests_that_a_failed_step_kept_from_running_are_not_removed() -> None:
    line = Line()
    line.run(ended(a={"x": P, "y": P}))

    news = line.run(report(cell("a", [step("test", F)], [case("x")])))

    assert kinds(news) == {"failing": [("test", ("a",))]}
    assert kinds(line.run(ended(a={"x": P, "y": P}))) == {"fixed": [("test", ("a",))]}


def test_compared__fewer_cases_behind_a_known_failure_are_no_known_failure() -> None:
    line = Line()
    both = report(cell("a", [step("test", F)], [case("x", F), case("y")]))
    line.run(both)

    assert line.run(both).known == 2
    news = line.run(report(cell("a", [step("test", F)])))

    assert (kinds(news), news.known) == ({"still": [("test", ("a",))]}, 0)
    assert news.unsure == "only 0 of 2 test cases came back from a"


def test_compared__fewer_tests_in_a_file_with_a_known_failure_are_no_known_failure() -> None:
    line = Line()
    both = report(loose=[case("x", F), case("y"), case("z", source="b.xml"), case("w", source="b.xml")])
    line.run(both)

    assert line.run(both).known == 1
    assert line.run(report(loose=[case("x", F), case("new"), case("z", source="b.xml")])).known == 1
    news = line.run(report(loose=[case("x", F)]))

    assert (news.still.count, news.failing.count, news.known) == (1, 0, 0)
    assert news.unsure == "only 1 of 2 tests came back from a.xml"


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (report(cell("a", [step("test", E)])), "step 1 could not be run"),
        (
            report(cell("a", [], [case("JUnit file x", E, suite="cigen")])),
            "something is wrong with the results themselves",
        ),
        (report(cell("a", [], [case("(the file itself)", E)])), "something is wrong with the results themselves"),
        (
            report(cell("a", [], [case("x", F)] * 51)),
            "a test failed more than 50 times under the same name, or in too many places",
        ),
    ],
)
def test_compared__what_is_no_verdict_of_a_test_is_never_a_known_failure(bad: Report, why: str) -> None:
    line = Line()
    line.run(bad)

    news = line.run(bad)

    assert (news.unsure, news.known) == (why, 0)
    assert news.still.count == 1


def test_compared__files_of_no_cell_are_places_of_their_own() -> None:
    line = Line()
    line.run(report(loose=[case("x", F, source="linux.xml"), case("x", source="mac.xml")]))

    news = line.run(report(loose=[case("x", source="linux.xml"), case("x", F, source="mac.xml")]))

    assert kinds(news) == {"failing": [("x", ("mac.xml",))], "fixed": [("x", ("linux.xml",))]}


def test_compared__a_file_with_another_number_in_every_run_is_the_same_place() -> None:
    line = Line()
    line.run(report(loose=[case("x", F, source="out/20261121-0912/TEST-1f2e3d4c5b6a7988.xml")]))

    news = line.run(report(loose=[case("x", F, source="out/20261122-1133/TEST-99aabbccddee0011.xml")]))

    assert [name for name, _ in kinds(news).pop("still")] == ["x"]


def test_compared__tests_of_a_file_that_could_not_be_read_are_not_removed() -> None:
    line = Line()
    line.run(report(loose=[case("x"), case("y")]))

    assert kinds(line.run(report(loose=[case("x")], problems=[Problem("a.xml", "it was cut off")]))) == {}


def test_compared__slower_is_beyond_chance_and_beyond_every_earlier_time() -> None:
    line = Line()
    for seconds in (10.0, 10.2, 9.9, 10.1, 10.0):
        line.run(report(cell("a", [step("build", seconds=seconds)])))

    assert kinds(line.run(report(cell("a", [step("build", seconds=10.4)])))) == {}
    news = line.run(report(cell("a", [step("build", seconds=14.0)])))

    assert kinds(news) == {"slower": [("build", ("a",))]}
    assert (news.slower.shown[0].before, news.slower.shown[0].now) == (10.05, 14.0)


def test_compared__a_cached_step_took_its_time_in_another_run() -> None:
    line = Line()
    for _ in range(6):
        line.run(report(cell("a", [step("build", seconds=10.0, cached=True)])))

    assert kinds(line.run(report(cell("a", [step("build", seconds=99.0, cached=True)])))) == {}
    assert line.history.took == {}


@pytest.mark.parametrize(
    ("times", "seconds", "usual"),
    [
        ([1.0] * 4, 50.0, None),  # too few
        ([1.0] * 5, 1.4, None),  # too little
        ([1.0] * 5, 1.6, 1.0),
        ([1.0, 1.0, 1.0, 1.0, 60.0], 50.0, None),  # it took longer before
        ([10.0, 12.0, 14.0, 8.0, 11.0], 16.5, None),  # that is how it is
        ([10.0, 12.0, 14.0, 8.0, 11.0], 21.0, 11.0),
    ],
)
def test_is_slower__says_the_usual_time(times: list[float], seconds: float, usual: float | None) -> None:
    assert is_slower(seconds, [Took(run, one) for run, one in enumerate(times)]) == usual


def test_rates__a_test_that_ends_otherwise_at_the_same_commit_is_flaky() -> None:
    line = Line()
    line.run(ended(a={"x": P}), commit="c" * 40)
    line.run(ended(a={"x": F}), commit="d" * 40)

    news = line.run(ended(a={"x": P}), commit="d" * 40)

    assert [(one.tested.name, one.places, one.flaky, one.tried) for one in news.rates.shown] == [("x", ("a",), 1, 3)]


def test_rates__the_same_commit_may_have_changes_where_github_did_not_check_it_out() -> None:
    history = History(runs=(Run(1, "d" * 40, came=1, ran=1), Run(2, "d" * 40, came=1, ran=1)), places=("a",))
    was = {step_key("x"): (Was(1, RED, 1, 1),)}

    assert rates(replace(history, tests={step_key("x"): 1}, was=was)).count == 0


def test_rates__a_run_from_the_cache_tried_nothing() -> None:
    line = Line()
    line.run(report(cell("a", [step("test", L, cached=False)])))
    for _ in range(4):
        news = line.run(report(cell("a", [step("test", P, cached=True)])))

    assert [(one.flaky, one.tried) for one in news.rates.shown] == [(1, 1)]


def test_rates__a_test_counts_from_the_run_that_saw_it_first() -> None:
    line = Line()
    line.run(ended(a={"x": P}))
    line.run(ended(a={"x": P, "y": L}))

    news = line.run(ended(a={"x": P, "y": P}))

    assert [(one.tested.name, one.flaky, one.tried) for one in news.rates.shown] == [("y", 1, 2)]


OUTCOMES = st.sampled_from(list(Outcome))
CELLS = st.dictionaries(
    st.sampled_from("abc"), st.lists(st.tuples(st.sampled_from("uvwxyz"), OUTCOMES), max_size=8), max_size=3
)


def made(cells: dict[str, list[tuple[str, Outcome]]]) -> Report:
    return report(*(cell(name, [step("test")], [case(*one) for one in tried]) for name, tried in cells.items()))


@given(st.lists(CELLS, max_size=4), CELLS)
def test_compared__a_run_beside_itself_has_no_news(
    before: list[dict[str, list[tuple[str, Outcome]]]], last: dict[str, list[tuple[str, Outcome]]]
) -> None:
    line = Line()
    for one in before:
        line.run(made(one))
    line.run(made(last))

    news = line.run(made(last))

    assert all(kind == "still" for kind in kinds(news))


@given(st.lists(CELLS, min_size=1, max_size=4), CELLS)
def test_compared__every_failure_is_either_new_or_known(
    before: list[dict[str, list[tuple[str, Outcome]]]], last: dict[str, list[tuple[str, Outcome]]]
) -> None:
    line = Line()
    line.run(made({"a": []}))
    for one in before:
        line.run(made(one))

    news = line.run(made(last))

    red = {(name, place) for place, tried in last.items() for name, outcome in tried if outcome.red}
    assert pairs(news.failing) | pairs(news.still) == red
    assert not pairs(news.failing) & pairs(news.still)


def pairs(changes: Changes) -> set[tuple[str, str]]:
    return {(change.tested.name, place) for change in changes.shown for place in change.places}
