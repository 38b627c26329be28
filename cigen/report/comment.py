"""A Report in, `comment.md` out: what a pull request is told, in at most 65,000 bytes, found again by its marker."""

from __future__ import annotations

from cigen.pagetemplate import Quoted
from cigen.rendered import RenderedFile
from cigen.report import sections
from cigen.report.contents import LOGS, SUMMARY, Contents
from cigen.report.escape import comment_name
from cigen.report.fitting import Detail, Drop, Values
from cigen.report.links import short_links
from cigen.report.news import changed
from cigen.report.page import names, page
from cigen.results.model import Report

BUDGET = 65_000
"""Bytes. GitHub speaks of 65,536 characters, and that many bytes are never more."""
FULL = Detail(log=20, failures=20, listed=300, names=20, entries=20, rows=20, news=20, broken=30)
DROPS = (
    Drop("listed", 100, "all but {} of the failures without a log", SUMMARY),
    Drop("log", 12, "all but {} lines of each log", LOGS),
    Drop("entries", 10, "all but {} entries of each list", SUMMARY),
    Drop("listed", 40, "all but {} of the failures without a log", SUMMARY),
    Drop("log", 6, "all but {} lines of each log", LOGS),
    Drop("names", 5, "all but {} cells of each failure", SUMMARY),
    Drop("failures", 10, "the logs of all but {} failures", LOGS),
    Drop("rows", 10, "all but {} rows of each table", SUMMARY),
    Drop("news", 8, "all but {} new failures", SUMMARY),
    Drop("log", 3, "all but {} lines of each log", LOGS),
    Drop("failures", 5, "the logs of all but {} failures", LOGS),
    Drop("listed", 10, "all but {} of the failures without a log", SUMMARY),
    Drop("broken", 8, "all but {} lines of the step that broke the build", SUMMARY),
    Drop("log", 0, "the logs", LOGS),
    Drop("entries", 3, "all but {} entries of each list", SUMMARY),
    Drop("rows", 4, "all but {} rows of each table", SUMMARY),
    Drop("listed", 0, "the failures without a log", SUMMARY),
    Drop("news", 0, "which tests changed", SUMMARY),
    Drop("broken", 0, "what the step printed that broke the build", SUMMARY),
    Drop("rows", 0, "the tables", SUMMARY),
    Drop("entries", 0, "the lists", SUMMARY),
    Drop("failures", 0, "the failures", SUMMARY),
)
"""What is dropped first where all of it is too large; see `docs/pages.md`."""


def marker(name: str) -> str:
    """The first line of the comment on the run called `name`, hidden by GitHub, by which it is found again."""
    return f"<!-- cigen:report {comment_name(name)} -->"


def state(report: Report) -> str:
    """The second line, hidden as well: how it ended, and whether anything changed."""
    return f"<!-- cigen:state outcome={'failed' if report.red else 'passed'} change={changed(report)} -->"


def render(report: Report, *, budget: int = BUDGET) -> RenderedFile:
    """Two lines when all is well, else the most detailed comment that fits."""
    head = f"{marker(report.name)}\n{state(report)}\n"
    return page("comment", Contents(report, budget), _values, full=FULL, drops=DROPS, head=head)


def value_names() -> frozenset[str]:
    """What `comment.md.j2` is given, by name."""
    return names(_values)


def _values(contents: Contents, detail: Detail) -> Values:
    """Grids, as long as they are, are for those who look for what failed."""
    report = contents.report
    return {
        **contents.head(detail),
        **(contents.tables(detail) if report.red else {"tables": ()}),
        **contents.failed(detail, contents.places.get(SUMMARY, Quoted(SUMMARY))),
        **contents.numbers(detail),
        "notes": (),
        "facts": (*contents.facts(), *(sections.slowest_fact(report) if report.red else ())),
        "links": short_links(report),
    }
