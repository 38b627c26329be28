"""What expat can't read in, words on it out.

Errors: https://docs.python.org/3/library/pyexpat.html#expaterror-exceptions
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.parsers import expat

UNFINISHED = {
    expat.errors.codes[name]
    for name in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
}
"""Errors that say that there should have been more."""


def reason(error: expat.ExpatError, line: int) -> str:
    """What is wrong, and where."""
    kind = "truncated" if error.code in UNFINISHED else "not well-formed"
    return f"{kind}: {expat.ErrorString(error.code)} in line {line}"


def line(pieces: Iterable[bytes], place: int) -> int:
    """That of a place in a file, counted from 1 as expat does: `\\n`, `\\r\\n` and a lone `\\r` each end one."""
    breaks, open_end = 0, False
    for piece in pieces:
        before = piece[:place]
        breaks += before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n")
        breaks -= open_end and before.startswith(b"\n")
        open_end, place = before.endswith(b"\r"), place - len(before)
        if place <= 0:
            break
    return 1 + breaks
