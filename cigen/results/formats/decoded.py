"""The bytes of a file in, its text out, in pieces or lines: any Unicode encoding, nothing that no file can hold."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

PIECE = 64 << 10
LONGEST = 4 << 20
"""Characters of a line that are kept; what it has more is dropped."""
SURROGATES = re.compile("[\ud800-\udfff]")
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|(u[dD][89a-fA-F]..)|.)", re.DOTALL)
_OPEN = re.compile(r"(?<!\\)(?:\\\\)*(?<!\\u[dD][89abAB]\w\w)(\\(?:u\w{0,4}(?:\\(?:u\w{0,3})?)?)?)\Z")
_WINDOW = 1000
"""Escapes that are cut are looked for among so many characters at the end of a piece."""


def texts(chunks: Iterable[bytes]) -> Iterator[str]:
    """The text in pieces of at most 64 Ki characters, without a byte order mark; what is no text becomes U+FFFD."""
    decoder: codecs.IncrementalDecoder | None = None
    head = b""
    for chunk in chunks:
        for start in range(0, len(chunk), PIECE):
            head += chunk[start : start + PIECE]
            if decoder is None and len(head) < 4:
                continue
            decoder = decoder or codecs.getincrementaldecoder(encoding(head))("replace")
            yield decoder.decode(head)
            head = b""
    decoder = decoder or codecs.getincrementaldecoder(encoding(head))("replace")
    yield decoder.decode(head, final=True)


def encoding(head: bytes) -> str:
    """The codec for a file that begins so: by its byte order mark, or by where its zeros are; else UTF-8."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head[1:2] == b"\0" and head[:1] != b"\0":
        return "utf-16-le"
    return "utf-16-be" if head[:1] == b"\0" and head[1:2] not in (b"", b"\0") else "utf-8-sig"


def beginning(head: bytes) -> str:
    """The text of the first bytes of a file; a character that is cut at the end is left out."""
    return codecs.getincrementaldecoder(encoding(head))("replace").decode(head)


def lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """The lines without their ends, each cut to the first 4 Mi characters."""
    held: list[str] = []
    size = 0
    for text in texts(chunks):
        *whole, rest = text.split("\n")
        for line in whole:
            held.append(line[: max(0, LONGEST - size)])
            yield "".join(held).removesuffix("\r")
            held, size = [], 0
        if rest:
            held.append(rest[: max(0, LONGEST - size)])
            size += len(rest)
    if held:
        yield "".join(held).removesuffix("\r")


def paired(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces of a JSON text without escapes of half a character, which ijson can't read."""
    left = ""
    for piece in pieces:
        text = left + piece
        cut = _OPEN.search(text, max(0, len(text) - _WINDOW))
        text, left = (text[: cut.start(1)], text[cut.start(1) :]) if cut else (text, "")
        yield _ESCAPE.sub(_pair, text) if "\\ud" in text or "\\uD" in text else text
    yield left


def _pair(match: re.Match[str]) -> str:
    return "\\ufffd" if match[1] else match[0]


def sound(text: str) -> str:
    """The text without halves of characters, which JSON can name and no file can hold."""
    return text if text.isascii() else SURROGATES.sub("\ufffd", text)
