"""A test of the spec in, its cells out: a stage each, every command recorded, and what the manifest says of them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from cigen.plan.evaluate import Evaluator, Scope
from cigen.plan.manifest import Dimension, PlannedCell, PlannedFile, PlannedStep, PlannedTest
from cigen.plan.matrix import Combination, expand
from cigen.plan.matrix import label as value_label
from cigen.plan.model import Copy, Gather, Instruction, Parent, Recorded, Run, Stage
from cigen.plan.records import EMPTY, artifact_copy
from cigen.plan.steps import POSIX_SHELLS, Translator, label
from cigen.source import Diagnostic, Position
from cigen.spec import model as spec
from cigen.yamltext import Scalar


@dataclass(frozen=True, slots=True)
class Cell:
    """One point of a test with the names that its expressions may use."""

    name: str
    combination: Combination
    scope: Scope


class TestPlanner:
    """Plans one test; the same step without expressions is translated once for all cells."""

    __test__ = False

    def __init__(self, name: str, test: spec.Test, evaluator: Evaluator, position: Position) -> None:
        self.name = name
        self.test = test
        self.evaluator = evaluator
        self.position = position
        self.numbers = _numbers(test.steps)
        varies = test.network is not None and "{{" in test.network.text
        self.fixed = [not (varies or _has_expressions(step)) for step in test.steps]
        self.kept: dict[tuple[int, tuple[str, ...]], tuple[Instruction, ...]] = {}

    def cells(self, scope: Mapping[str, Any]) -> tuple[Cell, ...]:
        """The cells of the matrix, named, each with its scope."""
        found = expand(self.test.matrix, scope, self.evaluator, test=self.name, position=self.position)
        return tuple(self._cell(combination, scope) for combination in found)

    def _cell(self, combination: Combination, scope: Mapping[str, Any]) -> Cell:
        name = "-".join(part for part in (self.name, combination.suffix) if part)
        inner = {"cell": name, "test": self.name, **scope, **combination.values}
        for key, text in self.test.let:
            inner[key] = self.evaluator.value(text, inner)
        return Cell(name, combination, inner)

    def stage(self, cell: Cell, parent: Parent, *, shell: tuple[str, ...], lanes: int) -> tuple[Stage, PlannedCell]:
        """The cell's stage and its entry in the manifest."""
        lane = zlib.crc32(cell.name.encode()) % lanes if lanes else None
        ready = Copy(self.position, ("/",), "/", origin=EMPTY, chmod="1777", link=True)
        instructions: list[Instruction] = [ready]
        steps: list[int] = []
        for index, instruction in self._instructions(cell, shell):
            instructions.append(self._recorded(instruction, index, cell, lane))
            if isinstance(instruction, Run):
                steps.append(self.numbers[index])
        files = self._files(cell)
        if files:
            instructions.append(Gather(cell.name, files))
        shown = " ".join(f"{name}={value}" for name, value in cell.combination.texts)
        comment = f"{self.name}: {shown}" if shown else self.name
        stage = Stage(cell.name, parent, comment, tuple(instructions), self.position, cell=cell.name)
        return stage, self._planned(cell, tuple(steps))

    def _instructions(self, cell: Cell, shell: tuple[str, ...]) -> Iterator[tuple[int, Instruction]]:
        translator = Translator(self.evaluator, cell.scope, shell=shell, network=self.test.network)
        for index, step in enumerate(self.test.steps):
            if self.evaluator.condition(step.when, cell.scope):
                for instruction in self._translated(translator, index, step):
                    self._check_shell(translator.shell, step.position)
                    yield index, instruction

    def _translated(self, translator: Translator, index: int, step: spec.StepBase) -> tuple[Instruction, ...]:
        if not self.fixed[index] or isinstance(step, spec.ShellStep):
            return translator.instructions(step)
        key = (index, translator.shell)
        if key not in self.kept:
            self.kept[key] = translator.instructions(step)
        return self.kept[key]

    def _recorded(self, instruction: Instruction, index: int, cell: Cell, lane: int | None) -> Instruction:
        step = self.test.steps[index]
        if not isinstance(instruction, Run) or not isinstance(step, spec.CommandStep):
            return instruction
        return Recorded(instruction, cell.name, self.numbers[index], step.timeout, step.retries, step.always, lane)

    def _check_shell(self, shell: tuple[str, ...], position: Position) -> None:
        program = shell[0].rpartition("/")[2]
        if program not in POSIX_SHELLS:
            known = ", ".join(sorted(POSIX_SHELLS))
            message = f"`{program}` can't hand a recorded step over, a test's shell is one of: {known}"
            self.evaluator.report(Diagnostic(position, message, "bad-shell"))

    def _files(self, cell: Cell) -> tuple[tuple[str, int, str], ...]:
        text = self.evaluator.text
        artifacts = [("artifact", n, text(a.path, cell.scope)) for n, a in enumerate(self.test.artifacts, 1)]
        return (*artifacts, *(("junit", n, text(p, cell.scope)) for n, p in enumerate(self.test.junit, 1)))

    def artifact_copies(self, cell: Cell) -> Iterator[Copy]:
        """How a collector takes each artifact of the cell."""
        for number, artifact in enumerate(self.test.artifacts, 1):
            path = self.evaluator.text(artifact.path, cell.scope)
            name = PurePosixPath(path).name
            to = f"{cell.name}/" if any(c in path for c in "*?[") else f"{cell.name}/{name}"
            if artifact.to is not None:
                to = self.evaluator.text(artifact.to, cell.scope)
            yield artifact_copy(cell.name, number, to, artifact.position)

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
            (n, s) for n, s in zip(self.numbers, self.test.steps, strict=True) if isinstance(s, spec.CommandStep)
        ]
        return PlannedTest(
            name=self.name,
            line=self.position.line,
            column=self.position.column,
            dimensions=_dimensions(cells),
            steps=tuple(PlannedStep(n, label(s), *_place(s)) for n, s in commands),
            artifacts=tuple(_file(n, a.path) for n, a in enumerate(self.test.artifacts, 1)),
            junit=tuple(_file(n, pattern) for n, pattern in enumerate(self.test.junit, 1)),
        )


def _numbers(steps: tuple[spec.StepBase, ...]) -> list[int]:
    """The number of each step among the recorded ones; 0 for the others."""
    numbers, last = [], 0
    for step in steps:
        last += isinstance(step, spec.CommandStep)
        numbers.append(last if isinstance(step, spec.CommandStep) else 0)
    return numbers


def _has_expressions(step: spec.StepBase) -> bool:
    """Whether a step may differ from cell to cell."""
    if step.raw:
        return False
    return any("{{" in scalar.text for scalar in _scalars([value for _, value in step]))


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


def _place(step: spec.CommandStep) -> tuple[int, int]:
    return step.position.line, step.position.column


def _file(number: int, pattern: Scalar) -> PlannedFile:
    return PlannedFile(number, pattern.text, pattern.position.line, pattern.position.column)
