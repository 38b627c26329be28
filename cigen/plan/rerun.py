"""A Plan and the step that each of some cells starts again from in, the Plan of that re-run out.

Such a cell is two stages: `cigen-done-CELL` keeps what passed, CELL has the rest and is built without the cache. The
names of stages are in no cache key: all before the step is found there, and later builds find what the rest leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from cigen.plan.model import Gather, Instruction, Onbuild, Parent, Plan, Recorded, Stage
from cigen.plan.records import DONE


def rerun(plan: Plan, starts: Mapping[str, int]) -> Plan:
    """The same plan, but a cell of `starts` is cut in front of that step, or of the next that it has."""
    return replace(plan, stages=tuple(part for stage in plan.stages for part in _cut(stage, starts)))


def uncached(plan: Plan, cells: Iterable[str]) -> tuple[str, ...]:
    """The stages of a re-run that are built without the cache."""
    again = frozenset(cells)
    return tuple(stage.name for stage in plan.stages if stage.cell in again)


def _cut(stage: Stage, starts: Mapping[str, int]) -> Iterator[Stage]:
    if not stage.cell or stage.cell not in starts:
        yield stage
        return
    place = _place(stage.instructions, starts[stage.cell])
    before = stage.instructions[:place]
    # ONBUILD is no layer: above the cut, it would be triggered by the rest
    later = tuple(one for one in before if isinstance(one, Onbuild))
    done = tuple(one for one in before if not isinstance(one, Onbuild))
    name = f"{DONE}{stage.name}"
    yield replace(stage, name=name, cell="", instructions=done, comment=f"{stage.comment}: what passed")
    rest = (*later, *stage.instructions[place:])
    parent = Parent(name, is_stage=True)
    yield replace(stage, parent=parent, instructions=rest, comment=f"{stage.comment}: what runs again")


def _place(instructions: tuple[Instruction, ...], start: int) -> int:
    """Where the step is, else where the cell is looked at at its end."""
    for place, one in enumerate(instructions):
        if (isinstance(one, Recorded) and one.number >= start) or isinstance(one, Gather):
            return place
    return len(instructions)
