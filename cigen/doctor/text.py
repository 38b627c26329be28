"""Findings in, what a terminal shows of them out: the worst on top of all, then each with what to do."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from cigen.doctor.model import Builder, Finding, Level
from cigen.inert import inert
from cigen.rendered import RenderedFile

_MARKS = {Level.OK: "✓", Level.NOTE: "!", Level.PROBLEM: "✗"}
_COLOURS = {Level.OK: "32", Level.NOTE: "33", Level.PROBLEM: "31;1"}
_LEAST_WIDTH = 60


def render(builder: Builder, findings: Iterable[Finding], *, colour: bool = False, width: int = 100) -> RenderedFile:
    """The text for a terminal; `width` in columns."""
    found = tuple(findings)
    lines = [_head(builder, found, colour=colour), ""]
    column = max((len(one.subject) for one in found), default=0)
    for one in found:
        lines += _finding(one, column, max(width, _LEAST_WIDTH), colour=colour)
    return RenderedFile("doctor.txt", inert("\n".join(lines)) + "\n")


def worst(findings: Iterable[Finding]) -> Level:
    """The level of the worst finding."""
    levels = [one.level for one in findings]
    return next((level for level in (Level.PROBLEM, Level.NOTE) if level in levels), Level.OK)


def _head(builder: Builder, findings: tuple[Finding, ...], *, colour: bool) -> str:
    level = worst(findings)
    counts = [_counted(findings, Level.PROBLEM, "problem"), _counted(findings, Level.NOTE, "note")]
    verdict = ", ".join(filter(None, counts)) or "all is well"
    mark = _painted(_MARKS[level], level, colour=colour)
    return f"{mark} {_printable(builder.name)}: {verdict} · driver {_printable(builder.driver)}"


def _counted(findings: tuple[Finding, ...], level: Level, word: str) -> str:
    count = sum(one.level is level for one in findings)
    return f"{count} {word}{'s' if count > 1 else ''}" if count else ""


def _finding(finding: Finding, column: int, width: int, *, colour: bool) -> Iterator[str]:
    hang = " " * (column + 6)
    mark = _painted(_MARKS[finding.level], finding.level, colour=colour)
    rows = _wrapped(finding.seen, width - len(hang)) or [""]
    yield f"  {mark} {_printable(finding.subject):{column}}  {rows[0]}"
    yield from (f"{hang}{row}" for row in rows[1:])
    for number, row in enumerate(_wrapped(finding.remedy, width - len(hang) - 2)):
        yield f"{hang}{'→ ' if number == 0 else '  '}{row}"


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(_printable(text), width, break_on_hyphens=False, break_long_words=False)


def _painted(mark: str, level: Level, *, colour: bool) -> str:
    return f"\x1b[{_COLOURS[level]}m{mark}\x1b[0m" if colour else mark


def _printable(text: str) -> str:
    """The text without what a terminal would act on: some of it was told by an engine or a registry."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
