"""The bytes of `docker buildx build --progress=rawjson` in, its objects and the plain text between them out.

One object a line in new versions, one object over many lines in old ones, and plain text at the end when a build fails.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any

MOST_PENDING = 64 << 20
DECODER = json.JSONDecoder()


class RawJson:
    """An incremental reader; bytes may be cut anywhere."""

    def __init__(self) -> None:
        self.text: list[str] = []
        """Plain lines so far, oldest first; only the last thousand or so."""
        self._utf8 = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest: list[str] = []
        self._pending: list[str] = []
        self._held = 0

    def feed(self, data: bytes) -> Iterator[dict[str, Any]]:
        """The objects that are complete with these bytes."""
        text = self._utf8.decode(data)
        if "\n" not in text:
            self._rest.append(text)
            return
        *lines, rest = ("".join(self._rest) + text).split("\n")
        self._rest = [rest] if rest else []
        for line in lines:
            yield from self._line(line)

    def finish(self) -> Iterator[dict[str, Any]]:
        """The object that ends without a newline; an unfinished one is dropped."""
        yield from self._line("".join(self._rest) + self._utf8.decode(b"", final=True))
        self._rest = []
        self._give_up()

    def _line(self, line: str) -> Iterator[dict[str, Any]]:
        if line.startswith("{"):
            objects = _objects(line)
            self._give_up()
            if objects:
                yield from objects
            else:
                self._hold(line)
        elif self._pending:
            self._hold(line)
            if line.startswith("}"):  # the end of it, so what can't be read now never will be
                yield from self._ended()
        elif line.strip():
            self._say(line)

    def _ended(self) -> Iterator[dict[str, Any]]:
        if objects := _objects("\n".join(self._pending)):
            self._pending, self._held = [], 0
            yield from objects
        self._give_up()

    def _hold(self, line: str) -> None:
        self._pending.append(line)
        self._held += len(line)
        if self._held > MOST_PENDING:
            self._give_up()

    def _give_up(self) -> None:
        """What began like an object was none."""
        for line in self._pending[:50]:
            self._say(line)
        self._pending, self._held = [], 0

    def _say(self, line: str) -> None:
        self.text.append(line[:10_000])
        if len(self.text) > 2000:
            del self.text[:1000]


def _objects(text: str) -> list[dict[str, Any]]:
    """Every object in the text, one after the other; none where it is not JSON to its end."""
    found, start = [], 0
    text = text.strip()
    try:
        while start < len(text):
            value, start = DECODER.raw_decode(text, start)
            if isinstance(value, dict):
                found.append(value)
            while start < len(text) and text[start].isspace():
                start += 1
    except (ValueError, RecursionError):
        return []
    return found
