"""Boost.Test's report (`TestResult`) and log (`TestLog`) in, cases out; the log does not know which are expected.

Format: https://www.boost.org/doc/libs/release/libs/test/doc/html/boost_test/test_output.html
"""

from __future__ import annotations

from cigen.results.bounded import Text
from cigen.results.case import Outcome
from cigen.results.formats.xml.suite import SUITE_ITSELF
from cigen.results.formats.xml.suitereader import Found, Suite, SuiteReader
from cigen.results.numbers import seconds, whole

NAME = "boost"
ROOTS = ("TestResult", "TestLog")
RESULTS = {
    "passed": Outcome.PASSED,
    "failed": Outcome.FAILED,
    "timed-out": Outcome.FAILED,
    "aborted": Outcome.ERROR,
    "skipped": Outcome.SKIPPED,
}
REASONS = {"Error": Outcome.FAILED, "FatalError": Outcome.FAILED, "Exception": Outcome.ERROR}


class Reader(SuiteReader):
    """The elements of one file."""

    NAME = NAME
    ROOTS = ROOTS

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Suites, cases, and in the log what happened in them."""
        if tag == "TestSuite":
            self.enter(self._suite(attributes))
        elif tag == "TestCase" and self.case is None:
            self.begin(self._case(attributes))
        elif tag in REASONS:
            self._reason(tag, attributes)
        elif tag == "TestingTime" and self.case is not None:
            self.collect(Text())
        elif tag == "LastCheckpoint":
            self._said()

    def end(self, tag: str) -> None:
        """A suite, a case or a reason is whole."""
        if tag == "TestSuite":
            self.leave()
        elif tag == "TestingTime":
            self._took(seconds(self.stop()))
        elif tag in REASONS:
            self._said()
        if tag == "TestCase" or (tag in REASONS and "TestCase" not in self.path):
            self.finish()

    def _suite(self, attributes: dict[str, str]) -> Suite:
        suite = Suite(" / ".join(filter(None, (self.suites[-1].label, attributes.get("name", "")))))
        failed, aborted, late = (
            whole(attributes.get(f"test_cases_{key}", "")) for key in ("failed", "aborted", "timed_out")
        )
        # those that were aborted or came too late failed as well
        suite.said_red = max(failed, aborted, late)
        if self.path[0] == "TestResult":
            suite.itself.outcome, suite.itself.why = _result(attributes)
        return suite

    def _case(self, attributes: dict[str, str]) -> Found:
        outcome, why = Outcome.PASSED, ""
        if self.path[0] == "TestResult":
            outcome, why = _result(attributes)
        elif attributes.get("skipped") == "yes":
            outcome, why = Outcome.SKIPPED, attributes.get("reason", "")
        name, file, line = (attributes.get(key, "") for key in ("name", "file", "line"))
        return Found(name, outcome=outcome, why=why, file=file, line=whole(line))

    def _reason(self, tag: str, attributes: dict[str, str]) -> None:
        place = (attributes.get("file", ""), attributes.get("line", ""))
        if self.case is None:
            self.begin(Found(SUITE_ITSELF, file=place[0], line=whole(place[1])))
        if (case := self.case) is None:
            return
        case.outcome = case.outcome if case.outcome is Outcome.ERROR else REASONS[tag]
        if case.details is None:
            case.details = Text()
        case.details.add("\n" if case.details else "")
        case.details.add("{}:{}: ".format(*place))
        self.collect(Text())

    def _said(self) -> None:
        if self.case is not None and self.case.details is not None:
            self.case.details.add(self.stop())

    def _took(self, microseconds: float | None) -> None:
        if self.case is not None and microseconds is not None:
            self.case.seconds = microseconds / 1e6


def _result(attributes: dict[str, str]) -> tuple[Outcome, str]:
    result = attributes.get("result", "")
    why = "" if result in RESULTS else f"its result is {result[:40]!r}, which is none of Boost.Test's"
    return RESULTS.get(result, Outcome.ERROR), result if result in ("aborted", "timed-out") else why
