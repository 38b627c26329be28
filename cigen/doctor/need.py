"""The entries of a builder's cache in, what the cells of a spec need of it out.

BuildKit tells of every entry which command made it, and the recorder's commands name their cell and step.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from cigen.doctor.model import Record

_RECORDED = re.compile(r"exec /\.cigen/record (?:--\S+ )*(?P<cell>\S+) (?P<step>\d+) ")


@dataclass(frozen=True, slots=True)
class Need:
    """How many of a spec's cells have entries, and the bytes of those and of everything below them."""

    cells: int
    size: int
    records: int


def need(records: Iterable[Record], cells: Collection[str]) -> Need:
    """Of several builds of one step the newest counts."""
    known = {record.key: record for record in records}
    newest: dict[tuple[str, str], Record] = {}
    for record in sorted(known.values(), key=lambda record: record.created):
        match = _RECORDED.search(record.description)
        if match and match["cell"] in cells:
            newest[match["cell"], match["step"]] = record
    found: dict[str, Record] = {}
    waiting = [record.key for record in newest.values()]
    while waiting:
        key = waiting.pop()
        if key in known and key not in found:
            found[key] = known[key]
            waiting.extend(known[key].parents)
    cells_there = {cell for cell, _ in newest}
    return Need(len(cells_there), sum(record.size for record in found.values()), len(found))
