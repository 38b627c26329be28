"""The bytes of XML that is not well-formed in, UTF-8 out in which what careless writers do is mended, piece by piece.

Mended are characters and references that XML forbids, wrong encodings, bare `&`, `<` and `]]>`, text around
the document, and documents that stand one behind the other. https://www.w3.org/TR/xml/#charsets
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from cigen.results.formats.pieces import ROOTS, around_xml

CODECS = re.compile(
    r"(utf-?(8|16)|us-ascii|ascii|(iso-?8859|windows|cp|koi8)-?\w+|latin-?1|gb\w+|big5|shift_jis|euc-\w+)",
    re.IGNORECASE,
)
ILLEGAL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_AND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,9}|#x[0-9a-fA-F]{1,8});)")
_NUMBER = re.compile(r"&#(\d{1,9}|x[0-9a-fA-F]{1,8});")
_SURROGATES = re.compile(
    r"&#(5[56]\d{3}|57[0-3]\d\d|x[dD][89a-fA-F][0-9a-fA-F]{2});(?:&#(5[67]\d{3}|x[dD][c-fC-F][0-9a-fA-F]{2});)?"
)
_LESS = re.compile(r"<(?![A-Za-z_:/!?])")
_DECLARATION = re.compile(r"<\?xml\b[^>]{0,400}\?>")
_START = re.compile(rf"<(?:\?xml|(?:\w{{1,40}}:)?(?:{ROOTS}))\b")
_CDATA = re.compile(r"(<!\[CDATA\[|\]\]>)")
_GOES_ON = re.compile(r"(?:\]|&#\w{1,9};)$")
_HEAD = 64 << 10
"""So many characters at most stand before a document."""
AROUND = "text around the document"
NATIVE = ("", "utf-8", "utf-16", "iso-8859-1", "us-ascii")
"""Encodings that expat reads; pyexpat would ask Python for any other, and believe in whatever it finds."""
WIDE = re.compile(rb"\xfe\xff|\xff\xfe|.?\0", re.DOTALL)
"""How UTF-16 begins."""
SEVERAL = "several documents"
_HELD = 512
"""So many characters at the end of a piece wait for the next one where something may go on there."""


@dataclass(slots=True)
class Mended:
    """What was mended, in words, each once and in the order that it was met; `torn` if there were more results."""

    found: dict[str, None] = field(default_factory=dict)
    torn: bool = False

    def note(self, what: str) -> None:
        """One more thing that was mended."""
        self.found[what] = None

    def around(self, text: str) -> None:
        """Text that stands before, between or after the documents."""
        if text.strip("\ufeff \t\r\n\0"):
            self.note(AROUND)
            self.torn = self.torn or around_xml(text)

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(self.found)


def mended(chunks: Iterable[bytes], what: Mended) -> Iterator[bytes]:
    """The pieces in UTF-8; `what` is told of everything that was changed."""
    inside = False
    for text in _pieces(_begun(_decoded(chunks, what), what)):
        out = []
        for part in _CDATA.split(text):
            if part == "]]>" and not inside:
                what.note("a bare ]]>")
                out.append("]]&gt;")
            elif part in ("<![CDATA[", "]]>"):
                if part == "]]>" and not inside:
                    what.note("a bare ]]>")
                    part = "]]&gt;"
                inside = part == "<![CDATA[" or (inside and part != "]]>")
                out.append(part)
            else:
                out.append(_legal(part, what) if inside else _markup(_legal(part, what), what))
        yield "".join(out).encode("utf-8", "replace")


def _decoded(chunks: Iterable[bytes], what: Mended) -> Iterator[str]:
    pieces = iter(chunks)
    head = next(pieces, b"")
    decoder = codecs.getincrementaldecoder(_codec(head))("replace")
    for chunk in chain([head], pieces):
        text = decoder.decode(chunk)
        if "\ufffd" in text:
            what.note("bytes that are not of its encoding")
        yield text
    yield decoder.decode(b"", final=True)


def _codec(head: bytes) -> str:
    """The encoding that a byte order mark or the XML declaration names, if it is one for text; else UTF-8."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head[:2] in (b"<\0", b"\0<"):
        return "utf-16-le" if head[:1] == b"<" else "utf-16-be"
    name = declared(head) or "utf-8"
    try:
        wanted = codecs.lookup(name).name if CODECS.fullmatch(name) else "utf-8"
    except LookupError:
        wanted = "utf-8"
    return "utf-8-sig" if wanted in ("utf-8", "utf-16") else wanted


def recoded(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The same text in UTF-8; LookupError or UnicodeError where this is no encoding for text, or not that of it."""
    if not CODECS.fullmatch(encoding):
        raise LookupError(encoding)
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    for chunk in chunks:
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", final=True).encode()


def declared(head: bytes) -> str:
    """The encoding that the XML declaration names; empty where it names none."""
    match = re.search(rb"""<\?xml[^>]*\bencoding\s*=\s*["']([\w.-]+)["']""", head[:4000])
    return match[1].decode("ascii", "replace") if match else ""


def _begun(texts: Iterator[str], what: Mended) -> Iterator[str]:
    """From where the document begins."""
    head = ""
    for text in texts:
        head += text
        if len(head) >= _HEAD:
            break
    match = _START.search(head)
    if match:
        what.around(head[: match.start()])
    yield head[match.start() :] if match else head
    yield from texts


def _pieces(texts: Iterable[str]) -> Iterator[str]:
    """The same text, cut where no reference, tag or mark is cut in two."""
    left = ""
    for more in texts:
        text = left + more
        least = max(0, len(text) - _HELD)
        cuts = [place for mark in "&<]" if (place := text.rfind(mark, least)) >= 0]
        cut = min(cuts, default=len(text))
        if before := _GOES_ON.search(text, max(0, cut - 16), cut):
            cut = before.start()
        left, text = text[cut:], text[:cut]
        if text:
            yield text
    yield left


def _legal(text: str, what: Mended) -> str:
    if not ILLEGAL.search(text):
        return text
    what.note("characters that XML forbids")
    return ILLEGAL.sub("", text)


def _markup(text: str, what: Mended) -> str:
    """Text outside of CDATA sections."""
    if "<?xml" in text:
        text = _DECLARATION.sub("", text)
    if "&" in text:
        text = _changed(_AND.sub("&amp;", text), text, what, "a bare &")
        text = _changed(_SURROGATES.sub(_joined, text), text, what, "references that XML forbids")
        text = _changed(_NUMBER.sub(_allowed, text), text, what, "references that XML forbids")
    return _changed(_LESS.sub("&lt;", text), text, what, "a bare <")


def _changed(new: str, old: str, what: Mended, words: str) -> str:
    if new != old:
        what.note(words)
    return new


def _joined(match: re.Match[str]) -> str:
    """Two references to surrogates are one character, as JavaScript's writers mean it."""
    high, low = _value(match[1]), _value(match[2] or "0")
    if 0xD800 <= high < 0xDC00 <= low < 0xE000:
        return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    return "\ufffd" if 0xD800 <= high < 0xE000 else match[0]


def _allowed(match: re.Match[str]) -> str:
    value = _value(match[1])
    is_legal = value < 0x110000 and not ILLEGAL.match(chr(value))
    return match[0] if is_legal else ""


def _value(digits: str) -> int:
    return int(digits[1:], 16) if digits.startswith("x") else int(digits)
