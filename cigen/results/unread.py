"""The vertices of a build in, which caches it read and what of them or of the engine's own it could not read out.

A cache that can't be found costs time and nothing else. One that is found and then lacks a layer ends the build, and
one whose registry never answers holds it up for ever: such a build is to be done once more without.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from cigen.results.export import reason
from cigen.results.model import Build, Unread
from cigen.results.vertex import Vertex

IMPORTING = "importing cache manifest"
NOTE = "cigen-unread"
_NOT_THERE = re.compile(r"(failed to configure \w+ cache importer: )?\S+: not found")
"""How BuildKit says that nobody has written this cache yet."""
_PULLED = re.compile(
    r"httpReadSeeker|failed to copy: |failed to do request|short read: expected|unexpected commit (digest|size)"
    r"|unexpected status from GET request"
)
"""How it says that a layer could not be fetched; what a COPY looks for in vain sounds different."""
_FORGOTTEN = re.compile(
    r"failed to commit ([a-z0-9]{25}) to [a-z0-9]{25} during finalize: failed to stat active key during commit:"
    r" snapshot \1 does not exist"
)
"""How it says that it knows of a result whose files it has removed: https://github.com/moby/buildkit/pull/6808."""
_MOST = 100


def imported(vertices: Iterable[Vertex]) -> tuple[str, ...]:
    """The caches that could be read, as BuildKit names them."""
    return tuple(_cache(vertex) for vertex in vertices if _imports(vertex) and vertex.ran and not vertex.error)


def unread(vertices: Iterable[Vertex]) -> tuple[Unread, ...]:
    """The caches that are there and could not be read."""
    lost = [Unread(_cache(vertex), reason(vertex.error)) for vertex in vertices if _imports(vertex) and vertex.error]
    return tuple(dict.fromkeys(one for one in lost if not _NOT_THERE.fullmatch(one.reason)))


def waiting(vertices: Iterable[Vertex]) -> tuple[str, ...]:
    """The caches that are still looked for."""
    return tuple(_cache(vertex) for vertex in vertices if _imports(vertex) and vertex.started and not vertex.completed)


def at_fault(vertices: Iterable[Vertex], build: Build) -> tuple[Unread, ...]:
    """The caches without which a build that has failed may well end better: one of them lacks what it promised."""
    found, broken = imported(vertices), build.broken
    if broken and (not broken.stage or broken.instruction.startswith(("FROM ", "ADD "))):
        return ()
    why = broken.reason if broken else build.error  # where only the results need the layer, no step is to blame
    return (Unread(", ".join(found), reason(why)),) if found and _PULLED.search(why) else ()


def forgotten(build: Build) -> str:
    """The record in the engine's cache that ended a build, as its files are gone; empty where none did.

    An engine may remove them when a build is interrupted, and then fails each build that wants them.
    """
    found = _FORGOTTEN.search(build.error)
    return found[1] if found else ""


def unread_line(lost: Iterable[Unread]) -> bytes:
    """A line of our own for the account of the build that does without them."""
    return f"{json.dumps({NOTE: [[one.cache, one.reason] for one in lost]})}\n".encode()


def read_unread(tree: dict[str, Any]) -> tuple[Unread, ...]:
    """What such a line says, whoever wrote it."""
    pairs = tree.get(NOTE)
    given = [pair for pair in pairs if isinstance(pair, list)] if isinstance(pairs, list) else []
    texts = [[reason(one) for one in pair if isinstance(one, str)] for pair in given[:_MOST]]
    return tuple(Unread(*pair) for pair in texts if len(pair) == 2)


def _imports(vertex: Vertex) -> bool:
    return vertex.name.startswith(IMPORTING)


def _cache(vertex: Vertex) -> str:
    return reason(vertex.name.removeprefix(f"{IMPORTING} from "))
