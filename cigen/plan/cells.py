"""A test of the spec in, its cells out: a stage each, every command recorded, and what the manifest says of them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cigen.plan import platforms
from cigen.plan.artifacts import one_path, taken
from cigen.plan.evaluate import Evaluator, Scope, is_name
from cigen.plan.manifest import Dimension, PlannedCell, PlannedFile, PlannedStep, PlannedTest
from cigen.plan.matrix import Combination, expand
from cigen.plan.matrix import label as value_label
from cigen.plan.model import Copy, Gather, Instruction, Parent, Recorded, Run, Stage
from cigen.plan.records import EMPTY
from cigen.plan.reuse import Placed, Scopes, named, placed
from cigen.plan.steps import instructions, label
from cigen.plan.translator import Translator
from cigen.shells import POSIX_SHELLS, is_posix
from cigen.source import Diagnostic
from cigen.spec import model as spec
from cigen.spec import steps as kinds
from cigen.yamltext import Scalar


@dataclass(frozen=True, slots=True)
class First:
    """How a stage begins: its shell, and the instructions that set it."""

    shell: tuple[str, ...]
    lines: tuple[Instruction, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One point of a test with the names that its expressions may use."""

    name: str
    combination: Combination
    scope: Scope


class TestPlanner:
    """Plans one test; what is the same in all cells is translated once."""

    __test__ = False

    def __init__(self, name: str, test: spec.Test, evaluator: Evaluator, source: spec.Spec) -> None:
        self.name = name
        self.test = test
        self.evaluator = evaluator
        self.position = test.position
        self.defaults = source.defaults
        self.steps = placed(test.steps, source.define, evaluator)
        self.numbers = _numbers(self.steps)
        self.network = test.network or default_network(source)
        varies = self.network is not None and "{{" in self.network.text
        self.fixed = [not (varies or _has_expressions(one.step)) for one in self.steps]
        self.texts = [None if varies else _varying_text(one.step) for one in self.steps]
        self.kept: dict[tuple[int, tuple[str, ...]], tuple[Instruction, ...]] = {}

    def cells(self, scope: Mapping[str, Any]) -> tuple[Cell, ...]:
        """The cells of the matrix, named, each with its scope."""
        if not self.test.platforms and "platforms" in self.test.model_fields_set:
            message = "`platforms` is empty: name one, or leave it out for that of the build"
            self.evaluator.report(Diagnostic(self.position, message, "bad-platform", len(self.name)))
        matrix = platforms.with_dimension(self.test.matrix, self.test.platforms, self.evaluator)
        found = expand(matrix, scope, self.evaluator, test=self.name, position=self.position)
        return tuple(self._cell(combination, scope) for combination in found)

    def _cell(self, combination: Combination, scope: Mapping[str, Any]) -> Cell:
        name = "-".join(part for part in (self.name, combination.suffix) if part)
        inner = {"cell": name, "test": self.name, **scope, **combination.values}
        for key, text in self.test.let:
            is_name(key, text.position, self.evaluator)
            inner[key] = self.evaluator.value(text, inner)
        return Cell(name, combination, inner)

    def shown(self, cell: Cell) -> dict[str, Any]:
        """What `cells('NAME')` tells of a cell: its name, its values, what its `let` names."""
        names = (*cell.combination.values, *(key for key, _ in self.test.let))
        return {"name": cell.name, "test": self.name, **{name: cell.scope[name] for name in names}, "cell": cell.name}

    def stage(self, cell: Cell, parent: Parent, *, first: First, lanes: int) -> tuple[Stage, PlannedCell]:
        """The cell's stage and its entry in the manifest."""
        lane = zlib.crc32(cell.name.encode()) % lanes if lanes else None
        ready = Copy(self.position, ("/",), "/", origin=EMPTY, chmod="1777", link=True)
        lines: list[Instruction] = [ready, *first.lines]
        steps: list[int] = []
        for index, instruction in self._instructions(cell, first.shell):
            lines.append(self._recorded(instruction, index, cell, lane))
            if isinstance(instruction, Run):
                steps.append(self.numbers[index])
        files = self._files(cell)
        if files:
            lines.append(Gather(cell.name, files))
        shown = " ".join(f"{name}={value}" for name, value in cell.combination.texts)
        comment = f"{self.name}: {shown}" if shown else self.name
        platform = platforms.of_cell(cell.combination.values, self.test.platforms, self.evaluator)
        stage = Stage(cell.name, parent, comment, tuple(lines), self.position, platform=platform, cell=cell.name)
        return stage, self._planned(cell, tuple(steps))

    def _instructions(self, cell: Cell, shell: tuple[str, ...]) -> Iterator[tuple[int, Instruction]]:
        translator = Translator(self.evaluator, cell.scope, shell=shell, network=self.network)
        scopes = Scopes(cell.scope, self.evaluator)
        checked: tuple[str, ...] = ()
        for index, (one, scope) in enumerate(scopes.each(self.steps)):
            if scope is None:
                continue
            translator.scope = scope
            for instruction in self._translated(translator, index, one):
                if isinstance(instruction, Run) and translator.shell != checked:
                    checked = translator.shell
                    self._check_shell(checked)
                yield index, instruction

    def _translated(self, translator: Translator, index: int, one: Placed) -> tuple[Instruction, ...]:
        key = (index, translator.shell)
        kept = self.kept.get(key)
        text = self.texts[index]
        if kept is None:
            kept = tuple(named(line, one.prefix) for line in instructions(translator, one.step))
            if (self.fixed[index] or text is not None) and not isinstance(one.step, kinds.ShellStep):
                self.kept[key] = kept
        elif text is not None and isinstance(one.step, kinds.RunStep):
            return tuple(translator.again(run, one.step, text) for run in kept if isinstance(run, Run))
        return kept

    def _recorded(self, instruction: Instruction, index: int, cell: Cell, lane: int | None) -> Instruction:
        step = self.steps[index].step
        if not isinstance(instruction, Run) or not isinstance(step, kinds.CommandStep):
            return instruction
        timeout, retries = step.timeout, step.retries
        if self.defaults is not None:
            timeout = timeout if "timeout" in step.model_fields_set else self.defaults.timeout
            retries = retries if "retries" in step.model_fields_set else self.defaults.retries
        return Recorded(instruction, cell.name, self.numbers[index], timeout, retries, step.always, lane)

    def _check_shell(self, shell: tuple[str, ...]) -> None:
        if not is_posix(shell):
            known = ", ".join(sorted(POSIX_SHELLS))
            message = f"`{shell[0]:.40}` can't hand a recorded step over, a test's shell is one of: {known}"
            self.evaluator.report(Diagnostic(self.position, message, "bad-shell", len(self.name)))

    def _files(self, cell: Cell) -> tuple[tuple[str, int, str], ...]:
        artifacts = taken(cell.name, cell.scope, self.test.artifacts, self.evaluator)
        junit = (one_path(pattern, cell.scope, self.evaluator) for pattern in self.test.junit)
        return (
            *(("artifact", one.number, one.path) for one in artifacts),
            *(("junit", number, pattern) for number, pattern in enumerate(junit, 1)),
        )

    def _planned(self, cell: Cell, steps: tuple[int, ...]) -> PlannedCell:
        return PlannedCell(
            name=cell.name,
            test=self.name,
            values=cell.combination.texts,
            steps=steps,
            artifacts=tuple(range(1, len(self.test.artifacts) + 1)),
            junit=tuple(range(1, len(self.test.junit) + 1)),
        )

    def planned(self, cells: tuple[Cell, ...]) -> PlannedTest:
        """The test's entry in the manifest."""
        commands = [
            (number, one, one.step)
            for number, one in zip(self.numbers, self.steps, strict=True)
            if isinstance(one.step, kinds.CommandStep)
        ]
        return PlannedTest(
            name=self.name,
            line=self.position.line,
            column=self.position.column,
            dimensions=_dimensions(cells),
            steps=tuple(PlannedStep(number, _label(one), *_place(step)) for number, one, step in commands),
            artifacts=tuple(_file(n, a.path, optional=a.optional) for n, a in enumerate(self.test.artifacts, 1)),
            junit=tuple(_file(n, pattern) for n, pattern in enumerate(self.test.junit, 1)),
        )


def default_network(source: spec.Spec) -> Scalar | None:
    """The network of stages and tests that name none."""
    return source.defaults.network if source.defaults is not None else None


def _numbers(steps: tuple[Placed, ...]) -> list[int]:
    """The number of each step among the recorded ones; 0 for the others."""
    numbers, last = [], 0
    for one in steps:
        last += isinstance(one.step, kinds.CommandStep)
        numbers.append(last if isinstance(one.step, kinds.CommandStep) else 0)
    return numbers


def _label(one: Placed) -> str:
    """What reports call a step, the names of the calls that brought it before its own."""
    own = label(one.step)
    return ": ".join(part for part in (one.prefix, own) if part)


def _has_expressions(step: kinds.StepBase) -> bool:
    """Whether a step may differ from cell to cell."""
    if step.raw:
        return False
    return any("{{" in scalar.text for scalar in _scalars([value for _, value in step]))


def _varying_text(step: kinds.StepBase) -> Scalar | None:
    """The command of a step that is the same in every cell but for expressions in that command."""
    text = step.run if isinstance(step, kinds.RunStep) else None
    if not isinstance(text, Scalar) or step.raw or "{{" not in text.text:
        return None
    others = [value for name, value in step if name != "run"]
    return None if any("{{" in scalar.text for scalar in _scalars(others)) else text


def _scalars(value: Any) -> Iterator[Scalar]:
    if isinstance(value, Scalar):
        yield value
    elif isinstance(value, dict):
        yield from _scalars(list(value.values()))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _scalars(item)


def _dimensions(cells: tuple[Cell, ...]) -> tuple[Dimension, ...]:
    """Every name with the values that occur, in order of first sight."""
    found: dict[str, dict[str, None]] = {}
    for cell in cells:
        for name in cell.combination.shown:
            found.setdefault(name, {}).setdefault(value_label(cell.combination.values[name]))
    return tuple(Dimension(name, tuple(values)) for name, values in found.items())


def _place(step: kinds.CommandStep) -> tuple[int, int]:
    return step.position.line, step.position.column


def _file(number: int, pattern: Scalar, *, optional: bool = False) -> PlannedFile:
    return PlannedFile(number, pattern.text, pattern.position.line, pattern.position.column, optional)
