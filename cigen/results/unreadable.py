"""What a reader raises where the rest of a file can't be read."""

from __future__ import annotations


class UnreadableError(ValueError):
    """Why reading ended before the file did; what was read until then counts."""
