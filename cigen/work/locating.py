"""A red report in, the same out whose failures name files of the repository where logs and traces tell of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from cigen.edge.console import Edge
from cigen.edge.files import read_chunks, write
from cigen.edge.tracked import tracked
from cigen.rendered import RenderedFile
from cigen.results import places
from cigen.results.case import Case
from cigen.results.cases import Cases
from cigen.results.model import Cell, Report, Step
from cigen.results.places import Places
from cigen.results.spots.case import spot_of
from cigen.results.spots.located import Known, located
from cigen.results.spots.spot import Spot
from cigen.results.survey import OWN_SUITE

MOST = 300
"""Cases of a cell whose traces are looked at; nobody reads more of them."""


def locate(report: Report, edge: Edge, *, told: Iterable[Path] = ()) -> Report:
    """Nothing changes in a green one, nor where no repository is and no file that is `told` says where files are.

    What a build with a clone left goes before the clone that is here: it was of the commit that was tested.
    """
    if not report.red:
        return report
    files = tracked(edge.cwd, edge.environ)
    earlier = tuple(filter(_is_there, (places.read(read_chunks(path)) for path in told)))
    if not files and not earlier:
        return report
    locator = _Locator(Known(files), _joined(earlier))
    cells = tuple(locator.cell(cell) if cell.outcome.red else cell for cell in report.cells)
    cases = locator.cases(report.cases)
    return replace(report, cells=cells, cases=cases, places=tuple(sorted(locator.met.items())))


def leave(report: Report, output: Path) -> None:
    """What was found goes beside the results, for a report that is made where no repository is."""
    if report.places is not None:
        write(RenderedFile(places.NAME, places.to_text(dict(report.places))), output)


def _is_there(found: Places | None) -> bool:
    return found is not None


def _joined(several: Iterable[Places | None]) -> Places:
    """Those of all parts; of two that differ neither counts."""
    found: dict[str, str] = {}
    unsure: set[str] = set()
    for one in several:
        for file, path in (one or {}).items():
            if found.setdefault(file, path) != path:
                unsure.add(file)
    return {file: path for file, path in found.items() if file not in unsure}


@dataclass(slots=True)
class _Locator:
    """Finds files by what is `told` of them or by the repository; `met` are those that were asked for and found."""

    known: Known
    told: Places
    met: dict[str, str] = field(default_factory=dict)

    def cell(self, cell: Cell) -> Cell:
        return replace(cell, steps=tuple(map(self._step, cell.steps)), cases=self.cases(cell.cases))

    def cases(self, cases: Cases) -> Cases:
        if not cases.totals.red:
            return cases
        files, left = [], MOST
        for file in cases.files:
            notable = tuple(map(self._case, file.notable[:left]))
            files.append(replace(file, notable=notable + file.notable[left:]))
            left -= len(notable)
        return Cases(tuple(files))

    def _step(self, step: Step) -> Step:
        if step.log is None or not step.log.spots:
            return step
        spots = tuple(map(self._spot, step.log.spots))
        return replace(step, log=replace(step.log, spots=spots))

    def _case(self, case: Case) -> Case:
        """Its file as the repository calls it; where its results name none, that which its trace tells of."""
        if not case.outcome.red or case.suite == OWN_SUITE:  # which names the spec
            return case
        if case.file:
            return replace(case, file=self._spot(Spot(0, "", "", case.file)).file)
        spot = spot_of(case.details)
        found = self._spot(spot) if spot is not None else None
        return replace(case, file=found.file, line=found.at) if found is not None and found.known else case

    def _spot(self, spot: Spot) -> Spot:
        path = self.told.get(spot.file)
        found = replace(spot, file=path, known=True) if path else located(spot, (), self.known)
        if found.known:
            self.met[spot.file] = found.file
        return found
