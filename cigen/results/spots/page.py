"""A piece of a log in, its lines as plain text out, forwards and backwards, never more than asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

WIDTH = 600
"""More of a line is not looked at, so that no rule takes long."""
AHEAD = 16 * 1024
BEHIND = 4 * 1024
ESCAPE = re.compile(r"\x1b(?:\[[0-?]*+[ -/]*+[@-~]?|\][^\x07\x1b]*+(?:\x07|\x1b\\)?|[@-_])?")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
NEWLINE = re.compile(rb"[\r\n]")


def plain(data: bytes) -> str:
    """The text of one line without colours, control characters and the end that nobody reads."""
    text = data[:WIDTH].decode("utf-8", "replace")
    if text.isascii() and text.isprintable():
        return text.rstrip()
    return CONTROL.sub("", ESCAPE.sub("", text)).rstrip()


@dataclass(frozen=True, slots=True)
class Page:
    """Bytes of a log and where in them one line is; a carriage return ends a line too, as progress bars use it."""

    data: bytes
    start: int
    end: int

    @property
    def line(self) -> str:
        """The line itself."""
        return plain(self.data[self.start : min(self.end, self.start + WIDTH)])

    def ahead(self, most: int) -> Iterator[tuple[str, int]]:
        """At most so many of the lines after it, each with where it ends; empty ones count too."""
        at, last = self._after(self.end), min(len(self.data), self.end + AHEAD)
        for _ in range(most):
            if at >= last:
                return
            found = NEWLINE.search(self.data, at, last)
            end = found.start() if found else last
            yield plain(self.data[at : min(end, at + WIDTH)]), end
            at = self._after(end)

    def _after(self, end: int) -> int:
        """Where the line behind an end begins."""
        return end + (2 if self.data[end : end + 2] == b"\r\n" else 1)

    def behind(self, most: int) -> Iterator[str]:
        """At most so many of the lines before it, the nearest first."""
        first, end = max(0, self.start - BEHIND), self.start - 1
        for _ in range(most):
            if end <= first:
                return
            begin = self.data.rfind(b"\n", first, end) + 1 or first
            yield plain(self.data[begin : min(end, begin + WIDTH)])
            end = begin - 1
