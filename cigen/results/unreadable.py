"""What a reader raises where the rest of a file can't be read."""

from __future__ import annotations


class UnreadableError(ValueError):
    """Why reading ended before the file did; what was read until then counts."""


class ForeignError(UnreadableError):
    """Well-formed so far, but of another kind, such as a coverage report; `root` is its first element's name."""

    def __init__(self, root: str) -> None:
        super().__init__(f"it begins with <{root:.40}>, which no format of results does")
        self.root = root
