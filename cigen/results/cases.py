"""All cases of a cell, of which only what matters is in memory.

The rest lies in a store as lines of JSON, see `caseline.py`, until an output asks for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, groupby
from json.encoder import encode_basestring_ascii as quoted

from cigen.results.case import Case, Totals, added, count
from cigen.results.caseline import decoded, encoded


@dataclass(frozen=True, slots=True)
class FileCases:
    """The cases of one file; `notable` are its red and flaky ones, as many of them as are kept.

    `stored` reads the lines of all of them, many at a time, each ending in a newline; None where they were not stored.
    `print` tells apart what is stored; `seconds` is their time summed up, `wall` when it all began and ended, if known.
    """

    source: str
    totals: Totals
    notable: tuple[Case, ...] = ()
    stored: Callable[[], Iterator[bytes]] | None = field(default=None, compare=False, repr=False)
    print: int = 0
    seconds: float = 0.0
    wall: tuple[float, float] | None = None

    def raw(self) -> Iterator[bytes]:
        """Every case as `encoded` makes it, with a newline; only the notable ones if nothing is stored."""
        return (line for block in self.blocks() for line in block.splitlines(keepends=True))

    def blocks(self) -> Iterator[bytes]:
        """The same, many lines at a time."""
        if self.stored is not None:
            return self.stored()
        return iter(["".join(f"{encoded(case)}\n" for case in self.notable).encode()] if self.notable else [])

    def text(self, between: str) -> Iterator[str]:
        """Every case as a JSON object in ASCII, as `report.json` shows it, in pieces with `between` between them."""
        start = f'{{"source": {quoted(self.source)}, '
        for block in self.blocks():
            yield start + block[1:-1].decode("ascii").replace("\n{", f"{between}{start}")

    def __iter__(self) -> Iterator[Case]:
        return (decoded(line, self.source) for line in self.raw())


@dataclass(frozen=True, slots=True)
class Cases:
    """All cases of a cell, or of no cell, by the files that told of them; what cigen adds is one more of these."""

    files: tuple[FileCases, ...] = ()
    totals: Totals = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "totals", added(file.totals for file in self.files))

    @classmethod
    def of(cls, *cases: Case) -> Cases:
        """These cases, all in memory."""
        return cls(tuple(_in_memory(source, tuple(group)) for source, group in groupby(cases, _source)))

    def __iter__(self) -> Iterator[Case]:
        return chain.from_iterable(self.files)

    def __len__(self) -> int:
        return self.totals.tests

    def __add__(self, other: Cases) -> Cases:
        return Cases(self.files + other.files)

    @property
    def notable(self) -> tuple[Case, ...]:
        """The red and flaky ones that are in memory; `unkept` says how many red ones are not."""
        return tuple(case for file in self.files for case in file.notable)

    @property
    def unkept(self) -> int:
        """How many red ones are counted and not among `notable`, as there were too many of them."""
        return self.totals.red - sum(case.outcome.red for file in self.files for case in file.notable)

    @property
    def seconds(self) -> float:
        """Their time, summed up."""
        return sum(file.seconds for file in self.files)

    @property
    def wall(self) -> float | None:
        """How long it took from the first test to the last, in seconds; None where no file says when it ran."""
        known = [file.wall for file in self.files if file.wall is not None]
        return max(end for _, end in known) - min(start for start, _ in known) if known else None

    def text(self, between: str) -> Iterator[str]:
        """Every case as a JSON object, in the order that they came, in pieces with `between` between them."""
        pieces = chain.from_iterable(file.text(between) for file in self.files)
        yield next(pieces, "")
        for piece in pieces:
            yield between
            yield piece


def _source(case: Case) -> str:
    return case.source


def _in_memory(source: str, cases: tuple[Case, ...]) -> FileCases:
    def stored() -> Iterator[bytes]:
        yield "".join(f"{encoded(case)}\n" for case in cases).encode()

    notable = tuple(case for case in cases if case.outcome.notable)
    seconds = sum(case.seconds or 0.0 for case in cases)
    return FileCases(source, count(case.outcome for case in cases), notable, stored, hash(cases), seconds)


NO_CASES = Cases()
