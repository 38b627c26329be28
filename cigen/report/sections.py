"""A Report in, the lists and lines that Markdown pages are made of out: every text in them is quoted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cigen.duration import duration
from cigen.pagetemplate import Quoted
from cigen.report.absent import absent
from cigen.report.broken import missing_besides
from cigen.report.escape import name, span, words
from cigen.report.happened import chain_fact
from cigen.report.oddities import oddities
from cigen.report.parts import enumeration, some
from cigen.report.verdict import Verdict
from cigen.results.model import Ended, Outcome, Report

STRANGER = words(
    "From a pull request of a fork: what follows is what its own code reported, which nobody here has looked at."
)


def title(report: Report, verdict: Verdict) -> Quoted:
    """The first line of a page: verdict, name, counts."""
    sign = "❌" if verdict.red else "✅"
    own = f"{name(report.name)}: " if report.name else ""
    return Quoted(f"{sign} {own}{verdict.headline}")


def untrusted(report: Report) -> Quoted:
    """What there is to say of a stranger's run; empty for one's own."""
    return STRANGER if report.untrusted else Quoted("")


def facts(report: Report, verdict: Verdict) -> tuple[Quoted, ...]:
    """What else is worth a word."""
    return tuple(map(Quoted, (*map(words, verdict.facts), *chain_fact(report, name, span))))


def slowest_fact(report: Report) -> tuple[Quoted, ...]:
    """The step that took longest, where it took its time in this build."""
    timed = [(step.seconds or 0.0, step.name) for cell in report.cells for step in cell.steps if not step.cached]
    seconds, step = max(timed, default=(0.0, ""))
    return (Quoted(f"slowest {span(step)} {duration(seconds)}"),) if seconds >= 1 else ()


def problems(report: Report, most: int) -> tuple[Quoted, ...]:
    """One line each for what is wrong with the results."""
    found = [one for one in report.problems if not isinstance(one, Ended)]
    told = [Quoted(f"{span(one.file)}: {span(one.reason)}") for one in found[:most]]
    return some(told, most, len(found))


def notes(report: Report, most: int) -> tuple[Quoted, ...]:
    """One line each for what is odd about the files of results and no error."""
    found = tuple(oddities(report))
    return some([Quoted(f"{span(file)}: {span(note)}") for file, note in found[:most]], most, len(found))


def missing(report: Report, most: int) -> Quoted:
    """Which cells did not come back, where the broken step has not told."""
    names = missing_besides(report)
    return Quoted(f"**Nothing came back** from {enumeration(names, most)}") if names else Quoted("")


def lost(report: Report, most: int) -> tuple[Quoted, ...]:
    """Which artifacts failed cells did not leave behind, a line each."""
    found = absent(report)
    return some([_lost(one.paths, one.cells, most) for one in found[:most]], most, len(found))


def _lost(paths: Sequence[str], cells: Sequence[str], most: int) -> Quoted:
    more = f" and {len(paths) - most:,} more" if len(paths) > most else ""
    return Quoted(f"{', '.join(map(span, paths[:most]))}{more} of {enumeration(cells, most)}")


def flaky(report: Report, most: int) -> tuple[Quoted, ...]:
    """One line each for what passed only after a failed attempt."""
    found = tuple(_flaky(report))
    return some(found[:most], most, len(found))


def _flaky(report: Report) -> Iterator[Quoted]:
    for cell in report.cells:
        for step in cell.steps:
            if step.outcome is Outcome.FLAKY:
                where = f", failed: {span(step.failed_log.path)}" if step.failed_log else ""
                yield Quoted(f"{span(step.name)} in {name(cell.name)}, {step.attempts:,} attempts{where}")
        yield from (_flaky_case(case.name, cell.name) for case in cell.cases.notable if not case.outcome.red)
    yield from (_flaky_case(case.name, case.source) for case in report.cases.notable if not case.outcome.red)


def _flaky_case(case: str, where: str) -> Quoted:
    return Quoted(f"{span(case)} in {name(where)}")
