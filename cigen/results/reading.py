"""A file of results in any known format in, its cases out; whatever is wrong with it is said, never an exception.

The format is told by the content: XML by its root element, the others by how they begin. See `formats/`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from cigen.results.cases import FileCases
from cigen.results.formats import OTHER_RESULTS, TEXT_FORMATS, XML_READERS
from cigen.results.formats.pieces import ROOTS
from cigen.results.formats.xml import driver, junit
from cigen.results.model import Odd
from cigen.results.tally import Keep, Tally
from cigen.results.unreadable import ForeignError, UnreadableError

HEAD = 64 << 10
XML = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")
BURIED = re.compile(rf"<(?:\?xml|(?:\w{{1,40}}:)?(?:{ROOTS}))\b".encode())
"""How results begin that have other text before them, such as a log."""
UNKNOWN = "is of no format of results that is known"

Chunks = Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class ResultFile:
    """What a file told; `problem` says why there may be more, `mended` what was done so that it could be read.

    `notes` are disagreements that are no errors, `root` is the first element of XML of an unknown kind.
    """

    cases: FileCases
    problem: str = ""
    format: str = ""
    mended: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    root: str = ""

    @property
    def source(self) -> str:
        """The file, as the cell or the caller knew it."""
        return self.cases.source

    @property
    def foreign(self) -> bool:
        """Well-formed XML of another kind, such as a coverage report, that nobody meant as results."""
        return bool(self.root) and self.root not in OTHER_RESULTS and self.root.lower() not in junit.SUITES

    @property
    def odd(self) -> Odd | None:
        """What is worth a word about it."""
        return Odd(self.source, self.mended, self.notes) if self.mended or self.notes else None

    def renamed(self, source: str) -> ResultFile:
        """The same file under another name."""
        notable = tuple(replace(case, source=source) for case in self.cases.notable)
        return replace(self, cases=replace(self.cases, source=source, notable=notable))


def is_results(head: bytes, *, strict: bool = False) -> bool:
    """Whether a file that begins so may hold results; `strict` takes XML only where it looks like some."""
    if XML.match(head):
        return not strict or BURIED.search(head) is not None
    return any(one.recognises(head) for one in TEXT_FORMATS) or (not strict and BURIED.search(head) is not None)


def read(chunks: Chunks, source: str, keep: Keep | None = None) -> ResultFile:
    """All cases of a file; `chunks` gives its bytes, from the beginning each time that it is called."""
    tally = Tally(source, keep)
    problem = root = ""
    mended: tuple[str, ...] = ()
    try:
        mended = _read(chunks, tally)
    except ForeignError as error:
        problem, root = str(error), error.root
    except UnreadableError as error:
        problem = str(error)
    except RecursionError:
        problem = "it is nested too deep"
    return ResultFile(tally.result(), problem, tally.format, mended, tuple(tally.notes), root)


def _read(chunks: Chunks, tally: Tally) -> tuple[str, ...]:
    head, chunks = _looked_at(chunks)
    if not XML.match(head):
        for one in TEXT_FORMATS:
            if one.recognises(head):
                tally.format = one.NAME
                one.read(chunks(), tally)
                return ()
        if not BURIED.search(head):
            raise UnreadableError(UNKNOWN if head.strip() else "it is empty")
    return driver.read(chunks, tally, XML_READERS)


def _looked_at(chunks: Chunks) -> tuple[bytes, Chunks]:
    """How a file begins, and the same chunks, which are not read from their beginning again at first."""
    stream, pieces, size = chunks(), list[bytes](), 0
    for piece in stream:
        pieces.append(piece)
        size += len(piece)
        if size >= HEAD:
            break
    first = iter([chain(pieces, stream)])
    return b"".join(pieces)[:HEAD], lambda: next(first, None) or chunks()
