"""All that an account told in, what happened out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cigen.results.chain import chain
from cigen.results.happened import Happened, Link, Moved
from cigen.results.last import Last
from cigen.results.moved import Transfers
from cigen.results.outline import Outline
from cigen.results.vertex import Vertex
from cigen.results.why import LONGEST, causes, marks, merged, ordered


def happened(vertices: dict[str, Vertex], transfers: Transfers, outline: Outline, *, ended: bool) -> Happened:
    """What the vertices tell; `ended` if the build came to its end.

    What the last run knew is kept of what this one did not get to, and of other parts of the plan.
    """
    last = outline.last
    order = ordered(vertices)
    marked = marks(order, outline)
    pulled = transfers.pulled()
    imported = [vertex for vertex in order if vertex.cached and vertex.runs and vertex.digest in pulled]
    before = last.vertices if last is not None and last.vertices else None
    measured, believed = _stages(order, last)
    known = {marked[vertex.digest] for vertex in order if vertex.stage and _is_known(vertex, marked, before)}
    return Happened(
        causes=causes(order, marked, outline, before),
        imported=len(imported),
        imported_steps=tuple(sorted({vertex.recorded for vertex in imported if vertex.recorded})),
        moved=transfers.moved(vertices),
        graph=_graph(order),
        marks=frozenset(known),
        earlier=frozenset() if ended and outline.whole else before or frozenset(),
        stages=tuple(sorted({**believed, **measured}.items())),
        believed=frozenset(believed),
        cells=tuple(last.cells.items()) if last is not None else (),
        spec=outline.spec,
    )


def needing(vertices: dict[str, Vertex], broken: Vertex) -> tuple[str, ...]:
    """The cells with a step that is made from what a vertex should have made; in order."""
    below, cells = {broken.digest}, set()
    for vertex in ordered(vertices):
        if any(one in below for one in vertex.inputs):
            below.add(vertex.digest)
            if vertex.recorded:
                cells.add(vertex.recorded[0])
    return tuple(sorted(cells))


def weighed(told: Happened, seconds: dict[tuple[str, int], float]) -> Happened:
    """With the longest chain, now that the steps' own times are known."""
    return replace(told, chain=chain(told.graph, seconds))


def together(builds: Sequence[Happened]) -> Happened:
    """Several shards or pieces as one; the graphs stay apart, so the chain is that of the one with the longest.

    Of a stage that one of them built and that the others had cached, the time that was measured counts.
    """
    measured = _longest(pair for one in builds for pair in one.stages if pair[0] not in one.believed)
    stages = _longest(pair for one in builds for pair in one.stages) | measured
    return Happened(
        causes=merged(cause for one in builds for cause in one.causes),
        imported=sum(one.imported for one in builds),
        imported_steps=tuple(sorted({step for one in builds for step in one.imported_steps})),
        moved=Moved(
            context=sum(one.moved.context for one in builds),
            images=sum(one.moved.images for one in builds),
            imported=sum(one.moved.imported for one in builds),
            results=sum(one.moved.results for one in builds),
        ),
        graph=tuple(_joined(builds)),
        marks=frozenset().union(*(one.marks for one in builds)),
        earlier=frozenset().union(*(one.earlier for one in builds)),
        stages=tuple(sorted(stages.items())),
        believed=frozenset(stages.keys() - measured.keys()),
        cells=tuple(sorted(_longest(pair for one in builds for pair in one.cells).items())),
        spec=next((one.spec for one in builds if one.spec), ""),
    )


def _joined(builds: Iterable[Happened]) -> Iterable[Link]:
    start = 0
    for one in builds:
        yield from (replace(link, before=tuple(start + place for place in link.before)) for link in one.graph)
        start += len(one.graph)


def _longest(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, seconds in pairs:
        found[name] = max(seconds, found.get(name, 0.0))
    return found


def _is_known(vertex: Vertex, marked: dict[str, str], before: frozenset[str] | None) -> bool:
    """Whether the next run may count on it: it came to its end now, or did earlier."""
    done = vertex.completed is not None and not vertex.error
    return done or (before is not None and marked[vertex.digest] in before)


def _graph(order: Sequence[Vertex]) -> tuple[Link, ...]:
    places: dict[str, int] = {}
    graph: list[Link] = []
    for vertex in order:
        if vertex.stage or vertex.is_context:
            before = tuple(places[one] for one in vertex.inputs if one in places)
            seconds = vertex.seconds if vertex.ran else 0.0
            graph.append(Link(vertex.stage, vertex.instruction[:LONGEST], seconds, vertex.recorded, before))
            places[vertex.digest] = len(places)
    return tuple(graph)


def _stages(order: Sequence[Vertex], last: Last | None) -> tuple[dict[str, float], dict[str, float]]:
    """The times of the stages that are no cells: this build's where all of a stage ran, and what the last one knew."""
    found: dict[str, float] = defaultdict(float)
    partly, cells = set(), set()
    for vertex in order:
        if vertex.recorded:
            cells.add(vertex.stage)
        elif vertex.stage:
            found[vertex.stage] += vertex.seconds if vertex.ran and not vertex.error else 0.0
            if vertex.runs and not vertex.ran:
                partly.add(vertex.stage)
    known = last.stages if last is not None else {}
    own = {name: round(seconds, 2) for name, seconds in found.items() if seconds and name not in partly | cells}
    return own, {name: round(known[name], 2) for name in partly - cells if known.get(name)}
