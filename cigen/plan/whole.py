"""The stages of a spec in, the whole Plan with its reserved targets out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cigen.buildcontext import is_image
from cigen.plan.arguments import global_args
from cigen.plan.builders import builder
from cigen.plan.caching import cache
from cigen.plan.collectors import SCRATCH, collectors
from cigen.plan.comments import comment, forks
from cigen.plan.contexts import contexts
from cigen.plan.evaluate import Evaluator, Scope
from cigen.plan.frontend import frontend
from cigen.plan.images import images, published
from cigen.plan.layers import refused
from cigen.plan.manifest import Manifest
from cigen.plan.model import Plan, Stage, Workflow
from cigen.plan.part import needs_emulation
from cigen.plan.platforms import spread
from cigen.plan.runners import platforms, runners
from cigen.plan.sharding import shards
from cigen.plan.targets import loose_stages, targets, uses_context
from cigen.source import Position
from cigen.spec import model as spec


def whole(
    source: spec.Spec, manifest: Manifest, planned: Sequence[Stage], *, evaluator: Evaluator, scope: Scope
) -> Plan:
    """The plan with the reserved targets behind the user's stages, each of which is there for all its platforms."""
    named = contexts(source, evaluator, scope, file=manifest.spec)
    folders = {name for name, value in named if not is_image(value)}
    stages = spread(planned, evaluator, contexts=folders, kept=published(source))
    loose = loose_stages(stages)
    cells = [cell.name for cell in manifest.cells]
    for problem in refused(stages, {}):
        evaluator.report(problem)
    everything = (*stages, *targets(cells, loose, Position(manifest.spec, 1, 1)))
    plan = Plan(
        name=manifest.name,
        spec=manifest.spec,
        stages=everything,
        manifest=manifest,
        workflow=_workflow(source, manifest, stages, evaluator),
        verdict_parent=next((stage.parent for stage in stages if stage.name in cells[:1]), SCRATCH),
        has_loose_stages=bool(loose),
        uses_context=uses_context(stages),
        args=global_args(source, evaluator, scope),
        contexts=named,
        syntax=frontend(source, evaluator, scope),
        collectors=collectors(everything, {}),
    )
    found = images(source, stages, evaluator, scope, cache=plan.workflow.cache)
    return replace(plan, workflow=replace(plan.workflow, emulation=needs_emulation(plan), images=found))


def _workflow(source: spec.Spec, manifest: Manifest, stages: Sequence[Stage], evaluator: Evaluator) -> Workflow:
    given = source.workflow
    name, file = manifest.name, manifest.spec
    default = Workflow(path=f".github/workflows/{name}.yml", name=name, spec=file)
    runner = given.runner.text if given is not None and given.runner is not None else default.runner
    default = replace(
        default,
        runner=runner,
        cache=cache(source.cache, evaluator),
        runners=runners(given, runner, stages, evaluator),
        platforms=platforms(stages),
    )
    if given is None:
        return default
    return replace(
        default,
        path=given.path.text if given.path is not None else default.path,
        timeout=max(1, -(-given.timeout // 60)),
        branches=tuple(branch.text for branch in given.branches) or default.branches,
        comment=comment(given.comment, evaluator),
        check_run=given.check_run,
        forks=forks(given, evaluator),
        action=given.action.text if given.action is not None else "",
        enabled=given.enabled,
        secrets=tuple(secret.text for secret in given.secrets),
        builder=builder(given.builder, evaluator),
        shards=shards(given.shards, stages, evaluator),
    )
