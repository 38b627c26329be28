"""Nodes and numbers in, the words that every drawing has for them out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from cigen.duration import duration
from cigen.graph.measure import Measures
from cigen.graph.members import Link
from cigen.graph.nodes import Node

LONGEST = 60


def shown(text: str, longest: int = LONGEST) -> str:
    """The text in `longest` columns at most: what does not print is written as `\\u202e`, what is too long is cut."""
    line = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text[: longest + 1])
    if columns(line) <= longest:
        return line
    while columns(line) >= longest:
        line = line[:-1]
    return f"{line}…"


def columns(text: str) -> int:
    """How wide it is in letters of one width; East Asian ones take two."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def counted(number: int, noun: str) -> str:
    """Such as `1 step` and `2,000 cells`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def amount(value: float, measures: Measures) -> str:
    """So many steps, or so long."""
    return duration(value) if measures.timed else counted(round(value), "step")


def part(value: float, measures: Measures) -> str:
    """So much of all work."""
    so_much = duration(value) if measures.timed else f"{value:,.0f}"
    return f"{so_much} of {amount(measures.work, measures)}"


def percent(part: float, whole: float) -> str:
    """A share in words, never 0 % of something that is there."""
    share = 100 * part / whole if whole else 0.0
    return "under 1 %" if 0 < share < 1 else f"{share:.0f} %"


def cells_of(node: Node) -> str:
    """Such as `26 cells = version 13 × variant 2`; with `of` where some combinations are left out or added."""
    count = counted(len(node.members), "cell")
    if not node.dimensions or len(node.members) == 1:
        return count
    product = 1
    for _, size in node.dimensions:
        product *= size
    sizes = " × ".join(f"{shown(name, 24)} {size:,}" for name, size in node.dimensions)
    return f"{count} {'=' if product == len(node.members) else 'of'} {sizes}"


def origin(node: Node) -> str:
    """What image it starts from; `N images` where its cells differ, nothing where it starts from a stage."""
    images = dict.fromkeys(filter(None, (one.image for one in node.members)))
    platforms = dict.fromkeys(filter(None, (one.platform for one in node.members)))
    where = f" for {' and '.join(shown(one, 24) for one in platforms)}" if 0 < len(platforms) <= 2 else ""
    where = where or (f" for {len(platforms)} platforms" if platforms else "")
    if not images:
        return ""
    return (f"from {shown(next(iter(images)))}" if len(images) == 1 else f"from {len(images):,} images") + where


def effort(node: Node, measures: Measures) -> str:
    """How much it has to do; nothing for a stage that is not measured or has no step."""
    each = " each" if len(node.members) > 1 else ""
    if measures.timed:
        times = [measures.weights[one.name] for one in node.members]
        return f"{_range(duration(min(times)), duration(max(times)))}{each}" if any(times) else ""
    fewest, most = (steps - bool(node.members[0].into) for steps in node.steps)
    return (
        f"{fewest:,} to {counted(most, 'step')}{each}"
        if fewest != most
        else counted(most, "step") + each
        if most
        else ""
    )


def _range(least: str, most: str) -> str:
    return least if least == most else f"{least} to {most}"


def collected(node: Node) -> str:
    """What it collects and into which folder."""
    names = [shown(_plain(key), 40) for key, link in node.links if link is Link.COLLECT]
    if not names:
        return ""
    into = node.members[0].into
    return f"collects {listed(names)}" + (f" into {shown(into, 40)}" if into not in ("", "/") else "")


def copied(node: Node, *, but: str = "") -> str:
    """What it copies or mounts from, and starts from where that is not `but`."""
    starts = [shown(_plain(key), 40) for key, link in node.links if link is Link.FROM and key != but]
    copies = [shown(_plain(key), 40) for key, link in node.links if link is Link.COPY]
    parts = [f"from {listed(starts)}"] if starts else []
    parts += [f"copies from {listed(copies)}"] if copies else []
    return " · ".join(parts)


def _plain(key: str) -> str:
    """The name in the key of a node that stands for one level of a test."""
    return key.partition("/")[0]


def listed(names: Iterable[str], most: int = 4) -> str:
    """Names with commas, and how many more there are."""
    found = list(names)
    more = [f"{len(found) - most:,} more"] if len(found) > most else []
    parts = [*found[:most], *more]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def reason(needs: Iterable[str], *, first: bool, last: bool) -> str:
    """Why nothing can run beside a member that all others come before or after."""
    before = listed(needs)
    if first:
        return "there is nothing else" if last else "everything else needs it"
    return f"needs {before}, and nothing is left to run beside it" if last else f"needs {before}, and the rest needs it"
