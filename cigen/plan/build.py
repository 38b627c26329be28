"""A Spec and its loaded data in, a Plan and every diagnostic that planning finds out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cigen.plan.cells import Cell, TestPlanner
from cigen.plan.collectors import SCRATCH, gather, tree
from cigen.plan.evaluate import Evaluator, is_name
from cigen.plan.graph import cycle, order
from cigen.plan.manifest import Manifest
from cigen.plan.model import CONTEXT, Add, Copy, Exec, Instruction, Parent, Plan, Stage, Workflow
from cigen.plan.names import Names
from cigen.plan.records import EVERYTHING, NOTHING, RESULTS, records_copy
from cigen.plan.steps import instructions
from cigen.plan.translator import DEFAULT_SHELL, Translator
from cigen.source import Diagnostic, Position
from cigen.spec import model as spec
from cigen.yamltext import Scalar

MANY_CELLS = 64
LANES = 16


def build(
    source: spec.Spec, data: Mapping[str, Any], *, file: str, default_name: str
) -> tuple[Plan | None, tuple[Diagnostic, ...]]:
    """The plan of a spec; None where a diagnostic says why there can't be one."""
    planner = _Planner(source, data, file)
    plan = planner.plan(default_name)
    diagnostics = tuple(planner.evaluator.diagnostics)
    return (None if diagnostics else plan), diagnostics


class _Planner:
    """One pass from spec to plan; every part reports what it finds wrong and goes on."""

    def __init__(self, source: spec.Spec, data: Mapping[str, Any], file: str) -> None:
        self.source = source
        self.file = file
        self.evaluator = Evaluator()
        self.names = Names(self.evaluator)
        self.scope: dict[str, Any] = dict(data)
        self.tests: dict[str, tuple[TestPlanner, tuple[Cell, ...]]] = {}
        self.parents: dict[str, Parent] = {}
        self.shells: dict[str, tuple[str, ...]] = {}

    def plan(self, default_name: str) -> Plan | None:
        for key, text in self.source.load:
            is_name(key, text.position, self.evaluator)
        self._let(self.source.let, self.scope)
        self._name_everything()
        needs = self._needs()
        loop = cycle(needs)
        if loop:
            place = self.names.places[loop[0]]
            hint = f"an image is written `{loop[0]}:TAG`" if len(loop) == 2 else "one of them has to start elsewhere"
            message = f"these need each other: {' → '.join(loop)}; {hint}"
            self.evaluator.report(Diagnostic(place, message, "cycle", len(loop[0])))
            return None
        stages, planned = self._stages(order(needs))
        manifest = Manifest(
            name=self.source.name.text if self.source.name is not None else default_name,
            spec=self.file,
            tests=tuple(planner.planned(cells) for planner, cells in self.tests.values()),
            cells=tuple(planned[cell.name] for _, cells in self.tests.values() for cell in cells),
        )
        return self._whole(manifest, stages)

    def _name_everything(self) -> None:
        for name, stage in self.source.stages.items():
            self.names.declare(name, stage.position, "stage")
        for name, test in self.source.tests.items():
            self.names.declare(name, test.position, "test")
        for name, test in self.source.tests.items():
            planner = TestPlanner(name, test, self.evaluator, test.position)
            cells = planner.cells(self.scope)
            self.names.add_cells(name, (cell.name for cell in cells), test.position)
            self.tests[name] = (planner, cells)

    def _needs(self) -> dict[str, list[str]]:
        """Every stage and cell with the stages and cells it starts or copies from."""
        needs: dict[str, list[str]] = {}
        for name, stage in self.source.stages.items():
            scope = self._stage_scope(stage)
            needs[name] = self._own_needs(name, stage.from_, stage.steps, scope)
            for test in stage.collect:
                needs[name].extend(self._collected(test))
        for planner, cells in self.tests.values():
            for cell in cells:
                self._check_shell_there(planner.test.from_, cell.scope)
                needs[cell.name] = self._own_needs(cell.name, planner.test.from_, planner.test.steps, cell.scope)
        return needs

    def _own_needs(
        self, name: str, parent: Scalar, steps: Iterable[spec.StepBase], scope: Mapping[str, Any]
    ) -> list[str]:
        found = self.names.parent(self.evaluator.text(parent, scope), parent.position)
        self.parents[name] = found
        needs = [found.name] if found.is_stage else []
        for step in steps:
            origin = step.from_ if isinstance(step, spec.CopyStep) else None
            if origin is not None and self.evaluator.condition(step.when, scope):
                source = self.names.parent(self.evaluator.text(origin, scope, raw=step.raw), origin.position)
                needs.extend([source.name] if source.is_stage else [])
        return needs

    def _check_shell_there(self, parent: Scalar, scope: Mapping[str, Any]) -> None:
        if parent.lines and self.evaluator.text(parent, scope) == "scratch":
            message = "a test can't start from `scratch`, its steps need a shell: name an image or a stage"
            self.evaluator.report(Diagnostic(parent.position, message, "no-shell", len(parent.text)))

    def _collected(self, test: Scalar) -> tuple[str, ...]:
        if test.text not in self.tests:
            known = ", ".join(self.tests) or "none"
            message = f"no test is called `{test.text}`, there are: {known}"
            self.evaluator.report(Diagnostic(test.position, message, "unknown-test", len(test.text)))
            return ()
        return self.names.cells_of[test.text]

    def _stage_scope(self, stage: spec.Stage) -> dict[str, Any]:
        scope = dict(self.scope)
        self._let(stage.let, scope)
        return scope

    def _let(self, pairs: Iterable[tuple[str, Scalar]], scope: dict[str, Any]) -> None:
        """Add names with their values, each of which may use those before it."""
        for key, text in pairs:
            is_name(key, text.position, self.evaluator)
            scope[key] = self.evaluator.value(text, scope)

    def _stages(self, names: Iterable[str]) -> tuple[list[Stage], dict[str, Any]]:
        stages: list[Stage] = []
        planned: dict[str, Any] = {}
        owners = {cell.name: (planner, cell) for planner, cells in self.tests.values() for cell in cells}
        lanes = self._lanes(len(owners))
        for name in names:
            if name in owners:
                planner, cell = owners[name]
                stage, entry = planner.stage(cell, self.parents[name], shell=self._shell(name), lanes=lanes)
                planned[name] = entry
                stages.append(stage)
            else:
                stages.extend(self._stage(name, self.source.stages[name]))
            self._follow_shell(stages[-1])
        return stages, planned

    def _lanes(self, cells: int) -> int:
        if self.source.lanes is not None:
            return self.source.lanes
        return LANES if cells > MANY_CELLS else 0

    def _shell(self, name: str) -> tuple[str, ...]:
        parent = self.parents[name]
        return self.shells.get(parent.name, DEFAULT_SHELL) if parent.is_stage else DEFAULT_SHELL

    def _follow_shell(self, stage: Stage) -> None:
        """Remember with which shell a stage ends: its children start with it."""
        changes = [i.command for i in stage.instructions if isinstance(i, Exec) and i.keyword == "SHELL"]
        self.shells[stage.name] = tuple(changes[-1]) if changes else self._shell(stage.name)

    def _stage(self, name: str, stage: spec.Stage) -> tuple[Stage, ...]:
        scope = self._stage_scope(stage)
        before, first = self._collection(name, stage, scope)
        translator = Translator(self.evaluator, scope, shell=self._shell(name), network=stage.network)
        lines: list[Instruction] = list(first)
        for step in stage.steps:
            self._check_stage_step(step)
            if self.evaluator.condition(step.when, scope):
                lines.extend(instructions(translator, step))
        return (*before, Stage(name, self.parents[name], name, tuple(lines), stage.position))

    def _collection(
        self, name: str, stage: spec.Stage, scope: Mapping[str, Any]
    ) -> tuple[tuple[Stage, ...], tuple[Copy, ...]]:
        """The tree under a collector and the copy that takes all of it."""
        copies = [
            copy
            for test in stage.collect
            if test.text in self.tests
            for cell in self.tests[test.text][1]
            for copy in self.tests[test.text][0].artifact_copies(cell)
        ]
        self._check_apart(copies)
        if not copies:
            if stage.collect and all(test.text in self.tests for test in stage.collect):
                message = f'"{name}" collects tests that leave no `artifacts`, so there is nothing to collect'
                self.evaluator.report(Diagnostic(stage.position, message, "nothing-to-collect"))
            return (), ()
        root = f"cigen-collect-{name}"
        stages = tree(copies, name=root, what=f"what {name} collects", position=stage.position)
        into = self.evaluator.text(stage.into, scope) if stage.into is not None else "/"
        chown = self.evaluator.text(stage.chown, scope) if stage.chown is not None else ""
        named_owner = bool(chown) and not chown.replace(":", "").isdigit()
        return stages, (Copy(stage.position, ("/",), into, origin=root, chown=chown, link=not named_owner),)

    def _check_apart(self, copies: Iterable[Copy]) -> None:
        """Two cells that write one file would leave that of the last."""
        first: dict[str, Copy] = {}
        for copy in copies:
            other = first.setdefault(copy.to, copy)
            if other is not copy and not copy.to.endswith("/"):
                message = (
                    f"`{copy.origin}` and `{other.origin}` both bring `{copy.to[1:]}`: put `{{{{ cell }}}}` into `to`"
                )
                self.evaluator.report(Diagnostic(copy.position, message, "clashing-artifacts"))
                return

    def _check_stage_step(self, step: spec.StepBase) -> None:
        if isinstance(step, spec.CommandStep) and (step.timeout or step.retries or step.always):
            option = "timeout" if step.timeout else "retries" if step.retries else "always"
            message = f"`{option}` is for steps of tests, a failing step of a stage ends the build"
            self.evaluator.report(Diagnostic(step.position, message, "tests-only"))

    def _whole(self, manifest: Manifest, stages: list[Stage]) -> Plan:
        """The plan with the reserved targets behind the user's stages."""
        top = Position(self.file, 1, 1)
        copies = [records_copy(cell.name, top) for cell in manifest.cells]
        gathered = gather(copies, name="results", what="all records", position=top)
        results = Stage(RESULTS, SCRATCH, "everything recorded, and what was planned", gathered.roots, top)
        used = {stage.parent.name for stage in stages} | {
            copy.origin for stage in stages for copy in stage.instructions if isinstance(copy, Copy)
        }
        loose = [stage.name for stage in stages if stage.name not in used and not stage.cell]
        everything = self._everything(loose, top)
        first = manifest.cells[0].name if manifest.cells else ""
        return Plan(
            name=manifest.name,
            spec=self.file,
            stages=(*stages, *gathered.stages, results, *everything),
            manifest=manifest,
            workflow=_workflow(self.source, manifest.name, self.file),
            verdict_parent=self.parents.get(first, SCRATCH),
            has_loose_stages=bool(loose),
            uses_context=any(_from_context(stage) for stage in stages),
        )

    def _everything(self, loose: list[str], top: Position) -> tuple[Stage, ...]:
        """A target that builds the results and every stage that no other needs, copying nothing from those."""
        copies = [Copy(top, (NOTHING,), "/", origin=name, link=True) for name in loose]
        copies.insert(0, Copy(top, ("/",), "/", origin=RESULTS, link=True))
        what = "the results and every stage that nothing else needs"
        return tree(copies, name=EVERYTHING, what=what, position=top)


def _from_context(stage: Stage) -> bool:
    """Whether a stage takes files from the build context."""
    copies = any(isinstance(i, Copy) and i.origin == CONTEXT for i in stage.instructions)
    return copies or any(isinstance(i, Add) for i in stage.instructions)


def _workflow(source: spec.Spec, name: str, file: str) -> Workflow:
    given = source.workflow
    image = source.cache.image.text if source.cache is not None and source.cache.image is not None else None
    default = Workflow(path=f".github/workflows/{name}.yml", name=name, spec=file)
    if given is None:
        return default if image is None else Workflow(default.path, name, cache_image=image, spec=file)
    return Workflow(
        path=given.path.text if given.path is not None else default.path,
        name=name,
        runner=given.runner.text if given.runner is not None else default.runner,
        timeout=max(1, -(-given.timeout // 60)),
        branches=tuple(branch.text for branch in given.branches) or default.branches,
        cache_image=image or default.cache_image,
        comment=given.comment,
        action=given.action.text if given.action is not None else "",
        enabled=given.enabled,
        secrets=tuple(secret.text for secret in given.secrets),
        spec=file,
    )
