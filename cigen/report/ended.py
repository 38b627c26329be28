"""A Report in, the jobs out that ended badly though nothing that came back from them is red."""

from __future__ import annotations

from cigen.pagetemplate import Quoted
from cigen.report.escape import span, words
from cigen.report.links import run_link
from cigen.report.parts import some
from cigen.results.model import Ended, Report

MOST = 10


def ended(report: Report) -> tuple[Quoted, ...]:
    """A paragraph of Markdown each."""
    where = Quoted(f", in {run_link(report.origin)}") if report.origin is not None else Quoted("")
    found = [one for one in report.problems if isinstance(one, Ended)]
    told = [Quoted(f"**{span(one.file)}** {words(one.reason)}{where}") for one in found[:MOST]]
    return some(told, MOST, len(found))
