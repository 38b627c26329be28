"""A red report in, the same out whose failures name files of the repository where logs and traces tell of them."""

from __future__ import annotations

from dataclasses import replace

from cigen.edge.console import Edge
from cigen.edge.tracked import tracked
from cigen.results.case import Case
from cigen.results.cases import Cases
from cigen.results.model import Cell, Report, Step
from cigen.results.spots.case import spot_of
from cigen.results.spots.located import Known, located

MOST = 300
"""Cases of a cell whose traces are looked at; nobody reads more of them."""


def locate(report: Report, edge: Edge) -> Report:
    """Nothing changes in a green one, nor where no repository is."""
    if not report.red:
        return report
    known = Known(tracked(edge.cwd, edge.environ))
    cells = tuple(_cell(cell, known) if cell.outcome.red else cell for cell in report.cells)
    return replace(report, cells=cells, cases=_cases(report.cases, known))


def _cell(cell: Cell, known: Known) -> Cell:
    return replace(cell, steps=tuple(_step(step, known) for step in cell.steps), cases=_cases(cell.cases, known))


def _step(step: Step, known: Known) -> Step:
    if step.log is None or not step.log.spots:
        return step
    spots = tuple(located(spot, (), known) for spot in step.log.spots)
    return replace(step, log=replace(step.log, spots=spots))


def _cases(cases: Cases, known: Known) -> Cases:
    if not cases.totals.red:
        return cases
    files, left = [], MOST
    for file in cases.files:
        notable = tuple(_case(case, known) for case in file.notable[:left])
        files.append(replace(file, notable=notable + file.notable[left:]))
        left -= len(notable)
    return Cases(tuple(files))


def _case(case: Case, known: Known) -> Case:
    """What its file of results says is believed; only a file of the repository is a better answer than none."""
    if case.file or not case.outcome.red:
        return case
    spot = spot_of(case.details)
    found = located(spot, (), known) if spot is not None else None
    return replace(case, file=found.file, line=found.at) if found is not None and found.known else case
