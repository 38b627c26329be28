"""Copies in, a tree of small stages that brings them together out.

Every collector starts from scratch, every COPY has `--link`, no stage has more than FAN_IN of them: measured the best
on a fresh machine with a registry cache, and the only form that works on every image store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cigen.plan.model import Copy, Parent, Stage
from cigen.source import Position

FAN_IN = 16
SCRATCH = Parent("scratch", is_stage=False)


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
