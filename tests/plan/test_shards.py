"""Shards: every cell in exactly one, about equally long, and the same cut each time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cigen.plan.manifest import PlannedCell
from cigen.plan.shards import cut, weigh


def _cells(*steps: int) -> list[PlannedCell]:
    return [PlannedCell(f"c{n}", "t", (), tuple(range(1, count + 1)), (), ()) for n, count in enumerate(steps)]


def _names(cells: list[PlannedCell], n: int, seconds: dict[str, float]) -> list[list[str]]:
    return [[cell.name for cell in shard] for shard in cut(cells, n, seconds)]


@given(st.lists(st.integers(0, 9), max_size=60), st.integers(1, 12), st.data())
def test_cut__every_cell_is_in_exactly_one_shard(steps: list[int], n: int, data: st.DataObject) -> None:
    cells = _cells(*steps)
    timed = st.dictionaries(st.sampled_from([cell.name for cell in cells]), st.floats(0, 1e6)) if cells else st.just({})
    shards = cut(cells, n, data.draw(timed))
    assert len(shards) == n
    assert sorted(cell.name for shard in shards for cell in shard) == sorted(cell.name for cell in cells)


def test_cut__the_longest_goes_first() -> None:
    assert _names(_cells(1, 1, 1, 1), 2, {"c0": 1, "c1": 1, "c2": 2, "c3": 4}) == [["c3"], ["c0", "c1", "c2"]]


def test_cut__without_times_the_steps_count() -> None:
    assert _names(_cells(2, 2, 4), 2, {}) == [["c2"], ["c0", "c1"]]


def test_cut__cells_without_steps_are_spread_too() -> None:
    assert sorted(map(len, cut(_cells(0, 0, 0, 0), 2, {}))) == [2, 2]


def test_cut__more_shards_than_cells_leaves_some_empty() -> None:
    assert _names(_cells(1), 3, {}) == [["c0"], [], []]


def test_weigh__a_cell_without_a_time_counts_by_what_a_step_takes_elsewhere() -> None:
    assert weigh(_cells(2, 3), {"c0": 8.0}) == {"c0": 8.0, "c1": 12.0}
