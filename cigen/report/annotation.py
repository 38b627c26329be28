"""What is said of one place of the repository, its texts made harmless and short enough for GitHub."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cigen.report.escape import inert, line, plain

LONGEST_TITLE = 255
LONGEST_MESSAGE = 4_096
"""UTF-16 code units, behind which GitHub's runner cuts."""
LONGEST_DETAILS = 12_000
"""So many are less than 64 KB, also where a check writes characters above U+FFFF as `\\U0001f600`."""


class Level(str, Enum):
    """How bad it is, in the words of workflow commands."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Annotation:
    """`file` is a path in the repository, empty where nobody knows one; `line` and `column` are 0 where not known.

    `details` are more than the message has room for. No text holds escape sequences, control characters, or what a
    runner takes for a command.
    """

    level: Level
    title: str
    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    details: str = ""

    def __post_init__(self) -> None:
        title = line(inert(line(self.title, LONGEST_TITLE)), LONGEST_TITLE)
        object.__setattr__(self, "title", title or self.level.value)
        object.__setattr__(self, "message", _harmless(self.message, LONGEST_MESSAGE) or "failed")
        object.__setattr__(self, "details", _harmless(self.details, LONGEST_DETAILS))


def _harmless(text: str, most: int) -> str:
    """Cut before as well: escape sequences are a part of a text, and nobody writes megabytes of them."""
    text = inert(plain(text[: 4 * most]).strip("\n"))
    return cut(text, most) if text.strip() else ""


def cut(text: str, most: int) -> str:
    """At most so many UTF-16 code units, as .NET and JavaScript count; what is cut ends in an ellipsis."""
    head = text[: most + 1].encode("utf-16-le", "replace")
    if len(head) <= 2 * most:
        return text
    return f"{head[: 2 * most - 2].decode('utf-16-le', 'ignore')}…"
