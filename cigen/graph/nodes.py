"""Members in, the nodes of a drawing out: a stage each, and all cells of a test as one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cigen.graph.members import Link, Member
from cigen.plan.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Node:
    """A box: one stage, one cell, or the cells of a test; `links` lead to the keys of those that it needs.

    `dimensions` are names of a matrix with how many values occur; `level` counts from 0 at the top.
    """

    key: str
    name: str
    members: tuple[Member, ...]
    links: tuple[tuple[str, Link], ...]
    level: int
    dimensions: tuple[tuple[str, int], ...] = ()

    @property
    def is_test(self) -> bool:
        """Whether it stands for a test's cells, and not for one stage or cell."""
        return bool(self.members[0].test) and self.name == self.members[0].test

    @property
    def is_pile(self) -> bool:
        """Whether it stands for several cells, which shows in how it is drawn."""
        return self.is_test and len(self.members) > 1

    @property
    def steps(self) -> tuple[int, int]:
        """The fewest and the most steps of its members."""
        counts = [member.steps for member in self.members]
        return min(counts), max(counts)


def nodes(found: Mapping[str, Member], manifest: Manifest, *, cells: bool = False) -> tuple[Node, ...]:
    """The nodes, each after those it needs; `cells` gives each cell a node of its own.

    Where a test needs itself by way of a stage, it is one node for each level of its cells.
    """
    if cells:
        return _folded(found, lambda one: one.name, {}) or ()
    dimensions = {test.name: tuple((d.name, len(d.values)) for d in test.dimensions) for test in manifest.tests}
    folded = _folded(found, lambda one: one.test or one.name, dimensions)
    return folded or _folded(found, lambda one: f"{one.test}/{one.level}" if one.test else one.name, {}) or ()


def _folded(
    found: Mapping[str, Member], key: Callable[[Member], str], dimensions: Mapping[str, tuple[tuple[str, int], ...]]
) -> tuple[Node, ...] | None:
    """The nodes of these keys; None where they need each other."""
    keys = {name: key(one) for name, one in found.items()}
    inside: dict[str, list[Member]] = {}
    links: dict[str, dict[str, Link]] = {}
    for name, one in found.items():
        inside.setdefault(keys[name], []).append(one)
        linked = links.setdefault(keys[name], {})
        for need, link in one.needs:
            linked.setdefault(keys[need], link)
    levels = _levels(links)
    if levels is None:
        return None
    ordered = sorted(inside, key=lambda one: levels[one])
    return tuple(
        Node(
            one,
            _name(inside[one], one),
            tuple(inside[one]),
            tuple(links[one].items()),
            levels[one],
            dimensions.get(one, ()),
        )
        for one in ordered
    )


def _name(inside: Sequence[Member], key: str) -> str:
    """The test's name where the node is folded."""
    return inside[0].test if inside[0].test and key != inside[0].name else inside[0].name


def _levels(links: Mapping[str, Mapping[str, Link]]) -> dict[str, int] | None:
    """The longest way from the top to each; None where there is a circle."""
    waiting = {key: len(needs) for key, needs in links.items()}
    children: dict[str, list[str]] = {key: [] for key in links}
    for key, needs in links.items():
        for need in needs:
            children[need].append(key)
    levels = {key: 0 for key, count in waiting.items() if not count}
    ready = list(levels)
    for key in ready:
        for child in children[key]:
            levels[child] = max(levels.get(child, 0), levels[key] + 1)
            waiting[child] -= 1
            if not waiting[child]:
                ready.append(child)
    return levels if len(ready) == len(links) else None
