"""The bytes of an XML file in, expat's events to the reader of its format, told by its root element.

As it stands first; what is not well-formed is read once more with what careless writers do mended (`repaired.py`). No
DTD, no entity, nothing external; sizes and depth are bounded. Python's expat: https://docs.python.org/3/library/pyexpat.html
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import ClassVar
from xml.parsers import expat

from cigen.results.formats.xml.broken import UNFINISHED, line, reason
from cigen.results.formats.xml.plain import CASE
from cigen.results.formats.xml.repaired import NATIVE, SEVERAL, WIDE, Mended, declared, mended, recoded
from cigen.results.formats.xml.runs import Found, Runs
from cigen.results.tally import Tally
from cigen.results.unreadable import ForeignError, UnreadableError

MOST_BYTES = 4 << 30
DEEPEST = 200
LONGEST_TAG = 4 << 20
TOO_DEEP = f"its elements are nested deeper than {DEEPEST}"
WRAPPER = "cigen-mended"
"""The element around a file that is mended: there may be several documents in it."""


class ElementReader(ABC):
    """Reads the elements of one format; `path` holds the names of the open ones, without prefixes of namespaces."""

    NAME: ClassVar[str]
    ROOTS: ClassVar[tuple[str, ...]]

    def __init__(self, tally: Tally, parser: expat.XMLParserType) -> None:
        self.tally = tally
        self.path: list[str] = []
        self.parser = parser

    @abstractmethod
    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins; it is the last one of `path`."""

    @abstractmethod
    def end(self, tag: str) -> None:
        """An element ends; it is still the last one of `path`."""

    def text(self, text: str) -> None:  # noqa: B027 most have nothing to do
        """A piece of text, between `want_text(True)` and `want_text(False)`."""

    def close(self) -> None:  # noqa: B027 most have nothing to do
        """The document is at its end, and it was whole."""

    def give_up(self) -> None:  # noqa: B027 most have nothing to do
        """There will be no more; what was being read and is red already is still to be told."""

    def take(self, found: Found) -> bool:  # noqa: ARG002 most want none
        """Cases that expat was not shown; False where it is to be shown them, as it is for all formats but JUnit."""
        return False

    def want_text(self, wanted: bool) -> None:
        """Whether text is passed on from here."""
        self.parser.CharacterDataHandler = self.text if wanted else None

    def listen(self) -> None:
        """Take expat's events from here."""
        self.parser.StartElementHandler = self.on_start
        self.parser.EndElementHandler = self.on_end

    @property
    def innermost(self) -> str:
        """The innermost element that is open; empty before and after the document."""
        return self.path[-1] if self.path else ""

    def on_start(self, tag: str, attributes: dict[str, str]) -> None:
        """Expat's event; for formats that `start` is fast enough for."""
        tag = tag.rpartition(":")[2]
        self.path.append(tag)
        if len(self.path) > DEEPEST:
            raise UnreadableError(TOO_DEEP)
        self.start(tag, attributes)

    def on_end(self, tag: str) -> None:
        """Expat's event."""
        self.end(tag.rpartition(":")[2])
        self.path.pop()


Readers = Mapping[str, type[ElementReader]]
"""Which reader a root element wants."""


class Document:
    """One pass over a file; `root` is its first element's name.

    With `what`, which is told of more that was amiss, it is mended and may hold several documents. Without `encoding`
    it is the one that the file names. With `runs` its bytes are ASCII wherever they look so.
    """

    def __init__(
        self,
        tally: Tally,
        readers: Readers,
        what: Mended | None = None,
        *,
        encoding: str | None = None,
        runs: bool = False,
    ) -> None:
        self.root = ""
        self._reader: ElementReader | None = None
        self._tally = tally
        self._readers = readers
        self._what = what
        self._fed = self._passed_over = 0
        self._foreign = ""
        self._depth = 1
        self._dtd = False
        self._runs = Runs(tally) if runs else None
        parser = self._parser = expat.ParserCreate(encoding)
        parser.buffer_text = True
        parser.buffer_size = 1 << 16
        parser.StartDoctypeDeclHandler = self._doctype
        self._between()

    @property
    def place(self) -> int:
        """Where in the file expat stands, or gave up: behind all that it was not shown."""
        return self._passed_over + self._parser.ErrorByteIndex

    def read(self, chunks: Iterable[bytes]) -> None:
        """All of it; UnreadableError or ExpatError where that can't be, what was read until then is told."""
        try:
            if self._what is not None:
                self._parser.Parse(f"<{WRAPPER}>".encode(), False)
            for chunk in chunks:
                self._feed(chunk)
            self._close()
        except (UnreadableError, expat.ExpatError):
            if self._reader is not None:
                self._reader.give_up()
            raise

    def _feed(self, data: bytes) -> None:
        place = 0
        if self._runs is not None and self._reader is None:  # what is before the first case tells who reads it
            place = max(0, data.find(CASE))
            self._parse(data[:place])
        if self._runs is not None and self._reader is not None:
            place = self._taken(data, place, self._runs, self._reader)
        self._parse(data[place:])

    def _taken(self, data: bytes, place: int, runs: Runs, reader: ElementReader) -> int:
        """All that needs no expat; up to where the rest is for it."""
        for found in runs.find(data, place):
            if found.start > place:
                self._parse(data[place : found.start])
                place = found.start
            if self._fed > self._parser.CurrentByteIndex or not reader.take(found):
                break
            place, self._passed_over = found.end, self._passed_over + found.end - found.start
        return place

    def _parse(self, data: bytes) -> None:
        """For expat, which knows of no run that was taken."""
        self._fed += len(data)
        if self._fed + self._passed_over > MOST_BYTES:
            raise UnreadableError(f"it is larger than {MOST_BYTES >> 30} GiB")
        if data:
            self._parser.Parse(data, False)
        if self._fed - self._parser.CurrentByteIndex > LONGEST_TAG:
            raise UnreadableError(f"one tag or comment is longer than {LONGEST_TAG >> 20} MiB")

    def _close(self) -> None:
        try:
            self._parser.Parse(f"</{WRAPPER}>".encode() if self._what is not None else b"", True)
        except expat.ExpatError:
            if self._what is not None:
                inside = f" inside <{self._reader.innermost:.40}>" if self._reader and self._reader.innermost else ""
                raise UnreadableError(f"truncated: it ends{inside}") from None
            raise
        if self._foreign:
            raise ForeignError(self._foreign)
        if self._reader is not None:
            self._reader.close()

    def _between(self) -> None:
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._begin, None
        self._parser.CharacterDataHandler = self._around

    def _around(self, text: str) -> None:
        if self._what is not None:
            self._what.around(text)

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        """An element that is in no other."""
        name = tag.rpartition(":")[2]
        if self._what is not None and name == WRAPPER:
            return
        if self._what is not None and self.root:
            self._what.note(SEVERAL)
        self.root = self.root or name
        if name not in self._readers:
            self._pass_over(name)
            return
        if self._dtd:
            raise UnreadableError("it has a DTD, which is refused")
        reader = self._reader = self._readers[name](self._tally, self._parser)
        self._tally.format = self._tally.format or reader.NAME
        self._parser.CharacterDataHandler = None
        reader.listen()
        reader.on_start(tag, attributes)
        if self._what is not None:
            self._watch(reader)

    def _watch(self, reader: ElementReader) -> None:
        """Another document may follow, perhaps of another format."""

        def end(tag: str) -> None:
            reader.on_end(tag)
            if not reader.innermost:
                try:
                    reader.close()
                except ForeignError as error:  # others may follow, so it is not passed over
                    raise UnreadableError(str(error)) from None
                self._reader = None
                self._between()

        self._parser.EndElementHandler = end

    def _pass_over(self, root: str) -> None:
        """Foreign, if it is well-formed to its end; results with a damaged root are not. No DTD is given a chance."""
        if self._dtd:
            raise ForeignError(root)
        if self._what is not None:
            raise UnreadableError(str(ForeignError(root)))
        self._foreign = root
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._inside_foreign, self._less_deep
        self._parser.CharacterDataHandler = None

    def _inside_foreign(self, tag: str, _: dict[str, str]) -> None:
        """Test cases in an element that nobody knows are results all the same, and must not be passed over."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise UnreadableError(TOO_DEEP)
        if tag.rpartition(":")[2] == "testcase":
            raise UnreadableError(f"{ForeignError(self._foreign)}, but there are test cases in it")

    def _less_deep(self, _: str) -> None:
        self._depth -= 1

    def _doctype(self, *_: object) -> None:
        self._dtd = True


def read(chunks: Callable[[], Iterator[bytes]], tally: Tally, readers: Readers) -> tuple[str, ...]:
    """All cases of a file go to `tally`; in words, what was mended so that it could be read.

    UnreadableError where it could not be read to its end, ForeignError where it is none of these formats.
    """
    pieces = chunks()
    head = next(pieces, b"")
    pieces = chain((head,), pieces)
    encoding = declared(head).lower()
    native = encoding in NATIVE
    document = Document(tally, readers, encoding=None if native else "utf-8", runs=not WIDE.match(head))
    try:
        document.read(pieces if native else recoded(pieces, encoding))
        return ()
    except (expat.ExpatError, LookupError, UnicodeError) as error:  # of no encoding that anybody knows, or of another
        if isinstance(error, expat.ExpatError) and error.code in UNFINISHED and document.root:
            again = chunks() if native else recoded(chunks(), encoding)
            raise UnreadableError(reason(error, line(again, document.place))) from None
    tally.restart()
    return _read_mended(chunks(), tally, readers)


def _read_mended(chunks: Iterator[bytes], tally: Tally, readers: Readers) -> tuple[str, ...]:
    what = Mended()
    document = Document(tally, readers, what, encoding="utf-8")
    try:
        document.read(mended(chunks, what))
    except expat.ExpatError as error:
        raise UnreadableError(reason(error, error.lineno)) from None
    if not document.root:
        raise UnreadableError("there is no element in it")
    if what.torn:
        raise UnreadableError("around the document there are pieces of results that can't be read")
    return what.names
