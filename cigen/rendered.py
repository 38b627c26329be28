"""The only forms in which files leave a pure room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A file to be written: `path` is relative with forward slashes, `text` is written as UTF-8 with `\\n` ends."""

    path: str
    text: str

    def pieces(self) -> Iterator[str]:
        """The text."""
        yield self.text


@dataclass(frozen=True, slots=True)
class StreamedFile:
    """A file that may be larger than the memory: `pieces` makes its text anew each time, one piece after the other."""

    path: str
    pieces: Callable[[], Iterator[str]]

    @property
    def text(self) -> str:
        """All of it; for files that are known to be small."""
        return "".join(self.pieces())


Rendered = RenderedFile | StreamedFile
