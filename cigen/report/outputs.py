"""The files of a report, each made by one module from the same Report."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from cigen.rendered import Rendered
from cigen.report import check, comment, ctrf, data, history, junit, last, markdown
from cigen.results.model import Report

OUTPUTS: MappingProxyType[str, Callable[[Report], Rendered]] = MappingProxyType(
    {
        "junit.xml": junit.render,
        "report.json": data.render,
        "ctrf.json": ctrf.render,
        "summary.md": markdown.render,
        "comment.md": comment.render,
        "check.json": check.render,
        "last.json": last.render,
        "history.json": history.render,
    }
)
"""By the names of the files."""
COMPARED = ("last.json", "history.json")
"""What a later run is compared with."""
PATHS = tuple(name for name in OUTPUTS if name not in COMPARED)
"""A build takes those of an earlier report away before it begins, as its own may never come; but not what it wants to
compare with, also if this one is killed.
"""
WITH_ALL_CASES = ("junit.xml", "report.json", "ctrf.json", "history.json")
"""What all cases are in, not only the notable ones."""
