"""The only form in which files leave a pure room."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A file to be written: `path` is relative with forward slashes, `text` is written as UTF-8 with `\\n` ends."""

    path: str
    text: str
