"""What a page may show and what it drops first in, `KIND.md` out: the project's own page or ours, as much as fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cigen.rendered import RenderedFile
from cigen.report.contents import Contents
from cigen.report.fitting import Detail, Drop, Level, Values, fit, left_out
from cigen.report.ownpages import Draw, fitted


def page(
    kind: str,
    contents: Contents,
    values: Callable[[Contents, Detail], Values],
    *,
    full: Detail,
    drops: Sequence[Drop],
    head: str = "",
) -> RenderedFile:
    """The page from the template of its kind, below its `head`; `values` are what a level of detail shows."""

    def fitting(draw: Draw) -> str:
        def text(level: Level) -> str:
            missing = left_out(level.dropped, kind, contents.places)
            return f"{head}{draw(**level.values, left_out=missing).rstrip()}\n"

        return fit(lambda detail: values(contents, detail), drops, full, draw=text, budget=contents.budget)

    return RenderedFile(f"{kind}.md", fitted(contents.report, f"{kind}.md.j2", fitting, contents.budget))
