"""A Plan in, what BuildKit numbers of each stage out: a mark of the instruction's text, and its line in the spec.

BuildKit shortens a heredoc to its first line where it tells of a vertex, and gives whatever is made from the build's
context a new digest each time. With these marks a later run knows whether the text was another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from cigen.plan.model import Add, Content, Copy, Gather, Instruction, Plan, Recorded, Run, Stage, Words
from cigen.render import dockerfile, instruction

Outline = dict[str, tuple[tuple[str, int], ...]]


def outline(plan: Plan) -> Outline:
    """By stage, for each vertex in order: 16 hexadecimal digits, and a line, 0 where it is nobody's."""
    return {stage.name: tuple(_stage(stage)) for stage in plan.stages}


def _stage(stage: Stage) -> Iterator[tuple[str, int]]:
    """What makes no vertex, such as ENV, is part of what the next one is."""
    image = "" if stage.parent.is_stage else dockerfile.image(stage.parent)
    if image and image != "scratch":
        yield _mark(f"{stage.platform} {image}"), stage.position.line
    before = ""
    for one in stage.instructions:
        before += instruction.text(one)
        if _is_vertex(one):
            yield _mark(before), _line(one)
            before = ""


def _mark(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _is_vertex(one: Instruction) -> bool:
    if isinstance(one, Words):
        return one.keyword == "WORKDIR"
    return isinstance(one, Run | Recorded | Gather | Copy | Content | Add)


def _line(one: Instruction) -> int:
    if isinstance(one, Recorded):
        return one.run.position.line
    return 0 if isinstance(one, Gather) else one.position.line
