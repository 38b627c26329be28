"""The cells of a plan and the stages that nothing needs in, the reserved targets that build them out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cigen.plan.collectors import SCRATCH, gather, tree
from cigen.plan.model import CONTEXT, Add, Copy, Instruction, Onbuild, Recorded, Run, Stage
from cigen.plan.mounts import from_context
from cigen.plan.needs import origins
from cigen.plan.records import EVERYTHING, NOTHING, RESULTS, records_copy
from cigen.source import Position


def targets(cells: Iterable[str], loose: Sequence[str], top: Position) -> tuple[Stage, ...]:
    """`results` with the records of the cells, and what builds that and every loose stage."""
    copies = [records_copy(cell, top) for cell in cells]
    gathered = gather(copies, name="results", what="all records", position=top)
    results = Stage(RESULTS, SCRATCH, "everything recorded, and what was planned", gathered.roots, top)
    return (*gathered.stages, results, *_everything(loose, top))


def loose_stages(stages: Sequence[Stage]) -> list[str]:
    """The stages, no cells, that nothing else starts or copies from."""
    used = {stage.parent.name for stage in stages} | {name for stage in stages for name in origins(stage)}
    return [stage.name for stage in stages if stage.name not in used and not stage.cell]


def uses_context(stages: Iterable[Stage]) -> bool:
    """Whether a stage takes files from the build context."""
    return any(_takes_context(line) for stage in stages for line in stage.instructions)


def _takes_context(line: Instruction) -> bool:
    run = line.run if isinstance(line, Recorded) else line
    if isinstance(run, Run):
        return bool(run.mounts) and from_context(run.mounts)
    added = isinstance(line, Add) or (isinstance(line, Copy) and line.origin == CONTEXT)
    return added or isinstance(line, Onbuild)


def _everything(loose: Sequence[str], top: Position) -> tuple[Stage, ...]:
    """A target that builds the results and every stage that no other needs, copying nothing from those."""
    copies = [Copy(top, (NOTHING,), "/", origin=name, link=True) for name in loose]
    copies.insert(0, Copy(top, ("/",), "/", origin=RESULTS, link=True))
    what = "the results and every stage that nothing else needs"
    return tree(copies, name=EVERYTHING, what=what, position=top)
