"""Members and what each takes in, how far they can run side by side out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from cigen.graph.members import Member


@dataclass(frozen=True, slots=True)
class Measures:
    """All in steps, or in seconds where `timed`; `path` is the longest chain, `alone` what nothing can run beside.

    `width` is the most that run at once if everything starts as soon as it can; `lanes` bound it where not 0.
    """

    timed: bool
    weights: Mapping[str, float]
    work: float
    longest: float
    width: int
    depth: int
    lanes: int
    path: tuple[Member, ...]
    alone: tuple[Member, ...]

    @property
    def speedup(self) -> float:
        """How many times faster at best, however many cores there are."""
        return self.work / self.longest if self.longest else 1.0

    @property
    def serial(self) -> float:
        """What is done while nothing else can run."""
        return sum(self.weights[one.name] for one in self.alone)


def measure(found: Mapping[str, Member], weights: Mapping[str, float], *, timed: bool) -> Measures:
    """The measures of a graph; `weights` say what each member takes."""
    ends: dict[str, float] = {}
    before: dict[str, str] = {}
    for name, one in found.items():
        last = max((need for need, _ in one.needs), key=lambda need: (ends[need], found[need].level), default="")
        before[name] = last
        ends[name] = (ends[last] if last else 0.0) + weights[name]
    end = max(found, key=lambda name: (ends[name], found[name].level), default="")
    return Measures(
        timed=timed,
        weights=weights,
        work=sum(weights.values()),
        longest=ends.get(end, 0.0),
        width=_width(ends, weights),
        depth=max((one.level + 1 for one in found.values()), default=0),
        lanes=len({one.lane for one in found.values() if one.lane >= 0}),
        path=_path(found, before, end),
        alone=_alone(tuple(found.values())),
    )


def _path(found: Mapping[str, Member], before: Mapping[str, str], end: str) -> tuple[Member, ...]:
    path: list[Member] = []
    while end:
        path.append(found[end])
        end = before[end]
    return tuple(reversed(path))


def _width(ends: Mapping[str, float], weights: Mapping[str, float]) -> int:
    """The most intervals that overlap; those that take no time don't count."""
    moments: list[tuple[float, int]] = []
    for name, end in ends.items():
        if weights[name] > 0:
            moments += [(end - weights[name], 1), (end, -1)]
    most = now = 0
    for _, change in sorted((round(moment, 6), change) for moment, change in moments):
        now += change
        most = max(most, now)
    return most


def _alone(found: Sequence[Member]) -> tuple[Member, ...]:
    """The members that all others come before or after; those without a step that need nothing don't count.

    A member that is the only one of its level comes before all of higher levels; by the same reason, counted from
    the end, all that are higher up come before the only one of its height. So both counts have to add up.
    """
    found = [one for one in found if one.steps or one.needs]
    names = {one.name for one in found}
    levels, heights = _levels(found, names), _heights(found, names)
    by_level, by_height = Counter(levels.values()), Counter(heights.values())
    after, before = _above(by_level), _above(by_height)
    return tuple(
        one
        for one in found
        if by_level[levels[one.name]] == 1
        and by_height[heights[one.name]] == 1
        and after[levels[one.name]] + before[heights[one.name]] == len(found) - 1
    )


def _levels(found: Sequence[Member], names: Collection[str]) -> dict[str, int]:
    """The longest way from the top to each; all stand after those that they need."""
    levels: dict[str, int] = {}
    for one in found:
        levels[one.name] = max((levels[need] + 1 for need, _ in one.needs if need in names), default=0)
    return levels


def _heights(found: Sequence[Member], names: Collection[str]) -> dict[str, int]:
    """The longest way from each down to one that nothing needs."""
    heights = {one.name: 0 for one in found}
    for one in reversed(found):
        for need, _ in one.needs:
            if need in names:
                heights[need] = max(heights[need], heights[one.name] + 1)
    return heights


def _above(counts: Mapping[int, int]) -> dict[int, int]:
    """How many have a higher number than each."""
    found, total = {}, 0
    for number in sorted(counts, reverse=True):
        found[number] = total
        total += counts[number]
    return found
