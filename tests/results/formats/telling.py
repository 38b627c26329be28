"""Reads a text as one format and shows what came of it, short enough to be compared in a line."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from cigen.results.case import Case, Totals
from cigen.results.tally import Keep, Tally
from cigen.results.unreadable import UnreadableError

WRONG: tuple[Any, ...] = (5, "x", [], [1], None, {}, {"id": []}, {"status": []}, {"status": ["passed"]})
"""What a hostile file puts where something else should be."""


class Format(Protocol):
    def recognises(self, head: bytes) -> bool: ...
    def read(self, chunks: Iterator[bytes], tally: Tally) -> None: ...


@dataclass(frozen=True, slots=True)
class Told:
    cases: tuple[Case, ...]
    totals: Totals
    notes: tuple[str, ...]
    broken: str
    wall: tuple[float, float] | None = None

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        return [(case.name, case.outcome.value) for case in self.cases]

    @property
    def red(self) -> bool:
        return bool(self.totals.red or self.broken)


def told(form: Format, text: str | bytes, size: int = 1 << 16) -> Told:
    """All that a format tells of a text that comes in chunks of that size."""
    data = text.encode() if isinstance(text, str) else text
    tally, broken = Tally("file", Keep(store=io.BytesIO())), ""
    try:
        form.read((data[at : at + size] for at in range(0, len(data), size)), tally)
    except UnreadableError as error:
        broken = str(error)
    result = tally.result()
    return Told(tuple(result), result.totals, tuple(tally.notes), broken, result.wall)
