"""Facts in, findings about room out: what garbage collection keeps against what the spec needs, and the disk.

https://docs.docker.com/build/cache/garbage-collection/
"""

from __future__ import annotations

from collections.abc import Iterator

from cigen.doctor.model import Disk, Facts, Finding, Level, Policy
from cigen.doctor.need import Need, need
from cigen.doctor.sizes import asked, shown
from cigen.doctor.tools import DOCKER

_TIGHT = 0.8
_LOW_DISK = 5e9


def findings(facts: Facts) -> Iterator[Finding]:
    """What the cache takes, whether it may stay, whether there is room for more."""
    if not any(node.status == "running" for node in facts.builder.nodes):
        return
    if facts.records is None:
        seen = "the builder does not tell what its cache holds"
        yield Finding(Level.NOTE, "cache", seen, "see whether `docker buildx du` answers")
        return
    total = sum(record.size for record in facts.records)
    wanted = _need(facts)
    yield _content(facts, total, wanted)
    yield from _kept(facts, total, wanted)
    if facts.disk is not None:
        yield _disk(facts.disk, wanted)


def _need(facts: Facts) -> Need:
    cells = facts.subject.cells if facts.subject is not None else ()
    return need(facts.records or (), frozenset(cells))


def _content(facts: Facts, total: int, wanted: Need) -> Finding:
    """What is there, of this spec and of all."""
    everything = f"{shown(total)} in {len(facts.records or ())} entries"
    if facts.subject is None:
        return Finding(Level.OK, "cache", everything)
    name, planned = facts.subject.name, len(facts.subject.cells)
    cells = "1 cell" if planned == 1 else f"{planned} cells"
    exported = f"; the last export wrote {shown(facts.exported)}" if facts.exported else ""
    if not wanted.cells:
        seen = f"no cell of {name} is in it ({everything}), so nothing is known of what they need{exported}"
        return Finding(Level.NOTE, "cache", seen, "run `cigen build`, then look again")
    verb = "is" if wanted.cells == 1 else "are"
    seen = f"{wanted.cells} of {cells} of {name} {verb} in it, with {shown(wanted.size)}, of {everything}{exported}"
    if facts.built and wanted.cells < planned:
        remedy = "see `eviction` below, and whether the last build read a shared cache"
        return Finding(Level.NOTE, "cache", f"{seen}; the others are gone, or were never needed here", remedy)
    return Finding(Level.OK, "cache", seen)


def _kept(facts: Facts, total: int, wanted: Need) -> Iterator[Finding]:
    """What garbage collection leaves, on each node."""
    for node in facts.builder.nodes:
        subject = "eviction" if len(facts.builder.nodes) == 1 else f"eviction on {node.name}"
        if node.status != "running":
            continue
        kept = keeps(node.policies, total, facts.disk)
        if kept is None:
            seen = "nothing bounds the cache: it may grow until the disk is full"
            yield Finding(Level.NOTE, subject, seen, _remedy(facts, max(wanted.size, total, int(20e9))))
            continue
        yield _eviction(facts, subject, kept, total, wanted)


def _eviction(facts: Facts, subject: str, kept: int, total: int, wanted: Need) -> Finding:
    collected = f"garbage collection keeps {shown(kept)}"
    name = facts.subject.name if facts.subject is not None else ""
    size, origin = wanted.size, f"{name} needs {shown(wanted.size)}"
    if facts.exported > size:
        size, origin = facts.exported, f"the last export of {name} was {shown(facts.exported)}"
    if size > kept:
        seen = f"{collected}, {origin}: steps that did not change will run again"
        return Finding(Level.PROBLEM, subject, seen, _remedy(facts, size))
    if size > kept * _TIGHT:
        seen = f"{collected}, {origin}: a second version of it has no room"
        return Finding(Level.NOTE, subject, seen, _remedy(facts, 2 * size))
    if total > kept * _TIGHT:
        seen = f"{collected}, all that is built here takes {shown(total)}: the least used goes next"
        return Finding(Level.NOTE, subject, seen, _remedy(facts, total))
    return Finding(Level.OK, subject, f"{collected}{f', {origin}' if size else ''}, the engine holds {shown(total)}")


def keeps(policies: tuple[Policy, ...], total: int, disk: Disk | None) -> int | None:
    """The bytes that ordinary entries may grow to, however short ago they were used; None where nothing bounds them."""
    known = [_keeps(policy, total, disk) for policy in policies if not policy.is_special and not policy.is_patient]
    kept = [one for one in known if one is not None]
    return min(kept) if kept else None


def _keeps(policy: Policy, total: int, disk: Disk | None) -> int | None:
    """What one rule leaves: no more than may be used, or than leaves free what has to be, no less than is reserved.

    It is so in BuildKit's cache/manager.go; a cache that grows takes from what is free.
    """
    if policy.free and disk is None and not policy.most:
        return None
    bounds = [policy.most] if policy.most else []
    bounds += [total + disk.free - policy.free] if policy.free and disk is not None else []
    return max(min(bounds, default=0), policy.reserved)


def _disk(disk: Disk, wanted: Need) -> Finding:
    seen = f"{shown(disk.free)} of {shown(disk.total)} are free"
    if disk.free < max(wanted.size, _LOW_DISK):
        more = f", a cold build of this spec takes {shown(wanted.size)}" if wanted.size else ""
        return Finding(Level.PROBLEM, "disk", f"{seen}{more}", "make room: `docker system df` shows what takes it")
    return Finding(Level.OK, "disk", seen)


def _remedy(facts: Facts, size: float) -> str:
    """Where to say that more is kept; as much again is what the next version of it takes."""
    most, name = asked(size), facts.builder.name
    if facts.builder.driver == DOCKER:
        setting = f'"builder": {{"gc": {{"enabled": true, "defaultReservedSpace": "{most}"}}}}'
        return f"put `{setting}` into the engine's daemon.json (older engines: `defaultKeepStorage`), restart it"
    if facts.builder.driver == "remote":
        return f'set `reservedSpace = "{most}"` under [worker.oci] in that BuildKit\'s buildkitd.toml'
    return (
        f'make {name} anew with `reservedSpace = "{most}"` under [worker.oci] in its --buildkitd-config; '
        f"in the workflow `builder: {{reserved-space: {most}}}`"
    )
