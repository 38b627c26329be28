"""TAP 12, 13 and 14 in, cases out: the leaves of the tree of subtests, https://testanything.org/tap-version-14-specification.html."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cigen.results.formats.decoded import beginning, lines
from cigen.results.formats.tapdocument import Document
from cigen.results.formats.tappoint import PLAN, POINT, VERSION
from cigen.results.tally import Tally

NAME = "tap"
NUMBERED = re.compile(r"(not\s+)?ok\s+1\b(?!\.)")


def recognises(head: bytes) -> bool:
    """Whether a file that begins so has a version, a plan with its tests, or test 1 on its first line."""
    said = [line.rstrip() for line in beginning(head).splitlines() if line.strip() and not line.startswith("#")]
    if any(VERSION.match(line) for line in said):
        return True
    plans = [plan for plan in map(PLAN.fullmatch, said) if plan]
    points = any(POINT.match(line.lstrip(" ")) for line in said)
    return bool(plans and (points or plans[0][2] == "0")) or bool(said and NUMBERED.match(said[0]))


def read(chunks: Iterator[bytes], tally: Tally) -> None:
    """Line by line; several documents may stand one after the other."""
    document = Document(tally)
    for line in lines(chunks):
        document.line(line)
    document.end()
