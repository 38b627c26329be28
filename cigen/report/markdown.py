"""A Report in, `summary.md` out: the job summary, at most 1 MiB a step, https://docs.github.com/actions."""

from __future__ import annotations

from cigen.pagetemplate import Quoted, page
from cigen.rendered import RenderedFile
from cigen.report import sections
from cigen.report.broken import broken
from cigen.report.happened import happened
from cigen.report.news import told
from cigen.report.sections import Detail, Found
from cigen.results.model import Report

BUDGET = 900_000
"""Bytes. GitHub drops everything of a step that wrote more than 1,048,576, and we may not be alone in it."""

LEVELS = (
    Detail(log=60, failures=10_000, names=200, rows=200, slowest=10, left_out=""),
    Detail(log=15, failures=10_000, names=50, rows=200, slowest=10, left_out="all but 15 lines of each log"),
    Detail(log=15, failures=300, names=50, rows=100, slowest=10, left_out="long logs, all but 300 failures"),
    Detail(log=3, failures=300, names=10, rows=60, slowest=5, left_out="most of the logs, all but 300 failures"),
    Detail(log=0, failures=100, names=10, rows=30, slowest=0, left_out="logs, all but 100 failures"),
    Detail(log=0, failures=0, names=5, rows=0, slowest=0, left_out="everything but the counts"),
)


def render(report: Report) -> RenderedFile:
    """The most detailed summary that fits; the totals are always in it."""
    return RenderedFile("summary.md", sections.fitting(report, LEVELS, BUDGET, _draw, _size))


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _draw(found: Found, detail: Detail) -> str:
    report = found.report
    return page(
        "summary.md.j2",
        title=sections.title(found),
        facts=sections.facts(found),
        news=told(report, detail),
        broken=broken(report),
        problems=sections.problems(report, detail),
        tables=sections.tables(report, detail),
        blocks=sections.failed(found, detail),
        more=sections.more_failures(found, detail),
        missing=sections.missing(report, detail),
        lost=sections.lost(report, detail),
        flaky=sections.flaky(report, detail),
        happened=happened(report),
        slowest=sections.slowest(report, detail),
        notes=sections.notes(report, detail),
        totals=sections.totals(report),
        left_out=Quoted(detail.left_out),
    )
