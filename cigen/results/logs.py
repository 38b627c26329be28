"""A log's bytes in, a Log out: its first and last part, however long it is."""

from __future__ import annotations

from collections.abc import Iterable

from cigen.results.model import Log

HEAD = 4 * 1024
TAIL = 16 * 1024
CALM = 1024
"""What is kept of the log of a step that passed."""


def keep(chunks: Iterable[bytes], path: str) -> Log:
    """Read a log through and keep its ends; `head` and `tail` never overlap, so a short log has no head."""
    size, head, tail = 0, b"", b""
    for chunk in chunks:
        size += len(chunk)
        head += chunk[: HEAD - len(head)] if len(head) < HEAD else b""
        tail = (tail + chunk)[-TAIL:]
    head = head[: max(0, size - len(tail))]
    return Log(path, size, head.decode("utf-8", "replace"), tail.decode("utf-8", "replace"))


def calm(log: Log) -> Log:
    """The same log with only its last words, for a step that nobody will ask about."""
    return Log(log.path, log.size, "", log.tail[-CALM:])
