"""What was planned and what came back in, the Report out. Fail closed: what can't be known is never green."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from cigen.plan.manifest import Manifest, PlannedTest
from cigen.results.account import weighed
from cigen.results.amiss import Context
from cigen.results.assembly import Assembly, assembled
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
    found = assembled(collected, manifest)
    planned = found.planned
    joined = tuple(_cells(planned, found, build)) if planned else ()
    cells = tuple(one.cell for one in joined)
    build = _weighed(build, cells)
    cases = tuple(case for file in junit for case in file.cases)
    own = _problems(found, collected, joined, junit, is_planned=manifest is not None)
    return Report(
        name=planned.name if planned else "",
        tests=tuple(map(_test, planned.tests)) if planned else (),
        cells=cells,
        cases=cases,
        problems=tuple(dict.fromkeys(chain(problems, own))),
        totals=count(
            chain((part.outcome for cell in cells for part in _parts(cell)), (case.outcome for case in cases))
        ),
        cell_totals=count_cells(cells),
        build=build,
        whole=planned.whole if planned and manifest is not None else 0,
        parts=found.cut,
    )


def _weighed(build: Build | None, cells: Sequence[Cell]) -> Build | None:
    """The build with its longest chain, now that the steps' own times are known.

    A step that was over at once counts as nothing: its vertex may have waited for its lane as long as any other.
    """
    if build is None:
        return None
    own = {(cell.name, step.number): step.seconds for cell in cells for step in cell.steps}
    seconds = {step: took for step, took in own.items() if took is not None}
    return replace(build, happened=weighed(build.happened, seconds))


def _cells(manifest: Manifest, found: Assembly, build: Build | None) -> Iterator[Joined]:
    tests = {test.name: test for test in manifest.tests}
    records = {name: cell for part in reversed(found.parts) for name, cell in part.cells.items()}
    ran = frozenset(build.ran_steps) if build else None
    imported = frozenset(build.happened.imported_steps) if build else frozenset()
    needed = _needed(build)
    for planned in manifest.cells:
        test = tests.get(planned.test) or PlannedTest(planned.test, 0, 0, (), (), (), ())
        lost = found.lost.get(planned.name) or needed.get(planned.name, "")
        context = Context(manifest.spec, test, ran, lost, imported)
        yield join_cell(planned, records.get(planned.name), context)


def _needed(build: Build | None) -> dict[str, str]:
    """Why each cell could not run that needs what broke."""
    if build is None or build.broken is None:
        return {}
    broken = build.broken
    return dict.fromkeys(broken.cells, f"it needs stage {broken.stage}, which broke: {broken.reason}")


def _problems(
    found: Assembly,
    collected: Sequence[Collected],
    joined: Sequence[Joined],
    junit: Sequence[JunitFile],
    *,
    is_planned: bool,
) -> Iterator[Problem]:
    manifest = found.planned
    for part in collected:
        yield from part.problems
    yield from found.problems
    if manifest is not None and not is_planned and len(manifest.cells) < manifest.whole:
        here, all_ = len(manifest.cells), manifest.whole
        yield Problem(manifest.spec, f"a part is missing: these results are of {here} of the {all_} cells of a build")
    if manifest is not None and not manifest.cells and not manifest.whole:
        yield Problem(manifest.spec, "plans no cell, so nothing was tried")
    yield from _strangers(manifest, found.parts)
    yield from _doubles(found.parts)
    yield from (problem for one in joined for problem in one.problems)
    yield from (Problem(file.source, file.problem) for file in junit if file.problem)


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
