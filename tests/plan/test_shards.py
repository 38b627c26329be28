"""Shards: every cell in exactly one, about equally long, and the same cut on every machine."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.plan.manifest import PlannedCell
from cigen.plan.part import of_cells
from cigen.plan.shards import LONGEST, Beneath, Times, beneath, cut, shares, weigh
from tests.planned import plan


def _cells(*steps: int) -> list[PlannedCell]:
    return [PlannedCell(f"c{n}", "t", (), tuple(range(1, count + 1)), (), ()) for n, count in enumerate(steps)]


def _names(cells: list[PlannedCell], n: int, seconds: Mapping[str, float]) -> list[list[str]]:
    return [[cell.name for cell in shard] for shard in cut(cells, n, Times(seconds))]


def _groups(shards: tuple[tuple[PlannedCell, ...], ...]) -> list[set[str]]:
    return [{cell.name for cell in shard} for shard in shards]


@st.composite
def inputs(draw: st.DrawFn) -> tuple[list[PlannedCell], int, Times, Beneath]:
    """Cells, a number of shards, some measured times, and stages and cells that the cells stand upon."""
    cells = _cells(*draw(st.lists(st.integers(0, 9), max_size=40)))
    names, stages = [cell.name for cell in cells], ["s0", "s1", "s2"]
    seconds = st.floats(0, 1e6)
    timed = draw(st.dictionaries(st.sampled_from(names), seconds)) if names else {}
    needs = {name: frozenset(draw(st.sets(st.sampled_from([*stages, *names[:at]])))) for at, name in enumerate(names)}
    return cells, draw(st.integers(1, 12)), Times(timed, draw(st.dictionaries(st.sampled_from(stages), seconds))), needs


@given(inputs())
def test_cut__every_cell_is_in_exactly_one_shard(given: tuple[list[PlannedCell], int, Times, Beneath]) -> None:
    cells, n, times, needs = given
    shards = cut(cells, n, times, needs)
    assert len(shards) == n
    assert sorted(cell.name for shard in shards for cell in shard) == sorted(cell.name for cell in cells)
    assert all(shard == tuple(cell for cell in cells if cell in shard) for shard in shards)
    assert not any(shards[len(cells) :])


@given(inputs(), st.randoms())
def test_cut__the_order_of_the_cells_changes_nothing(
    given: tuple[list[PlannedCell], int, Times, Beneath], chance: random.Random
) -> None:
    cells, n, times, needs = given
    shuffled = list(cells)
    chance.shuffle(shuffled)
    assert _groups(cut(shuffled, n, times, needs)) == _groups(cut(cells, n, times, needs))


@given(inputs(), st.dictionaries(st.text(min_size=1).map("other-{}".format), st.floats(0, 1e6)))
def test_cut__times_of_cells_that_are_not_there_change_nothing(
    given: tuple[list[PlannedCell], int, Times, Beneath], more: dict[str, float]
) -> None:
    cells, n, times, needs = given
    known = Times({**times.cells, **more}, {**times.stages, **more})
    assert cut(cells, n, known, needs) == cut(cells, n, times, needs)


def test_cut__the_longest_goes_first() -> None:
    assert _names(_cells(1, 1, 1, 1), 2, {"c0": 1, "c1": 1, "c2": 2, "c3": 4}) == [["c3"], ["c0", "c1", "c2"]]


def test_cut__without_times_the_steps_count() -> None:
    assert _names(_cells(2, 2, 4), 2, {}) == [["c2"], ["c0", "c1"]]


def test_cut__cells_without_steps_are_spread_too() -> None:
    assert sorted(map(len, cut(_cells(0, 0, 0, 0), 2))) == [2, 2]


def test_cut__with_more_shards_than_cells_the_last_are_empty() -> None:
    assert _names(_cells(1), 3, {}) == [["c0"], [], []]
    assert cut([], 2) == ((), ())


def test_cut__cells_of_one_costly_stage_stay_together() -> None:
    cells = _cells(*[1] * 8)
    needs = {cell.name: ["base", "left" if number % 2 else "right"] for number, cell in enumerate(cells)}
    times = Times({cell.name: 10.0 for cell in cells}, {"base": 500.0, "left": 100.0, "right": 100.0})
    groups = sorted(map(sorted, _groups(cut(cells, 2, times, needs))))
    assert groups == [["c0", "c2", "c4", "c6"], ["c1", "c3", "c5", "c7"]]


def test_cut__a_cell_is_put_to_the_cell_that_it_takes_from() -> None:
    times = Times({"c0": 100.0, "c1": 10.0, "c2": 10.0, "c3": 60.0})
    assert [{"c0", "c1"}, {"c2", "c3"}] == _groups(cut(_cells(1, 1, 1, 1), 2, times, {"c1": ["c0"]}))


def test_cut__times_that_no_machine_measures_do_no_harm() -> None:
    assert sorted(map(len, cut(_cells(1, 1), 2, Times({"c0": 1e300, "c1": LONGEST * 2.0})))) == [1, 1]


def test_weigh__a_cell_without_a_time_counts_by_what_a_step_takes_elsewhere() -> None:
    assert weigh(_cells(2, 3), {"c0": 8.0}) == {"c0": 8.0, "c1": 12.0}


SPEC = """
stages:
  base: {from: "debian:12", steps: [make]}
  lib: {from: base, steps: [make lib]}
  unused: {from: base, steps: [make unused]}
tests:
  first: {from: lib, matrix: {n: "{{ range(9) | list }}"}, steps: [make], artifacts: [{path: a}]}
  second: {from: base, steps: [{copy: /a, to: /, from: first-3}, make]}
"""


def test_beneath__names_the_stages_and_cells_that_a_cell_takes_from() -> None:
    found = beneath(plan(SPEC))
    assert found["first-3"] == {"base", "lib"}
    assert found["second"] == {"base", "lib", "first-3"}


def test_shares__a_cell_that_another_shard_needs_is_built_there_and_reported_once() -> None:
    whole = plan(SPEC)
    times = Times({"second": 1.0, **{f"first-{n}": 10.0 for n in range(9)}})
    parts = [of_cells(whole, frozenset(names), is_first=False) for names in shares(whole, 3, times)]
    assert sorted(cell.name for part in parts for cell in part.manifest.cells) == sorted(beneath(whole))
    owner = next(part for part in parts if "second" in {cell.name for cell in part.manifest.cells})
    assert "first-3" in {stage.name for stage in owner.stages}


# How long 200 cells take, as matrices really look; the last are those that a cold examples/install-matrix recorded.
MEASURED = (
    20.1,
    18.4,
    19.8,
    18.9,
    20.1,
    21.5,
    17.0,
    6.0,
    20.5,
    21.9,
    19.4,
    18.3,
    20.8,
    19.0,
    20.0,
    19.9,
    18.6,
    19.2,
    23.2,
    16.1,
    20.0,
    18.3,
    18.8,
    21.1,
    18.9,
    19.0,
)
TIMES: dict[str, Callable[[random.Random], float]] = {
    "much alike": lambda chance: chance.uniform(50, 60),
    "lognormal, narrow": lambda chance: chance.lognormvariate(3, 0.5),
    "lognormal, wide": lambda chance: chance.lognormvariate(3, 1.5),
    "exponential": lambda chance: chance.expovariate(1 / 40),
    "two kinds": lambda chance: chance.gauss(300, 20) if chance.random() < 0.5 else chance.gauss(30, 3),
    "a few giants": lambda chance: chance.uniform(400, 900) if chance.random() < 0.03 else chance.uniform(5, 20),
    "heavy tail": lambda chance: 10 * chance.paretovariate(1.5),
    "measured": lambda chance: chance.choice(MEASURED) * chance.uniform(0.9, 1.1),
}


@pytest.mark.parametrize("shape", TIMES)
def test_cut__the_longest_shard_is_within_a_twentieth_of_what_can_be(shape: str) -> None:
    for seed in range(10):
        chance = random.Random(f"{shape} {seed}")
        cells = _cells(*[1] * 200)
        seconds = {cell.name: TIMES[shape](chance) for cell in cells}
        for n in (1, 2, 4, 8, 16):
            longest = max(sum(seconds[cell.name] for cell in shard) for shard in cut(cells, n, Times(seconds)))
            bound = max(math.fsum(seconds.values()) / n, *seconds.values())
            assert longest <= 1.05 * bound, (seed, n, longest / bound)


def test_cut__what_is_shared_is_within_a_fifth_of_what_can_be() -> None:
    chance = random.Random(7)
    cells = _cells(*[1] * 200)
    needs = {cell.name: {"base", f"family-{number % 20}"} for number, cell in enumerate(cells)}
    stages = {"base": 100.0, **{f"family-{number}": 120.0 for number in range(20)}}
    seconds = {cell.name: chance.lognormvariate(3, 0.7) for cell in cells}

    def load(shard: tuple[PlannedCell, ...]) -> float:
        shared = set().union(*(needs[cell.name] for cell in shard))
        return sum(seconds[cell.name] for cell in shard) + sum(stages[name] for name in shared)

    aware = max(map(load, cut(cells, 16, Times(seconds, stages), needs)))
    blind = max(map(load, cut(cells, 16, Times(seconds))))
    bound = 100 + (sum(seconds.values()) + 20 * 120) / 16
    assert aware <= 1.25 * bound
    assert blind >= 2 * aware


def test_cut__takes_ten_thousand_cells_in_no_time() -> None:
    cells = _cells(*[3] * 10_000)
    needs = {cell.name: {f"family-{number % 40}"} for number, cell in enumerate(cells)}
    times = Times(
        {cell.name: float(len(cell.name) * 7) for cell in cells}, {f"family-{n}": 90.0 + n for n in range(40)}
    )
    begun = time.process_time()
    cut(cells, 16, times, needs)
    assert time.process_time() - begun < 5
