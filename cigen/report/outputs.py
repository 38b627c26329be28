"""The files of a report, each made by one module from the same Report."""

from __future__ import annotations

from cigen.report import comment, data, junit, markdown

OUTPUTS = (
    junit.render,
    data.render,
    markdown.render,
    comment.render,
)
