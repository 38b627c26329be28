from __future__ import annotations

import pytest

from cigen.results import carry, survey
from cigen.results.history import History
from cigen.results.model import Cases
from tests.results.runs import F, L, Line, P, case, cell, ended, report, step, steps, told


def test_carried__a_run_that_nothing_came_back_from_is_none() -> None:
    line = Line()
    line.run(steps(a={"build": P}))
    before = line.history

    line.run(report(cell("a", missing=True)))

    assert line.history == before
    assert told(line.run(steps(a={"build": F})).failing) == [("build", ("a",))]


def test_carried__forgets_runs_and_what_only_they_knew() -> None:
    line = Line()
    line.run(ended(gone={"x": F}, a={"y": L}))
    for _ in range(3):
        line.run(ended(a={"z": P}), most=3)

    assert line.history.places == ("a",)
    assert (line.history.was, line.history.since) == ({}, {})
    assert [run.number for run in line.history.runs] == [2, 3, 4]


def test_carried__a_test_that_is_gone_leaves_after_a_while() -> None:
    line = Line()
    line.run(ended(a={"x": P, "y": F}))
    for _ in range(3):
        line.run(ended(a={"x": P}), most=3)

    assert len(line.history.tests) == 2  # x and the step
    assert line.history.was == {}


def test_carried__a_heap_of_tests_is_known_by_its_failures_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "MOST_TESTS", 3)
    line = Line()
    line.run(ended(a={"u": P, "v": P, "w": P, "x": F}))

    assert (line.history.whole, len(line.history.tests), len(line.history.was)) == (False, 0, 1)
    news = line.run(ended(a={"u": P, "v": F, "new": P, "w": P, "x": F}))

    assert (told(news.failing), told(news.still)) == ([("v", ("a",))], [("x", ("a",))])
    assert (news.added.count, news.removed.count) == (0, 0)
    assert news.cut == "there are more tests than are known by name"


def test_carried__names_count_by_their_characters_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "MOST_TEXT", 100)
    line = Line()
    line.run(ended(a={f"{number}" * 50: P for number in range(5)}))

    assert not line.history.whole


def test_carried__keeps_what_is_red_now_where_there_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line()
    line.run(ended(a={"x": F, "y": P}))
    monkeypatch.setattr(carry, "MOST_NOTABLE", 1)

    line.run(ended(a={"x": P, "y": F}))

    assert [key.rpartition("\x1f")[2] for key in line.history.was] == ["y"]


def test_carried__times_are_those_of_the_slowest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "MOST_TIMED", 2)
    monkeypatch.setattr(carry, "MOST_TIMED", 2)
    line = Line()
    line.run(report(loose=[case("a", seconds=1), case("b", seconds=3), case("c", seconds=2), case("d", seconds=0.05)]))
    line.run(report(loose=[case("a", seconds=9), case("b", seconds=3), case("c", seconds=2), case("d", seconds=0.05)]))

    names = {
        key.rpartition("\x1f")[2]: [took.seconds for took in every] for (key, _), every in line.history.took.items()
    }
    assert names == {"a": [9], "b": [3, 3]}


def test_carried__tests_of_cells_that_did_not_come_back_count_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carry, "MOST_TESTS", 5)
    line = Line()
    line.run(ended(a={"t": P, "u": P, "v": F}))
    assert line.history.whole

    line.run(ended(b={"w": P, "x": P, "y": P}))

    assert (line.history.whole, len(line.history.tests)) == (False, 1)


def test_carried__more_failures_than_are_kept_are_never_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "MOST_NOTED", 2)
    line = Line()
    broken = ended(a={"x": F, "y": F, "z": F})
    line.run(broken)

    news = line.run(broken)

    assert (news.unsure, news.known) == ("more than 2 tests failed", 0)


def test_carried__cases_that_were_not_kept_are_not_believed_to_be_all() -> None:
    line = Line()
    whole = Cases.of(case("x"), case("y", F))
    (file,) = whole.files
    kept = Cases((type(file)(file.source, file.totals, file.notable),))
    line.run(report(loose=whole))

    one = report()
    news = line.run(type(one)(one.name, (), (), kept, (), kept.totals, one.cell_totals))

    assert (told(news.still), news.known, news.unsure) == ([("y", ("a.xml",))], 0, "not every case was kept")


def test_carried__many_cells_cost_little() -> None:
    line = Line()
    names = [f"cell-{number}" for number in range(2_000)]
    for _ in range(3):
        line.run(report(*(cell(name, [step(f"step {n}") for n in range(20)]) for name in names)))

    assert isinstance(line.history, History)
    assert len(line.history.tests) == 20
    assert len({id(places) for places in line.history.tests.values()}) == 1
