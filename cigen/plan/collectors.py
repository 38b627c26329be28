"""Copies in, a tree of small stages that brings them together out, with an account of how each of them is built.

Every collector starts from scratch, every COPY has `--link`, no stage has more than FAN_IN of them: measured the best
on a fresh machine with a registry cache, and the only form that works on every image store.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cigen.plan.layers import stacks
from cigen.plan.model import Collector, Copy, Parent, Stage
from cigen.plan.records import RESULTS
from cigen.source import Position

FAN_IN = 16
SCRATCH = Parent("scratch", is_stage=False)
COLLECT = "cigen-collect-"
"""How the stage that holds all of a collector is called, the collector's name behind it."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The stages of a tree, leaves first; `roots` are the few copies that take all of it."""

    stages: tuple[Stage, ...]
    roots: tuple[Copy, ...]


def gather(copies: Sequence[Copy], *, name: str, what: str, position: Position) -> Gathered:
    """A tree over `copies`, its stages named `cigen-part-1-NAME` …; none where one stage has room for all."""
    stages: list[Stage] = []
    level = tuple(copies)
    while len(level) > FAN_IN:
        above: list[Copy] = []
        for start in range(0, len(level), FAN_IN):
            stage_name = f"cigen-part-{len(stages) + 1}-{name}"
            comment = f"{what}, part {len(stages) + 1}"
            part = level[start : start + FAN_IN]
            stages.append(Stage(stage_name, SCRATCH, comment, part, position))
            above.append(Copy(position, ("/",), "/", origin=stage_name, link=True))
        level = tuple(above)
    return Gathered(tuple(stages), level)


def tree(copies: Sequence[Copy], *, name: str, what: str, position: Position) -> tuple[Stage, ...]:
    """The stages of a tree whose last one is called `name` and holds everything."""
    gathered = gather(copies, name=name.removeprefix("cigen-"), what=what, position=position)
    return (*gathered.stages, Stage(name, SCRATCH, what, gathered.roots, position))


def collectors(stages: Sequence[Stage], layers: Mapping[str, int]) -> tuple[Collector, ...]:
    """An account of every stage that collects, and of the results; `layers` are those of images that are known."""
    stacked = stacks(stages, layers)
    known = {stage.name: stage for stage in stages}
    found = []
    for stage in stages:
        root = known.get(f"{COLLECT}{stage.name}", stage if stage.name == RESULTS else None)
        if root is not None:
            parts = tuple(_below(root, known))
            stack = stacked[stage.name]
            found.append(_collector(stage, parts, layers=stack.image, base=stack.base))
    return tuple(found)


def _below(root: Stage, known: Mapping[str, Stage]) -> Iterator[Stage]:
    """The stages of a tree, its root last."""
    for name in _parts(root):
        yield from _below(known[name], known)
    yield root


def _parts(stage: Stage) -> tuple[str, ...]:
    copies = (one.origin for one in stage.instructions if isinstance(one, Copy))
    return tuple(name for name in copies if name.startswith("cigen-part-"))


def _collector(stage: Stage, tree: Sequence[Stage], *, layers: int, base: int) -> Collector:
    leaves = [one for one in tree if not _parts(one)]
    levels, count = 1, len(leaves)
    while count > 1:
        count, levels = -(-count // FAN_IN), levels + 1
    return Collector(
        name=stage.name,
        copies=sum(isinstance(line, Copy) for leaf in leaves for line in leaf.instructions),
        stages=tuple(one.name for one in tree if one is not stage),
        fan_in=max(sum(isinstance(line, Copy) for line in one.instructions) for one in tree),
        levels=levels,
        layers=layers,
        base=base,
        position=stage.position,
    )
