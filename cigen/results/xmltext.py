"""The bytes of an XML file in, its text in UTF-8 out, in pieces: bounded, in any encoding, without what XML forbids."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from itertools import chain

MOST_BYTES = 256 << 20

CODECS = re.compile(
    r"(utf-?(8|16)|us-ascii|ascii|(iso-?8859|windows|cp|koi8)-?\w+|latin-?1|gb\w+|big5|shift_jis|euc-\w+)",
    re.IGNORECASE,
)
ILLEGAL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
ILLEGAL_REFERENCE = re.compile(r"&#(?:0*([0-8]|1[124-9]|2\d|3[01])|x0*([0-8b-cB-Ce-fE-F]|1[\da-fA-F]));")


class UnreadableError(ValueError):
    """Why reading ended before the file did."""


def texts(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces in UTF-8, without the characters that careless writers leave in; UnreadableError for a huge file."""
    pieces = _bounded(chunks)
    head = next(pieces, b"")
    decoder = codecs.getincrementaldecoder(_codec(head))("replace")
    left = ""
    for chunk in chain([head], pieces):
        text = left + decoder.decode(chunk)
        reference = text.rfind("&", max(0, len(text) - 12))
        cut = reference if reference > 0 else len(text)
        left, text = text[cut:], text[:cut]
        yield _legal(text)
    yield _legal(left + decoder.decode(b"", final=True))


def _bounded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > MOST_BYTES:
            raise UnreadableError(f"it is larger than {MOST_BYTES >> 20} MiB")
        yield chunk


def _legal(text: str) -> bytes:
    text = ILLEGAL.sub("", text)
    return (ILLEGAL_REFERENCE.sub("", text) if "&#" in text else text).encode()


def _codec(head: bytes) -> str:
    """The encoding that a byte order mark or the XML declaration names, if it is one for text; else UTF-8."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    declared = re.match(rb"""\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.-]+)["']""", head[:400])
    name = declared[1].decode("ascii", "replace") if declared else "utf-8"
    try:
        wanted = codecs.lookup(name).name if CODECS.fullmatch(name) else "utf-8"
    except LookupError:
        wanted = "utf-8"
    return "utf-8-sig" if wanted in ("utf-8", "utf-16") else wanted
