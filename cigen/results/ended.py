"""A Report and how the jobs ended that made its results in, a Report that is green only if they ended well out.

Results may all be green where the job behind them was not: its time was up, an upload failed, its runner was lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cigen.results.model import Ended, Report

RESULTS = ("success", "failure", "cancelled", "skipped")
"""GitHub's words for how a job ended: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts"""
_BAD = {"failure": "ended with `failure`", "cancelled": "ended with `cancelled` (stopped, or out of time)"}

Jobs = Sequence[tuple[str, str]]
"""Names, each with one of the results."""


def judged(report: Report, jobs: Jobs) -> Report:
    """The same report, red where nothing but the end of a job is; what is red already says why by itself."""
    bad = dict.fromkeys((name, _BAD[result]) for name, result in jobs if result in _BAD)
    if report.red or not bad:
        return report
    came = "nothing new failed in what came back" if report.known else "all results that came back are green"
    found = (Ended(name, f"{how}, though {came}: look at its log") for name, how in bad)
    return replace(report, problems=(*report.problems, *found))
