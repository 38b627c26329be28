"""A Report in, annotations out: what failed, each at a line of the repository, and as commands for GitHub's runner.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cigen.rendered import RenderedFile
from cigen.report.annotated import Draw, drawn_errors, drawn_notices, drawn_warnings
from cigen.report.annotation import Annotation, Level
from cigen.report.verdict import counted
from cigen.results.model import Report

MOST = 10
"""Of a level in one step; GitHub's runner drops what comes after them without a word."""
LINES = 12
"""Of a log in a message."""
MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Drawn:
    """Annotations of one level, worst and newest first, and how many failures there are that have none."""

    level: Level
    all: tuple[Draw, ...]
    unkept: int = 0


def drawn(report: Report) -> tuple[Drawn, ...]:
    """All that there are; none is drawn before it is asked for, as there may be thousands."""
    unkept = report.cases.unkept + sum(cell.cases.unkept for cell in report.cells)
    errors, warnings = drawn_errors(report), drawn_warnings(report)
    forgiven = bool(report.known)
    return (
        Drawn(Level.ERROR, errors, 0 if forgiven else unkept),
        Drawn(Level.WARNING, warnings, unkept if forgiven else 0),
        Drawn(Level.NOTICE, drawn_notices(report)),
    )


def render(report: Report) -> RenderedFile:
    """A command a line, at most 10 of each level; where there are more, the last one says how many."""
    lines = [command(one) for level in drawn(report) for one in _first(report, level)]
    return RenderedFile("annotations.txt", "".join(f"{line}\n" for line in lines))


def command(one: Annotation) -> str:
    """The one line that makes GitHub's runner show it: nothing in it ends that line, or begins another command."""
    named = {"file": one.file, "line": one.line or "", "col": one.column or "", "title": one.title}
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in named.items() if value)
    return f"::{one.level.value}{' ' if properties else ''}{properties}::{_data(one.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _first(report: Report, level: Drawn) -> Iterator[Annotation]:
    count = len(level.all) + level.unkept
    shown = level.all if count <= MOST else level.all[: MOST - 1]
    yield from (draw(LINES, 0) for draw in shown)
    if left := count - len(shown):
        yield rest(report, level, shown, left)


def rest(report: Report, level: Drawn, shown: Sequence[Draw], left: int) -> Annotation:
    """What stands for those that have no room."""
    noun = {Level.ERROR: "more failure", Level.WARNING: "more warning", Level.NOTICE: "more note"}[level.level]
    titles = [draw(0, 0).title for draw in level.all[len(shown) : len(shown) + MOST_LISTED]]
    more = [f"… and {left - len(titles):,} more"] if left > len(titles) else []
    where = [f"all of them: {report.origin.summary_url}"] if report.origin else ["all of them are in the job summary"]
    return Annotation(level.level, f"… and {counted(left, noun)}", "\n".join([*titles, *more, *where]))
