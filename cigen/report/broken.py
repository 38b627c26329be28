"""A Report whose build broke in, why and what could not run because of it out."""

from __future__ import annotations

from cigen.pagetemplate import Quoted
from cigen.report import links
from cigen.report.escape import fence, line, name, span
from cigen.report.failures import tail
from cigen.report.verdict import counted
from cigen.results.model import BrokenStep, Build, Report

MOST_NAMES = 6


def broken(report: Report, lines: int = 30) -> tuple[Quoted, ...]:
    """Why the build itself ended, with so many lines of what it printed; as paragraphs of Markdown."""
    build = report.build
    if build is None or not (build.broken or build.error):
        return ()
    if build.broken is None:
        return (Quoted(f"**The build failed**: {span(build.error)}"),)
    step = build.broken
    stage = f" in stage {name(step.stage)}" if step.stage else ""
    place = f" ({links.place(report, report.spec, step.line)})" if report.spec and step.line else ""
    first = Quoted(f"**The build broke{stage}** at {span(step.instruction)}{place}: {span(step.reason)}")
    names = ", ".join(name(one) for one in step.cells[:MOST_NAMES])
    lost = Quoted(_lost(step, names)) if step.cells else Quoted("")
    return tuple(filter(None, (first, fence(tail(step.log, lines)), lost)))


def broken_lines(report: Report, build: Build, lines: int) -> tuple[str, ...]:
    """The same for a terminal: a headline, then what stands below it."""
    step = build.broken
    if step is None:
        return "the build failed", line(build.error, 400)
    place = f"in stage {line(step.stage)}" if step.stage else "outside its stages"
    below = [line(step.instruction, 160), *tail(step.log, lines).split("\n"), _where(report, step)]
    below += [_lost(step, ", ".join(map(line, step.cells[:MOST_NAMES])))] if step.cells else []
    return f"the build broke {place} · {line(step.reason, 400)}", *filter(None, below)


def missing_besides(report: Report, *, most: int = MOST_NAMES) -> tuple[str, ...]:
    """The cells that did not come back, but for those that the broken step has told of; of more than `most` it names
    some only.
    """
    step = report.build.broken if report.build is not None else None
    told = frozenset(step.cells if step is not None and len(step.cells) <= most else ())
    return tuple(cell.name for cell in report.cells if cell.missing and cell.name not in told)


def _lost(step: BrokenStep, names: str) -> str:
    left = len(step.cells) - MOST_NAMES
    more = f" and {left:,} more" if left > 0 else ""
    needs = "needs" if len(step.cells) == 1 else "need"
    return f"{counted(len(step.cells), 'cell')} {needs} it and could not run: {names}{more}"


def _where(report: Report, step: BrokenStep) -> str:
    return line(f"{report.spec}:{step.line}") if report.spec and step.line else ""
