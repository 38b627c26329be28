"""CTest's Test.xml in, cases out: what is listed and has no result is an error, what could not be run as well.

Format: what `ctest -T Test` writes for CDash, https://cmake.org/cmake/help/latest/manual/ctest.1.html
"""

from __future__ import annotations

from cigen.results.bounded import Text
from cigen.results.case import Outcome
from cigen.results.formats.xml.suitereader import FILE_ITSELF, Found, SuiteReader
from cigen.results.numbers import seconds
from cigen.results.unreadable import ForeignError

NAME = "ctest"
ROOTS = ("Site",)
STATUSES = {"passed": Outcome.PASSED, "failed": Outcome.FAILED, "notrun": Outcome.ERROR}
SKIPPED = ("Disabled", "SKIP_")
"""How `Completion Status` begins where a test was not meant to run; other ones that did not run make ctest fail."""


class Reader(SuiteReader):
    """The elements of one file; a `<Site>` of a build or of coverage has no tests in it."""

    NAME = NAME
    ROOTS = ROOTS
    _listed = 0
    _testing = False
    _measure = ""
    _encoded = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """The list of tests, then the tests with their measurements."""
        if tag in ("Testing", "DynamicAnalysis"):
            self._testing = True
        elif self.parent == "TestList":
            self._listed += 1
        elif tag == "Test" and self.case is None:
            status = attributes.get("Status", "")
            why = "" if status in STATUSES else f"its status is {status[:40]!r}, which is none of CTest's"
            self.begin(Found("", outcome=STATUSES.get(status, Outcome.ERROR), why=why))
        elif tag in ("NamedMeasurement", "Measurement"):
            self._measure = attributes.get("name", "")
        elif (tag == "Value" or (tag == "Name" and self.parent == "Test")) and self.case is not None:
            self._encoded = "encoding" in attributes or "compression" in attributes
            self.collect(Text())

    def end(self, tag: str) -> None:
        """A test or a text is whole."""
        if tag == "Test" and self.parent != "TestList":
            self.finish()
        elif tag in ("Value", "Name") and self.case is not None:
            text = self.stop()
            self._take(self.case, tag, "(the output is compressed)" if self._encoded and text else text)

    def _take(self, case: Found, tag: str, text: str) -> None:
        if tag == "Name":
            case.name = text
        elif self._measure == "Execution Time":
            case.seconds = seconds(text)
        elif self._measure in ("Completion Status", "Exit Code"):
            self._completed(case, text)
        elif not self._measure:
            case.details = Text(text)

    def _completed(self, case: Found, text: str) -> None:
        if case.outcome is Outcome.ERROR and not case.why and text.startswith(SKIPPED):
            case.outcome = Outcome.SKIPPED
        if text not in ("Completed", "Failed") and not case.message:
            case.message = Text(text)

    def close(self) -> None:
        """Each test of the list has its result."""
        if not self._testing:
            raise ForeignError("Site")
        missing = self._listed - self.suites[0].cases
        if missing > 0:
            why = f"it lists {self._listed} tests, {missing} of them have no result"
            self.add(Found(FILE_ITSELF, outcome=Outcome.ERROR, why=why))
        super().close()
