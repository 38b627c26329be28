"""Facts in, every finding out, in the order in which they are read."""

from __future__ import annotations

from cigen.doctor import machine, registry, space, tools
from cigen.doctor.model import Facts, Finding

_PARTS = (tools.findings, machine.findings, space.findings, registry.findings)


def examine(facts: Facts) -> tuple[Finding, ...]:
    """The programs, the machine, the room for a cache, the cache that is shared."""
    return tuple(finding for part in _PARTS for finding in part(facts))
