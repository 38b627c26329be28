"""The vertices of a build and what the last one had in, why each step ran that did out.

A step runs because its text or that of something below it is another one, because files are, because somebody asked for
it, or because its result is in no cache any more. A vertex is told again by its mark: 16 digits of its digest or, where
that holds the client's files and so is new in every build, of its text and of the marks below it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from cigen.results.happened import Cause, Why
from cigen.results.outline import Outline
from cigen.results.vertex import Vertex

LONGEST = 400


def ordered(vertices: Mapping[str, Vertex]) -> tuple[Vertex, ...]:
    """All of them, each behind its inputs; whatever leads in a circle is left out."""
    waits = {digest: len({one for one in vertex.inputs if one in vertices}) for digest, vertex in vertices.items()}
    leads: dict[str, list[str]] = defaultdict(list)
    for digest, vertex in vertices.items():
        for one in set(vertex.inputs):
            leads[one].append(digest)
    ready = [digest for digest, count in waits.items() if not count]
    for digest in ready:
        for after in leads.pop(digest, ()):
            waits[after] -= 1
            if not waits[after]:
                ready.append(after)
    return tuple(vertices[digest] for digest in ready)


def marks(vertices: Sequence[Vertex], outline: Outline) -> dict[str, str]:
    """The mark of each vertex by its digest; they come in order."""
    found: dict[str, str] = {}
    sent: set[str] = set()
    for vertex in vertices:
        if vertex.is_context or any(one in sent for one in vertex.inputs):
            sent.add(vertex.digest)
            found[vertex.digest] = _of_text(vertex, outline, [found.get(one, "") for one in vertex.inputs])
        else:
            found[vertex.digest] = _of_digest(vertex.digest)
    return found


def _of_digest(digest: str) -> str:
    start = digest.removeprefix("sha256:")[:16]
    return start if len(start) == 16 and set(start) <= set("0123456789abcdef") else _hash(digest)


def _of_text(vertex: Vertex, outline: Outline, below: Sequence[str]) -> str:
    own = outline.of(vertex)[0] or vertex.instruction
    link = "LINK" if vertex.instruction.startswith("LINK ") else ""
    return _hash("\n".join([link, own, *below]))


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(slots=True)
class _Count:
    first: Vertex
    steps: int = 0
    own: set[str] = field(default_factory=set)
    cells: set[str] = field(default_factory=set)


def causes(
    vertices: Sequence[Vertex], marked: Mapping[str, str], outline: Outline, last: frozenset[str] | None
) -> tuple[Cause, ...]:
    """Each cause with what ran because of it, those of most steps first; `last` None where no run came before."""
    counts: dict[tuple[object, ...], _Count] = {}
    for vertex, why, root in _roots(vertices, marked, outline, last):
        if vertex.runs:
            count = counts.setdefault(_key(why, root, outline), _Count(root))
            count.steps += 1
            if root.recorded:
                count.own.add(root.recorded[0])
            if vertex.recorded:
                count.cells.add(vertex.recorded[0])
    found = (_cause(key[0], count, outline) for key, count in counts.items())
    return tuple(sorted(found, key=lambda cause: -cause.steps))


def _roots(
    vertices: Sequence[Vertex], marked: Mapping[str, str], outline: Outline, last: frozenset[str] | None
) -> Iterator[tuple[Vertex, Why, Vertex]]:
    """Every vertex that ran, why, and the first that had to; each looks no further than at its inputs."""
    changed: dict[str, Vertex] = {}
    ran: dict[str, tuple[Why, Vertex]] = {}
    sent: set[str] = set()
    for vertex in vertices:
        if vertex.is_context:
            sent.add(vertex.digest)
        if not vertex.stage:
            continue
        if last is not None and marked[vertex.digest] not in last:
            changed[vertex.digest] = next((changed[one] for one in vertex.inputs if one in changed), vertex)
        if not vertex.ran or vertex.instruction.startswith("FROM "):  # which is looked at in every build
            continue
        if last is None:
            why, root = Why.FIRST, vertex
        elif vertex.digest in changed:
            why, root = Why.CHANGED, changed[vertex.digest]
        else:
            below = next((ran[one] for one in vertex.inputs if one in ran), None)
            why, root = below or (_by_itself(vertex, outline, sent), vertex)
        ran[vertex.digest] = why, root
        yield vertex, why, root


def _by_itself(vertex: Vertex, outline: Outline, sent: set[str]) -> Why:
    """Why it ran although its text is as it was and nothing below it ran."""
    if outline.is_asked(vertex):
        return Why.ASKED
    takes_files = vertex.instruction.startswith("ADD ") or any(one in sent for one in vertex.inputs)
    return Why.FILES if takes_files else Why.GONE


def _key(why: Why, root: Vertex, outline: Outline) -> tuple[Why, object]:
    """Cells that share a line of the spec share a cause; what nothing came before has but one."""
    if why is Why.FIRST:
        return why, None
    step = root.recorded[1] if root.recorded else 0
    return why, (step, outline.of(root)[1] if step else 0) if step else (root.stage, root.instruction)


def _cause(why: object, count: _Count, outline: Outline) -> Cause:
    assert isinstance(why, Why)
    if why is Why.FIRST:
        return Cause(why, steps=count.steps, cells=len(count.cells))
    root = count.first
    return Cause(
        why=why,
        stage=root.stage,
        instruction=root.instruction[:LONGEST],
        line=outline.of(root)[1],
        recorded=root.recorded,
        own=len(count.own),
        steps=count.steps,
        cells=len(count.cells),
    )


def merged(all_causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """The causes of several shards: what is the same in them is one."""
    found: dict[tuple[object, ...], list[Cause]] = defaultdict(list)
    for cause in all_causes:
        step = cause.recorded[1] if cause.recorded else 0
        found[(cause.why, cause.line, step or (cause.stage, cause.instruction))].append(cause)
    return tuple(sorted(map(_sum, found.values()), key=lambda cause: -cause.steps))


def _sum(same: Sequence[Cause]) -> Cause:
    first = same[0]
    own, steps, cells = (sum(getattr(one, key) for one in same) for key in ("own", "steps", "cells"))
    return Cause(
        first.why, first.stage, first.instruction, first.line, first.recorded, own=own, steps=steps, cells=cells
    )
