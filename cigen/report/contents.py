"""A Report in, everything that a page in Markdown may show out, at any level of detail; see `docs/templates.md`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from cigen.pagetemplate import Quoted
from cigen.report import gridtable, sections, steptable
from cigen.report.broken import broken
from cigen.report.ended import ended
from cigen.report.escape import name, words
from cigen.report.failureblocks import blocks, drawing, listing, more
from cigen.report.failures import failures
from cigen.report.fitting import Detail, Values
from cigen.report.gantt import gantt
from cigen.report.happened import happened
from cigen.report.links import link, page_links
from cigen.report.news import told
from cigen.report.verdict import verdict
from cigen.results.model import Report

T = TypeVar("T")
LOGS, SUMMARY, DATA = "`logs/`", "the job summary", "`report.json`"
"""Where more is."""


class Contents:
    """What is on a page with at most `budget` bytes; nothing is worked out twice for two levels of detail."""

    def __init__(self, report: Report, budget: int) -> None:
        self.report = report
        self.budget = budget
        self.verdict = verdict(report)
        self.failures = failures(report)
        self._draw = drawing(report, self.failures)
        self._others = listing(self.failures)
        self._known: dict[tuple[object, ...], object] = {}

    def once(self, make: Callable[..., T], *numbers: int) -> T:
        """What `make` makes of the report and these numbers."""
        key = (make, *numbers)
        if key not in self._known:
            self._known[key] = make(self.report, *numbers)
        return self._known[key]  # type: ignore[return-value]

    def head(self, detail: Detail) -> Values:
        """What comes first."""
        report = self.report
        return {
            "title": sections.title(report, self.verdict),
            "name": name(report.name) if report.name else Quoted(""),
            "headline": words(self.verdict.headline),
            "red": self.verdict.red,
            "cells": report.cell_totals,
            "tests": report.totals,
            "untrusted": report.untrusted,
            "news": self.once(told, detail.news),
            "broken": (*self.once(broken, detail.broken), *self.once(ended)),
            "problems": self.once(sections.problems, detail.entries),
        }

    def failed(self, detail: Detail, where: Quoted) -> Values:
        """What went wrong, and `where` there is more of it."""
        log, names, listed = detail.log, detail.names, detail.listed
        count = min(detail.failures, len(self.failures))
        left = len(self.failures) - count - listed
        return {
            "failures": blocks(self._draw, count, log=log, names=names, budget=self.budget),
            "others": self._others(count, listed),
            "more": more(self.report, left, where),
            "missing": self.once(sections.missing, detail.entries),
            "lost": self.once(sections.lost, detail.entries),
            "flaky": self.once(sections.flaky, detail.entries),
        }

    def numbers(self, detail: Detail) -> Values:
        """Tables of numbers, and what the build did."""
        return {
            "steps": self.once(steptable.steps, detail.steps),
            "slowest": self.once(steptable.slowest, detail.slowest),
            "totals": self.once(steptable.totals),
            "happened": self.once(happened, detail.causes),
            "chart": self.once(gantt, detail.bars),
            "notes": self.once(sections.notes, detail.entries),
        }

    def tables(self, detail: Detail) -> Values:
        """The grids."""
        return {"tables": self.once(gridtable.tables, detail.rows)}

    def facts(self) -> tuple[Quoted, ...]:
        """What else is worth a word."""
        return sections.facts(self.report, self.verdict)

    def links(self) -> tuple[Quoted, ...]:
        """Links for a page that stands below the run."""
        return page_links(self.report)

    @property
    def places(self) -> dict[str, Quoted]:
        """Links to where more is, by the words for it; none where the run is not known."""
        origin = self.report.origin
        if origin is None:
            return {}
        kept = {place: link(words(place), origin.artifacts_url) for place in (LOGS, DATA)}
        return {**kept, SUMMARY: link(words(SUMMARY), origin.summary_url)}
