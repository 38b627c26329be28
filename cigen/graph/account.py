"""A Drawing in, what there is to say about it out: how far it runs side by side and why, its layers, its shards.

Blocks of facts, each a pair of a key and a sentence; a key that begins with a blank belongs to the fact above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cigen.graph import labels
from cigen.graph.drawing import Budget, Drawing, Shard
from cigen.graph.members import Member
from cigen.plan.model import Collector

Fact = tuple[str, str]
EVERY_STORE = 127
"""Layers that every image store mounts and `docker run` starts; some take up to 500."""
OLD_STORE = 390
"""What a store that can mount 500 still takes when it has made a million layers."""
MOST_PATH = 9
MOST_NAMES = 12


def facts(drawing: Drawing) -> tuple[tuple[Fact, ...], ...]:
    """All blocks in the order in which they are read; none is empty."""
    blocks = (_parallel(drawing), _layers(drawing), _collectors(drawing), _shards(drawing))
    return tuple(filter(None, map(tuple, blocks)))


def _parallel(drawing: Drawing) -> Iterator[Fact]:
    one = drawing.measures
    if not drawing.members:
        return
    lanes = f"; {labels.counted(one.lanes, 'lane')} let so many cells run" if one.lanes else ""
    yield "width", f"{one.width:,} at once, if everything starts as soon as it can{lanes}"
    yield "depth", f"{one.depth:,} one after the other"
    yield "longest chain", f"{labels.part(one.longest, one)}: {_chain(drawing)}"
    yield "speed-up", _speedup(drawing)
    if drawing.unmeasured:
        names = labels.listed(labels.shown(member.name, 40) for member in drawing.unmeasured)
        yield "not measured", f"{labels.counted(len(drawing.unmeasured), 'stage')}, counted as 0 s: {names}"
    if one.alone:
        share = f"{labels.amount(one.serial, one)} ({labels.percent(one.serial, one.work)} of the work), "
        yield "in a row", f"{share if one.serial else ''}while nothing else can run:"
        yield from _row(drawing)


def _chain(drawing: Drawing) -> str:
    one = drawing.measures
    shown = one.path if len(one.path) <= MOST_PATH else (*one.path[: MOST_PATH - 3], *one.path[-2:])
    parts = [f"{labels.shown(member.name, 48)} {_number(drawing, member)}".rstrip() for member in shown]
    if len(one.path) > MOST_PATH:
        parts.insert(MOST_PATH - 3, f"{len(one.path) - MOST_PATH + 1:,} more")
    return " → ".join(parts)


def _number(drawing: Drawing, member: Member) -> str:
    """What it takes; nothing where it takes no time."""
    value = drawing.measures.weights[member.name]
    if drawing.measures.timed:
        return labels.amount(value, drawing.measures) if value else ""
    return f"{value:.0f}"


def _speedup(drawing: Drawing) -> str:
    one = drawing.measures
    if len(one.alone) == len(drawing.members) > 1:
        return "none: each needs the one before, so nothing here can run side by side, on however many cores"
    if len(drawing.members) == 1:
        return "none: the steps of a stage run one after the other, and there is only one"
    most = max(one.path, key=lambda member: one.weights[member.name])
    share = labels.percent(one.weights[most.name], one.longest)
    words = f"{one.speedup:.1f} times at best, on however many cores: all work ÷ the longest chain"
    return f"{words}, of which {share} is {labels.shown(most.name, 48)}, whose own steps follow each other"


def _row(drawing: Drawing) -> Iterator[Fact]:
    """The stages that nothing can run beside, each with the reason; chains of them read from top to bottom."""
    alone = drawing.measures.alone
    deepest = max(one.level for one in drawing.members.values())
    for member in alone[:MOST_NAMES]:
        why = labels.reason(
            _needed(member, drawing), first=not alone.index(member) and not member.needs, last=member.level == deepest
        )
        value = drawing.measures.weights[member.name]
        takes = f"{labels.amount(value, drawing.measures)}: " if value or not drawing.measures.timed else ""
        yield f" {member.name}", f"{takes}{why}"
    if len(alone) > MOST_NAMES:
        yield f" and {len(alone) - MOST_NAMES:,} more", ""


def _needed(member: Member, drawing: Drawing) -> Iterator[str]:
    """What a member needs, the cells of a test as one."""
    counts: dict[str, int] = {}
    for need, _ in member.needs:
        test = drawing.members[need].test
        counts[test or need] = counts.get(test or need, 0) + 1
    tests = {one.test for one in drawing.members.values() if one.test}
    for name, count in counts.items():
        cells = "the cell" if count == 1 else f"all {count:,} cells"
        yield f"{cells} of {labels.shown(name, 48)}" if name in tests else labels.shown(name, 48)


def _layers(drawing: Drawing) -> Iterator[Fact]:
    """The deepest stack of all, and what only some image stores take."""
    if not drawing.budgets:
        return
    deepest = max(drawing.budgets, key=lambda one: one.layers)
    yield "layers", f"{deepest.layers:,} at most, in {labels.shown(deepest.name, 48)}{_base(deepest)}; {_room(deepest)}"
    over = [one for one in drawing.budgets if one.layers > EVERY_STORE]
    if len(over) > 1:
        names = labels.listed((labels.shown(one.name, 48) for one in over), 6)
        yield " over it", f"{labels.counted(len(over), 'stage')}: {names}"


def _base(budget: Budget) -> str:
    if budget.base < 0:
        return " (its image's count as 1, as they are not known)"
    return f" ({budget.base:,} of them its image's)" if budget.base else ""


def _room(budget: Budget) -> str:
    if budget.layers <= EVERY_STORE:
        return f"every image store takes {EVERY_STORE}"
    old = f", and from {OLD_STORE} on only while it is young" if budget.layers > OLD_STORE else ""
    return f"only the containerd store takes more than {EVERY_STORE}{old}: put several commands into one `run`"


def _collectors(drawing: Drawing) -> Iterator[Fact]:
    if drawing.collectors:
        yield (
            "collectors",
            "linked copies between small stages, so a changed cell brings its own files again and no other's",
        )
    yield from ((f" {one.name}", _collector(one)) for one in drawing.collectors)


def _collector(one: Collector) -> str:
    stack = f"{labels.counted(one.layers, 'layer')} in all"
    count = f"{labels.counted(one.copies, 'copy').replace('copys', 'copies')}"
    if one.levels == 1:
        return f"{count} in one stage, as so few need no tree; {stack}"
    shape = f"a tree of {len(one.stages):,} stages on {one.levels} levels with at most {one.fan_in} copies each"
    return (
        f"{count}: {shape}; a changed cell redoes {one.levels} of them, and every image store can mount them; {stack}"
    )


def _shards(drawing: Drawing) -> Iterator[Fact]:
    if not drawing.shards:
        return
    by = "measured time, longest first" if drawing.measures.timed else "number of steps, most first"
    yield "shards", f"{len(drawing.shards):,}, cut by {by}; every cell is in exactly one"
    for number, shard in enumerate(drawing.shards, 1):
        yield f" {number}", _shard(shard, drawing)


def _shard(shard: Shard, drawing: Drawing) -> str:
    one = drawing.measures
    if not shard.cells:
        return "nothing, as there are fewer cells than shards"
    work = labels.amount(sum(one.weights[cell.name] for cell in shard.cells), one)
    words = f"{labels.counted(len(shard.cells), 'cell')}, {work}{_before(shard.before)}: "
    return words + "; ".join(_names(shard.cells, None if drawing.cells else MOST_NAMES))


def _names(cells: Sequence[Member], most: int | None) -> Iterator[str]:
    """The cells of each test without its name in front, as far as they are to be shown."""
    for test in dict.fromkeys(cell.test for cell in cells):
        names = [cell.name.removeprefix(f"{test}-") for cell in cells if cell.test == test]
        more = f" and {len(names) - most:,} more" if most is not None and len(names) > most else ""
        shown = ", ".join(labels.shown(name, 80) for name in names[:most] if name != test)
        yield f"{labels.shown(test, 40)} {shown}{more}".rstrip()


def _before(before: Iterable[Member]) -> str:
    """What a shard has to build besides its own cells, the cells of a test as one."""
    counts: dict[str, int] = {}
    for one in before:
        key = f"of {labels.shown(one.test, 40)}" if one.test else labels.shown(one.name, 40)
        counts[key] = counts.get(key, 0) + 1
    parts = [
        f"{labels.counted(count, 'cell')} {key}" if key.startswith("of ") else key for key, count in counts.items()
    ]
    return f", after {labels.listed(parts)}" if parts else ""
