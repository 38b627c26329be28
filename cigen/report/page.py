"""What a page may show and what it drops first in, `KIND.md` out: the project's own page or ours, as much as fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cigen.rendered import RenderedFile
from cigen.report.contents import Contents
from cigen.report.fitting import Detail, Drop, Level, Values, fit, left_out
from cigen.report.ownpages import Draw, fitted
from cigen.results.model import Cases, CellTotals, Report, Totals

_NONE = Detail(log=0, failures=0, listed=0, names=0, entries=0, rows=0, news=0, broken=0)

LEFT_OUT = "left_out"
"""The value that says what there was no room for."""

Show = Callable[[Contents, Detail], Values]
"""What a level of detail shows, by the names that templates have for it."""


def names(values: Show) -> frozenset[str]:
    """The names that a template may use: they are the same for every report, so those for one without anything."""
    nothing = Report("", (), (), Cases(), (), Totals(), CellTotals())
    return frozenset({*values(Contents(nothing, 0), _NONE), LEFT_OUT})


def page(
    kind: str,
    contents: Contents,
    values: Show,
    *,
    full: Detail,
    drops: Sequence[Drop],
    head: str = "",
) -> RenderedFile:
    """The page from the template of its kind, below its `head`; `values` are what a level of detail shows."""

    def fitting(draw: Draw) -> str:
        def text(level: Level) -> str:
            missing = left_out(level.dropped, kind, contents.places)
            return f"{head}{draw(**level.values, **{LEFT_OUT: missing}).rstrip()}\n"

        return fit(lambda detail: values(contents, detail), drops, full, draw=text, budget=contents.budget)

    return RenderedFile(f"{kind}.md", fitted(contents.report, f"{kind}.md.j2", fitting, contents.budget))
