"""CppUnit's results in, cases out: the element around a test says what became of it. Ceedling and CuTest write it too.

Format: CppUnit's XmlOutputter, https://freedesktop.org/wiki/Software/cppunit/
"""

from __future__ import annotations

from cigen.results.bounded import Text
from cigen.results.case import Outcome
from cigen.results.formats.xml.suitereader import FILE_ITSELF, Found, SuiteReader, plain
from cigen.results.numbers import whole

NAME = "cppunit"
PARTS = {
    "FailedTests": Outcome.FAILED,
    "SuccessfulTests": Outcome.PASSED,
    "IgnoredTests": Outcome.SKIPPED,
    "Statistics": Outcome.PASSED,
}
FIELDS = ("Name", "FailureType", "File", "Line", "Message")
COUNTS = ("Tests", "FailuresTotal")


class CppUnitReader(SuiteReader):
    """The elements of one file; begun by TRX's reader, whose root has the same name."""

    NAME = NAME
    ROOTS = ("TestRun",)
    _fields: dict[str, Text]

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        """Tests, and the texts in them and in the statistics."""
        self.suites[0].itself.name = FILE_ITSELF
        if self._is_test(tag) and self.case is None:
            outcome = PARTS.get(self.parent, Outcome.ERROR)
            why = "" if self.parent in PARTS else f"it stands in {self.parent[:40]!r}"
            self.begin(
                Found("", outcome=Outcome.FAILED if tag == "FailedTest" and not outcome.red else outcome, why=why)
            )
            self._fields = {}
        elif (self.case and tag in FIELDS) or (self.parent == "Statistics" and tag in COUNTS):
            text = self.collect(Text())
            if self.case:
                self._fields[tag] = text

    def end(self, tag: str) -> None:
        """A test or a text is whole."""
        if self._is_test(tag) and self.case is not None:
            self._finish(self.case)
        elif tag in FIELDS:
            self.stop()
        elif tag in COUNTS and self.parent == "Statistics":
            self._count(tag, whole(self.stop()))

    def _is_test(self, tag: str) -> bool:
        return tag in ("Test", "FailedTest") or (self.parent in PARTS and self.parent != "Statistics")

    def _finish(self, case: Found) -> None:
        field = {key: plain(text).strip() for key, text in self._fields.items()}
        case.classname, _, case.name = field.get("Name", "").rpartition("::")
        if case.outcome.red and field.get("FailureType", "") == "Error":
            case.outcome = Outcome.ERROR
        case.message = self._fields.get("Message")
        case.file, case.line = field.get("File", ""), whole(field.get("Line", ""))
        self.finish()

    def _count(self, tag: str, number: int) -> None:
        if tag == "Tests":
            self.suites[0].said = number
        else:
            self.suites[0].said_red = number

    def give_up(self) -> None:
        """The test that was being read is told if it is red."""
        if self.case is not None and self.case.outcome.red:
            self._finish(self.case)
