"""Bytes of JUnit XML in, cases out that expat need not be shown: most of them passed and say no more, many at a time.

Each of them is whole by itself, in characters that are the same in XML, in JSON and in a text. So where expat stands
between two elements of a suite it would tell exactly this, in several times the time; everything else is for expat.
Those that failed or were skipped are found as well: among all others in `stretch.py`, or one by one in `plain.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cigen.results.formats.xml.plain import CASE, SPACE, UNKNOWN, VALUE, Plain, Told
from cigen.results.formats.xml.shape import HEAD, PASSED, Attributes, Shape, attributes, shape
from cigen.results.formats.xml.stretch import Stretch, Stretches
from cigen.results.formats.xml.suite import LEARNED
from cigen.results.tally import Tally

MOST_SHAPES = 8
"""Kinds of cases that are learned in one file, as each costs some time."""
_PROPERTIES = b"<properties>"
_QUIET = re.compile(
    rb'%b%b(?:<property name="(?!%b)%b" value="%b" ?/>%b)*+</properties>%b(?=%b)'
    % (_PROPERTIES, SPACE, b"|".join(rb'%b"' % name.encode() for name in LEARNED), VALUE, VALUE, SPACE, SPACE, CASE)
)
"""Properties before the cases of a suite that tell nothing of them."""
_TIMES = re.compile(rb' time="([0-9.]+)"')


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
    def seconds(self) -> float:
        """What they took together."""
        return sum(map(float, _TIMES.findall(self.text)))

    def lines(self, where: str) -> bytes:
        """What is stored of them, where `said` told `where` their suite is."""
        columns = self.shape.columns(self.text)
        return columns.lines(where, [PASSED] * len(columns.rests))


@dataclass(slots=True)
class Properties:
    """Those of a suite, which tell nothing of its cases, from `start` to `end`."""

    start: int
    end: int


Found = Run | Told | Stretch | Properties
"""What expat need not be shown."""


class Runs:
    """Finds cases in a file, and learns how those of this file look."""

    def __init__(self, tally: Tally) -> None:
        """For those who tell `tally` of them."""
        self._tally = tally
        self._shape: Shape | None = None
        self._known: dict[Attributes, Shape | None] = {}
        self._plain = Plain()
        self._stretches = Stretches()

    def find(self, data: bytes, start: int) -> Iterator[Found]:
        """Those from there on."""
        place, last = data.find(CASE, start), start
        while place >= 0:
            if (at := data.find(_PROPERTIES, last, place)) >= 0 and (quiet := _quiet(data, at)):
                yield quiet
            found: Found | None = self._several(data, place)
            if not found and self._learn(data, place):
                continue
            if found := found or self._plain.find(data, place):
                yield found
            last = found.end if found else place + len(CASE)
            place = data.find(CASE, last)

    def _several(self, data: bytes, place: int) -> Run | Stretch | None:
        if self._shape is None:
            return None
        if found := self._stretches.find(data, place, self._shape, named=self._tally.wants_details):
            return found
        match = self._shape.run.match(data, place)
        return Run(self._shape, match[0], place, match.end()) if match else None

    def _learn(self, data: bytes, place: int) -> bool:
        """Whether this case is of another shape than the last one, which the next ones may have as well."""
        if not (match := HEAD.match(data, place)):
            return False
        found = attributes(match)
        if found not in self._known:
            if len(self._known) >= MOST_SHAPES:
                return False
            self._known[found] = shape(found)
        learned = self._known[found]
        if learned is None or learned is self._shape:
            return False
        self._shape = learned
        return True


def _quiet(data: bytes, place: int) -> Properties | None:
    match = _QUIET.match(data, place)
    if match is None or UNKNOWN.search(data, place, match.end()):
        return None
    return Properties(place, match.end())
