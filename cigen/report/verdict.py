"""A Report in, its verdict out: the one line that people read first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cigen.duration import duration
from cigen.report.export import export_fact
from cigen.results.model import Absent, Ended, Report

MOST_REASONS = 100


@dataclass(frozen=True, slots=True)
class Verdict:
    """`headline` says how it ended, `facts` what else is worth a word; both our own words and numbers only."""

    red: bool
    headline: str
    facts: tuple[str, ...]


def verdict(report: Report) -> Verdict:
    """How the run ended, with counts."""
    bad = tuple(_bad(report))
    if report.red:
        return Verdict(True, ", ".join(bad) or "failed", tuple(_facts(report)))
    return Verdict(False, _good(report), tuple(_facts(report)))


def unshown(report: Report) -> str:
    """Why a report is red in which no test case is: a broken build, or results that can't be read; else empty.

    Whoever reads a file of cases alone must not take it for green.
    """
    if not report.red or report.totals.red:
        return ""
    reasons = [problem.text for problem in report.problems[:MOST_REASONS]]
    reasons += [report.build.error] if report.build else []
    return "\n".join(filter(None, reasons)) or verdict(report).headline


def counted(number: int, noun: str) -> str:
    """Such as `1 cell` and `2,000 cells`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def amiss(report: Report) -> str:
    """What is wrong with the results themselves, in a few words."""
    if report.empty and report.build is None and all(isinstance(one, Absent) for one in report.problems):
        return "no results"
    if all(isinstance(one, Ended) for one in report.problems):
        return counted(len(report.problems), "job") + " ended badly"
    return counted(len(report.problems), "problem") + " with the results"


def _bad(report: Report) -> Iterator[str]:
    build, cells = report.build, report.cell_totals
    if build is not None and build.interrupted:
        yield "interrupted"
    elif build is not None and (build.broken or build.error):
        yield "the build broke"
    if cells.failed + cells.errors:
        yield f"{cells.failed + cells.errors:,} of {counted(cells.total, 'cell')} failed"
    if cells.missing:
        of = "" if cells.failed + cells.errors else f" of {counted(cells.total, 'cell')}"
        yield f"{cells.missing:,}{of} missing"
    failed = report.cases.totals.red
    if failed:
        yield f"{failed:,} of {counted(len(report.cases), 'test')} failed"
    if report.news is not None and not report.news.refused and (failed or cells.failed + cells.errors):
        yield f"{report.news.failing.count:,} new" if report.news.failing.count else "none new"
    if report.problems:
        yield amiss(report)
    elif report.empty and build is None:
        yield "nothing was tried"


def _good(report: Report) -> str:
    cells, cases = len(report.cells), len(report.cases)
    if report.known:
        return f"nothing new failed, {counted(report.known, 'known failure')}"
    parts = [counted(cells, "cell")] if cells else []
    parts += [counted(cases, "test")] if cases else []
    return f"{' and '.join(parts)} passed" if parts else "no cell is in this part"


def _facts(report: Report) -> Iterator[str]:
    cells = report.cell_totals
    passed = cells.passed if cells.total else report.cases.totals.passed
    if report.red and passed:
        yield f"{passed:,} passed"
    flaky = cells.flaky if cells.total else report.totals.flaky
    if flaky:
        yield f"{flaky:,} flaky"
    skipped = report.cases.totals.skipped
    if skipped:
        yield f"{skipped:,} skipped"
    if report.build is None:
        yield from _times(report)
    if report.build is not None:
        yield duration(report.build.seconds)
        if report.build.export is not None:
            yield export_fact(report.build.export)
    known = [step.cached for cell in report.cells for step in cell.steps if step.cached is not None]
    if known:
        yield f"{sum(known):,} of {counted(len(known), 'step')} cached"


def _times(report: Report) -> Iterator[str]:
    """How long the tests took, summed up, and how long it was from the first to the last where their files tell."""
    took, wall = report.cases.seconds, report.cases.wall
    if took >= 1:
        yield f"{duration(took)} of tests" + (f" in {duration(wall)}" if wall and wall >= 1 else "")
