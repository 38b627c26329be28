"""Stages in, how many layers each of them stacks out, and a diagnostic where no engine could mount them.

The limits were measured: the kernel stacks 500 folders in one overlay mount (OVL_MAX_STACK), which is what the
containerd store and the docker-container driver have, minus what long snapshot names take of a mount's one page of
options (390 where they have six digits); Docker's overlay2 store runs 127. Linked copies (`--link`) that follow each
other are one layer when they are mounted where they were made, and one each in the image that is pushed from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cigen.plan.model import Add, Content, Copy, Gather, Instruction, Onbuild, Recorded, Run, Stage, Words
from cigen.source import Diagnostic

MOST_MOUNTED = 500
"""No store mounts more."""
MOST_EVERYWHERE = 127
"""What every store mounts, and `docker run` starts."""
_COMMANDS = frozenset({Run, Recorded, Gather})
_ONBUILD_LAYERS = ("RUN", "COPY", "ADD", "WORKDIR")
_REMEDY = "put several commands into one `run`, or build less on one stage and `copy` the results together"


@dataclass(frozen=True, slots=True)
class Stack:
    """The layers of a stage: those of its `image`, those that are `mounted` at least, those of its `base` image.

    `base` is -1 where the image is not known; it then counts as one layer.
    """

    image: int
    mounted: int
    base: int
    open: bool = False
    """Whether the last of them is a linked copy, which the next one joins when it is mounted."""


def stacks(stages: Iterable[Stage], layers: Mapping[str, int]) -> dict[str, Stack]:
    """Every stage by name; `layers` are those of images, by name, where they are known."""
    found: dict[str, Stack] = {}
    triggers: dict[str, int] = {}
    for stage in stages:
        if stage.parent.is_stage and stage.parent.name in found:
            before = found[stage.parent.name]
            extra = triggers.get(stage.parent.name, 0)
            before = Stack(before.image + extra, before.mounted + extra, before.base, before.open and not extra)
        else:
            known = 0 if stage.parent.name == "scratch" else layers.get(stage.parent.name) or -1
            before = Stack(abs(known), abs(known), known)
        found[stage.name] = _grown(before, stage.instructions)
        triggers[stage.name] = sum(_triggers(one) for one in stage.instructions if type(one) is Onbuild)
    return found


def _grown(stack: Stack, instructions: Sequence[Instruction]) -> Stack:
    image, mounted, is_open = stack.image, stack.mounted, stack.open
    for one in instructions:
        if type(one) in _COMMANDS:
            image, mounted, is_open = image + 1, mounted + 1, False
        elif makes_layer(one):
            linked = isinstance(one, Copy | Content | Add) and one.link
            image += 1
            mounted += not (linked and is_open)
            is_open = linked
    return Stack(image, mounted, stack.base, is_open)


def makes_layer(instruction: Instruction) -> bool:
    """Whether an instruction changes files, and so adds a layer."""
    if isinstance(instruction, Words):
        return instruction.keyword == "WORKDIR"
    return isinstance(instruction, Run | Recorded | Gather | Copy | Content | Add)


def _triggers(instruction: Instruction) -> bool:
    """Whether it adds a layer to each stage that starts from this one."""
    return isinstance(instruction, Onbuild) and instruction.text.upper().startswith(_ONBUILD_LAYERS)


def refused(stages: Sequence[Stage], layers: Mapping[str, int]) -> tuple[Diagnostic, ...]:
    """The first stages of each chain that no engine could build or use, each with what to do."""
    found = stacks(stages, layers)
    over = {name for name, stack in found.items() if stack.mounted > MOST_MOUNTED}
    return tuple(
        _too_many(stage, found[stage.name]) for stage in stages if stage.name in over and stage.parent.name not in over
    )


def _too_many(stage: Stage, stack: Stack) -> Diagnostic:
    what = f"cell `{stage.name}`" if stage.cell else f"`{stage.name}`"
    below = f", {stack.base} of them of its image" if stack.base > 0 else ""
    message = (
        f"{what} would stack {stack.mounted:,} layers{below}, no engine mounts more than {MOST_MOUNTED}: {_REMEDY}"
    )
    return Diagnostic(stage.position, message, "too-many-layers", len(stage.name))
