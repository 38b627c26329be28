"""Facts in, findings about the machine out: how many steps run at once, for how many cores and how much memory."""

from __future__ import annotations

from collections.abc import Iterator

from cigen.doctor.model import Facts, Finding, Host, Level
from cigen.doctor.sizes import shown

_MOST_UNBOUNDED = 64
"""More recorded steps than this at once have stalled a machine of two cores."""
_LITTLE_MEMORY = 512 * 1024 * 1024


def findings(facts: Facts) -> Iterator[Finding]:
    """One line of the machine, one of the spec's width on it."""
    if facts.host is not None:
        yield Finding(Level.OK, "machine", f"{_cores(facts.host)} and {shown(facts.host.memory)} of memory")
    if facts.subject is not None:
        yield _parallel(facts)


def _parallel(facts: Facts) -> Finding:
    assert facts.subject is not None
    cells = len(facts.subject.cells)
    width, bound = _width(facts)
    seen = f"{_steps(width)} at once, {bound}"
    if width > _MOST_UNBOUNDED:
        remedy = "write `lanes: 16` into the spec, which bounds them on every builder"
        return Finding(Level.PROBLEM, "parallelism", f"{seen}: an engine with so many stands still", remedy)
    if facts.host is None or not facts.host.memory:
        return Finding(Level.OK, "parallelism", seen)
    each = facts.host.memory / max(width, 1)
    seen = f"{seen}; {shown(each)} of memory for each, on {_cores(facts.host)}"
    if each < _LITTLE_MEMORY and width > max(facts.host.cpus, 1):
        fewer = max(facts.host.cpus, int(facts.host.memory // (2 * _LITTLE_MEMORY)), 1)
        remedy = (
            f"write `lanes: {fewer}` into the spec if cells are killed (exit code 137), which runs every cell once more"
        )
        return Finding(Level.NOTE, "parallelism", seen, remedy)
    return Finding(Level.OK, "parallelism", seen if cells else "no cell")


def _width(facts: Facts) -> tuple[int, str]:
    """How many steps run at once, and what bounds them."""
    assert facts.subject is not None
    cells, lanes = len(facts.subject.cells), facts.subject.lanes
    bounds = [node.parallelism for node in facts.builder.nodes]
    builder = sum(bounds) if bounds and all(bounds) else 0
    if builder and builder < min(cells, lanes or cells):
        return builder, f"as the builder's max-parallelism says, of {cells} cells"
    if lanes and lanes < cells:
        return lanes, f"as the spec has lanes, of {cells} cells"
    return cells, "as many as there are cells"


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count} steps"


def _cores(host: Host) -> str:
    return "1 core" if host.cpus == 1 else f"{host.cpus} cores"
