"""The cases of one file in, one by one; counters, the notable ones, and a line for each in a store out."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from cigen.results.case import Case, Outcome, Totals
from cigen.results.caseline import encoded
from cigen.results.cases import FileCases
from cigen.results.unreadable import UnreadableError

MOST_CASES = 20_000_000
MOST_NOTES = 8
MESSAGE = 2_000
NAME = 2_000
SUITE = 500
"""Characters of a suite's name with those of the suites around it; every case of it holds on to them."""
DETAILS = 17 * 1024
SHORT_DETAILS = 1024
BLOCK = 1 << 16
"""Bytes that are written to the store at once."""
CHUNK = 1 << 18


class Store(Protocol):
    """Where the lines of all cases lie: a file for both reading and writing, or `io.BytesIO`."""

    def write(self, data: bytes, /) -> int: ...  # noqa: D102 these are a file's
    def read(self, size: int, /) -> bytes: ...  # noqa: D102
    def seek(self, place: int, whence: int = 0, /) -> int: ...  # noqa: D102
    def truncate(self, size: int, /) -> object: ...  # noqa: D102


@dataclass(slots=True)
class Keep:
    """What all files of a report may keep in memory, and where all cases go, if anybody will want them.

    `notable` cases with `details` characters; then each case keeps little, and at last only counts.
    """

    store: Store | None = None
    notable: int = 10_000
    details: int = 16 << 20


class Tally:
    """Takes the cases of a file in its order; `source` is its name, `format` that of what it is written in."""

    def __init__(self, source: str, keep: Keep | None = None) -> None:
        self.source = source
        self.keep = keep or Keep()
        self._mark = self.keep.store.seek(0, 2) if self.keep.store is not None else 0
        self.stores = self.keep.store is not None
        self.format = ""
        self._kept = (self.keep.notable, self.keep.details)
        self._clear()

    def _clear(self) -> None:
        self.counts = dict.fromkeys(Outcome, 0)
        self.passed = 0
        self.seconds = 0.0
        self.wall: tuple[float, float] | None = None
        self.notes: list[str] = []
        self._notable: list[Case] = []
        self._lines: list[bytes] = []
        self._size = 0
        self._print = 0

    def restart(self) -> None:
        """Forget everything: the file is read once more from its beginning."""
        if self.keep.store is not None:
            self.keep.store.truncate(self._mark)
            self.keep.store.seek(self._mark)
        self.keep.notable, self.keep.details = self._kept
        self._clear()

    @property
    def cases(self) -> int:
        """How many cases came so far."""
        return self.passed + sum(self.counts.values())

    @property
    def red(self) -> int:
        """How many of them make a run fail."""
        return self.counts[Outcome.FAILED] + self.counts[Outcome.ERROR]

    @property
    def wants_details(self) -> bool:
        """Whether anything is done with what a case says, or it only counts any more."""
        return self.stores or self.keep.notable > 0

    def wants(self, outcome: Outcome) -> bool:
        """Whether anything is done with what a case with this outcome says."""
        return self.stores or (outcome.notable and self.keep.notable > 0)

    def note(self, text: str) -> None:
        """Something that is odd and no error; the first few are kept."""
        if len(self.notes) < MOST_NOTES:
            self.notes.append(text)

    def ran(self, start: float, end: float) -> None:
        """When some of the cases ran, in seconds since 1970."""
        first, last = self.wall or (start, end)
        self.wall = (min(first, start), max(last, end))

    def add(
        self,
        *,
        name: str,
        outcome: Outcome,
        suite: str = "",
        classname: str = "",
        seconds: float | None = None,
        message: str = "",
        details: str = "",
        file: str = "",
        line: int = 0,
    ) -> None:
        """The next case; UnreadableError where there are too many."""
        self.only_count(outcome, seconds)
        if self.wants(outcome):
            self.keep_case(
                name=name,
                outcome=outcome,
                suite=suite,
                classname=classname,
                seconds=seconds,
                message=message,
                details=details,
                file=file,
                line=line,
            )

    def keep_case(
        self,
        *,
        name: str,
        outcome: Outcome,
        suite: str = "",
        classname: str = "",
        seconds: float | None = None,
        message: str = "",
        details: str = "",
        file: str = "",
        line: int = 0,
    ) -> None:
        """A case that is counted already and that somebody `wants`."""
        message, details = cut(outcome, message, details)
        case = Case(
            suite[:SUITE],
            classname[:NAME],
            name[:NAME] or "(without a name)",
            outcome,
            self.source,
            seconds,
            message,
            details,
            file[:NAME],
            line,
        )
        if self.stores:
            self._store(f"{encoded(case)}\n".encode("ascii"))
        if outcome.notable:
            self.remember(case)

    def only_count(self, outcome: Outcome, seconds: float | None) -> None:
        """A case with an outcome of which nobody `wants` to know more."""
        if seconds is not None:
            self.seconds += seconds
        self.counts[outcome] += 1

    def count(self, passed: int, seconds: float, lines: bytes) -> None:
        """Cases that passed, with the time that they took; `lines` are what `encoded` would make of them, if wanted."""
        self.passed += passed
        self.seconds += seconds
        if lines:
            self._store(lines)

    def _store(self, lines: bytes) -> None:
        self._lines.append(lines)
        self._size += len(lines)
        if self._size >= BLOCK:
            self._write()

    def _write(self) -> None:
        store = self.keep.store
        if store is None or not self._lines:
            return
        if self.cases > MOST_CASES:
            raise UnreadableError(f"it has more than {MOST_CASES:,} test cases")
        data = b"".join(self._lines)
        self._print = zlib.crc32(data, self._print)
        store.seek(0, 2)
        store.write(data)
        self._lines.clear()
        self._size = 0

    def remember(self, case: Case) -> None:
        """A notable case that is counted and stored already."""
        keep = self.keep
        if keep.notable <= 0:
            return
        if keep.details <= 0:
            case = replace(case, details=case.details[:SHORT_DETAILS])
        keep.notable -= 1
        keep.details -= len(case.details)
        self._notable.append(case)

    def result(self) -> FileCases:
        """All that came, once the file is at its end."""
        self._write()
        store, start = self.keep.store, self._mark
        end = store.seek(0, 2) if store is not None else 0
        return FileCases(
            source=self.source,
            totals=self._totals(),
            notable=tuple(self._notable),
            stored=partial(stored, store, start, end) if store is not None else None,
            print=self._print,
            seconds=round(self.seconds, 6),
            wall=self.wall,
        )

    def _totals(self) -> Totals:
        counts, passed = self.counts, self.passed + self.counts[Outcome.PASSED] + self.counts[Outcome.FLAKY]
        return Totals(
            tests=self.cases,
            passed=passed,
            failed=counts[Outcome.FAILED],
            errors=counts[Outcome.ERROR],
            skipped=counts[Outcome.SKIPPED],
            flaky=counts[Outcome.FLAKY],
        )


def stored(store: Store, start: int, end: int) -> Iterator[bytes]:
    """What is between two places of a store, some whole lines at a time; others may read it at the same time."""
    left = b""
    while start < end:
        store.seek(start)
        block = left + store.read(min(CHUNK, end - start))
        start += CHUNK
        whole = block.rfind(b"\n") + 1
        block, left = block[:whole], block[whole:]
        if block:
            yield block


def cut(outcome: Outcome, message: str, details: str) -> tuple[str, str]:
    """The message and the details of a case, as much as is kept of them."""
    details = details[:DETAILS].strip("\n")
    return message[:MESSAGE] or (_first_line(details) if outcome.notable else ""), details


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")[:MESSAGE]
