"""JUnit XML in, Cases out: streamed, any nesting, every `<testcase>` counted, no attribute of a suite believed.

Format: what Ant, surefire, pytest and their kin write, https://github.com/testmoapp/junitxml; a DTD is refused.
"""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from sys import intern
from xml.parsers import expat

from cigen.results.model import Case, Outcome

MOST_BYTES = 256 << 20
MOST_CASES = 2_000_000
DEEPEST = 200
LONGEST_TAG = 4 << 20
MESSAGE = 2_000
DETAILS = 16 * 1024
NAME = 2_000

NOT_RUN = ("disabled", "notrun", "skipped", "ignored")
ROOTS = ("testsuites", "testsuite")
OTHER_RESULTS = ("TestRun", "test-run", "test-results", "assemblies", "assembly")
"""Roots of TRX, NUnit and xUnit: results that must not be passed over, though they can't be read yet."""

CODECS = re.compile(
    r"(utf-?(8|16)|us-ascii|ascii|(iso-?8859|windows|cp|koi8)-?\w+|latin-?1|gb\w+|big5|shift_jis|euc-\w+)",
    re.IGNORECASE,
)
ILLEGAL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
ILLEGAL_REFERENCE = re.compile(r"&#(?:0*([0-8]|1[124-9]|2\d|3[01])|x0*([0-8b-cB-Ce-fE-F]|1[\da-fA-F]));")
SEVERITY = (Outcome.PASSED, Outcome.FLAKY, Outcome.SKIPPED, Outcome.FAILED, Outcome.ERROR)
CHILDREN = {
    "failure": Outcome.FAILED,
    "error": Outcome.ERROR,
    "skipped": Outcome.SKIPPED,
    "disabled": Outcome.SKIPPED,
    "ignored": Outcome.SKIPPED,
    "flakyFailure": Outcome.FLAKY,
    "flakyError": Outcome.FLAKY,
    "rerunFailure": Outcome.FLAKY,
    "rerunError": Outcome.FLAKY,
}


class UnreadableError(ValueError):
    """Why reading ended before the file did."""


@dataclass(frozen=True, slots=True)
class JunitFile:
    """The cases of one file; `problem` says why there may be more, `root` is its first element's name."""

    source: str
    cases: tuple[Case, ...]
    problem: str = ""
    root: str = ""

    @property
    def foreign(self) -> bool:
        """Well-formed XML of another kind, such as a coverage report, that nobody meant as results."""
        return bool(self.root) and self.root not in (*ROOTS, *OTHER_RESULTS)


def read(chunks: Iterable[bytes], source: str) -> JunitFile:
    """All cases of a file given in pieces; whatever is wrong with it becomes its `problem`, never an exception."""
    reader = _Reader(source)
    problem = ""
    try:
        for text in _texts(_bounded(chunks)):
            reader.feed(text)
        reader.close()
    except UnreadableError as error:
        problem = str(error)
    except expat.ExpatError as error:
        kind = "truncated" if error.code in _UNFINISHED else "not well-formed"
        problem = f"{kind}: {expat.ErrorString(error.code)} in line {error.lineno}"
    if problem:
        reader.give_up()
    return JunitFile(source, tuple(reader.cases), problem, reader.root)


_UNFINISHED = {
    expat.errors.codes[name] for name in (expat.errors.XML_ERROR_NO_ELEMENTS, expat.errors.XML_ERROR_UNCLOSED_TOKEN)
}


def _bounded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > MOST_BYTES:
            raise UnreadableError(f"it is larger than {MOST_BYTES >> 20} MiB")
        yield chunk


def _texts(chunks: Iterator[bytes]) -> Iterator[str]:
    """Decoded pieces without the characters that XML forbids and careless writers leave in."""
    head = next(chunks, b"")
    decoder = codecs.getincrementaldecoder(_codec(head))("replace")
    left = ""
    for chunk in chain([head], chunks):
        text = left + decoder.decode(chunk)
        reference = text.rfind("&", max(0, len(text) - 12))
        cut = reference if reference > 0 else len(text)
        left, text = text[cut:], text[:cut]
        yield _legal(text)
    yield _legal(left + decoder.decode(b"", final=True))


def _legal(text: str) -> str:
    text = ILLEGAL.sub("", text)
    return ILLEGAL_REFERENCE.sub("", text) if "&#" in text else text


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


@dataclass(slots=True)
class _Open:
    """A `<testcase>` that is still being read."""

    attributes: dict[str, str]
    outcome: Outcome = Outcome.PASSED
    message: str = ""
    details: list[str] = field(default_factory=list)


class _Reader:
    """The expat callbacks and what they have seen."""

    def __init__(self, source: str) -> None:
        self.cases: list[Case] = []
        self.root = ""
        self._source = source
        self._path: list[str] = []
        self._suites: list[str] = [""]
        self._case: _Open | None = None
        self._verdict = ""
        self._room = 0
        self._fed = 0
        parser = self._parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, text: str) -> None:
        self._fed += len(text)
        self._parser.Parse(text, False)
        if self._fed - self._parser.CurrentByteIndex > LONGEST_TAG:
            raise UnreadableError(f"one tag or comment is longer than {LONGEST_TAG >> 20} MiB")

    def close(self) -> None:
        self._parser.Parse("", True)

    def give_up(self) -> None:
        """Keep the case that was being read if it had already failed."""
        if self._case is not None and self._case.outcome.red and len(self.cases) < MOST_CASES:
            self._finish(self._case)

    def _doctype(self, *_: object) -> None:
        raise UnreadableError("it has a DTD, which is refused")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if not self._path:
            self._begin(tag)
        self._path.append(tag)
        if len(self._path) > DEEPEST:
            raise UnreadableError(f"its elements are nested deeper than {DEEPEST}")
        if tag == "testsuite":
            self._suites.append(" / ".join(filter(None, (self._suites[-1], attributes.get("name", "")[:NAME]))))
        elif tag == "testcase" and self._case is None:
            self._case = _Open(attributes)
        elif self._case is not None and tag in CHILDREN and self._path[-2] == "testcase":
            self._judge(self._case, tag, attributes)

    def _begin(self, tag: str) -> None:
        self.root = tag
        if tag not in ROOTS:
            raise UnreadableError(f"it begins with <{tag:.40}>, JUnit XML begins with <testsuites> or <testsuite>")

    def _judge(self, case: _Open, tag: str, attributes: dict[str, str]) -> None:
        """A child of a case says how it ended; the worst of several counts."""
        outcome = CHILDREN[tag]
        worse = SEVERITY.index(outcome) > SEVERITY.index(case.outcome)
        if worse:
            case.outcome = outcome
            case.message = attributes.get("message", "")[:MESSAGE] or attributes.get("type", "")[:NAME]
            case.details = []
        if worse or outcome is case.outcome:
            self._verdict, self._room = tag, DETAILS - sum(map(len, case.details))
            self._parser.CharacterDataHandler = self._text

    def _text(self, text: str) -> None:
        if self._case is not None and self._room > 0:
            self._case.details.append(text[: self._room])
            self._room -= len(text)

    def _end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        self._path.pop()
        if tag == self._verdict:
            self._verdict = ""
            self._parser.CharacterDataHandler = None
        if tag == "testsuite":
            self._suites.pop()
        elif tag == "testcase" and self._case is not None and "testcase" not in self._path:
            self._finish(self._case)
            self._case = None

    def _finish(self, case: _Open) -> None:
        if len(self.cases) >= MOST_CASES:
            raise UnreadableError(f"it has more than {MOST_CASES} test cases")
        get = case.attributes.get
        details = "".join(case.details).strip("\n")
        self.cases.append(
            Case(
                suite=self._suites[-1],
                classname=intern(get("classname", "")[:NAME]),
                name=get("name", "")[:NAME] or "(without a name)",
                outcome=_outcome(case),
                source=self._source,
                seconds=seconds(get("time", "")),
                message=case.message or _first_line(details),
                details=details,
                file=intern(get("file", "")[:NAME]),
                line=_line(get("line", "")),
            )
        )


def _outcome(case: _Open) -> Outcome:
    if case.outcome is Outcome.PASSED and case.attributes.get("status", "").lower() in NOT_RUN:
        return Outcome.SKIPPED
    return case.outcome


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")[:MESSAGE]


def seconds(text: str) -> float | None:
    """A `time` attribute: `1,234.5` and `1,5` are read, anything that is no sensible number is None."""
    if "," in text:
        comma = "." if re.fullmatch(r"\s*\d+,(\d{1,2}|\d{4,})\s*", text) else ""
        text = text.replace(",", comma)
    try:
        value = float(text) if text and len(text) < 40 else math.nan
    except ValueError:
        return None
    return value if 0 <= value < 1e9 else None


def _line(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
