"""Bytes of JUnit XML in, cases of any outcome out that stand one behind the other.

As in `runs.py` and `plain.py`, what is taken is whole and well-formed; here that is seen for many cases at once, most
of it in searches that take no time for each case.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from cigen.results.formats.xml.junitwords import never_run
from cigen.results.formats.xml.plain import CASE, SPACE, UNKNOWN, VALUE, Verdict
from cigen.results.formats.xml.plain import text as text_of
from cigen.results.formats.xml.shape import Columns, Shape

PATIENCE = 32
"""So many more stretches in vain than found in a file, and no more are looked for."""
_CONTENT = rb"[^<]*+(?:<!\[CDATA\[[^<]*\]\]>[^<]*+)?"
_SAID = rb'(?: message="%b")?+(?: type="%b")?+ ?' % (VALUE, VALUE)
_VERDICT = b"|".join(
    rb"%b%b(?:/>|>%b</%b>)" % (kind, _SAID, _CONTENT, kind) for kind in (b"failure", b"error", b"skipped")
)
_OUTPUT = b"|".join(rb"%b>%b</system-%b>" % (kind, _CONTENT, kind) for kind in (b"out", b"err"))
_REST = rb" ?(?:/>|>%b(?:<(?:%b)%b(?:<system-(?:%b)%b)*)?</testcase>)%b" % (
    SPACE,
    _VERDICT,
    SPACE,
    _OUTPUT,
    SPACE,
    SPACE,
)
_BEGUN = re.compile(
    rb' ?>%b<(failure|error|skipped)(?: message="(%b)")?(?: type="(%b)")? ?(/?)>' % (SPACE, VALUE, VALUE)
)
"""What follows on the attributes of a case that did not just pass, up to what is said of it."""
_CLEAN = bytes(range(ord(" "), 0x7F)) + b"\t\n"
_MARK = re.compile(rb'<([a-z!][a-z\[](?:ipped message="[^"]*)?)')
"""How each element begins, and what is said of a skipped case."""
_TIMED = b' time="'
_TIME = re.compile(b'"' + _TIMED + rb'([0-9.]+)"')
"""In a case that has it not as its first attribute."""
_CDATA_END = re.compile(rb"\]\]>")
_NAME = b' name="'
_ITSELF = rb'(?!\(the suite itself\)")'


@dataclass(slots=True)
class Stretch:
    """Some cases from `start` to `end`; together they took `seconds`, which is 0 unless they are `counted`."""

    shape: Shape
    text: bytes
    start: int
    end: int
    count: int
    failed: int
    errors: int
    skipped: int
    seconds: float

    @property
    def breaks(self) -> int:
        """How many lines they take."""
        return self.text.count(b"\n")

    @property
    def columns(self) -> Columns:
        """All of them."""
        return self.shape.columns(self.text)


def verdict(rest: bytes) -> Verdict | None:
    """What is said behind the attributes of a case in a stretch; None where it passed."""
    if not (begun := _BEGUN.match(rest)):
        return None
    kind, said, type_, empty = begun.groups(b"")
    begin = begun.end()
    inside = b"" if empty else rest[begin : rest.find(b"</%b>" % kind, begin)]
    return Verdict(kind.decode("ascii"), said, type_, inside)


class Stretches:
    """Finds them in a file, unless there are few."""

    def __init__(self, *, counted: bool) -> None:
        """`counted` where nobody looks at each case, which has its time."""
        self._in_vain = 0
        self._counted = counted

    def find(self, data: bytes, place: int, shape: Shape) -> Stretch | None:
        """The one that begins there."""
        case = shape.begin
        if (
            self._in_vain >= PATIENCE
            or case.startswith(CASE + _TIMED)
            or not (match := _pattern(case).match(data, place))
        ):
            return None
        found = _stretch(shape, match[0], place, timed=self._counted and _TIMED in case)
        self._in_vain = self._in_vain + 1 if found is None else max(0, self._in_vain - 1)
        return found


@lru_cache(64)
def _pattern(case: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"(?:%b%b){1,4000}" % (case.replace(_NAME, _NAME + _ITSELF), _REST))


def _stretch(shape: Shape, text: bytes, place: int, *, timed: bool) -> Stretch | None:
    """None where it can't be told from this much whether all of it is what it looks like."""
    if text.translate(None, _CLEAN) or UNKNOWN.search(text):
        return None
    times, marks = _TIME.findall(text) if timed else [], Counter(_MARK.findall(text))
    count, failed, errors = marks[b"te"], marks[b"fa"], marks[b"er"]
    if len(times) != (count if timed else 0) or len(_CDATA_END.findall(text)) != marks[b"!["]:
        return None
    skipped = 0
    for mark, number in marks.items():
        if mark.startswith(b"sk"):
            skipped += number
            if never_run(text_of(mark.partition(b'"')[2])):
                return None
    return Stretch(shape, text, place, place + len(text), count, failed, errors, skipped, sum(map(float, times)))
