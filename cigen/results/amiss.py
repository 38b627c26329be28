"""What a cell left behind in, the cases that say what is wrong with it out, so that every red cell has a red case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cigen.plan.manifest import PlannedCell, PlannedFile, PlannedStep, PlannedTest
from cigen.results.collected import CellRecords
from cigen.results.model import Artifact, Case, Outcome, Step
from cigen.results.reading import ResultFile
from cigen.results.record import Gathered
from cigen.source import Position

SUITE = "cigen"
"""The suite of the cases that cigen itself adds to a cell."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a cell besides its records; `ran` None where the build's account is missing.

    `lost` says why nothing came back from it, where that is known.
    """

    spec: str
    test: PlannedTest
    ran: frozenset[tuple[str, int]] | None
    lost: str = ""
    imported: frozenset[tuple[str, int]] = frozenset()

    def position(self, planned: PlannedTest | PlannedStep | PlannedFile) -> Position:
        """Where it stands in the spec."""
        return Position(self.spec, planned.line, planned.column)


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of a cell that came back."""

    planned: PlannedCell
    records: CellRecords
    context: Context
    steps: tuple[Step, ...]
    artifacts: tuple[Artifact, ...]
    files: tuple[ResultFile, ...]

    @property
    def gathered(self) -> Gathered:
        """What the cell noted at its end; nothing where it noted nothing."""
        return self.records.gathered or Gathered()


def result_files(records: CellRecords) -> tuple[ResultFile, ...]:
    """The cell's files of results, named as the tests named them."""
    origin = {file: original for _, file, original in (records.gathered or Gathered()).junit}
    return tuple(_renamed(file, origin.get(name)) for name, file in sorted(records.junit.items()))


def _renamed(file: ResultFile, origin: str | None) -> ResultFile:
    if origin is None:
        return replace(file, problem=file.problem or "`gathered` does not name it")
    return file.renamed(origin)


def left_behind(planned: PlannedCell, gathered: Gathered | None, context: Context) -> tuple[Artifact, ...]:
    """The artifacts that were promised, each with whether it is there; an optional one is told of only if it is."""
    present = gathered.present if gathered else frozenset()
    promised = _numbered(planned.artifacts, context.test.artifacts)
    told = (one for one in promised if one.number in present or not one.optional)
    return tuple(Artifact(one.pattern, one.number not in present, context.position(one)) for one in told)


def amiss(cell: Evidence) -> Iterator[Case]:
    """One erroneous case for each thing; after a failed step it is no wonder that files are missing."""
    for file in cell.files:
        if file.problem:
            yield _case(cell, f"JUnit file {file.source}", f": {file.problem}")
    if not any(step.outcome.red for step in cell.steps):
        yield from _missing_files(cell)
        yield from _untried_steps(cell)


def _missing_files(cell: Evidence) -> Iterator[Case]:
    for artifact in cell.artifacts:
        if artifact.missing:
            yield _case(cell, f"artifact {artifact.path}", " is missing", artifact.position)
    for pattern in _numbered(cell.planned.junit, cell.context.test.junit):
        if words := _lacking(cell, pattern.number):
            yield _case(cell, f"JUnit file {pattern.pattern}", words, cell.context.position(pattern))
    for _, file, original in cell.gathered.junit:
        if file not in cell.records.junit:
            yield _case(cell, f"JUnit file {original}", " was noted, but did not come back")


def _lacking(cell: Evidence, number: int) -> str:
    """What is wrong with the JUnit files of a pattern; tests that ran leave cases, if only skipped ones."""
    noted = [file for pattern, file, _ in cell.gathered.junit if pattern == number]
    if not noted:
        return " is missing although every step passed"
    came = [cell.records.junit[file] for file in noted if file in cell.records.junit]
    if came and not any(file.cases.totals.tests or file.problem for file in came):
        return " holds no test case although every step passed"
    return ""


def _untried_steps(cell: Evidence) -> Iterator[Case]:
    if not cell.steps:
        yield _case(cell, "steps", ": none is planned, so nothing was tried")
    for step in cell.steps:
        if step.outcome is Outcome.SKIPPED:
            yield _case(cell, f"step {step.number}", " was skipped although no step failed", step.position)


def _case(cell: Evidence, what: str, words: str, position: Position | None = None) -> Case:
    place = position or cell.context.position(cell.context.test)
    return Case(
        suite=SUITE,
        classname=cell.planned.name,
        name=what,
        outcome=Outcome.ERROR,
        source=place.file,
        message=f"{what}{words}",
        file=place.file,
        line=place.line,
    )


def _numbered(numbers: tuple[int, ...], files: tuple[PlannedFile, ...]) -> Iterator[PlannedFile]:
    known = {file.number: file for file in files}
    return (known.get(number) or PlannedFile(number, f"number {number}", 0, 0) for number in numbers)
