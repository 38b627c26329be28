"""What a rule says of a line, and places such as `src/a.c:3:5` in a text, found without trying twice."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cigen.results.spots.page import Page

PLACE = re.compile(
    r"['\"(]?(?:file://)?(?P<file>(?:[A-Za-z]:[\\/])?[^:()\s'\"]++)"
    r"(?::(?P<at>\d{1,7}+)(?::(?P<column>\d{1,6}+))?|\((?P<row>\d{1,7}+)(?:,(?P<cell>\d{1,6}+))?\))[:,.)'\"]*+"
)
LETTER = re.compile(r"[^\W\d]")


@dataclass(frozen=True, slots=True)
class Place:
    """A file, its line and column, 0 where they are not told."""

    file: str = ""
    at: int = 0
    column: int = 0


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule makes of a line; `end` is where the last line ends that it read for that, 0 for the line itself."""

    kind: str
    text: str
    place: Place = NOWHERE
    end: int = 0
    weak: bool = False


def place(word: str) -> Place:
    """The place that a word is, NOWHERE if it is none: `a.c:3`, `a.c:3:5:`, `a.ts(3,5):`, `(/a.js:3:5)`."""
    match = PLACE.fullmatch(word)
    if match is None or not LETTER.search(match["file"]) or "//" in match["file"][1:]:
        return NOWHERE
    return Place(match["file"], int(match["at"] or match["row"]), int(match["column"] or match["cell"] or 0))


def last_place(text: str) -> Place:
    """The last word of a text that is a place with a file name."""
    for word in reversed(text.split()[-12:]):
        if (":" in word or "(" in word) and (there := place(word)) and there.file and "." in there.file:
            return there
    return NOWHERE


def following(page: Page, most: int, *, until: str = "") -> str:
    """The next lines that say something, in one line, up to the first empty one after them or one that begins so."""
    said: list[str] = []
    for text, _ in page.ahead(12):
        if until and text.startswith(until):
            break
        if text.strip():
            said.append(text.strip())
        if len(said) == most or (said and not text.strip()):
            break
    return " ".join(said)
