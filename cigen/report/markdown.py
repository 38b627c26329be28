"""A Report in, `summary.md` out: the job summary, at most 1 MiB a step, https://docs.github.com/actions."""

from __future__ import annotations

from cigen.rendered import RenderedFile
from cigen.report.contents import DATA, LOGS, Contents
from cigen.report.escape import words
from cigen.report.fitting import Detail, Drop, Values
from cigen.report.page import names, page
from cigen.results.model import Report

BUDGET = 900_000
"""Bytes. GitHub drops everything of a step that wrote more than 1,048,576, and we may not be alone in it."""
FULL = Detail(
    log=60, failures=10_000, listed=10_000, names=200, entries=200, rows=60, news=20, broken=30, steps=60, slowest=10,
    bars=30, causes=5,
)  # fmt: skip
DROPS = (
    Drop("log", 40, "all but {} lines of each log", LOGS),
    Drop("log", 25, "all but {} lines of each log", LOGS),
    Drop("names", 50, "all but {} cells of each failure"),
    Drop("log", 15, "all but {} lines of each log", LOGS),
    Drop("failures", 1_000, "the logs of all but {} failures", LOGS),
    Drop("entries", 50, "all but {} entries of each list"),
    Drop("log", 8, "all but {} lines of each log", LOGS),
    Drop("failures", 300, "the logs of all but {} failures", LOGS),
    Drop("listed", 3_000, "all but {} of the failures without a log"),
    Drop("names", 10, "all but {} cells of each failure"),
    Drop("log", 4, "all but {} lines of each log", LOGS),
    Drop("failures", 100, "the logs of all but {} failures", LOGS),
    Drop("listed", 1_000, "all but {} of the failures without a log"),
    Drop("entries", 20, "all but {} entries of each list"),
    Drop("steps", 20, "all but {} steps of each test"),
    Drop("listed", 300, "all but {} of the failures without a log"),
    Drop("failures", 30, "the logs of all but {} failures", LOGS),
    Drop("log", 0, "the logs", LOGS),
    Drop("bars", 0, "the chart of the critical path"),
    Drop("slowest", 0, "the slowest steps"),
    Drop("rows", 20, "all but {} rows of each table"),
    Drop("listed", 50, "all but {} of the failures without a log"),
    Drop("steps", 0, "the steps of each test"),
    Drop("causes", 0, "what happened in the build"),
    Drop("news", 8, "all but {} new failures"),
    Drop("broken", 8, "all but {} lines of the step that broke the build"),
    Drop("rows", 0, "the tables of cells"),
    Drop("entries", 5, "all but {} entries of each list"),
    Drop("listed", 0, "the failures without a log"),
    Drop("news", 0, "which tests changed"),
    Drop("broken", 0, "what the step printed that broke the build"),
    Drop("entries", 0, "the lists"),
    Drop("failures", 0, "the failures"),
)
"""What is dropped first where all of it is too large; see `docs/pages.md`."""


def render(report: Report, *, budget: int = BUDGET) -> RenderedFile:
    """The most detailed summary that fits; the totals are always in it."""
    return page("summary", Contents(report, budget), _values, full=FULL, drops=DROPS)


def value_names() -> frozenset[str]:
    """What `summary.md.j2` is given, by name."""
    return names(_values)


def _values(contents: Contents, detail: Detail) -> Values:
    return {
        **contents.head(detail),
        **contents.tables(detail),
        **contents.failed(detail, contents.places.get(DATA, words(DATA))),
        **contents.numbers(detail),
        "facts": contents.facts(),
        "links": contents.links(),
    }
