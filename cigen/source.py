"""Places in a source file and the messages that point at them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from cigen.inert import printable

_PASSWORD = re.compile(r"(?<=://)[^/@\s:]*:[^/@\s]+(?=@)")
"""Who and with which password, in an address: a message ends up in a log."""
EXPOSED = "exposed-secret"
"""The rule of a secret that stands in a source file; the line is shown up to it."""
MOST_SHOWN = 160
"""The most characters of a source line that are shown, around the place."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file: `line` and `column` count from 1; 0 stands for the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One problem: where, what was found, what is allowed, what to do; `width` characters are underlined."""

    position: Position
    message: str
    rule: str
    width: int = 1

    def __str__(self) -> str:
        return f"{self.position}: {self.message} [{self.rule}]"


def explain(diagnostic: Diagnostic, lines: tuple[str, ...]) -> str:
    """The message, its source line and a caret under the place; `lines` is the text of the file it names."""
    place = diagnostic.position
    message = printable(str(diagnostic), kept="")
    if not 0 < place.line <= len(lines):
        return message
    line = _PASSWORD.sub(lambda found: "*" * len(found[0]), lines[place.line - 1].expandtabs(1))
    if diagnostic.rule == EXPOSED:
        line = f"{line[: place.column - 1]}{'*' * len(line[place.column - 1 :])}"
    start = max(0, place.column - MOST_SHOWN // 2) if len(line) > MOST_SHOWN else 0
    source = printable(line[start : start + MOST_SHOWN], kept="")
    column = place.column - start
    width = max(1, min(diagnostic.width, len(source) - column + 1))
    before = sum(_columns(character) for character in source[: column - 1])
    return f"{message}\n{place.line:5} | {source}\n      | {' ' * before}{'^' * width}"


def arrange(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by place, without doubles."""
    return tuple(sorted(set(diagnostics)))


def _columns(character: str) -> int:
    """How many terminal columns a character takes."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
