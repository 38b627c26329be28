"""TRX of Visual Studio and `dotnet test` in, cases out: leaves of data-driven tests, and what the run says of itself.

Outcomes: https://github.com/microsoft/vstest, TrxLogger/ObjectModel/TestOutcome.cs; schema: vstst.xsd of Visual Studio.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from sys import intern
from xml.parsers import expat

from cigen.results.bounded import Text
from cigen.results.case import Outcome
from cigen.results.formats.xml import cppunit
from cigen.results.formats.xml.names import base, split, without
from cigen.results.formats.xml.suitereader import FILE_ITSELF, Found, SuiteReader, plain
from cigen.results.numbers import seconds, whole
from cigen.results.tally import NAME as LONGEST_NAME
from cigen.results.tally import SUITE, Tally
from cigen.results.unreadable import UnreadableError

NAME = "trx"
ROOTS = ("TestRun",)
OUTCOMES = {
    "Passed": Outcome.PASSED,
    "Completed": Outcome.PASSED,
    "Warning": Outcome.PASSED,
    "Failed": Outcome.FAILED,
    "Timeout": Outcome.FAILED,
    "Inconclusive": Outcome.SKIPPED,
    "NotExecuted": Outcome.SKIPPED,
    "Pending": Outcome.SKIPPED,
    "Error": Outcome.ERROR,
    "Aborted": Outcome.ERROR,
    "Disconnected": Outcome.ERROR,
    "InProgress": Outcome.ERROR,
    "NotRunnable": Outcome.ERROR,
    "PassedButRunAborted": Outcome.ERROR,
}
RESULTS = ("Results", "InnerResults")
PLAIN = ("Failed", "Error", "Inconclusive", "NotExecuted")
"""Outcomes that need no words; `Error` is also meant where there is none, as the first one of .NET's enumeration."""
RED_COUNTERS = tuple(name[0].lower() + name[1:] for name, outcome in OUTCOMES.items() if outcome.red)
_DURATION = re.compile(r"(\d\d):(\d\d):(\d\d(?:\.\d{1,9})?)", re.ASCII)
MOST_WAITING = 20_000
MOST_WAITING_TEXT = 4 << 20
MOST_DEFINED = 50_000
MOST_DEFINED_TEXT = 8 << 20


def _took(duration: str) -> float | None:
    """`00:00:01.0020000`, or whatever else somebody writes."""
    if match := _DURATION.fullmatch(duration):
        return int(match[1]) * 3600 + int(match[2]) * 60 + float(match[3])
    return seconds(duration)


@dataclass(slots=True)
class _Result:
    """A result that is open; `before` is how many there were, and how many of them red, when it began."""

    case: Found
    test: str
    before: tuple[int, int]


class Reader(SuiteReader):
    """The elements of one file; classes are defined after the results, so the first results wait for them.

    CppUnit's files begin with the same element, `_cppunit` reads them.
    """

    NAME = NAME
    ROOTS = ROOTS

    def __init__(self, tally: Tally, parser: expat.XMLParserType) -> None:
        super().__init__(tally, parser)
        self._file = self.suites[0]
        self._file.itself.name = FILE_ITSELF
        self._open: list[_Result] = []
        self._waiting: list[tuple[str, Found]] | None = []
        self._waiting_text = 0
        self._classes: dict[str, tuple[str, str]] = {}
        self._defined = ("", "")
        self._defined_text = 0
        self._cppunit: cppunit.CppUnitReader | None = None
        self._said: list[tuple[bool, Text]] = []
        self._empty = True

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Results, their reasons, the classes of the tests, and what the run says of itself."""
        if self._cppunit is not None:
            self._cppunit.start(tag, attributes)
            return
        parent = self.parent
        self._empty = self._empty and len(self.path) == 1
        if tag == "UnitTestResult" or parent in RESULTS:
            self._begin(attributes)
        elif parent == "ErrorInfo" and self._open:
            self._reason(tag, self._open[-1].case)
        elif parent == "TestDefinitions":
            self._defined = (attributes.get("id", ""), attributes.get("storage", ""))
        elif tag == "TestMethod":
            self._define(attributes)
        else:
            self._summarise(tag, parent, attributes)

    def _summarise(self, tag: str, parent: str, attributes: dict[str, str]) -> None:
        """What the run says of itself."""
        if tag == "ResultSummary":
            self._summary(attributes.get("outcome"))
        elif tag == "Times":
            self.ran(attributes.get("start", ""), attributes.get("finish", ""))
        elif tag == "Counters":
            self._file.said = whole(attributes.get("total", ""))
            self._file.said_red = sum(whole(attributes.get(key, "")) for key in RED_COUNTERS)
        elif tag == "RunInfo":
            self._run_info(attributes.get("outcome", "Error"))
        elif tag == "Text" and parent == "RunInfo" and self._said:
            self.collect(self._said[-1][1])
        elif tag in cppunit.PARTS and len(self.path) == 2 and not self.tally.cases:
            self._cppunit = cppunit.CppUnitReader(self.tally, self.parser)
            self.tally.format = cppunit.NAME
            self._cppunit.path = self.path
            self._cppunit.start(tag, attributes)

    def end(self, tag: str) -> None:
        """A result or the definitions are whole."""
        if self._cppunit is not None:
            self._cppunit.end(tag)
        elif tag == "UnitTestResult" or self.parent in RESULTS:
            self._end(self._open.pop())
        elif tag in ("Message", "StackTrace", "Text"):
            self.stop()
        elif tag == "TestDefinitions":
            self._go_on()

    def _begin(self, attributes: dict[str, str]) -> None:
        name, outcome = attributes.get("testName", ""), attributes.get("outcome", "Error")
        why = "" if outcome in PLAIN else outcome
        if "outcome" not in attributes:
            why = "it has no outcome"
        elif outcome not in OUTCOMES:
            why = f"its outcome is {outcome[:40]!r}, which is none of TRX"
        red = OUTCOMES.get(outcome, Outcome.ERROR)
        case = Found(name[:LONGEST_NAME], "", red, why if red.notable else "", _took(attributes.get("duration", "")))
        self._open.append(_Result(case, attributes.get("testId", ""), (self._file.cases, self._file.red)))

    def _reason(self, tag: str, case: Found) -> None:
        if case.outcome is Outcome.PASSED:
            return
        if tag == "Message":
            case.message = self.collect(Text())
        elif tag == "StackTrace":
            case.details = self.collect(Text())

    def _end(self, result: _Result) -> None:
        """A result with others in it is told only if none of them says why it is red."""
        cases, red = result.before
        if self._file.cases == cases or (result.case.outcome.red and self._file.red == red):
            self.count(result.case)
            self._wait(result.test, result.case)
        else:
            # VSTest before 18 counts it as well, in the run's counters
            self._file.red += result.case.outcome.red

    def _wait(self, test: str, case: Found) -> None:
        if self._waiting is None or not (case.outcome.notable or self.tally.stores):
            self._tell(test, case)
            return
        self._waiting.append((test, case))
        self._waiting_text += len(case.name) + (sum(map(len, case.words)) if case.outcome.notable else 0)
        if len(self._waiting) >= MOST_WAITING or self._waiting_text >= MOST_WAITING_TEXT:
            self._go_on()

    def _go_on(self) -> None:
        """Those that waited are told with what is known now, later ones at once."""
        waiting, self._waiting = self._waiting, None
        for test, case in waiting or ():
            self._tell(test, case)

    def _tell(self, test: str, case: Found) -> None:
        classname, assembly = self._classes.get(test, ("", ""))
        if not (case.outcome.notable or self.tally.stores):
            pass  # only counted, by no name
        elif classname:
            case.classname, case.name = classname, without(classname, case.name)
        else:
            case.classname, case.name = split(case.name)
        self.tell(case, assembly)

    def _define(self, attributes: dict[str, str]) -> None:
        (test, storage), self._defined = self._defined, ("", "")
        if not test or len(self._classes) >= MOST_DEFINED or self._defined_text >= MOST_DEFINED_TEXT:
            return
        # MSTest writes the assembly behind the class: `Ns.Class, Assembly, Version=…`
        classname = re.sub(r", [^,]+, Version=.*", "", attributes.get("className", "")[:LONGEST_NAME])
        assembly = base(attributes.get("codeBase", "") or storage)[:SUITE]
        self._defined_text += len(classname) + len(assembly)
        self._classes[test[:64]] = (intern(classname), intern(assembly))

    def _summary(self, outcome: str | None) -> None:
        if OUTCOMES.get(outcome or "Error", Outcome.ERROR).red:
            said = f"is {outcome[:40]!r}" if outcome else "is not told"
            self._file.itself.worsen(Outcome.ERROR, f"the outcome of the run {said}")

    def _run_info(self, outcome: str) -> None:
        red = OUTCOMES.get(outcome, Outcome.ERROR).red
        if len(self._said) < 100:
            self._said.append((red, Text()))
        if red:
            self._file.itself.worsen(Outcome.ERROR, "the run had an error")

    def close(self) -> None:
        """What the run says of itself counts where no case tells it."""
        if self._cppunit is not None:
            self._cppunit.close()
            return
        if self._empty:
            raise UnreadableError("it is a run with nothing in it, not even how it ended")
        self._go_on()
        if not self._file.red:
            self._file.itself.message = next((text for red, text in self._said if red), None)
        for red, text in self._said:
            said = plain(text).strip()
            if said and not (red and (not self._file.red or said.endswith("[FAIL]"))):
                self.tally.note(f"the run says: {said[:300]}")
        super().close()

    def give_up(self) -> None:
        """Those that wait are told, and the open one if it is red."""
        if self._cppunit is not None:
            self._cppunit.give_up()
        self._go_on()
        while self._open:
            result = self._open.pop()
            if result.case.outcome.red:
                self._end(result)
