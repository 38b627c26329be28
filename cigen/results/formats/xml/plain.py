"""Bytes of JUnit XML in, one case out that failed or was skipped and is written plainly, as nearly all are.

Plain is one verdict with its text, then perhaps output, all of it in ASCII and with no entity but the five of XML: what
is here is found whole and well-formed, and says what expat would tell of it in several calls. The rest is for expat.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

CASE = b"<testcase"
LONGEST = 1 << 16
"""Bytes of a case that is looked through; to show a longer one to expat costs little for each byte."""
PATIENCE = 32
"""So many more cases in vain than found in a file, and its others are not looked at."""
MOST_FORMS = 8
"""Kinds of cases that are learned in one file."""
SPACE = rb"(?:[ \t\n]++|\r\n)*+"
VALUE = rb"[ !#-;=-~]*+"
_NAME = re.compile(rb' ([A-Za-z][A-Za-z0-9_.-]{0,40}+)="%b"' % VALUE)
_CASE = re.compile(
    CASE + rb'((?: [A-Za-z][A-Za-z0-9_.-]{0,40}+="%b"){0,12}+) ?>%b<(?:failure|error|skipped)[ />]' % (VALUE, SPACE)
)
_SAID = rb'(?: (message|type)="(%b)")?' % VALUE
_HEAD = CASE + rb"%%b ?>%b<(failure|error|skipped)%b%b ?(/?)>" % (SPACE, _SAID, _SAID)
_NEXT = re.compile(rb"%b<(?:/testcase>%b|(system-out|system-err)(/?)>)" % (SPACE, SPACE))
_CLEAN = bytes(range(ord(" "), 0x7F)) + b"\t\r\n"
_CDATA, _CDATA_END = b"<![CDATA[", b"]]>"
_IN_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_ENTITIES = {
    "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&#10;": "\n", "&#xA;": "\n", "&#9;": "\t",
    "&#13;": "\r", "&#39;": "'", "&#34;": '"', "&amp;": "&",
}  # fmt: skip
"""The last one is undone last, as what it leaves behind is text."""
UNKNOWN = re.compile(rb"&(?!(?:[lg]t|amp|quot|apos|#(?:10|xA|9|13|39|34));)")


@dataclass(frozen=True, slots=True)
class Form:
    """How the cases of a tool look: their attributes, and what matches all up to the text of the verdict."""

    names: tuple[str, ...]
    head: re.Pattern[bytes] = field(repr=False)


@dataclass(slots=True)
class Verdict:
    """What an element of the name `kind` says of a case, as in XML: its attributes `said` and `type`, what is in it."""

    kind: str
    said: bytes
    type: bytes
    inside: bytes

    @property
    def message(self) -> str:
        """Its first words."""
        return text(self.said or self.type)

    @property
    def details(self) -> str:
        """What stands in it."""
        if _CDATA not in self.inside:
            return text(self.inside.replace(b"\r\n", b"\n"))
        pieces = _IN_CDATA.split(self.inside.replace(b"\r\n", b"\n").decode("ascii"))
        pieces[::2] = map(undone, pieces[::2])
        return "".join(pieces)


@dataclass(slots=True)
class Told:
    """A case with a verdict, from `start` to `end`."""

    verdict: Verdict
    attributes: dict[str, str]
    start: int
    end: int


class Plain:
    """Finds them in a file, unless those of this file are not plain."""

    def __init__(self) -> None:
        self._in_vain = 0
        self._form: Form | None = None
        self._known: set[tuple[bytes, ...]] = set()

    def find(self, data: bytes, place: int) -> Told | None:
        """The one that begins there."""
        if self._in_vain >= PATIENCE or not (begun := self._begun(data, place)):
            return None
        inside, end = _ends(data, place, begun[1])
        self._in_vain = max(0, self._in_vain - 1) if end else self._in_vain + 1
        return _told(data, place, inside, end, *begun) if end else None

    def _begun(self, data: bytes, place: int) -> tuple[Form, re.Match[bytes]] | None:
        """What a case is up to the text of its verdict."""
        form = self._form
        if form and (head := form.head.match(data, place)):
            return form, head
        form = self._learn(data, place)
        return (form, head) if form and (head := form.head.match(data, place)) else None

    def _learn(self, data: bytes, place: int) -> Form | None:
        """Another form than that of the last one, which the next ones may have as well."""
        if not (match := _CASE.match(data, place)):
            return None
        names = tuple(_NAME.findall(match[1]))
        if names not in self._known and len(self._known) >= MOST_FORMS:
            return None
        self._known.add(names)
        form = _form(names)
        if form is None or form is self._form:
            return None
        self._form = form
        return form


@lru_cache(64)
def _form(names: tuple[bytes, ...]) -> Form | None:
    """None where it is none of XML."""
    if len(set(names)) < len(names):
        return None
    attributes = b"".join(rb' %b="(%b)"' % (re.escape(name), VALUE) for name in names)
    return Form(tuple(name.decode("ascii") for name in names), re.compile(_HEAD % attributes))


def _ends(data: bytes, place: int, head: re.Match[bytes]) -> tuple[int, int]:
    """Where its verdict ends and where it does; 0 where it is not plain after all."""
    kind, one, _, other, _, empty = head.groups()[-6:]
    at, most = head.end(), place + LONGEST
    if (one and one == other) or (data.find(b"&", place, at) >= 0 and UNKNOWN.search(data, place, at)):
        return 0, 0
    if not empty:
        at = _after(data, at, kind, most)
    inside = at - len(kind) - len("</>")
    while at > 0 and (following := _NEXT.match(data, at)):
        at, (tag, alone) = following.end(), following.groups()
        if tag is None:
            text = data[place:at]
            clean = not text.translate(None, _CLEAN) and text.count(b"\r") == text.count(b"\r\n")
            return (inside, at) if clean else (0, 0)
        at = at if alone else _after(data, at, tag, most)
    return 0, 0


def _told(data: bytes, place: int, inside: int, end: int, form: Form, head: re.Match[bytes]) -> Told:
    *values, kind, one, said, other, more, empty = head.groups()
    words = {one: said, other: more}
    message, type_ = words.get(b"message") or b"", words.get(b"type") or b""
    verdict = Verdict(kind.decode("ascii"), message, type_, b"" if empty else data[head.end() : inside])
    attributes = dict(zip(form.names, map(text, values), strict=True))
    return Told(verdict, attributes, place, end)


def _after(data: bytes, at: int, tag: bytes, most: int) -> int:
    """Where an element ends in which there is only text; -1 where there is more, or what XML has no place for."""
    while (end := data.find(b"<", at, most)) >= 0:
        if data.find(_CDATA_END, at, end) >= 0 or UNKNOWN.search(data, at, end):
            break
        if data.startswith(b"</%b>" % tag, end):
            return end + len(tag) + len("</>")
        if not data.startswith(_CDATA, end) or (at := data.find(_CDATA_END, end + len(_CDATA), most)) < 0:
            break
        at += len(_CDATA_END)
    return -1


def text(raw: bytes) -> str:
    """What a piece of XML says in which no element is."""
    return undone(raw.decode("ascii"))


def undone(text: str) -> str:
    """Without entities."""
    for entity, character in _ENTITIES.items():
        if "&" not in text:
            break
        text = text.replace(entity, character)
    return text
