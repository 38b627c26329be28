"""A log's bytes in, piece by piece, its most telling lines out; memory and time per byte don't grow with the log."""

from __future__ import annotations

from collections import deque

from cigen.results.spots.page import AHEAD, BEHIND, NEWLINE, Page, plain
from cigen.results.spots.rules import MARKS, PLACED, judge
from cigen.results.spots.spot import Spot

FIRST = 20
LAST = 10
TEXT = 300
WIDEST = 400
BLOCK = 256 * 1024
BUSY = 800
"""Of a block where more lines have a mark, the first so many are looked at and the last half as many."""
MOST = 20_000
WEARY = 60
"""As BUSY, once so many lines were looked at: a log may be made of nothing but such lines."""
LONGEST = 64 * 1024
"""The rest of a longer line is not looked at."""


class Finder:
    """Takes a log as it comes; the first twenty spots and the last ten that differ from them are kept."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._waiting = 0
        self._data = b"\n"
        self._from = 1
        self._line = 1
        self._inside = False
        self._looked = 0
        self._strong = _Kept(FIRST, LAST)
        self._weak = _Kept(FIRST, LAST)

    def feed(self, chunk: bytes) -> None:
        """The next piece, of any size."""
        for at in range(0, len(chunk), BLOCK):
            piece = chunk[at : at + BLOCK]
            self._pieces.append(piece)
            self._waiting += len(piece)
            if self._waiting >= BLOCK or len(self._pieces) >= LONGEST:
                self._take()
                self._look(max(self._from, self._data.rfind(b"\n", 0, max(0, len(self._data) - AHEAD)) + 1))
                self._forget()

    def close(self) -> tuple[Spot, ...]:
        """What was found, in the order of the log: weak ones only where there are no others."""
        self._take()
        self._look(len(self._data))
        return self._strong.spots or self._weak.spots

    def _take(self) -> None:
        """Put what is waiting behind the rest, without the ends of lines that are too long."""
        more = b"".join(self._pieces)
        self._pieces, self._waiting = [], 0
        if self._inside:
            end = more.find(b"\n")
            self._inside, more = end < 0, more[end:] if end >= 0 else b""
        self._data += more
        begins = self._data.rfind(b"\n") + 1
        if len(self._data) - begins > LONGEST:
            self._data = self._data[: begins + LONGEST]
            self._inside = True

    def _look(self, end: int) -> None:
        """Try the rules on the lines up to there that have a mark."""
        data, counted, line = self._data, self._from, self._line
        done = self._from
        for start in self._chosen(candidates(data, self._from, end)):
            if start < done:
                continue
            stop = NEWLINE.search(data, start)
            page = Page(data, start, stop.start() if stop else len(data))
            found = judge(page, weak=not self._strong.spots)
            if found is None:
                continue
            line += data.count(b"\n", counted, start)
            counted, done = start, max(done, found.end)
            there = found.place
            (self._weak if found.weak else self._strong).add(
                Spot(line, _short(found.text), found.kind, _name(there.file), there.at, there.column, found.weak)
            )
        end = max(end, done)
        self._line = line + data.count(b"\n", counted, end)
        self._from = end

    def _chosen(self, starts: list[int]) -> list[int]:
        """Those that are looked at: all, in any log that is not made against this."""
        most = BUSY if self._looked < MOST else WEARY
        self._looked += min(len(starts), most + most // 2)
        return starts[:most] + starts[most:][-most // 2 :]

    def _forget(self) -> None:
        gone = max(0, self._from - BEHIND)
        self._data, self._from = self._data[gone:], self._from - gone


class _Kept:
    """The first and the last spots that differ."""

    def __init__(self, first: int, last: int) -> None:
        self._first: list[Spot] = []
        self._most = first
        self._last: deque[Spot] = deque(maxlen=last)
        self._seen: set[tuple[str, str, int]] = set()

    def add(self, spot: Spot) -> None:
        key = (spot.text, spot.file, spot.at)
        if key in self._seen or any((one.text, one.file, one.at) == key for one in self._last):
            return
        if len(self._first) < self._most:
            self._first.append(spot)
            self._seen.add(key)
        else:
            self._last.append(spot)

    @property
    def spots(self) -> tuple[Spot, ...]:
        return (*self._first, *self._last)


def candidates(data: bytes, begin: int, end: int) -> list[int]:
    """Where the lines begin that have a mark or a place, between two ends of lines."""
    starts: set[int] = set()
    for mark in MARKS:
        at = data.find(mark, begin - 1, end)
        while at >= 0:
            start, at = _around(data, at + (mark[:1] == b"\n"), len(mark))
            starts.add(start)
            at = data.find(mark, at, end)
    for match in PLACED.finditer(data, begin, end):
        starts.add(_around(data, match.start(), 0)[0])
    return sorted(start for start in starts if begin <= start < end)


def _around(data: bytes, at: int, more: int) -> tuple[int, int]:
    """Where the line at a place begins, and where to look on: at its end, or a little further in a long one."""
    start = max(data.rfind(b"\n", 0, at), data.rfind(b"\r", max(0, at - 4096), at)) + 1
    end = data.find(b"\n", at, at + 4096)
    return start, end if end >= 0 else at + max(more, 4096)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= TEXT else f"{text[: TEXT - 1]}…"


def _name(file: str) -> str:
    """A file's name as a log may tell it; nothing that is too long for one."""
    return plain(file.encode())[:WIDEST] if len(file) <= WIDEST else ""
