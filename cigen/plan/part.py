"""A Plan and a choice of its cells in, the Plan of these cells alone out: for a platform's runner, or any other share.

Stages, recorded steps and lanes stay as they are, byte for byte: a part finds what another build left in a cache.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from cigen.plan.collectors import SCRATCH
from cigen.plan.manifest import Manifest, PlannedCell
from cigen.plan.model import Plan, Stage
from cigen.plan.needs import built_loose, closure
from cigen.plan.runners import HOME
from cigen.plan.targets import targets, uses_context
from cigen.source import Position

Keep = Callable[[PlannedCell], bool]


def part(plan: Plan, keep: Keep, *, loose: Callable[[str], bool] = lambda _: True) -> Plan:
    """The plan that builds and reports the cells to `keep`, and of the stages that nothing needs those of `loose`.

    A cell that one of these needs is built with them, but whoever keeps it reports it.
    """
    cells = tuple(cell for cell in plan.manifest.cells if keep(cell))
    names = [cell.name for cell in cells]
    left = [name for name in built_loose(plan.stages) if loose(name)]
    sources = {stage.name: stage for stage in plan.stages}
    wanted = closure(sources, [*names, *left])
    stages = tuple(stage for stage in plan.stages if stage.name in wanted)
    return replace(
        plan,
        stages=(*stages, *targets(names, left, Position(plan.spec, 1, 1))),
        manifest=_manifest(plan.manifest, cells),
        verdict_parent=sources[names[0]].parent if names else SCRATCH,
        has_loose_stages=bool(left),
        uses_context=uses_context(stages),
        collectors=tuple(one for one in plan.collectors if one.name in wanted),
    )


def split(plan: Plan, count: int) -> tuple[Plan, ...]:
    """`count` parts of about equally many cells in a row, each for a Dockerfile of its own; the first has the rest."""
    cells = [cell.name for cell in plan.manifest.cells]
    each = -(-len(cells) // count)
    chunks = [frozenset(cells[start : start + each]) for start in range(0, len(cells), each)]
    parts = [of_cells(plan, chunk, is_first=number == 0) for number, chunk in enumerate(chunks)]
    files = [plan.dockerfile, *(f"{plan.dockerfile}.{number}" for number in range(2, len(parts) + 1))]
    return tuple(replace(one, dockerfile=file) for one, file in zip(parts, files, strict=True))


def of_cells(plan: Plan, names: frozenset[str], *, is_first: bool) -> Plan:
    """The part with these cells; the stages that no cell needs are in the first."""
    return part(plan, lambda cell: cell.name in names, loose=lambda _: is_first)


def of_platform(plan: Plan, platform: str) -> Plan:
    """The part for one of `plan.workflow.platforms`; every cell is in one of them, and every stage that has to work.

    A cell without a platform is in the first, and so is a stage that needs cells of several.
    """
    sources = {stage.name: stage for stage in plan.stages}
    owners = _owners(plan)

    def is_here(name: str) -> bool:
        found = {owners[need] for need in closure(sources, [name]) if need in owners}
        found = found or {sources[name].platform} & set(plan.workflow.platforms)
        return (found if len(found) == 1 else {home(plan)}) == {platform}

    return part(plan, lambda cell: owners[cell.name] == platform, loose=is_here)


def home(plan: Plan) -> str:
    """The platform of the part that takes what no other takes."""
    return plan.workflow.platforms[0] if plan.workflow.platforms else HOME


def needs_emulation(plan: Plan) -> bool:
    """Whether a part has to run commands of a platform that its runner is not of."""
    platforms = plan.workflow.platforms
    parts = [(one, of_platform(plan, one) if len(platforms) > 1 else plan) for one in platforms or (HOME,)]
    return any(_is_foreign(stage, platform) for platform, one in parts for stage in one.stages)


def _owners(plan: Plan) -> Mapping[str, str]:
    """The platform whose part reports a cell, by its name."""
    return {stage.cell: stage.platform or home(plan) for stage in plan.stages if stage.cell}


def _is_foreign(stage: Stage, platform: str) -> bool:
    return stage.platform not in ("", platform) and not stage.platform.startswith("$")


def _manifest(manifest: Manifest, cells: tuple[PlannedCell, ...]) -> Manifest:
    """That of the cells alone, which says of how many it holds a share, be it all of them or none."""
    tests = {cell.test for cell in cells}
    kept = tuple(one for one in manifest.tests if one.name in tests)
    return replace(manifest, tests=kept, cells=cells, whole=manifest.whole or len(manifest.cells))
