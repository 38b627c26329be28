"""What was planned and what came back in, the Report out. Fail closed: what can't be known is never green."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from cigen.plan.manifest import Manifest, PlannedTest
from cigen.results.account import weighed
from cigen.results.amiss import Context
from cigen.results.assembly import Assembly, assembled
from cigen.results.case import added, count
from cigen.results.cells import Joined, join_cell
from cigen.results.collected import CellRecords, Collected
from cigen.results.doubles import alike
from cigen.results.model import (
    Build,
    Cases,
    Cell,
    CellTotals,
    Outcome,
    Problem,
    Report,
    Test,
    Totals,
)
from cigen.results.reading import ResultFile


def join(
    collected: Sequence[Collected],
    *,
    build: Build | None = None,
    files: Sequence[ResultFile] = (),
    problems: Sequence[Problem] = (),
    manifest: Manifest | None = None,
) -> Report:
    """One report from the results of one build or of all its shards, and from any files of results beside them.

    `manifest` is what the caller planned; without it the first one among the results is believed, and whatever else is
    a part of the same whole.
    """
    found = assembled(collected, manifest)
    planned = found.planned
    joined = tuple(_cells(planned, found, build)) if planned else ()
    cells = tuple(one.cell for one in joined)
    build = _weighed(build, cells)
    cases = Cases(tuple(file.cases for file in files))
    own = _problems(found, collected, joined, files, is_planned=manifest is not None)
    return Report(
        name=planned.name if planned else "",
        tests=tuple(map(_test, planned.tests)) if planned else (),
        cells=cells,
        cases=cases,
        problems=tuple(dict.fromkeys(chain(problems, own))),
        totals=added(chain((_totals(cell) for cell in cells), [cases.totals])),
        cell_totals=count_cells(cells),
        build=build,
        whole=planned.whole if planned and manifest is not None else 0,
        parts=found.cut,
        only_new=planned is not None and planned.only_new,
        templates=planned.templates if planned is not None else (),
        odd=(
            *(odd for one in joined for odd in one.odd),
            *(odd for file in files if (odd := file.odd)),
            *alike(cases),
        ),
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
    files: Sequence[ResultFile],
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
    yield from (Problem(file.source, file.problem) for file in files if file.problem)


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


def _totals(cell: Cell) -> Totals:
    return added((count(step.outcome for step in cell.steps), cell.cases.totals))


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
