"""Cells in, the same cells cut into shards that take about equally long out; every machine makes the same cut."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence

from cigen.plan.manifest import PlannedCell

Shards = tuple[tuple[PlannedCell, ...], ...]


def cut(cells: Sequence[PlannedCell], n: int, seconds: Mapping[str, float]) -> Shards:
    """`n` shards, every cell in exactly one, each shard in the cells' order; some are empty where cells are few.

    The longest cell goes first, each to the shard with the least so far. `seconds` are measured times by cell; a cell
    without one counts as long as its steps take elsewhere, and without any times the number of steps decides.
    """
    weights = weigh(cells, seconds)
    heap: list[tuple[float, int, int]] = [(0.0, 0, shard) for shard in range(n)]
    shards: list[list[int]] = [[] for _ in range(n)]
    for index in sorted(range(len(cells)), key=lambda i: (-weights[cells[i].name], i)):
        load, count, shard = heapq.heappop(heap)
        shards[shard].append(index)
        heapq.heappush(heap, (load + weights[cells[index].name], count + 1, shard))
    return tuple(tuple(cells[index] for index in sorted(shard)) for shard in shards)


def weigh(cells: Sequence[PlannedCell], seconds: Mapping[str, float]) -> dict[str, float]:
    """How long each cell takes, in seconds where any are measured, else in steps."""
    timed = [cell for cell in cells if cell.name in seconds]
    steps = sum(len(cell.steps) for cell in timed)
    each = sum(seconds[cell.name] for cell in timed) / steps if steps else 1.0
    return {cell.name: seconds.get(cell.name, each * len(cell.steps)) for cell in cells}
