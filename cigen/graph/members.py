"""A Plan in, its stages and cells with what each needs and how much it has to do out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from cigen.plan.model import Add, Content, Copy, Instruction, Plan, Recorded, Run, Stage
from cigen.plan.needs import origins
from cigen.plan.records import EMPTY, RESULTS


class Link(str, Enum):
    """Why one needs the other: it starts from it, copies or mounts from it, or collects it."""

    FROM = "from"
    COPY = "copy"
    COLLECT = "collect"


@dataclass(frozen=True, slots=True)
class Member:
    """A stage or a cell; `image` and `platform` are what its FROM says, `needs` are other members by name.

    `level` counts from 0 for those that need no other; `lane` is the one it runs in, -1 where there are none.
    """

    name: str
    test: str
    steps: int
    image: str
    platform: str
    into: str
    needs: tuple[tuple[str, Link], ...]
    level: int
    lane: int = -1
    internal: bool = False


def is_internal(name: str) -> bool:
    """Whether cigen adds this stage; no name in a spec starts so."""
    return name.startswith("cigen-") or name == RESULTS


def members(plan: Plan, *, internal: bool = False) -> dict[str, Member]:
    """Every member by name, each after those it needs; cigen's own stages only where they are asked for."""
    return _Reader(plan, internal).members


class _Reader:
    """One pass over the stages, which stand after those that they need."""

    def __init__(self, plan: Plan, internal: bool) -> None:
        self.tests = {cell.name: cell.test for cell in plan.manifest.cells}
        self.known = {stage.name for stage in plan.stages}
        self.hidden: dict[str, tuple[tuple[str, Link], ...]] = {}
        self.members: dict[str, Member] = {}
        for stage in plan.stages:
            needs = self._needs(stage)
            if is_internal(stage.name) and not internal:
                self.hidden[stage.name] = needs
            else:
                self.members[stage.name] = self._member(stage, needs)

    def _needs(self, stage: Stage) -> tuple[tuple[str, Link], ...]:
        """Each once, by the first of FROM, COPY, COLLECT; what a hidden stage needs stands for that stage."""
        found: dict[str, Link] = {}
        if stage.parent.is_stage and stage.parent.name in self.known:
            found[stage.parent.name] = Link.FROM
        for name in origins(stage):
            for need, link in self._seen(name):
                found.setdefault(need, link)
        return tuple(found.items())

    def _seen(self, name: str) -> Iterator[tuple[str, Link]]:
        if name in self.hidden:
            yield from ((need, Link.COLLECT) for need, _ in self.hidden[name])
        elif name in self.known:
            yield name, Link.COLLECT if name.startswith("cigen-collect-") else Link.COPY

    def _member(self, stage: Stage, needs: tuple[tuple[str, Link], ...]) -> Member:
        return Member(
            name=stage.name,
            test=self.tests.get(stage.cell, "") if stage.cell else "",
            steps=sum(map(_is_step, stage.instructions)),
            image="" if stage.parent.is_stage else stage.parent.name,
            platform=stage.platform,
            into=next((one.to for one in stage.instructions if _collects(one) and isinstance(one, Copy)), ""),
            needs=needs,
            level=max((self.members[name].level + 1 for name, _ in needs if name in self.members), default=0),
            lane=max(
                (one.lane for one in stage.instructions if isinstance(one, Recorded) and one.lane is not None),
                default=-1,
            ),
            internal=is_internal(stage.name),
        )


def _is_step(one: Instruction) -> bool:
    """Whether it takes time, and is the author's; all that a stage collects is one step."""
    return isinstance(one, Run | Recorded | Content | Add) or (isinstance(one, Copy) and one.origin != EMPTY)


def _collects(one: Instruction) -> bool:
    return isinstance(one, Copy) and one.origin.startswith("cigen-collect-")


def weights(found: Mapping[str, Member], seconds: Mapping[str, float]) -> dict[str, float]:
    """What each member takes: its seconds where there are any at all, nothing without one, else its steps."""
    if not seconds:
        return {name: float(one.steps) for name, one in found.items()}
    return {name: seconds.get(name, 0.0) for name in found}
