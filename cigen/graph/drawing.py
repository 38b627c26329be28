"""Everything that a drawing shows, as plain data; each form of drawing takes the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cigen.graph.measure import Measures, measure
from cigen.graph.members import Member, members, weights
from cigen.graph.nodes import Node, nodes
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
    """A graph with its measures; `cells` says whether each cell has a node of its own.

    `unmeasured` are the stages with something to do and without a time, where there are times.
    """

    name: str
    nodes: tuple[Node, ...]
    members: Mapping[str, Member]
    measures: Measures
    unmeasured: tuple[Member, ...]
    cells: bool
    collectors: tuple[Collector, ...]
    budgets: tuple[Budget, ...]
    shards: tuple[Shard, ...]


def drawing(
    plan: Plan,
    *,
    seconds: Mapping[str, float],
    budgets: Iterable[Budget] = (),
    shards: Iterable[Sequence[str]] = (),
    cells: bool = False,
    internal: bool = False,
) -> Drawing:
    """The drawing of a plan; `seconds` are measured times by cell and stage, `shards` the names of each one's cells."""
    found = members(plan, internal=internal)
    known = {name: seconds[name] for name in found if name in seconds}
    return Drawing(
        name=plan.name,
        nodes=nodes(found, plan.manifest, cells=cells),
        members=found,
        measures=measure(found, weights(found, known), timed=bool(known)),
        unmeasured=tuple(
            one for one in found.values() if known and one.steps and not one.test and one.name not in known
        ),
        cells=cells,
        collectors=tuple(one for one in plan.collectors if one.name in found),
        budgets=tuple(one for one in budgets if one.name in found),
        shards=tuple(_shard(shard, found) for shard in shards),
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
