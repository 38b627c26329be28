"""Cells in, the same cells cut into shards that take about equally long out; every machine makes the same cut.

Longest first (Graham 1969, https://doi.org/10.1137/0117039), where a cell also costs what it stands upon and the shard
has not got yet. Times are whole milliseconds and ties are broken by name, so nothing hangs on rounding or on order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapreplace
from itertools import chain
from operator import attrgetter

from cigen.plan.manifest import PlannedCell
from cigen.plan.model import Plan
from cigen.plan.needs import closure

Shards = tuple[tuple[PlannedCell, ...], ...]
Shares = tuple[tuple[str, ...], ...]
Beneath = Mapping[str, Collection[str]]

LONGEST = 10**9
"""More seconds than anything takes; a sum of them is still a number."""
STAY = 110
"""How long, in percent of a new cut, the one before may take and stay."""
ROOM = (0, 100, 105, 110, 125, 150, 200)
"""How full, in percent of an even load, a shard may get for the sake of what it has; the best of them is taken."""


@dataclass(frozen=True, slots=True)
class Times:
    """Measured seconds by name: of cells, and of the stages that are none."""

    cells: Mapping[str, float] = field(default_factory=dict)
    stages: Mapping[str, float] = field(default_factory=dict)


UNTIMED = Times()


def shares(plan: Plan, n: int, times: Times = UNTIMED, before: Sequence[Collection[str]] = ()) -> Shares:
    """The names of the cells of each of `n` shards, in the plan's order; the last are empty where cells are few.

    The cut `before` stays where it holds the same cells and takes little longer than a new one: a cell that stays finds
    its cache where its shard wrote it, while times that only waver would move most of them in every run.
    """
    cells, needs = plan.manifest.cells, beneath(plan)
    fresh = tuple(tuple(cell.name for cell in shard) for shard in cut(cells, n, times, needs))
    kept = tuple(tuple(cell.name for cell in cells if cell.name in shard) for shard in map(frozenset, before))
    if len(kept) != n or sorted(chain(*before)) != sorted(cell.name for cell in cells):
        return fresh
    costs, wholes = _costs(cells, times, needs)
    return kept if _makespan(kept, costs, wholes) * 100 <= _makespan(fresh, costs, wholes) * STAY else fresh


def _makespan(shards: Shares, costs: Mapping[str, int], wholes: Mapping[str, tuple[str, ...]]) -> int:
    """When the longest shard is done, in milliseconds, but for what all stand upon."""
    built = (set().union(*(wholes[name] for name in shard)) for shard in shards)
    return max(sum(costs[one] for one in whole) for whole in built)


def beneath(plan: Plan) -> dict[str, frozenset[str]]:
    """What each cell stands upon: stages, and other cells whose files it takes."""
    sources = {stage.name: stage for stage in plan.stages}
    return {cell.name: frozenset(closure(sources, [cell.name]) - {cell.name}) for cell in plan.manifest.cells}


def cut(cells: Sequence[PlannedCell], n: int, times: Times = UNTIMED, needs: Beneath | None = None) -> Shards:
    """`n` shards, every cell in exactly one, each shard in the cells' order; with fewer cells the last are empty.

    A cell without a time counts as long as its steps take elsewhere, and without any times the number of steps decides.
    """
    costs, wholes = _costs(cells, times, needs or {})
    order = sorted(wholes, key=lambda name: (-sum(costs[one] for one in wholes[name]), name))
    count = min(n, len(cells))
    packed = min((_packed(order, wholes, costs, count, most) for most in _mosts(wholes, costs, count)), key=_longest)
    owners = {name: shard for shard, bin in enumerate(packed) for name in bin.cells}
    return tuple(tuple(cell for cell in cells if owners[cell.name] == shard) for shard in range(n))


def _costs(
    cells: Sequence[PlannedCell], times: Times, needs: Beneath
) -> tuple[dict[str, int], dict[str, tuple[str, ...]]]:
    """What each cell and stage takes, in milliseconds, and each cell with what it stands upon."""
    weights = weigh(cells, times.cells)
    costs = {name: _milliseconds(seconds) for name, seconds in {**times.stages, **weights}.items()}
    return costs, _wholes([cell.name for cell in cells], costs, needs)


def weigh(cells: Sequence[PlannedCell], seconds: Mapping[str, float]) -> dict[str, float]:
    """How long each cell takes, in seconds where any are measured, else in steps."""
    timed = [cell for cell in cells if cell.name in seconds]
    steps = sum(len(cell.steps) for cell in timed)
    each = sum(sorted(seconds[cell.name] for cell in timed)) / steps if steps else 1.0
    return {cell.name: seconds.get(cell.name, each * len(cell.steps)) for cell in cells}


@dataclass(slots=True)
class _Bin:
    """A shard while it is packed: `have` is all that it builds; the one with the least `rank` is the least full."""

    number: int
    rank: tuple[int, int, int]
    have: set[str] = field(default_factory=set)
    cells: list[str] = field(default_factory=list)

    @property
    def load(self) -> int:
        """In milliseconds."""
        return self.rank[0]

    def end(self, whole: Iterable[str], costs: Mapping[str, int]) -> int:
        """When it is done with a cell, and what that stands upon, too."""
        return self.rank[0] + sum([costs[one] for one in whole if one not in self.have])

    def take(self, whole: tuple[str, ...], costs: Mapping[str, int]) -> None:
        """Build a cell and what it stands upon."""
        self.rank = (self.end(whole, costs), len(self.cells) + 1, self.number)
        self.have.update(whole)
        self.cells.append(whole[0])


def _milliseconds(seconds: float) -> int:
    return round(min(max(seconds, 0), LONGEST) * 1000)


def _wholes(names: Sequence[str], costs: Mapping[str, int], needs: Beneath) -> dict[str, tuple[str, ...]]:
    """Each cell with what it stands upon that costs anything, less what all stand upon: every shard pays for that."""
    upon = {name: {one for one in needs.get(name, ()) if costs.get(one)} for name in names}
    common = set.intersection(*upon.values()) if upon else set()
    return {name: (name, *sorted(upon[name] - common, key=lambda one: (-costs[one], one))) for name in names}


def _mosts(wholes: Mapping[str, Collection[str]], costs: Mapping[str, int], n: int) -> Iterable[int]:
    """The loads that are tried; where no two cells share anything there is nothing to keep together."""
    if all(len(whole) == 1 for whole in wholes.values()):
        return (0,)
    even = sum(costs[name] for name in set().union(*wholes.values())) // n
    return tuple(even * percent // 100 for percent in ROOM)


def _packed(
    order: Iterable[str], wholes: Mapping[str, tuple[str, ...]], costs: Mapping[str, int], n: int, most: int
) -> list[_Bin]:
    """Shards by number. A cell goes where all is that it stands upon, up to `most`, else to where it is done first."""
    bins = [_Bin(number, (0, 0, number)) for number in range(n)]
    heap = [(bin.rank, bin) for bin in bins]
    holders: dict[tuple[str, ...], dict[int, _Bin]] = {}
    for name in order:
        whole = wholes[name]
        while heap[0][0] != heap[0][1].rank:
            heapreplace(heap, (heap[0][1].rank, heap[0][1]))
        bin = _chosen(heap[0][1], whole, holders, costs, most)
        bin.take(whole, costs)
        for group in {*_groups(whole), *((one,) for one in whole[1:])}:
            holders.setdefault(group, {})[bin.number] = bin
    return bins


def _groups(whole: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """What it is good to have for a cell: itself, as another one needs it, all beneath it, the costliest of that."""
    return (whole[:1], whole[1:], whole[1:2]) if len(whole) > 1 else (whole,)


def _chosen(
    least: _Bin,
    whole: tuple[str, ...],
    holders: Mapping[tuple[str, ...], Mapping[int, _Bin]],
    costs: Mapping[str, int],
    most: int,
) -> _Bin:
    """The least full of all, or of those that have what is good to have; all of it counts, if there is room."""
    candidates = [least]
    for place, group in enumerate(_groups(whole)):
        if group in holders:
            candidates.append(min(holders[group].values(), key=_rank))
            if place < 2 and candidates[-1].end(whole, costs) <= most:
                return candidates[-1]
    return min(candidates, key=lambda bin: (bin.end(whole, costs), bin.rank))


_rank = attrgetter("rank")


def _longest(bins: Iterable[_Bin]) -> int:
    return max((bin.load for bin in bins), default=0)
