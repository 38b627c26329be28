"""Bytes of JUnit XML in, runs of cases out that passed and say no more, as most do: many at a time.

Each of them is whole by itself, in characters that are the same in XML, in JSON and in a text. So where expat stands
between two elements of a suite it would tell exactly this, in several times the time; everything else is for expat.
Those that failed or were skipped are found as well: one by one in `plain.py`, or among all others in `stretch.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

from cigen.results.case import Outcome
from cigen.results.formats.xml.junitwords import stated
from cigen.results.formats.xml.plain import CASE, SPACE, Plain, Told
from cigen.results.formats.xml.stretch import Stretch, Stretches
from cigen.results.tally import NAME

MOST_SHAPES = 8
"""Kinds of cases that are learned in one file, as each costs some time."""
_ANY = rb"[ !#-%'-;=?-~]*+"
_SIMPLE = rb"[ !#-%%'-;=?-\[\]-~]{1,%d}+" % NAME
_TIME = rb"[0-9]{1,8}+(?:\.[0-9]{1,12}+)?+"
_TOLD = {b"name": _SIMPLE, b"classname": _SIMPLE, b"time": _TIME}
"""What is told of a case, the others of its attributes say nothing."""
_ALONE = frozenset({b"file", b"line", b"failure"})
"""Attributes that make a case one for expat."""
_WORDS = frozenset({b"status", b"result"})
_END = rb" ?(?:/>|>%b</testcase>)" % SPACE
_REST = _END + SPACE
_HEAD = re.compile(rb'<testcase((?: [A-Za-z][A-Za-z0-9_.-]{0,40}+="[^"<]{0,9999}+"){1,12}+)' + _END)
_ATTRIBUTE = re.compile(rb' ([A-Za-z][A-Za-z0-9_.-]*)="([^"]*)"')
_TIMES = re.compile(rb' time="([0-9.]+)"')
Attributes = tuple[tuple[bytes, bytes], ...]
"""Those of a case in their order, with the value where it is a word that says how it ended."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How the cases of a tool look: `run` matches many of them, `case` one, its groups are what `told` names.

    `begin` is the expression of a case up to the end of its attributes.
    """

    told: tuple[bytes, ...]
    begin: bytes
    run: re.Pattern[bytes] = field(repr=False)
    case: re.Pattern[bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Run:
    """Some cases that passed, one behind the other, as they stand in the file."""

    shape: Shape
    text: bytes
    start: int
    end: int

    @property
    def count(self) -> int:
        """How many there are."""
        return self.text.count(CASE)

    @property
    def breaks(self) -> int:
        """How many lines they take."""
        return self.text.count(b"\n")

    @property
    def seconds(self) -> float:
        """What they took together."""
        return sum(map(float, _TIMES.findall(self.text)))

    def lines(self, where: str) -> bytes:
        """What `caseline.encoded` makes of each, where `said` told `where` their suite is; a line each."""
        told = self.shape.told
        parts = self.shape.case.split(self.text)
        columns = {key: parts[place :: len(told) + 1] for place, key in enumerate(told, 1)}
        form = b"{" + where.encode("ascii").replace(b"%", b"%%")
        rows: list[list[bytes] | list[float]] = []
        for key in (b"classname", b"name"):
            if key in columns:
                form += b'"%b": "%%b", ' % key
                rows.append(columns[key])
        form += b'"outcome": "passed"'
        if b"time" in columns:
            form += b', "seconds": %r'
            rows.append(list(map(float, columns[b"time"])))
        return (form + b"}\n") * len(rows[0]) % tuple(chain.from_iterable(zip(*rows, strict=True)))


Found = Run | Told | Stretch
"""Cases that expat need not be shown."""


class Runs:
    """Finds cases in a file, and learns how those of this file look."""

    def __init__(self, *, counted: bool = False) -> None:
        """`counted` where nobody wants a line of each case."""
        self._shape: Shape | None = None
        self._known: dict[Attributes, Shape | None] = {}
        self._plain = Plain()
        self._stretches = Stretches() if counted else None

    def find(self, data: bytes, start: int) -> Iterator[Found]:
        """Those from there on, and the plain ones of another outcome."""
        place = data.find(CASE, start)
        while place >= 0:
            if found := self._stretch(data, place) or self._run(data, place) or self._plain.find(data, place):
                yield found
            elif self._learn(data, place):
                continue
            place = data.find(CASE, found.end if found else place + len(CASE))

    def _stretch(self, data: bytes, place: int) -> Stretch | None:
        return self._stretches.find(data, place, self._shape.begin) if self._stretches and self._shape else None

    def _run(self, data: bytes, place: int) -> Run | None:
        match = self._shape.run.match(data, place) if self._shape else None
        return Run(self._shape, match[0], place, match.end()) if match and self._shape else None

    def _learn(self, data: bytes, place: int) -> bool:
        """Whether this case is of another shape than the last one, which the next ones may have as well."""
        if not (match := _HEAD.match(data, place)):
            return False
        attributes = tuple((key, value if key in _WORDS else b"") for key, value in _ATTRIBUTE.findall(match[1]))
        if attributes not in self._known:
            if len(self._known) >= MOST_SHAPES:
                return False
            self._known[attributes] = _shape(attributes)
        shape = self._known[attributes]
        if shape is None or shape is self._shape:
            return False
        self._shape = shape
        return True


@lru_cache(64)
def _shape(attributes: Attributes) -> Shape | None:
    """None where cases with these attributes are to be read one by one."""
    names = tuple(key for key, _ in attributes)
    if b"name" not in names or len(set(names)) < len(names) or not _ALONE.isdisjoint(names):
        return None
    if any(key in _WORDS and not _is_green(value) for key, value in attributes):
        return None
    told = tuple(key for key in names if key in _TOLD)
    begin, case = _pattern(attributes, b"%b"), _pattern(attributes, b"(%b)")
    return Shape(told, begin, re.compile(rb"(?:%b%b)++" % (begin, _REST)), re.compile(case + _REST))


def _is_green(word: bytes) -> bool:
    return (word.isalpha() or not word) and stated(word.decode("ascii", "replace")) is Outcome.PASSED


def _pattern(attributes: Attributes, group: bytes) -> bytes:
    def value(key: bytes, word: bytes) -> bytes:
        return group % _TOLD[key] if key in _TOLD else word if key in _WORDS else _ANY

    one = b"".join(rb' %b="%b"' % (re.escape(key), value(key, word)) for key, word in attributes)
    return CASE + one
