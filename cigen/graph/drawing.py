"""Everything that a drawing shows, as plain data; each form of drawing takes the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cigen.graph.measure import Measures, measure
from cigen.graph.members import Member, members, weights
from cigen.graph.nodes import Node, nodes
from cigen.plan.manifest import PlannedCell
from cigen.plan.model import Collector, Plan


@dataclass(frozen=True, slots=True)
class Budget:
    """The layers of one stage: those of its image, and of these its base image's, -1 where that is not known."""

    name: str
    layers: int
    base: int


@dataclass(frozen=True, slots=True)
class Shard:
    """What one machine tries: its own cells, and `before` them what these need."""

    cells: tuple[Member, ...]
    before: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A graph with its measures; `cells` says whether each cell has a node of its own."""

    name: str
    nodes: tuple[Node, ...]
    members: Mapping[str, Member]
    measures: Measures
    cells: bool
    collectors: tuple[Collector, ...]
    budgets: tuple[Budget, ...]
    shards: tuple[Shard, ...]


def drawing(
    plan: Plan,
    *,
    seconds: Mapping[str, float],
    budgets: Iterable[Budget] = (),
    shards: Iterable[Sequence[PlannedCell]] = (),
    cells: bool = False,
    internal: bool = False,
) -> Drawing:
    """The drawing of a plan; `seconds` are measured times by cell, none where nothing was measured."""
    found = members(plan, internal=internal)
    return Drawing(
        name=plan.name,
        nodes=nodes(found, plan.manifest, cells=cells),
        members=found,
        measures=measure(found, weights(found, seconds), timed=bool(seconds)),
        cells=cells,
        collectors=tuple(one for one in plan.collectors if one.name in found),
        budgets=tuple(one for one in budgets if one.name in found),
        shards=tuple(_shard([cell.name for cell in shard], found) for shard in shards),
    )


def _shard(cells: Sequence[str], found: Mapping[str, Member]) -> Shard:
    """The cells and all that they need, in the plan's order."""
    own = set(cells)
    needed: set[str] = set()
    waiting = list(cells)
    while waiting:
        for need, _ in found[waiting.pop()].needs:
            if need not in needed and need not in own:
                needed.add(need)
                waiting.append(need)
    before = tuple(one for one in found.values() if one.name in needed)
    return Shard(tuple(found[name] for name in cells), before)
