"""Catch2's own XML in, cases out: a case is what its `<OverallResult>` says, failed assertions are its reasons.

Format: https://github.com/catchorg/Catch2/blob/devel/docs/reporters.md (`-r xml`, versions 2 and 3).
"""

from __future__ import annotations

from cigen.results.bounded import Text
from cigen.results.case import Outcome
from cigen.results.formats.xml.names import base
from cigen.results.formats.xml.suitereader import FILE_ITSELF, Found, Suite, SuiteReader
from cigen.results.numbers import seconds, whole

NAME = "catch2"
ROOTS: tuple[str, ...] = ("Catch", "Catch2TestRun")
ERRORS = ("Exception", "FatalErrorCondition")
REASONS = ("Failure", "Message", "Expression", *ERRORS)
TEXTS = ("Original", "Expanded", "Failure", "Text", "Info", *ERRORS)
OVERALL = ("OverallResult", "OverallResultsAsserts")
OVERALL_CASES = ("OverallResultsCases", "OverallResultsTestCases")


class Reader(SuiteReader):
    """The elements of one file."""

    NAME = NAME
    ROOTS = ROOTS
    _over = False
    _error = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Cases, why they failed, and what became of them."""
        if len(self.path) == 1:
            self.suites[0].label = base(attributes.get("name", "") or attributes.get("binary", ""))
            self.suites[0].itself.name = FILE_ITSELF
        elif tag in ("Group", "TestSuite"):
            self.enter(Suite(attributes.get("name", "") or self.suites[-1].label))
        elif tag == "TestCase" and self.case is None:
            self._begin(attributes)
        elif tag in OVERALL_CASES:
            self._count(attributes)
        elif self.case is not None:
            self._inside(self.case, tag, attributes)

    def end(self, tag: str) -> None:
        """A reason, a case or a suite is whole."""
        if tag in TEXTS:
            self._said()
        elif tag == "TestCase" and "TestCase" not in self.path[:-1]:
            self._finish()
        elif tag in ("Group", "TestSuite"):
            self.leave()

    def _begin(self, attributes: dict[str, str]) -> None:
        skipped = attributes.get("skipped") == "true"
        outcome, why = (Outcome.SKIPPED, "") if skipped else (Outcome.ERROR, "it did not come to its end")
        name, file, line = (attributes.get(key, "") for key in ("name", "filename", "line"))
        self._over, self._error = skipped, False
        self.begin(Found(name, outcome=outcome, why=why, file=file, line=whole(line)))

    def _count(self, attributes: dict[str, str]) -> None:
        number = {key: whole(text) for key, text in attributes.items()}
        said = ("successes", "failures", "expectedFailures", "skips")
        self.suites[0].said = sum(number.get(key, 0) for key in said)
        self.suites[0].said_red = number.get("failures", 0)

    def _inside(self, case: Found, tag: str, attributes: dict[str, str]) -> None:
        if tag in OVERALL:
            self._judge_case(case, attributes)
            return
        fine = attributes.get("success") == "true" or attributes.get("type") in ("WARN", "WARNING")
        if tag in REASONS and not fine:
            place = f"{attributes.get('filename', '')}:{attributes.get('line', '')}: ".removeprefix(":: ")
            case.details = case.details or Text()
            case.details.add(f"{place}{attributes.get('type', '') or tag}\n")
            self._error = self._error or tag in ERRORS
        if tag in TEXTS and case.details is not None:
            self.collect(Text())

    def _judge_case(self, case: Found, attributes: dict[str, str]) -> None:
        success = attributes.get("success", attributes.get("test_case_success", ""))
        case.seconds = seconds(attributes.get("durationInSeconds", attributes.get("duration", "")))
        if success not in ("true", "false"):
            return
        case.why, self._over = "", True
        case.outcome = Outcome.SKIPPED if whole(attributes.get("skips", "")) else Outcome.PASSED
        if success == "false":
            case.outcome = Outcome.ERROR if self._error else Outcome.FAILED

    def _said(self) -> None:
        said, case = self.stop(), self.case
        if case is not None and said:
            case.message = case.message or Text(said)
            if case.details is not None:
                case.details.add(f"  {said}\n")

    def _finish(self) -> None:
        if self.case is not None and not self.case.outcome.notable:
            self.case.message = self.case.details = None
        self.finish()
