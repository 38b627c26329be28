"""BuildKit's account of a build (rawjson) in, events for live progress and a Build out.

Verdicts never come from here: concurrent builds on one engine share vertices and names. What does: what was cached, how
long it took, and which step outside the tests ended the build.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from cigen.results.account import happened, needing, together
from cigen.results.export import summed
from cigen.results.last import Last
from cigen.results.model import BrokenStep, Build, Happened, Unread
from cigen.results.moved import Transfers
from cigen.results.outline import Outline, read
from cigen.results.rawjson import RawJson
from cigen.results.unread import NOTE, read_unread, unread
from cigen.results.vertex import Vertex as Vertex
from cigen.results.vertex import read_vertex, text

HINT = re.compile(r"\[cigen\] (?P<cell>\S+) (?P<step>[1-9]\d{0,3}) (?P<outcome>[a-z]+) (?P<code>\d+|-)\r?")
EXIT = re.compile(r"exit code: (\d+)$")
LOG_TAIL = 16 * 1024
LONGEST_LINE = 4096


@dataclass(frozen=True, slots=True)
class Started:
    """A vertex began to run; cached ones never do."""

    vertex: Vertex


@dataclass(frozen=True, slots=True)
class Finished:
    """A vertex is done: from the cache, by running, or with an error."""

    vertex: Vertex


@dataclass(frozen=True, slots=True)
class Hint:
    """The recorder said how a step ended, for the eye only; `code` None where there is none."""

    cell: str
    step: int
    outcome: str
    code: int | None


Event = Started | Finished | Hint


class Solve:
    """Reads an account piece by piece: `feed` it, then ask for the `build`."""

    def __init__(self, last: Last | None = None) -> None:
        """`last` is the run to compare with, where it is not the one that the account names."""
        self._last = last
        self._outline = Outline(last=last)
        self._transfers = Transfers()
        self._stream = RawJson()
        self._unread: tuple[Unread, ...] = ()
        self._vertices: dict[str, Vertex] = {}
        self._logs: dict[str, bytes] = {}
        self._lines: dict[str, bytes] = {}

    def feed(self, data: bytes) -> tuple[Event, ...]:
        """What the bytes, cut anywhere, tell of."""
        return tuple(event for tree in self._stream.feed(data) for event in self._events(tree))

    @property
    def vertices(self) -> tuple[Vertex, ...]:
        """Every vertex as it was last told of."""
        return tuple(self._vertices.values())

    def build(self, returncode: int | None = None) -> Build:
        """The whole account; without a return code the `ERROR:` line at its end says whether the build failed."""
        for tree in self._stream.finish():
            list(self._events(tree))
        error = "\n".join(line for line in self._stream.text if line.startswith("ERROR: ")).removeprefix("ERROR: ")
        failed = bool(error) if returncode is None else returncode != 0
        broken = self._broken() if failed else None
        runs = [vertex for vertex in self._vertices.values() if vertex.runs and vertex.completed is not None]
        return Build(
            seconds=self._seconds(),
            ran=sum(vertex.ran for vertex in runs),
            cached=sum(vertex.cached for vertex in runs),
            ran_steps=tuple(sorted({vertex.recorded for vertex in runs if vertex.recorded and vertex.ran})),
            broken=broken,
            error=(error or f"the build ended with exit code {returncode}") if failed else "",
            interrupted=failed and broken is None and any(v.cancelled for v in self._vertices.values()),
            happened=happened(self._vertices, self._transfers, self._outline, ended=not failed),
            unread=(*self._unread, *unread(self._vertices.values())),
        )

    def _events(self, tree: dict[str, Any]) -> Iterator[Event]:
        for key in tree:
            if key == "vertexes":
                for record in _records(tree, key):
                    yield from self._vertex(record)
            elif key == "logs":
                for record in _records(tree, key):
                    yield from self._log(record)
            elif key == "statuses":
                for record in _records(tree, key):
                    self._transfers.take(record)
            elif key == NOTE:
                self._unread = read_unread(tree)
            elif key == "cigen":
                self._outline = read(tree) if self._last is None else replace(read(tree), last=self._last)

    def _vertex(self, record: dict[str, Any]) -> Iterator[Event]:
        """Vertices come several times, and the last word counts; only a change is an event."""
        before = self._vertices.get(text(record.get("digest")))
        vertex = read_vertex(record, before)
        self._vertices[vertex.digest] = vertex
        if vertex.completed is not None and not vertex.error:
            self._logs.pop(vertex.digest, None)
        if vertex.completed is not None or vertex.error:
            if before is None or (before.completed is None and not before.error):
                yield Finished(vertex)
        elif vertex.started is not None and (before is None or before.started is None):
            yield Started(vertex)

    def _log(self, record: dict[str, Any]) -> Iterator[Event]:
        digest = record.get("vertex")
        try:
            data = b64decode(record.get("data") or b"", validate=False)
        except (binascii.Error, TypeError, ValueError):
            return
        if not isinstance(digest, str):
            return
        vertex = self._vertices.get(digest)
        if vertex is not None and vertex.recorded is not None:
            yield from self._hints(vertex.recorded, digest, data)
        if vertex is None or vertex.completed is None or vertex.error:
            self._logs[digest] = (self._logs.get(digest, b"") + data)[-LOG_TAIL:]

    def _hints(self, recorded: tuple[str, int], digest: str, data: bytes) -> Iterator[Hint]:
        """Whole lines only; a step can print such a line too, but then it speaks of itself alone."""
        *lines, rest = (self._lines.pop(digest, b"") + data).split(b"\n")
        self._lines[digest] = rest[-LONGEST_LINE:]
        for line in lines:
            match = HINT.fullmatch(line[:LONGEST_LINE].decode("utf-8", "replace"))
            if match and (match["cell"], int(match["step"])) == recorded:
                code = None if match["code"] == "-" else int(match["code"][:9])
                yield Hint(*recorded, match["outcome"], code)

    def _broken(self) -> BrokenStep | None:
        """The first vertex that failed by itself; cancelled ones are its victims, a missing cache nobody's fault."""
        guilty = [
            vertex
            for vertex in self._vertices.values()
            if vertex.error and not vertex.cancelled and not vertex.name.startswith("importing cache manifest")
        ]
        if not guilty:
            return None
        first = min(guilty, key=lambda vertex: (vertex.completed is None, vertex.completed or 0.0))
        log = self._logs.get(first.digest, b"").decode("utf-8", "replace")
        line, cells = self._outline.of(first)[1], needing(self._vertices, first)
        return BrokenStep(first.stage, first.instruction, _reason(first.error), log, line, cells)

    def _seconds(self) -> float:
        begun = [vertex.started for vertex in self._vertices.values() if vertex.started is not None]
        ended = [vertex.completed for vertex in self._vertices.values() if vertex.completed is not None]
        return max(0.0, round(max(ended) - min(begun), 2)) if begun and ended else 0.0


def merge(builds: tuple[Build, ...]) -> Build | None:
    """The accounts of several shards as one: they ran side by side, so the longest one's time counts."""
    if len(builds) < 2:
        return builds[0] if builds else None
    return Build(
        seconds=max(build.seconds for build in builds),
        ran=sum(build.ran for build in builds),
        cached=sum(build.cached for build in builds),
        ran_steps=tuple(sorted({step for build in builds for step in build.ran_steps})),
        broken=next((build.broken for build in builds if build.broken), None),
        error=next((build.error for build in builds if build.error), ""),
        interrupted=any(build.interrupted for build in builds),
        happened=together([build.happened for build in builds]),
        export=summed(build.export for build in builds),
        unread=tuple(dict.fromkeys(one for build in builds for one in build.unread)),
    )


def brought(build: Build, size: int) -> Build:
    """The build with the bytes of the results that came back from it."""
    moved = replace(build.happened.moved, results=size)
    return replace(build, happened=replace(build.happened, moved=moved))


def fold(tested: Build | None, rest: Build) -> Build:
    """A build with what came after its verdict: how that ended counts, but not what it ran or found cached."""
    if tested is None:
        return replace(rest, seconds=0.0, ran=0, cached=0, ran_steps=(), happened=Happened())
    return replace(
        tested,
        broken=tested.broken or rest.broken,
        error=tested.error or rest.error,
        interrupted=tested.interrupted or rest.interrupted,
        unread=tuple(dict.fromkeys((*tested.unread, *rest.unread))),
    )


def _records(tree: dict[str, Any], key: str) -> list[dict[str, Any]]:
    values = tree.get(key)
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def _reason(error: str) -> str:
    code = EXIT.search(error)
    return f"exit code {code[1]}" if code else error.removeprefix("failed to solve: ")
