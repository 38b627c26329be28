"""Attributes of cases in JUnit XML in, the expressions that find such cases and take them apart out."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

from cigen.results.case import Outcome
from cigen.results.formats.xml.junitwords import stated
from cigen.results.formats.xml.plain import CASE, SPACE
from cigen.results.tally import NAME

_ANY = rb"[ !#-%'-;=?-~]*+"
_SIMPLE = rb"[ !#-%%'-;=?-\[\]-~]{1,%d}+" % NAME
_TIME = rb"[0-9]{1,8}+(?:\.[0-9]{1,12}+)?+"
_TOLD = {b"name": rb"(?!\(the suite itself\)\")" + _SIMPLE, b"classname": _SIMPLE, b"time": _TIME}
"""What is told of a case, the others of its attributes say nothing."""
_ALL = (b"classname", b"name", b"time")
_ALONE = frozenset({b"file", b"line", b"failure"})
"""Attributes that make a case one for expat."""
_WORDS = frozenset({b"status", b"result"})
REST = rb" ?(?:/>|>%b</testcase>)%b" % (SPACE, SPACE)
"""What stands behind the attributes of a case that says no more, up to the next one."""
HEAD = re.compile(rb'<testcase((?: [A-Za-z][A-Za-z0-9_.-]{0,40}+="[^"<]{0,9999}+"){1,12}+) ?/?>')
_ATTRIBUTE = re.compile(rb' ([A-Za-z][A-Za-z0-9_.-]*)="([^"]*)"')
Attributes = tuple[tuple[bytes, bytes], ...]
"""Those of a case in their order, with the value where it is a word that says how it ended."""
End = tuple[bytes, bytes]
"""How a stored line goes on behind the case's names: its outcome, and what is said behind its time."""
PASSED: End = (b"passed", b"")


@dataclass(frozen=True, slots=True)
class Columns:
    """Cases one behind the other, by columns: what is told of them, and what stands behind each one's attributes."""

    told: dict[bytes, list[bytes]]
    rests: list[bytes]

    @property
    def seconds(self) -> float:
        """What they took together."""
        return sum(map(float, self.told.get(b"time", ())))

    def names(self, number: int) -> tuple[str, str, float | None]:
        """The class, the name and the time of one of them."""
        classname, name, time = (self.told[key][number] if key in self.told else b"" for key in _ALL)
        return classname.decode("ascii"), name.decode("ascii"), float(time) if time else None

    def lines(self, where: str, ends: Sequence[End]) -> bytes:
        """What `caseline.encoded` makes of each, where `said` told `where` their suite is; a line each."""
        form = b"{" + where.encode("ascii").replace(b"%", b"%%")
        rows: list[Sequence[object]] = []
        for key in (b"classname", b"name"):
            if key in self.told:
                form += b'"%b": "%%b", ' % key
                rows.append(self.told[key])
        form += b'"outcome": "%b"'
        outcomes, mores = zip(*ends, strict=True)
        rows.append(outcomes)
        if b"time" in self.told:
            form += b', "seconds": %b'
            rows.append(list(map(_seconds, self.told[b"time"])))
        rows.append(mores)
        return (form + b"%b}\n") * len(ends) % tuple(chain.from_iterable(zip(*rows, strict=True)))


@dataclass(frozen=True, slots=True)
class Shape:
    """Attributes of cases: `run` is the expression of many that just passed, `case` and `time` of one up to their end.

    `told` are those that say something, of which the groups of `case` are the values; of `time` it is only the time.
    """

    told: tuple[bytes, ...]
    run: re.Pattern[bytes] = field(repr=False)
    case: re.Pattern[bytes] = field(repr=False)
    time: re.Pattern[bytes] = field(repr=False)

    def columns(self, text: bytes, *, named: bool = True) -> Columns:
        """Cases of this shape, of which the text begins with one; only their times unless `named`.

        What follows on each may hold others of another shape, to which the caller looks.
        """
        keys = self.told if named else tuple(key for key in self.told if key == b"time")
        parts, step = (self.case if named else self.time).split(text), len(keys) + 1
        told = {key: parts[place::step] for place, key in enumerate(keys, 1)}
        return Columns(told, parts[step::step])


@lru_cache(1 << 14)
def _seconds(text: bytes) -> bytes:
    return repr(float(text)).encode("ascii")


def attributes(head: re.Match[bytes]) -> Attributes:
    """Those of a case that `HEAD` matches."""
    return tuple((key, value if key in _WORDS else b"") for key, value in _ATTRIBUTE.findall(head[1]))


@lru_cache(64)
def shape(found: Attributes) -> Shape | None:
    """None where cases with these attributes are to be read one by one."""
    names = tuple(key for key, _ in found)
    if b"name" not in names or len(set(names)) < len(names) or not _ALONE.isdisjoint(names):
        return None
    if any(key in _WORDS and not _is_green(value) for key, value in found):
        return None
    told = tuple(key for key in names if key in _TOLD)
    run = rb"(?:%b%b)++" % (_pattern(found, ()), REST)
    return Shape(told, *map(re.compile, (run, _pattern(found, told), _pattern(found, (b"time",)))))


def _is_green(word: bytes) -> bool:
    return (word.isalpha() or not word) and stated(word.decode("ascii", "replace")) is Outcome.PASSED


def _pattern(found: Attributes, grouped: Collection[bytes]) -> bytes:
    def value(key: bytes, word: bytes) -> bytes:
        one = _TOLD.get(key, word if key in _WORDS else _ANY)
        return b"(%b)" % one if key in grouped else one

    return CASE + b"".join(rb' %b="%b"' % (re.escape(key), value(key, word)) for key, word in found)
