"""Stages in, what each starts, copies or mounts from out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from cigen.plan.model import CONTEXT, Copy, Instruction, Recorded, Run, Stage
from cigen.plan.records import NOTHING


def needs(stage: Stage) -> tuple[str, ...]:
    """The stages and images that a stage is made from, its parent first, each once."""
    return tuple(dict.fromkeys((stage.parent.name, *origins(stage))))


def origins(stage: Stage) -> tuple[str, ...]:
    """The stages and images that a stage copies or mounts from, each once."""
    return tuple(dict.fromkeys(name for instruction in stage.instructions for name in _origins(instruction)))


def closure(stages: Mapping[str, Stage], names: Iterable[str]) -> set[str]:
    """The stages of these names and every stage that they need, directly or not."""
    found: set[str] = set()
    waiting = [name for name in names if name in stages]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(need for need in needs(stages[name]) if need in stages)
    return found


def built_loose(stages: Iterable[Stage]) -> list[str]:
    """The loose stages that a finished plan builds, which copies nothing from them."""
    copies = (line for stage in stages for line in stage.instructions if isinstance(line, Copy))
    return [copy.origin for copy in copies if copy.sources == (NOTHING,)]


def redirected(instruction: Instruction, names: Mapping[str, str]) -> Instruction:
    """The same instruction, which takes from what `names` has for an origin."""
    if isinstance(instruction, Recorded):
        run = redirected(instruction.run, names)
        return replace(instruction, run=run) if isinstance(run, Run) and run is not instruction.run else instruction
    if not any(origin in names for origin in _origins(instruction)):
        return instruction
    if isinstance(instruction, Copy):
        return replace(instruction, origin=names[instruction.origin])
    if isinstance(instruction, Run):
        return replace(instruction, mounts=tuple(_mount(mount, names) for mount in instruction.mounts))
    return instruction


def _mount(mount: tuple[tuple[str, str], ...], names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((key, names.get(value, value) if key == "from" else value) for key, value in mount)


def _origins(instruction: Instruction) -> Iterable[str]:
    """Of one instruction."""
    if isinstance(instruction, Copy):
        return () if instruction.origin == CONTEXT else (instruction.origin,)
    run = instruction.run if isinstance(instruction, Recorded) else instruction
    if isinstance(run, Run) and run.mounts:
        return (value for mount in run.mounts for key, value in mount if key == "from")
    return ()
