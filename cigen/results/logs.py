"""A log's bytes in, a Log out: its first and last part and the lines that tell what went wrong, however long it is."""

from __future__ import annotations

from collections.abc import Iterable

from cigen.results.model import Log
from cigen.results.spots.finder import Finder

HEAD = 4 * 1024
TAIL = 16 * 1024
CALM = 1024
"""What is kept of the log of a step that passed."""


def keep(chunks: Iterable[bytes], path: str, *, passed: bool = False) -> Log:
    """Read a log through and keep its ends; `head` and `tail` never overlap, so a short log has no head.

    The log of a step that is known to have passed is not searched for what went wrong.
    """
    size, head, tail, finder = 0, b"", b"", Finder()
    for chunk in chunks:
        if not passed:
            finder.feed(chunk)
        size += len(chunk)
        head += chunk[: HEAD - len(head)] if len(head) < HEAD else b""
        tail = (tail + chunk)[-TAIL:]
    head = head[: max(0, size - len(tail))]
    return Log(path, size, head.decode("utf-8", "replace"), tail.decode("utf-8", "replace"), finder.close())


def calm(log: Log) -> Log:
    """The same log with only its last words and no spots, for a step that nobody will ask about."""
    return Log(log.path, log.size, "", log.tail[-CALM:])
