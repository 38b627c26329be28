"""The statuses of a build's account in, how many bytes moved out.

A status tells of one transfer again and again: `sha256:…` of a layer that is pulled, `transferring context:` of files
that are sent. A layer of the cache is pulled only once somebody reads it; what nobody reads leaves no trace, and its
steps are cached like any other.
"""

from __future__ import annotations

from typing import Any

from cigen.results.happened import Moved
from cigen.results.vertex import Vertex

CONTEXT = "transferring context:"
LAYER = "sha256:"
_MOST = 1 << 60
"""Bytes of one transfer; whoever tells of more tells nothing."""


class Transfers:
    """Takes statuses one by one, and keeps the last word on each transfer."""

    def __init__(self) -> None:
        self._bytes: dict[tuple[str, str], int] = {}

    def take(self, status: dict[str, Any]) -> None:
        """Note what one status says, if it is a transfer."""
        name, digest, current = status.get("id"), status.get("vertex"), status.get("current")
        if not isinstance(name, str) or not name.startswith((LAYER, CONTEXT)):
            return
        if isinstance(digest, str) and type(current) is int and 0 <= current < _MOST:
            key = digest, name
            self._bytes[key] = max(current, self._bytes.get(key, 0))

    def pulled(self) -> frozenset[str]:
        """The digests of the vertices for which a layer was pulled."""
        return frozenset(digest for digest, name in self._bytes if name.startswith(LAYER))

    def moved(self, vertices: dict[str, Vertex]) -> Moved:
        """The sums; a layer that several vertices wait for counts once."""
        context = 0
        images: dict[str, int] = {}
        imported: dict[str, int] = {}
        for (digest, name), size in self._bytes.items():
            vertex = vertices.get(digest)
            if name.startswith(LAYER):
                into = imported if vertex is not None and vertex.cached else images
                into[name] = max(size, into.get(name, 0))
            elif name == CONTEXT and vertex is not None and vertex.is_context:
                context += size
        pulled = {name: size for name, size in images.items() if name not in imported}
        return Moved(context, sum(pulled.values()), sum(imported.values()))
