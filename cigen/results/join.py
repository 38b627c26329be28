"""What was planned and what came back in, the Report out. Fail closed: what can't be known is never green."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from cigen.plan.manifest import Manifest, PlannedTest
from cigen.results.amiss import Context
from cigen.results.cells import Joined, join_cell
from cigen.results.collected import CellRecords, Collected
from cigen.results.junit import JunitFile
from cigen.results.model import (
    Build,
    Case,
    Cell,
    CellTotals,
    Outcome,
    Problem,
    Report,
    Step,
    Test,
    Totals,
)
from cigen.results.parts import is_of, united


def join(
    collected: Sequence[Collected],
    *,
    build: Build | None = None,
    junit: Sequence[JunitFile] = (),
    problems: Sequence[Problem] = (),
    manifest: Manifest | None = None,
) -> Report:
    """One report from the results of one build or of all its shards, and from any JUnit files beside them.

    `manifest` is what the caller planned; without it the first one among the results is believed, and whatever else is
    a part of the same whole.
    """
    manifests = [part.manifest for part in collected if part.manifest is not None]
    planned = manifest or united(manifests)
    parts = [part for part in collected if part.manifest is not None and is_of(planned, part.manifest)]
    joined = tuple(_cells(planned, parts, build)) if planned else ()
    cells = tuple(one.cell for one in joined)
    cases = tuple(case for file in junit for case in file.cases)
    found = _problems(planned, collected, parts, joined, junit, is_planned=manifest is not None)
    return Report(
        name=planned.name if planned else "",
        tests=tuple(map(_test, planned.tests)) if planned else (),
        cells=cells,
        cases=cases,
        problems=tuple(dict.fromkeys(chain(problems, found))),
        totals=count(
            chain((part.outcome for cell in cells for part in _parts(cell)), (case.outcome for case in cases))
        ),
        cell_totals=count_cells(cells),
        build=build,
    )


def _cells(manifest: Manifest, parts: Sequence[Collected], build: Build | None) -> Iterator[Joined]:
    tests = {test.name: test for test in manifest.tests}
    records = {name: cell for part in reversed(parts) for name, cell in part.cells.items()}
    ran = frozenset(build.ran_steps) if build else None
    for planned in manifest.cells:
        test = tests.get(planned.test) or PlannedTest(planned.test, 0, 0, (), (), (), ())
        yield join_cell(planned, records.get(planned.name), Context(manifest.spec, test, ran))


def _problems(
    manifest: Manifest | None,
    collected: Sequence[Collected],
    parts: Sequence[Collected],
    joined: Sequence[Joined],
    junit: Sequence[JunitFile],
    *,
    is_planned: bool,
) -> Iterator[Problem]:
    for part in collected:
        yield from part.problems
        if part.manifest is not None and not is_of(manifest, part.manifest):
            yield Problem(part.file, _mixed(manifest, part.manifest))
    if manifest is not None and not is_planned and len(manifest.cells) < manifest.whole:
        here, all_ = len(manifest.cells), manifest.whole
        yield Problem(manifest.spec, f"a part is missing: these results are of {here} of the {all_} cells of a build")
    if manifest is not None and not manifest.cells:
        yield Problem(manifest.spec, "plans no cell, so nothing was tried")
    yield from _strangers(manifest, parts)
    yield from _doubles(parts)
    yield from (problem for one in joined for problem in one.problems)
    yield from (Problem(file.source, file.problem) for file in junit if file.problem)


def _mixed(manifest: Manifest | None, other: Manifest) -> str:
    name = manifest.name if manifest else ""
    if other.name != name:
        return f"mixed: these results are of {other.name!r}, the others of {name!r}; report them one by one"
    return "mixed: these results were planned otherwise than the others; take them from one run of one commit"


def _strangers(manifest: Manifest | None, parts: Sequence[Collected]) -> Iterator[Problem]:
    """Cells and steps that nobody planned."""
    planned = {cell.name: set(cell.steps) for cell in manifest.cells} if manifest else {}
    for part in parts:
        for name, records in part.cells.items():
            if name not in planned:
                yield Problem(part.file, f"cell {name!r} is not in the manifest")
            for number in sorted((records.results.keys() | records.unreadable.keys()) - planned.get(name, set())):
                if name in planned:
                    yield Problem(part.file, f"step {number} of cell {name!r} is not in the manifest")


def _doubles(parts: Sequence[Collected]) -> Iterator[Problem]:
    """Cells that two parts hold, unless they tell the same."""
    first: dict[str, tuple[str, CellRecords]] = {}
    for part in parts:
        for name, records in part.cells.items():
            file, before = first.setdefault(name, (part.file, records))
            if before != records:
                yield Problem(part.file, f"cell {name!r} is in {file} too, with other results; the first one counts")


def _test(planned: PlannedTest) -> Test:
    return Test(
        name=planned.name,
        dimensions=planned.dimensions,
        steps=tuple((step.number, step.name) for step in planned.steps),
    )


def _parts(cell: Cell) -> Iterator[Step | Case]:
    yield from cell.steps
    yield from cell.cases


def count(outcomes: Iterable[Outcome]) -> Totals:
    """How many test cases ended how."""
    numbers = dict.fromkeys(Outcome, 0)
    for outcome in outcomes:
        numbers[outcome] += 1
    return Totals(
        tests=sum(numbers.values()),
        passed=numbers[Outcome.PASSED] + numbers[Outcome.FLAKY],
        failed=numbers[Outcome.FAILED],
        errors=numbers[Outcome.ERROR],
        skipped=numbers[Outcome.SKIPPED],
        flaky=numbers[Outcome.FLAKY],
    )


def count_cells(cells: Sequence[Cell]) -> CellTotals:
    """How many cells ended how; a cell is never skipped."""
    numbers = dict.fromkeys(Outcome, 0)
    for cell in cells:
        if not cell.missing:
            numbers[cell.outcome] += 1
    return CellTotals(
        total=len(cells),
        passed=numbers[Outcome.PASSED] + numbers[Outcome.FLAKY],
        failed=numbers[Outcome.FAILED],
        errors=numbers[Outcome.ERROR],
        missing=sum(cell.missing for cell in cells),
        flaky=numbers[Outcome.FLAKY],
    )
