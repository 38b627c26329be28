"""A text read by one format's reader, for the tests of the formats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from cigen.results.case import Case
from cigen.results.formats.xml import driver
from cigen.results.formats.xml.driver import ElementReader
from cigen.results.tally import Keep, Tally
from cigen.results.unreadable import ForeignError, UnreadableError


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a text: its cases, the notes, and why it could not be read to its end."""

    cases: tuple[Case, ...]
    notes: tuple[str, ...]
    wall: tuple[float, float] | None = None
    problem: str = ""
    foreign: bool = False

    @property
    def outcomes(self) -> list[str]:
        return [case.outcome.value for case in self.cases]

    @property
    def red(self) -> bool:
        return bool(self.problem) or any(case.outcome.red for case in self.cases)


def told(reader: type[ElementReader], text: str | bytes, size: int = 1 << 16) -> Told:
    """What this reader makes of it."""
    data = text.encode() if isinstance(text, str) else text

    def chunks() -> Iterator[bytes]:
        return (data[start : start + size] for start in range(0, len(data), size))

    tally = Tally("f.xml", Keep(BytesIO()))
    problem, foreign = "", False
    try:
        driver.read(chunks, tally, dict.fromkeys(reader.ROOTS, reader))
    except UnreadableError as error:
        problem, foreign = str(error), isinstance(error, ForeignError)
    return Told(tuple(tally.result()), tuple(tally.notes), tally.wall, problem, foreign)
