"""Nodes and the sizes of their boxes in, places for boxes and edges out; no two boxes meet, no edge goes through one.

Layers from top to bottom (Sugiyama): an edge that passes a layer gets a narrow place of its own there, each layer is
ordered by where its neighbours stand, and then its boxes are moved towards them as far as there is room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from cigen.graph.members import Link
from cigen.graph.nodes import Node

GAP = 28.0
LANE = 14.0
RISE = 48.0
MARGIN = 24.0
SWEEPS = 6
BOX_PULL = 8.0
MOST_LANES = 20_000
"""Edges that pass more layers than this, all together, are drawn straight: it is a drawing of thousands of cells."""


@dataclass(slots=True)
class Place:
    """Where something stands in its layer: a box, or an edge that passes (`width` is then that of a lane)."""

    key: str
    level: int
    width: float
    height: float
    x: float = 0.0
    y: float = 0.0
    up: list[Place] = field(default_factory=list)
    down: list[Place] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """The middle of its width."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Edge:
    """The points from the bottom of one box to the top of another, with those between which it passes layers."""

    link: Link
    need: str
    by: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawing's size, the places of its boxes by key, its edges."""

    width: float
    height: float
    boxes: Mapping[str, Place]
    edges: tuple[Edge, ...]


def lay_out(nodes: Sequence[Node], sizes: Mapping[str, tuple[float, float]]) -> Layout:
    """Places for all nodes; `sizes` are the width and height of each box."""
    boxes = {node.key: Place(node.key, node.level, *sizes[node.key]) for node in nodes}
    layers: list[list[Place]] = [[] for _ in range(max((node.level for node in nodes), default=-1) + 1)]
    for box in boxes.values():
        layers[box.level].append(box)
    chains = _chains(nodes, boxes, layers)
    for sweep in range(SWEEPS):
        _order(layers, downwards=sweep % 2 == 0)
    height = _stack(layers)
    for layer in layers:
        _spread(layer)
    for sweep in range(SWEEPS * 2):
        _straighten(layers, downwards=sweep % 2 == 0)
    width = _shift(layers)
    return Layout(width, height, boxes, tuple(_edge(link, chain) for link, chain in chains))


def _chains(
    nodes: Sequence[Node], boxes: Mapping[str, Place], layers: list[list[Place]]
) -> list[tuple[Link, list[Place]]]:
    """Every edge as the places that it goes through, linked up and down."""
    chains = []
    passed = sum(boxes[node.key].level - boxes[need].level - 1 for node in nodes for need, _ in node.links)
    for node in nodes:
        for need, link in node.links:
            start, end = boxes[need], boxes[node.key]
            between = range(start.level + 1, end.level) if passed <= MOST_LANES else range(0)
            chain = [start, *(Place("", level, LANE, 0.0) for level in between), end]
            for place in chain[1:-1]:
                layers[place.level].append(place)
            for above, below in pairwise(chain):
                above.down.append(below)
                below.up.append(above)
            chains.append((link, chain))
    return chains


def _order(layers: Sequence[list[Place]], *, downwards: bool) -> None:
    """Sort each layer by the mean place of its neighbours in the one before; ties stay as they are."""
    for layer in layers if downwards else reversed(layers):
        for index, place in enumerate(layer):
            place.x = float(index)
        ranks = {id(place): _mean(place.up if downwards else place.down, place.x) for place in layer}
        layer.sort(key=lambda place: ranks[id(place)])
        for index, place in enumerate(layer):
            place.x = float(index)


def _mean(places: Sequence[Place], otherwise: float) -> float:
    """The middle of places, where boxes pull more than edges that pass."""
    pulls = [BOX_PULL if place.key else 1.0 for place in places]
    total = sum(pull * place.middle for pull, place in zip(pulls, places, strict=True))
    return total / sum(pulls) if places else otherwise


def _stack(layers: Sequence[Sequence[Place]]) -> float:
    """The heights of all layers; boxes of one layer share a top."""
    y = MARGIN
    for layer in layers:
        tall = max(place.height for place in layer)
        for place in layer:
            place.y = y
            place.height = place.height or tall
        y += tall + RISE
    return y - RISE + MARGIN


def _spread(layer: Sequence[Place]) -> None:
    """Side by side, the whole around 0."""
    total = sum(place.width for place in layer) + GAP * (len(layer) - 1)
    x = -total / 2
    for place in layer:
        place.x = x
        x += place.width + GAP


def _straighten(layers: Sequence[Sequence[Place]], *, downwards: bool) -> None:
    """Move each place towards its neighbours, those of all first that have most of them; the order stays."""
    for layer in layers if downwards else reversed(layers):
        wanted = [_mean(place.up if downwards else place.down, place.middle) - place.width / 2 for place in layer]
        _settle(layer, wanted)


def _settle(layer: Sequence[Place], wanted: Sequence[float]) -> None:
    """The nearest places to those wanted that don't overlap: what meets goes where it wants to be on average."""
    blocks: list[tuple[float, int, float]] = []  # where the first wants to be, how many, how wide with gaps
    for place, x in zip(layer, wanted, strict=True):
        blocks.append((x, 1, place.width + GAP))
        while len(blocks) > 1 and blocks[-2][0] + blocks[-2][2] > blocks[-1][0]:
            (first, count, width), (second, more, wide) = blocks[-2:]
            joined = (first * count + (second - width) * more) / (count + more)
            blocks[-2:] = [(joined, count + more, width + wide)]
    index = 0
    for x, count, _ in blocks:
        for place in layer[index : index + count]:
            place.x = x
            x += place.width + GAP
        index += count


def _shift(layers: Sequence[Sequence[Place]]) -> float:
    """Everything to the right of the margin; the width of all."""
    left = min((place.x for layer in layers for place in layer), default=0.0)
    for layer in layers:
        for place in layer:
            place.x += MARGIN - left
    return max((place.x + place.width for layer in layers for place in layer), default=0.0) + MARGIN


def _edge(link: Link, chain: Sequence[Place]) -> Edge:
    points = [(chain[0].middle, chain[0].y + chain[0].height)]
    for place in chain[1:-1]:
        points += [(place.middle, place.y), (place.middle, place.y + place.height)]
    points.append((chain[-1].middle, chain[-1].y))
    return Edge(link, chain[0].key, chain[-1].key, tuple(points))
