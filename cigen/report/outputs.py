"""The files of a report, each made by one module from the same Report."""

from __future__ import annotations

from cigen.report import comment, data, junit, last, markdown

OUTPUTS = (
    junit.render,
    data.render,
    markdown.render,
    comment.render,
    last.render,
)
PATHS = ("junit.xml", "report.json", "summary.md", "comment.md")
"""Where they go: a build takes an earlier report away before it begins, as its own may never come.

But not `last.json`: the next build wants to compare with it, also if this one is killed.
"""
