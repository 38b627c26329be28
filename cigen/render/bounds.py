"""A Plan in, whether it is sure, without its text being made, that no engine refuses it, out."""

from __future__ import annotations

from collections.abc import Iterator

from cigen.plan.model import Copy, Gather, Instruction, Plan, Recorded, Run, Stage
from cigen.plan.needs import built_loose, needs
from cigen.render import dockerfile, instruction

_MOST_CHARACTERS = dockerfile.MOST_LINE // 8
"""A text of fewer characters is on no line that is too long, whatever is written around it."""
_AROUND = 500
"""More bytes than cigen writes around what the spec says of a command."""
_ESCAPED = 8
"""More bytes than a character has in JSON, its line's quotes counted."""


def surely_fits(plan: Plan) -> bool:
    """True if it is sure; False if only the text can tell."""
    kept: dict[int, int] = {}
    sizes = [size for stage in plan.stages for size in _sizes(stage, kept)]
    if max(sizes, default=0) > _MOST_CHARACTERS:
        return False
    images = plan.workflow.images
    bound = 4 * sum(sizes) + _AROUND * (len(sizes) + len(plan.stages) + len(plan.manifest.cells) + len(images))
    bound += _ESCAPED * sum(len(text) for _, text in plan.manifest.templates)
    return bound < dockerfile.MOST_BYTES or (not images and _can_be_cut(plan))


def _sizes(stage: Stage, kept: dict[int, int]) -> Iterator[int]:
    """At least as many characters as the spec's part of each instruction has."""
    yield len(stage.comment)
    for one in stage.instructions:
        run = one.run if isinstance(one, Recorded) else one
        if id(run) not in kept:
            kept[id(run)] = _characters(run)
        yield kept[id(run)]


def _characters(one: Instruction) -> int:
    if isinstance(one, Run):
        pairs = [pair for mount in one.mounts for pair in mount]
        around = sum(len(name) + len(value) + 2 for name, value in (*one.env, *pairs)) if one.env or pairs else 0
        return len(one.script) + len(one.name) + 2 * around + sum(map(len, (*one.interpreter, *one.words)))
    if isinstance(one, Gather):
        return sum(len(pattern) for _, _, pattern in one.files)
    if isinstance(one, Copy):
        return 2 * sum(map(len, (*one.sources, *one.exclude, one.to, one.origin, one.chown, one.chmod)))
    return len(instruction.text(one))


def _can_be_cut(plan: Plan) -> bool:
    """Whether each cell can go into any piece: none needs another one, and no stage that has to be built needs one."""
    touched: set[str] = set()
    loose = set(built_loose(plan.stages))
    for stage in plan.stages:
        needy = any(need in touched for need in needs(stage))
        if needy and (stage.cell or stage.name in loose):
            return False
        if needy or stage.cell:
            touched.add(stage.name)
    return True
