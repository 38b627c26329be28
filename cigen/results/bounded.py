"""A text of any size in, piece by piece, its beginning and its end out: reasons stand at the one or at the other."""

from __future__ import annotations

HEAD = 12 * 1024
TAIL = 4 * 1024


class Text:
    """Keeps the first 12 Ki characters and the last 4 Ki, and says how many it left out between them."""

    __slots__ = ("_head", "_room", "_size", "_tail")

    def __init__(self, text: str = "") -> None:
        self._head: list[str] = []
        self._room = HEAD
        self._tail = ""
        self._size = 0
        self.add(text)

    def add(self, piece: str) -> None:
        """The next piece."""
        self._size += len(piece)
        if self._room:
            self._head.append(piece[: self._room])
            piece, self._room = piece[self._room :], max(0, self._room - len(piece))
        if piece:
            self._tail = (self._tail + piece[-TAIL:])[-TAIL:]

    def __bool__(self) -> bool:
        return self._size > 0

    @property
    def text(self) -> str:
        """All of it, or what is kept."""
        left = self._size - len(self._tail) - sum(map(len, self._head))
        between = f"\n… {left:,} characters …\n" if left else ""
        return "".join((*self._head, between, self._tail))


def bounded(text: str) -> str:
    """What would be kept of it."""
    return text if len(text) <= HEAD + TAIL else Text(text).text
