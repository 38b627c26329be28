"""A test of the spec in, its cells out: a stage each, every command recorded, and what the manifest says of them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from cigen.plan.evaluate import Evaluator, Scope, is_name
from cigen.plan.manifest import Dimension, PlannedCell, PlannedFile, PlannedStep, PlannedTest
from cigen.plan.matrix import Combination, expand
from cigen.plan.matrix import label as value_label
from cigen.plan.model import Copy, Gather, Instruction, Parent, Recorded, Run, Stage
from cigen.plan.records import EMPTY, artifact_copy
from cigen.plan.steps import instructions, label
from cigen.plan.translator import POSIX_SHELLS, Translator, is_posix
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
            is_name(key, text.position, self.evaluator)
            inner[key] = self.evaluator.value(text, inner)
        return Cell(name, combination, inner)

    def stage(self, cell: Cell, parent: Parent, *, shell: tuple[str, ...], lanes: int) -> tuple[Stage, PlannedCell]:
        """The cell's stage and its entry in the manifest."""
        lane = zlib.crc32(cell.name.encode()) % lanes if lanes else None
        ready = Copy(self.position, ("/",), "/", origin=EMPTY, chmod="1777", link=True)
        lines: list[Instruction] = [ready]
        steps: list[int] = []
        for index, instruction in self._instructions(cell, shell):
            lines.append(self._recorded(instruction, index, cell, lane))
            if isinstance(instruction, Run):
                steps.append(self.numbers[index])
        files = self._files(cell)
        if files:
            lines.append(Gather(cell.name, files))
        shown = " ".join(f"{name}={value}" for name, value in cell.combination.texts)
        comment = f"{self.name}: {shown}" if shown else self.name
        stage = Stage(cell.name, parent, comment, tuple(lines), self.position, cell=cell.name)
        return stage, self._planned(cell, tuple(steps))

    def _instructions(self, cell: Cell, shell: tuple[str, ...]) -> Iterator[tuple[int, Instruction]]:
        translator = Translator(self.evaluator, cell.scope, shell=shell, network=self.test.network)
        for index, step in enumerate(self.test.steps):
            if self.evaluator.condition(step.when, cell.scope):
                for instruction in self._translated(translator, index, step):
                    if isinstance(instruction, Run):
                        self._check_shell(translator.shell)
                    yield index, instruction

    def _translated(self, translator: Translator, index: int, step: spec.StepBase) -> tuple[Instruction, ...]:
        if not self.fixed[index] or isinstance(step, spec.ShellStep):
            return instructions(translator, step)
        key = (index, translator.shell)
        if key not in self.kept:
            self.kept[key] = instructions(translator, step)
        return self.kept[key]

    def _recorded(self, instruction: Instruction, index: int, cell: Cell, lane: int | None) -> Instruction:
        step = self.test.steps[index]
        if not isinstance(instruction, Run) or not isinstance(step, spec.CommandStep):
            return instruction
        return Recorded(instruction, cell.name, self.numbers[index], step.timeout, step.retries, step.always, lane)

    def _check_shell(self, shell: tuple[str, ...]) -> None:
        if not is_posix(shell):
            known = ", ".join(sorted(POSIX_SHELLS))
            message = f"`{shell[0]:.40}` can't hand a recorded step over, a test's shell is one of: {known}"
            self.evaluator.report(Diagnostic(self.position, message, "bad-shell", len(self.name)))

    def _files(self, cell: Cell) -> tuple[tuple[str, int, str], ...]:
        artifacts = [("artifact", n, self._pattern(a.path, cell)) for n, a in enumerate(self.test.artifacts, 1)]
        return (*artifacts, *(("junit", n, self._pattern(p, cell)) for n, p in enumerate(self.test.junit, 1)))

    def _pattern(self, scalar: Scalar, cell: Cell) -> str:
        """A path or pattern on one line."""
        text = self.evaluator.text(scalar, cell.scope).strip()
        if not text or "\n" in text:
            what = "has a line break" if text else "is empty"
            self.evaluator.report(Diagnostic(scalar.position, f"a path is wanted here, this {what}", "bad-path"))
        return text

    def artifact_copies(self, cell: Cell) -> Iterator[Copy]:
        """How a collector takes each artifact of the cell."""
        for number, artifact in enumerate(self.test.artifacts, 1):
            path = self._pattern(artifact.path, cell)
            many = any(c in path for c in "*?[")
            to = f"{cell.name}/" if many else f"{cell.name}/{PurePosixPath(path).name}"
            if artifact.to is not None:
                to = self._pattern(artifact.to, cell)
            to = f"{to}/" if many and not to.endswith("/") else to
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
