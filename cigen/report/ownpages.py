"""A Report in, the project's own page out where it has one that works, else ours with a line that says why not."""

from __future__ import annotations

from collections.abc import Callable

from cigen import pagetemplate
from cigen.ownpage import PageError, own_page
from cigen.report.escape import span
from cigen.report.sections import untrusted
from cigen.results.model import Report

Draw = Callable[..., str]
"""A page of these values, given by name."""


def fitted(report: Report, name: str, fit: Callable[[Draw], str], budget: int) -> str:
    """The page `name` as `fit` makes it fit into `budget` bytes, with the way to draw it that it is given.

    An own page that fails, shows nothing, does too much or never fits costs nobody the report. That a run was a
    stranger's stands before any page, where no template can hide it.
    """
    warning = untrusted(report)
    before = f"{warning}\n\n" if warning else ""

    def ours(**values: object) -> str:
        return before + pagetemplate.page(name, **values)

    def own(**values: object) -> str:
        return before + _seen(name, own_page(name, report.templates, values))

    if not report.templates:
        return fit(ours)
    try:
        text = fit(own)
    except PageError as error:
        return fit(_told(ours, str(error)))
    if (size := len(text.encode("utf-8", "replace"))) > budget:
        return fit(_told(ours, f"{name}: {size:,} bytes with the least detail, {budget:,} are the most"))
    return text


def _seen(name: str, text: str) -> str:
    if not text.strip():
        raise PageError(f"{name}: it shows nothing")
    return text


def _told(ours: Draw, reason: str) -> Draw:
    """Our page, with a last line on why it is not the project's."""

    def draw(**values: object) -> str:
        text = ours(**values).rstrip("\n")
        return f"{text}\n\nThis is not the project's own page, which could not be used: {span(reason)}\n"

    return draw
