"""TestNG's testng-results.xml in, cases out; methods that only prepare or clean up count where they failed.

Format: https://testng.org/#_xml_reports
"""

from __future__ import annotations

from cigen.results.bounded import Text
from cigen.results.case import Outcome
from cigen.results.formats.xml.suitereader import FILE_ITSELF, Found, Suite, SuiteReader
from cigen.results.numbers import seconds, whole

NAME = "testng"
ROOTS = ("testng-results",)
STATUSES = {
    "PASS": Outcome.PASSED,
    "FAIL": Outcome.FAILED,
    "SKIP": Outcome.SKIPPED,
    "SUCCESS_PERCENTAGE_FAILURE": Outcome.FLAKY,
}
"""The last is a failure that the test's `successPercentage` allows: TestNG passes."""


class Reader(SuiteReader):
    """The elements of one file."""

    NAME = NAME
    ROOTS = ROOTS
    _class = ""
    _config = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Suites, classes, methods and their exceptions."""
        if tag in ROOTS:
            file = self.suites[0]
            file.itself.name = FILE_ITSELF
            file.said, file.said_red = whole(attributes.get("total", "")), whole(attributes.get("failed", ""))
        elif tag in ("suite", "test"):
            self.ran(attributes.get("started-at", ""), attributes.get("finished-at", ""))
            self.enter(Suite(" / ".join(filter(None, (self.suites[-1].label, attributes.get("name", ""))))))
        elif tag == "class":
            self._class = attributes.get("name", "")
        elif tag == "test-method" and self.case is None:
            self._begin(attributes)
        elif tag in ("message", "full-stacktrace", "short-stacktrace") and self.parent == "exception":
            self._reason(tag)

    def end(self, tag: str) -> None:
        """A method or a suite is whole."""
        if tag == "test-method" and "test-method" not in self.path[:-1]:
            self._finish()
        elif tag in ("message", "full-stacktrace", "short-stacktrace"):
            self.stop()
        elif tag in ("suite", "test"):
            self.leave()

    def _begin(self, attributes: dict[str, str]) -> None:
        status = attributes.get("status", "")
        why = "" if status in STATUSES else f"its status is {status[:40]!r}, which is none of TestNG's"
        took = seconds(attributes.get("duration-ms", ""))
        self._config = attributes.get("is-config") == "true"
        outcome = STATUSES.get(status, Outcome.ERROR)
        if self._config and outcome.red:
            outcome = Outcome.ERROR
        name = attributes.get("name", "")
        self.begin(Found(name, self._class, outcome, why, None if took is None else took / 1000))

    def _reason(self, tag: str) -> None:
        if self.case is None or self.case.outcome is Outcome.PASSED:
            return
        if tag == "message":
            self.case.message = self.collect(Text())
        elif tag == "full-stacktrace" or self.case.details is None:
            self.case.details = self.collect(Text())

    def _finish(self) -> None:
        """What prepared or cleaned up as it should is no test."""
        if self._config and self.case is not None and not self.case.outcome.red:
            self.case = None
        self.finish()
