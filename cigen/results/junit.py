"""JUnit XML in, Cases out: streamed, any nesting, every `<testcase>` counted, no suite believed that all is well.

Format: what Ant, surefire, pytest and their kin write, https://github.com/testmoapp/junitxml; a DTD is refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from sys import intern
from xml.parsers import expat

from cigen.results.model import Case, Outcome
from cigen.results.xmltext import UnreadableError, texts

MOST_CASES = 2_000_000
DEEPEST = 200
LONGEST_TAG = 4 << 20
MESSAGE = 2_000
DETAILS = 16 * 1024
SHORT_DETAILS = 1024
ALL_DETAILS = 64 << 20
NAME = 2_000
SUITE = 500
"""Characters of a suite's name with those of the suites around it; every case of it holds on to them."""
COUNTS = ("tests", "failures", "errors", "skipped", "disabled")

NOT_RUN = ("disabled", "notrun", "skipped", "ignored")
NOT_PASSED = ("failed", "fail", "failure", "error", "broken", "timeout", "timedout", "aborted")
ROOTS = ("testsuites", "testsuite")
OTHER_RESULTS = (
    "TestRun", "test-run", "test-results", "assemblies", "assembly", "testng-results", "testrun", "testExecutions",
    "testcase", "Catch", "Catch2TestRun", "doctest", "TestResult", "TestLog", "robot",
)  # fmt: skip
"""Roots of TRX, NUnit, TestNG and others: results that must not be passed over, though they can't be read yet."""

SEVERITY = (Outcome.PASSED, Outcome.FLAKY, Outcome.SKIPPED, Outcome.FAILED, Outcome.ERROR)
CHILDREN = {
    "failure": Outcome.FAILED,
    "error": Outcome.ERROR,
    "skipped": Outcome.SKIPPED,
    "disabled": Outcome.SKIPPED,
    "ignored": Outcome.SKIPPED,
    "flakyFailure": Outcome.FLAKY,
    "flakyError": Outcome.FLAKY,
    "rerunFailure": Outcome.FAILED,
    "rerunError": Outcome.FAILED,
}
"""A case that passed at last has `flaky…`; `rerun…` stand beside the failure of one that failed every time."""
SUITE_ITSELF = "(the suite itself)"


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


@dataclass(slots=True)
class Room:
    """What all files of a report may keep of their cases' details, in characters; then each case keeps little."""

    left: int = ALL_DETAILS

    def take(self, text: str) -> str:
        """As much of the text as there is room for."""
        text = text[: DETAILS if self.left > 0 else SHORT_DETAILS]
        self.left -= len(text)
        return text


def read(chunks: Iterable[bytes], source: str, room: Room | None = None) -> JunitFile:
    """All cases of a file given in pieces; whatever is wrong with it becomes its `problem`, never an exception."""
    reader = _Reader(source, room or Room())
    problem = ""
    try:
        for text in texts(chunks):
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


@dataclass(slots=True)
class _Open:
    """A `<testcase>` that is still being read, or what a suite says of itself."""

    attributes: dict[str, str]
    outcome: Outcome = Outcome.PASSED
    message: str = ""
    details: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Suite:
    """A suite that is still being read: what it says of itself, and the cases found in it so far."""

    name: str
    said: str = ""
    said_red: str = ""
    cases: int = 0
    red: int = 0

    @property
    def lacks(self) -> str:
        """What it counts and does not show; some writers drop what failed outside of a test."""
        if self.said_red and not self.red:
            return f"the suite counts {self.said_red}, but no case in it failed"
        return f"the suite counts {self.said}, but none is in it" if self.said and not self.cases else ""


def _suite(attributes: dict[str, str], outer: str) -> _Suite:
    name = " / ".join(filter(None, (outer, attributes.get("name", ""))))
    number = {key: _whole(attributes.get(key, "").strip()) for key in COUNTS}
    ran = number["tests"] - number["skipped"] - number["disabled"]
    red = " and ".join(f"{number[key]} {key}" for key in ("failures", "errors") if number[key])
    return _Suite(intern(name[:SUITE]), f"{ran} tests" if ran > 0 else "", red)


class _Reader:
    """The expat callbacks and what they have seen."""

    def __init__(self, source: str, room: Room) -> None:
        self.cases: list[Case] = []
        self.root = ""
        self._source = source
        self._keep = room
        self._path: list[str] = []
        self._suites = [_Suite("")]
        self._case: _Open | None = None
        self._verdict = ""
        self._room = 0
        self._fed = 0
        parser = self._parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, text: bytes) -> None:
        self._fed += len(text)
        self._parser.Parse(text, False)
        if self._fed - self._parser.CurrentByteIndex > LONGEST_TAG:
            raise UnreadableError(f"one tag or comment is longer than {LONGEST_TAG >> 20} MiB")

    def close(self) -> None:
        self._parser.Parse(b"", True)

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
        if tag in ROOTS:
            shown = attributes if tag == "testsuite" else {**attributes, "name": ""}
            self._suites.append(_suite(shown, self._suites[-1].name))
        elif tag == "testcase" and self._case is None:
            self._case = _Open(attributes)
        elif self._case is not None and tag in CHILDREN and self._path[-2] == "testcase":
            self._judge(self._case, tag, attributes)
        elif self._case is None and tag in ("failure", "error") and self._path[-2:-1] and self._path[-2] in ROOTS:
            self._case = _Open({"name": SUITE_ITSELF})
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
        if tag in ROOTS:
            self._leave(self._suites.pop())
        elif self._case is not None and "testcase" not in self._path and (tag == "testcase" or self._of_suite(tag)):
            self._finish(self._case)
            self._case = None

    def _of_suite(self, tag: str) -> bool:
        return tag in ("failure", "error") and self._path[-1] in ROOTS

    def _leave(self, suite: _Suite) -> None:
        """A suite that counts what it does not show is not believed that all is well."""
        if suite.lacks and self._case is None:
            self._suites.append(suite)
            self._finish(_Open({"name": SUITE_ITSELF}, Outcome.ERROR, suite.lacks))
            self._suites.pop()
        self._suites[-1].cases += suite.cases
        self._suites[-1].red += suite.red

    def _finish(self, case: _Open) -> None:
        if len(self.cases) >= MOST_CASES:
            raise UnreadableError(f"it has more than {MOST_CASES} test cases")
        get = case.attributes.get
        suite, outcome = self._suites[-1], _outcome(case)
        suite.cases += 1
        suite.red += outcome.red
        details = self._keep.take("".join(case.details).strip("\n"))
        self.cases.append(
            Case(
                suite=suite.name,
                classname=intern(get("classname", "")[:NAME]),
                name=get("name", "")[:NAME] or "(without a name)",
                outcome=outcome,
                source=self._source,
                seconds=seconds(get("time", "")),
                message=case.message or _first_line(details),
                details=details,
                file=intern(get("file", "")[:NAME]),
                line=_whole(get("line", "")),
            )
        )


def _outcome(case: _Open) -> Outcome:
    """What the children say; where they say nothing, the `status`."""
    status = case.attributes.get("status", "").lower()
    if case.outcome is Outcome.PASSED and status in NOT_RUN:
        return Outcome.SKIPPED
    return Outcome.FAILED if case.outcome is Outcome.PASSED and status in NOT_PASSED else case.outcome


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


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
