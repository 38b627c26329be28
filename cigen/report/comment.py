"""A Report in, `comment.md` out: what a pull request is told, at most 65,536 characters, found again by its marker."""

from __future__ import annotations

from cigen.pagetemplate import Quoted, page
from cigen.rendered import RenderedFile
from cigen.report import sections
from cigen.report.broken import broken
from cigen.report.escape import comment_name
from cigen.report.news import told
from cigen.report.sections import Detail, Found
from cigen.results.model import Report

BUDGET = 65_000
"""Characters; below 65,536 of them a comment is safe under both limits that were ever seen."""

LEVELS = (
    Detail(log=20, failures=20, names=20, rows=30, slowest=0, left_out=""),
    Detail(log=8, failures=20, names=10, rows=30, slowest=0, left_out="all but 8 lines of each log"),
    Detail(log=3, failures=10, names=5, rows=15, slowest=0, left_out="most of the logs"),
    Detail(log=0, failures=5, names=5, rows=5, slowest=0, left_out="logs and most cells"),
    Detail(log=0, failures=0, names=0, rows=0, slowest=0, left_out="everything but the counts"),
)


def marker(name: str) -> str:
    """The first line of the comment on the run called `name`, hidden by GitHub, by which it is found again."""
    return f"<!-- cigen:report {comment_name(name)} -->"


def render(report: Report) -> RenderedFile:
    """Two lines when all is well, else the most detailed comment that fits."""
    return RenderedFile("comment.md", sections.fitting(report, LEVELS, BUDGET, _draw, len))


def _draw(found: Found, detail: Detail) -> str:
    report = found.report
    red = found.verdict.red
    return page(
        "comment.md.j2",
        marker=Quoted(marker(report.name)),
        title=sections.title(found),
        facts=sections.facts(found),
        news=told(report, detail),
        broken=broken(report),
        problems=sections.problems(report, detail),
        tables=sections.tables(report, detail) if red else (),
        blocks=sections.failed(found, detail),
        more=sections.more_failures(found, detail),
        missing=sections.missing(report, detail),
        lost=sections.lost(report, detail),
        flaky=sections.flaky(report, detail),
        left_out=Quoted(detail.left_out if red else ""),
    )
