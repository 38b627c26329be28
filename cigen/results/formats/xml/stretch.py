"""Bytes of JUnit XML in, cases of any outcome out that stand one behind the other, by columns.

As in `runs.py` and `plain.py`, what is taken is whole and well-formed; here that is seen for many cases at once: they
are taken apart at their attributes, and what stands between those is looked at once, however often it is there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from cigen.results.formats.xml.junitwords import never_run
from cigen.results.formats.xml.plain import CASE, SPACE, UNKNOWN, VALUE, Verdict
from cigen.results.formats.xml.plain import text as text_of
from cigen.results.formats.xml.shape import Columns, Shape

PATIENCE = 32
"""So many more stretches that are not worth it than others in a file, and no more are looked for."""
LEAST, MOST = 1 << 12, 1 << 18
"""Bytes that are looked at for one: the fewer, the less of them was of use the last time."""
_SUITE_ENDS = b"</testsuite"
_CONTENT = rb"[^<]*+(?:<!\[CDATA\[[^<]*\]\]>[^<]*+)?"
_SAID = rb'(?: message="(%b)")?+(?: type="(%b)")?+ ?' % (VALUE, VALUE)
_VERDICT = rb"<(failure|error|skipped)%b(?:/>|>(%b)</\1>)%b" % (_SAID, _CONTENT, SPACE)
_OUTPUT = b"|".join(rb"%b>%b</system-%b>" % (kind, _CONTENT, kind) for kind in (b"out", b"err"))
_BEHIND = re.compile(
    rb" ?(?:/>|>%b(?:%b(?:<system-(?:%b)%b)*)?</testcase>)%b" % (SPACE, _VERDICT, _OUTPUT, SPACE, SPACE)
)
"""What stands behind the attributes of a case, up to the next one."""
Look = re.Match[bytes]
_CDATA, _CDATA_END = b"<![CDATA[", b"]]>"
_KINDS = {b"failure": "failure", b"error": "error", b"skipped": "skipped"}
_CLEAN = bytes(range(ord(" "), 0x7F)) + b"\t\n"


@dataclass(slots=True)
class Stretch:
    """Some cases from `start` to `end`; `verdicts` of those that did not just pass, by what stands behind each."""

    columns: Columns
    verdicts: dict[bytes, Verdict]
    failed: int
    errors: int
    skipped: int
    start: int
    end: int


class Stretches:
    """Finds them in a file, unless there are few."""

    def __init__(self) -> None:
        self._in_vain = 0
        self._size = MOST

    def find(self, data: bytes, place: int, shape: Shape, *, named: bool) -> Stretch | None:
        """The one that begins there; `named` where anybody wants to know more of each case than its time."""
        if self._in_vain >= PATIENCE:
            return None
        end = data.find(_SUITE_ENDS, place, place + self._size)
        text = data[place : end if end >= 0 else place + self._size]
        found = _stretch(shape, text, place, named=named)
        self._learn(text, found.end - place if found else 0)
        return found

    def _learn(self, text: bytes, used: int) -> None:
        """How much to look at the next time: little more than it was where something else stands between the cases."""
        whole = used > 0 and text.find(CASE, used + 1) < 0
        self._in_vain = max(0, self._in_vain - 1) if whole or used >= LEAST else self._in_vain + 1
        if used:
            self._size = min(MOST, 2 * self._size) if whole else max(LEAST, used + used // 4)


def _stretch(shape: Shape, text: bytes, place: int, *, named: bool) -> Stretch | None:
    """None where the first case is not one that can be told from this much whether it is what it looks like."""
    if not _alone(shape, text, 0):
        return None
    columns, size = shape.columns(text, named=named), len(text)
    often = Counter(columns.rests)
    looks = {rest: _fair(_BEHIND.fullmatch(rest)) for rest in often}
    if not _clean(b"".join(looks)):
        looks = {rest: look if _clean(rest) else None for rest, look in looks.items()}
    if None in looks.values():
        size = _cut(columns, looks, shape, text)
        often = Counter(columns.rests)
        looks = {rest: looks.get(rest) or _fair(_BEHIND.fullmatch(rest)) for rest in often}
    kinds, verdicts = dict.fromkeys(_KINDS, 0), dict[bytes, Verdict]()
    for rest, look in looks.items():
        if look and (kind := look[1]):
            _, said, type_, inside = look.groups(b"")
            kinds[kind] += often[rest]
            verdicts[rest] = Verdict(_KINDS[kind], said, type_, inside)
    failed, errors, skipped = kinds.values()
    return Stretch(columns, verdicts, failed, errors, skipped, place, place + size)


def _alone(shape: Shape, text: bytes, start: int) -> tuple[int, int] | None:
    """From where to where something stands behind the case that begins there, if it is one of these."""
    case = shape.time.match(text, start)
    look = _fair(_BEHIND.match(text, case.end())) if case else None
    return look.span() if look and _clean(look[0]) else None


def _fair(look: Look | None) -> Look | None:
    """None for a case that was never run, whatever it is called."""
    return None if look and look[1] == b"skipped" and never_run(text_of(look[2] or b"")) else look


def _cut(columns: Columns, looks: Mapping[bytes, Look | None], shape: Shape, text: bytes) -> int:
    """Where it ends, if something else stands behind one of its cases: there, or before that case."""
    number = next(number for number, rest in enumerate(columns.rests) if looks[rest] is None)
    end = len(text) - len(text.split(CASE, number + 1)[-1]) - len(CASE)
    if span := _alone(shape, text, end):
        start, end = span
        columns.rests[number], number = text[start:end], number + 1
    for column in (columns.rests, *columns.told.values()):
        del column[number:]
    return end


def _clean(text: bytes) -> bool:
    """Whether all of it is the same in XML and in a text, but for entities that are known."""
    if _CDATA_END in text and text.count(_CDATA_END) != text.count(_CDATA):
        return False
    return not text.translate(None, _CLEAN) and not UNKNOWN.search(text)
