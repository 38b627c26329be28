"""A Plan in, the Plan of the stages that its cells stand upon out: what shards share, and what a cache needs most."""

from __future__ import annotations

from dataclasses import replace

from cigen.plan.collectors import SCRATCH
from cigen.plan.model import Plan, Stage
from cigen.plan.needs import closure, needs
from cigen.plan.targets import targets, uses_context
from cigen.source import Position


def shared(plan: Plan) -> Plan:
    """The plan that builds every stage that a cell needs and that itself needs no cell; it has no cells.

    Its target `cigen-everything` copies nothing from those that no other of them needs. `has_loose_stages` says
    whether there are any.
    """
    if not plan.manifest.cells:
        return plan
    stages = _beneath(plan)
    used = {need for stage in stages for need in needs(stage)}
    top = [stage.name for stage in stages if stage.name not in used]
    names = {stage.name for stage in stages}
    return replace(
        plan,
        stages=(*stages, *targets((), top, Position(plan.spec, 1, 1))),
        manifest=replace(plan.manifest, tests=(), cells=(), whole=plan.manifest.whole or len(plan.manifest.cells)),
        verdict_parent=SCRATCH,
        has_loose_stages=bool(top),
        uses_context=uses_context(stages),
        collectors=tuple(one for one in plan.collectors if one.name in names),
    )


def _beneath(plan: Plan) -> tuple[Stage, ...]:
    """The stages beneath the cells, in the plan's order; a stage that needs a cell is none of them."""
    sources = {stage.name: stage for stage in plan.stages}
    beneath = closure(sources, [cell.name for cell in plan.manifest.cells])
    clean: dict[str, bool] = {}
    for stage in plan.stages:  # each comes behind what it needs
        clean[stage.name] = not stage.cell and all(clean.get(need, True) for need in needs(stage))
    return tuple(stage for stage in plan.stages if stage.name in beneath and clean[stage.name])
