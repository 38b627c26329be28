"""Stored cases in, their suites as `junit.xml` shows them out: a suite for each suite of each file, many at a time.

Those that say nothing odd are written here, as junit-xml would in up to twenty times the time, and those that passed by
columns. It writes all others, and what stands before the cases of a suite, many at once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from cigen.report.escape import xml
from cigen.report.junitcase import made
from cigen.results.model import SAME_SUITE, Cases, decoded, green, plain, unescaped

if TYPE_CHECKING:
    from junit_xml import TestCase  # type: ignore[import-untyped]

MARK = "\0"
"""What stands nowhere in XML: put where something is still to be written, and between what junit-xml writes."""
END = b"</testsuite>\n"
_LATER = b"%b\n" % MARK.encode()
_TAGS = {b"passed": b"", b"skipped": b"skipped", b"failed": b"failure", b"error": b"error"}
"""The elements that say how a case ended."""
_SIMPLE = re.compile(r"[ !#-%'-;=?-~]*")
Plain = tuple[bytes, ...]
"""What `plain` finds in a line."""


def nested(cases: Cases, prefix: str) -> Iterator[str]:
    """Suites, in the order that they came; a very long one is several of the same name."""
    for file in cases.files:
        for block in file.blocks():
            yield _Block(prefix, file.source).text(block)


@dataclass(slots=True)
class _Suite:
    """What is known of a suite's cases, once all are seen."""

    tests: int = 0
    failed: int = 0
    errors: int = 0
    skipped: int = 0
    seconds: float = 0.0

    def count(self, outcome: bytes, seconds: float) -> None:
        """One more that did not just pass, or is not simple."""
        self.failed += outcome == b"failed"
        self.errors += outcome == b"error"
        self.skipped += outcome == b"skipped"
        self.seconds += seconds


@dataclass(slots=True)
class _Block:
    """Some suites of one file; `later` is what stands where marks are, in their order."""

    prefix: str
    source: str
    later: list[str | TestCase | Plain] = field(default_factory=list)

    def text(self, block: bytes) -> str:
        """All of them."""
        suites = b"".join([self._suite(run[0], run[1]) for run in SAME_SUITE.finditer(block)])
        first, *others = suites.decode("ascii").rstrip("\n").split(MARK)
        return "".join((first, *chain.from_iterable(zip(_written(self.later), others, strict=True))))

    def _suite(self, lines: bytes, name: bytes | None) -> bytes:
        suite, place = _Suite(), len(self.later)
        self.later.append("")
        cases = self._cases(lines, suite)
        whole = f"{self.prefix}{(json.loads(name) if name else '') or self.source}"
        self.later[place] = _head(whole, self.source, suite)
        return b"%b%b%b" % (_LATER, cases, END)

    def _cases(self, lines: bytes, suite: _Suite) -> bytes:
        """Those that passed by one format, with what is between them."""
        found = green(lines)
        suite.tests += len(found.names)
        others = [text and self._others(text, suite) for text in found.others]
        suite.seconds += sum(map(float, filter(None, found.seconds)))
        form = b'%b<testcase name="%b"'
        columns: list[list[bytes] | list[bytes | None]] = [others, found.names]
        for key, column in ((b"time", found.seconds), (b"classname", found.classnames)):
            if None in column:
                form += b"%b"
                columns.append([b' %b="%b"' % (key, value) if value else b"" for value in column])
            else:
                form += b' %b="%%b"' % key
                columns.append(column)
        rows = tuple(chain.from_iterable(zip(*columns, strict=False)))
        return (form + b" />\n") * len(found.names) % rows + others[-1]

    def _others(self, lines: bytes, suite: _Suite) -> bytes:
        return b"".join([self._other(line, suite) for line in lines.split(b"\n") if line])

    def _other(self, line: bytes, suite: _Suite) -> bytes:
        """A case that does not just pass, or is not simple."""
        suite.tests += 1
        if (found := plain(line)) and found[3] in _TAGS:
            suite.count(found[3], float(found[4] or 0))
            self.later.append(found)
        else:
            case = decoded(line, "")
            suite.count(case.outcome.value.encode(), case.seconds or 0.0)
            self.later.append(made(case))
        return _LATER


def _plain(lines: Sequence[Plain]) -> Iterator[str]:
    """What junit-xml would write of such lines: to quote all of them takes hardly more time than to quote one."""
    if not lines:
        return
    messages = _quoted(b"\0".join([message or outcome for *_, outcome, _, message, _ in lines])).split(b"\0")
    details = _escaped(unescaped(b"\0".join([details for *_, details in lines]))).split(b"\0")
    cases = [_element(*values) for values in zip(lines, messages, details, strict=True)]
    yield from b"\0".join(cases).decode("ascii").split(MARK)


def _element(line: Plain, message: bytes, details: bytes) -> bytes:
    _, classname, name, outcome, seconds, _, _ = line
    time = b' time="%b"' % seconds if seconds else b""
    where = b' classname="%b"' % classname if classname else b""
    case = b'<testcase name="%b"%b%b' % (name, time, where)
    tag = _TAGS[outcome]
    if not tag:
        return b"%b />" % case
    said = b'%b><%b type="%b" message="%b"' % (case, tag, tag, message)
    if outcome == b"skipped" or not details:
        return b"%b /></testcase>" % said
    return b"%b>%b</%b></testcase>" % (said, details, tag)


def _escaped(text: bytes) -> bytes:
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


def _quoted(raw: bytes) -> bytes:
    text = _escaped(unescaped(raw))
    return text.replace(b'"', b"&quot;").replace(b"\n", b"&#10;").replace(b"\t", b"&#09;")


def _written(later: Sequence[str | TestCase | Plain]) -> Iterator[str]:
    """The same with all that is still to be written."""
    cases = _unusual([case for case in later if not isinstance(case, str | tuple)])
    lines = _plain([line for line in later if isinstance(line, tuple)])
    for one in later:
        yield one if isinstance(one, str) else next(lines if isinstance(one, tuple) else cases)


def _unusual(cases: Sequence[TestCase]) -> Iterator[str]:
    """What junit-xml writes of them."""
    from xml.etree.ElementTree import tostring

    from junit_xml import TestSuite

    if not cases:
        return
    suite = TestSuite("", cases).build_xml_doc("utf-8")
    for case in suite:
        case.tail = MARK
    suite.text = MARK
    yield from tostring(suite, encoding="unicode").split(MARK)[1:]


def _head(name: str, source: str, suite: _Suite) -> str:
    """A suite's element up to its first case."""
    values = (suite.errors, suite.failed, _attribute(name), suite.skipped, suite.tests, round(suite.seconds, 3))
    return "".join(chain.from_iterable(zip(_shell(source), map(str, (*values, "")), strict=True)))


@lru_cache(16)
def _shell(source: str) -> tuple[str, ...]:
    """What junit-xml writes around the values of such an element."""
    from xml.etree.ElementTree import tostring

    from junit_xml import TestSuite

    suite = TestSuite("", [], file=xml(source) or None).build_xml_doc("utf-8")
    suite.attrib.pop("disabled")
    for key in ("errors", "failures", "name", "skipped", "tests", "time"):
        suite.set(key, MARK)
    suite.text = MARK
    return tuple(tostring(suite, encoding="unicode").split(MARK)[:-1])


def _attribute(text: str) -> str:
    """A text as the value of an attribute."""
    from xml.etree.ElementTree import Element, tostring

    if _SIMPLE.fullmatch(text):
        return text
    return tostring(Element("a", {"b": xml(text)}), encoding="unicode").removeprefix('<a b="').removesuffix('" />')
