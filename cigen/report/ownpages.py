"""A Report in, the project's own page out where it has one that works, else ours with a line that says why not."""

from __future__ import annotations

from collections.abc import Callable

from cigen import pagetemplate
from cigen.ownpage import PageError, own_page
from cigen.report.escape import span
from cigen.results.model import Report

Draw = Callable[..., str]
"""A page of these values, given by name."""


def fitted(report: Report, name: str, fit: Callable[[Draw], str], budget: int) -> str:
    """The page `name` as `fit` makes it fit into `budget` bytes, with the way to draw it that it is given.

    An own page that fails, does too much or never fits costs nobody the report, and none hides whose run it was.
    """
    if not report.templates:
        return fit(lambda **values: pagetemplate.page(name, **values))
    try:
        text = fit(lambda **values: _warned(own_page(name, report.templates, values), values.get("untrusted")))
    except PageError as error:
        return fit(_told(name, str(error)))
    if (size := len(text.encode("utf-8", "replace"))) > budget:
        return fit(_told(name, f"{name}: {size:,} bytes with the least detail, {budget:,} are the most"))
    return text


def _warned(text: str, warning: object) -> str:
    """The page with what must be on it."""
    return text if not warning or str(warning) in text else f"{warning}\n\n{text}"


def _told(name: str, reason: str) -> Draw:
    """Our page, with a last line on why it is not the project's."""

    def draw(**values: object) -> str:
        text = pagetemplate.page(name, **values).rstrip("\n")
        return f"{text}\n\nThis is not the project's own page, which could not be used: {span(reason)}\n"

    return draw
