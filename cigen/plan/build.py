"""A Spec and its loaded data in, a Plan and every diagnostic that planning finds out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cigen.plan.arguments import global_args
from cigen.plan.cells import Cell, First, TestPlanner, default_network
from cigen.plan.collection import collection
from cigen.plan.evaluate import Evaluator, is_name
from cigen.plan.graph import cycle, order
from cigen.plan.manifest import Manifest
from cigen.plan.model import Exec, Instruction, Parent, Plan, Stage
from cigen.plan.mounts import origins
from cigen.plan.names import Names
from cigen.plan.platforms import of_stage as platform_of
from cigen.plan.reuse import Placed, Scopes, named, placed
from cigen.plan.steps import instructions
from cigen.plan.translator import DEFAULT_SHELL, Translator
from cigen.plan.whole import whole
from cigen.source import Diagnostic
from cigen.spec import model as spec
from cigen.spec import steps as kinds
from cigen.yamltext import Scalar

MANY_CELLS = 64
LANES = 16
MOST_STEPS = 500_000
"""Of all cells of a test together: more would take minutes to plan, and no engine builds them."""


def build(
    source: spec.Spec,
    data: Mapping[str, Any],
    *,
    file: str,
    default_name: str,
    pages: tuple[tuple[str, str], ...] = (),
) -> tuple[Plan | None, tuple[Diagnostic, ...]]:
    """The plan of a spec; None where a diagnostic says why there can't be one. `pages` are the project's own."""
    planner = _Planner(source, data, file, pages)
    plan = planner.plan(default_name)
    diagnostics = tuple(planner.evaluator.diagnostics)
    return (None if diagnostics else plan), diagnostics


class _Planner:
    """One pass from spec to plan; every part reports what it finds wrong and goes on."""

    def __init__(
        self, source: spec.Spec, data: Mapping[str, Any], file: str, pages: tuple[tuple[str, str], ...]
    ) -> None:
        self.source = source
        self.file = file
        self.pages = pages
        self.evaluator = Evaluator()
        self.names = Names(self.evaluator)
        self.scope: dict[str, Any] = dict(data)
        self.tests: dict[str, tuple[TestPlanner, tuple[Cell, ...]]] = {}
        self.open: list[str] = []
        self.steps: dict[str, tuple[Placed, ...]] = {}
        self.parents: dict[str, Parent] = {}
        self.shells: dict[str, tuple[str, ...]] = {}

    def plan(self, default_name: str) -> Plan | None:
        for key, text in self.source.load:
            is_name(key, text.position, self.evaluator)
        self._let(self.source.let, self.scope)
        self.scope.setdefault("cells", self._cells_of)
        args = global_args(self.source, self.evaluator, self.scope)
        contexts = {name for name, _ in self.source.contexts}
        self.names.know(variables={arg.name for arg in args}, contexts=contexts)
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
            tests=tuple(self.tests[name][0].planned(self.tests[name][1]) for name in self.source.tests),
            cells=tuple(planned[cell.name] for name in self.source.tests for cell in self.tests[name][1]),
            only_new=self.source.report is not None and self.source.report.fail_on == "new",
            templates=self.pages,
        )
        return whole(self.source, manifest, stages, evaluator=self.evaluator, scope=self.scope)

    def _name_everything(self) -> None:
        for name, stage in self.source.stages.items():
            self.names.declare(name, stage.position, "stage")
            self.steps[name] = placed(stage.steps, self.source.define, self.evaluator)
        for name, test in self.source.tests.items():
            self.names.declare(name, test.position, "test")
        for name, test in self.source.tests.items():
            _, cells = self._expanded(name, test)
            self.names.add_cells(name, (cell.name for cell in cells), test.position)

    def _expanded(self, name: str, test: spec.Test) -> tuple[TestPlanner, tuple[Cell, ...]]:
        """The cells of a test, made when they are first asked for."""
        if name not in self.tests:
            self.open.append(name)
            planner = TestPlanner(name, test, self.evaluator, self.source)
            self.tests[name] = planner, self._few_enough(planner, planner.cells(self.scope))
            self.open.remove(name)
        return self.tests[name]

    def _few_enough(self, planner: TestPlanner, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """The cells, none of them where all their steps together are too many."""
        total = len(cells) * len(planner.steps)
        if total <= MOST_STEPS:
            return cells
        message = (
            f"{len(cells):,} cells of {len(planner.steps):,} steps are {total:,} steps, "
            f"a test has at most {MOST_STEPS:,}: exclude some, or make several specs of it"
        )
        self.evaluator.report(Diagnostic(planner.position, message, "too-many-steps", len(planner.name)))
        return ()

    def _cells_of(self, *names: Any) -> list[dict[str, Any]]:
        """What `cells('NAME')` is in an expression: the cells of a test, each with its names and values."""
        name = names[0] if len(names) == 1 else ""
        test = self.source.tests.get(name) if isinstance(name, str) else None
        if test is None:
            raise LookupError(f"no test is called `{name}`, there are: {', '.join(self.source.tests)}")
        if name in self.open:
            raise LookupError(f"the cells of `{name}` are not made yet, as these have to be known before")
        planner, cells = self._expanded(name, test)
        return [planner.shown(cell) for cell in cells]

    def _needs(self) -> dict[str, list[str]]:
        """Every stage and cell with the stages and cells it starts or copies from."""
        needs: dict[str, list[str]] = {}
        for name, stage in self.source.stages.items():
            scope = self._stage_scope(stage)
            needs[name] = self._own_needs(name, stage.from_, _with_origin(self.steps[name]), scope)
            for test in stage.collect:
                needs[name].extend(self._collected(test))
        for planner, cells in (self.tests[name] for name in self.source.tests):
            copying = _with_origin(planner.steps)
            for cell in cells:
                self._check_shell_there(planner.test.from_, cell.scope)
                needs[cell.name] = self._own_needs(cell.name, planner.test.from_, copying, cell.scope)
        return needs

    def _own_needs(self, name: str, parent: Scalar, steps: Sequence[Placed], scope: Mapping[str, Any]) -> list[str]:
        found = self.names.parent(self.evaluator.text(parent, scope), parent.position)
        self.parents[name] = found
        needs = [found.name] if found.is_stage else []
        scopes = Scopes(scope, self.evaluator)
        for one, inner in scopes.each(steps):
            for origin in origins(one.step) if inner is not None else ():
                source = self.names.origin(self.evaluator.text(origin, inner or {}, raw=one.step.raw), origin.position)
                needs.extend([source.name] if source.is_stage else [])
        return needs

    def _check_shell_there(self, parent: Scalar, scope: Mapping[str, Any]) -> None:
        if parent.lines and self.evaluator.text(parent, scope) == "scratch":
            message = "a test can't start from `scratch`, its steps need a shell: name an image or a stage"
            self.evaluator.report(Diagnostic(parent.position, message, "no-shell", len(parent.text)))

    def _collected(self, test: Scalar) -> tuple[str, ...]:
        if test.text not in self.source.tests:
            known = ", ".join(self.source.tests) or "none"
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
                stage, entry = planner.stage(cell, self.parents[name], first=self._first(name), lanes=lanes)
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

    def _first(self, name: str) -> First:
        """With which shell a stage or cell starts: its parent's, the spec's default, or that of every image."""
        default = self.source.defaults
        parent = self.parents[name]
        if default is None or not default.shell or parent.is_stage or parent.name == "scratch":
            return First(self._shell(name))
        step = kinds.ShellStep.model_construct(shell=default.shell, position=default.position, raw=False, when=None)
        translator = Translator(self.evaluator, self.scope, shell=DEFAULT_SHELL, network=None)
        lines = instructions(translator, step)
        return First(translator.shell, lines)

    def _follow_shell(self, stage: Stage) -> None:
        """Remember with which shell a stage ends: its children start with it."""
        changes = [i.command for i in stage.instructions if isinstance(i, Exec) and i.keyword == "SHELL"]
        self.shells[stage.name] = tuple(changes[-1]) if changes else self._shell(stage.name)

    def _stage(self, name: str, stage: spec.Stage) -> tuple[Stage, ...]:
        scope = self._stage_scope(stage)
        before, copies = collection(name, stage, scope, tests=self.tests, evaluator=self.evaluator)
        first = self._first(name)
        translator = Translator(
            self.evaluator, scope, shell=first.shell, network=stage.network or default_network(self.source)
        )
        scopes = Scopes(scope, self.evaluator)
        lines: list[Instruction] = [*copies, *first.lines]
        for one, inner in scopes.each(self.steps[name]):
            self._check_stage_step(one.step)
            if inner is not None:
                translator.scope = inner
                lines.extend(named(line, one.prefix) for line in instructions(translator, one.step))
        platform = platform_of(stage.platform, scope, self.evaluator)
        stage_ = Stage(name, self.parents[name], name, tuple(lines), stage.position, platform=platform)
        return (*before, stage_)

    def _check_stage_step(self, step: kinds.StepBase) -> None:
        if isinstance(step, kinds.CommandStep) and (step.timeout or step.retries or step.always):
            option = "timeout" if step.timeout else "retries" if step.retries else "always"
            message = f"`{option}` is for steps of tests, a failing step of a stage ends the build"
            self.evaluator.report(Diagnostic(step.position, message, "tests-only"))


def _with_origin(steps: Iterable[Placed]) -> tuple[Placed, ...]:
    """The steps that take from another stage or image."""
    return tuple(one for one in steps if any(True for _ in origins(one.step)))
