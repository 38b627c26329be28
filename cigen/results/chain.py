"""A graph of what was executed in, its longest chain out: no number of machines makes a build shorter than that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cigen.results.happened import Chain, Link

MOST_LINKS = 200


def chain(graph: Sequence[Link], seconds: Mapping[tuple[str, int], float]) -> Chain:
    """The longest chain, and the sum of all; `seconds` are the recorded times of steps, which wait for no lane."""
    own = [_own(link, seconds) for link in graph]
    ends: list[float] = []
    via: list[int | None] = []
    for link, took in zip(graph, own, strict=True):
        latest = max((one for one in link.before if one < len(ends)), key=ends.__getitem__, default=None)
        ends.append(took + (ends[latest] if latest is not None else 0.0))
        via.append(latest)
    if not ends:
        return Chain()
    place: int | None = max(range(len(ends)), key=ends.__getitem__)
    total, links = ends[place or 0], []
    while place is not None:
        if own[place] > 0:
            links.append(replace(graph[place], seconds=round(own[place], 2), before=()))
        place = via[place]
    return Chain(tuple(links[:MOST_LINKS][::-1]), round(total, 2), round(sum(own), 2))


def _own(link: Link, seconds: Mapping[tuple[str, int], float]) -> float:
    if link.recorded is None or not link.seconds:
        return link.seconds
    return seconds.get(link.recorded, link.seconds)
