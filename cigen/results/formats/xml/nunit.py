"""What NUnit 2 and 3 have in common: `<test-suite>` around `<test-suite>` and `<test-case>`, each with a `result`."""

from __future__ import annotations

import re
from abc import abstractmethod

from cigen.results.bounded import Text
from cigen.results.case import Outcome
from cigen.results.formats.xml.names import base
from cigen.results.formats.xml.suitereader import Found, Suite, SuiteReader
from cigen.results.numbers import seconds, whole

RESULTS = {
    "passed": Outcome.PASSED,
    "success": Outcome.PASSED,
    "warning": Outcome.PASSED,
    "failed": Outcome.FAILED,
    "failure": Outcome.FAILED,
    "error": Outcome.ERROR,
    "notrunnable": Outcome.ERROR,
    "invalid": Outcome.ERROR,
    "cancelled": Outcome.ERROR,
    "inconclusive": Outcome.SKIPPED,
    "skipped": Outcome.SKIPPED,
    "ignored": Outcome.SKIPPED,
    "explicit": Outcome.SKIPPED,
}
"""`Warning` is what `Assert.Warn` leaves, the run passes. No word means one thing in NUnit 2 and another in NUnit 3."""
CONTAINERS = ("Assembly", "Test Project", "Project")
SUITES = ("test-suite", "test-run", "test-results")
RED_COUNTS = ("failed", "failures", "errors", "invalid")


class NunitReader(SuiteReader):
    """The elements of both; a version says how it names a case."""

    @abstractmethod
    def named(self, attributes: dict[str, str]) -> tuple[str, str]:
        """Class and name of a case."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Suites and cases are told by their elements, reasons by the element around `<message>`."""
        if tag == "test-case":
            self._begin(self._case(attributes))
        elif tag in SUITES:
            self.enter(self._suite(tag, attributes))
        elif tag in ("message", "stack-trace"):
            self._reason(tag)
        elif tag == "failure":
            self.collect(Text())
        elif tag == "assertion" and self.case is not None:
            self._assertion(attributes.get("result", ""))

    def end(self, tag: str) -> None:
        """A case or a suite is whole."""
        if tag == "test-case" and self.case is not None and "test-case" not in self.path[:-1]:
            self._explain(self.case, self.suites[-1].itself)
            self.finish()
        elif tag in SUITES:
            self.leave()
        elif tag in ("message", "stack-trace", "failure"):
            self._said(self.stop(), "failure" in (tag, self.parent))

    def _begin(self, case: Found) -> None:
        """One inside another is nothing NUnit knows, but none that is red is passed over."""
        if self.case is None:
            self.begin(case)
        elif case.outcome.red:
            self.case.worsen(case.outcome, case.why)

    def _explain(self, case: Found, suite: Found) -> None:
        """A case that failed for its fixture does not say why, the fixture does; there is no reason to pass."""
        if case.outcome is Outcome.PASSED:
            case.message = case.details = None
        if case.outcome.red and suite.details and not case.details:
            case.details = Text("\n".join(filter(None, suite.words)))

    @property
    def _owner(self) -> Found:
        """Whose failures and reasons these are."""
        return self.case or self.suites[-1].itself

    def _reason(self, tag: str) -> None:
        owner = self._owner
        if self.parent == "reason" and (owner.message or owner.outcome is Outcome.PASSED):
            return
        if self.parent in ("failure", "reason"):
            text = self.collect(Text())
            owner.message, owner.details = (owner.message, text) if tag == "stack-trace" else (text, owner.details)

    def _said(self, text: str, failure: bool) -> None:
        """Without a `result`, a failure is one; pytest-nunit has a `<failure>` in every case, those that passed too."""
        owner = self._owner
        if text and failure and not owner.sure:
            owner.worsen(Outcome.FAILED)
        if text and failure:
            owner.message = owner.message or Text(text)

    def _assertion(self, result: str) -> None:
        if self.case is not None and result in ("Failed", "Error"):
            self.case.worsen(Outcome.FAILED, "an assertion in it failed")

    def _case(self, attributes: dict[str, str]) -> Found:
        classname, name = self.named(attributes)
        outcome, why = case_outcome(attributes)
        time = attributes.get("duration") or attributes.get("time", "")
        return Found(name, classname, outcome, why, seconds(time), sure="result" in attributes)

    def _suite(self, tag: str, attributes: dict[str, str]) -> Suite:
        label = self.suites[-1].label
        if len(self.path) == 1:
            self.ran(attributes.get("start-time", ""), attributes.get("end-time", ""))
        if tag == "test-suite" and (not label or attributes.get("type") in CONTAINERS):
            label = base(attributes.get("name", "")) or label
        suite = Suite(label)
        suite.said = whole(attributes.get("total", ""))
        suite.said_red = sum(whole(attributes.get(key, "")) for key in RED_COUNTS)
        suite.itself.outcome, suite.itself.why = suite_outcome(attributes)
        suite.itself.sure = "result" in attributes
        suite.alone = attributes.get("site") == "TearDown"
        return suite


def case_outcome(attributes: dict[str, str]) -> tuple[Outcome, str]:
    """What became of a case; before NUnit 2.5 there is no `result`, only `executed` and `success`."""
    success = attributes.get("success", "").lower()
    if "result" not in attributes:
        if attributes.get("executed", "").lower() == "false":
            return Outcome.SKIPPED, ""
        if success in ("true", "false"):
            return (Outcome.PASSED if success == "true" else Outcome.FAILED), ""
        return Outcome.ERROR, "it has no result"
    outcome, why = _result(attributes)
    if outcome is Outcome.PASSED and success == "false":
        return Outcome.FAILED, "it says that it had no success"
    return outcome, why


def suite_outcome(attributes: dict[str, str]) -> tuple[Outcome, str]:
    """What became of a suite; one that says nothing has its cases to tell."""
    if "result" in attributes:
        return _result(attributes)
    return (Outcome.FAILED if attributes.get("success", "").lower() == "false" else Outcome.PASSED), ""


def _result(attributes: dict[str, str]) -> tuple[Outcome, str]:
    """`result` with its `label`, also as one text: `Failed:Error(Child)`."""
    text, label = attributes["result"], attributes.get("label", "").lower()
    outcome = RESULTS.get(text.lower())
    if outcome is None:
        word, *more = re.split(r"[:(]", text.strip().rstrip(")").lower(), maxsplit=1)
        outcome, label = RESULTS.get(word.strip()), label or "".join(more).partition("(")[0]
    if outcome is None:
        return Outcome.ERROR, f"its result is {text[:40]!r}, which is none of NUnit's"
    if outcome is Outcome.FAILED and label in ("error", "invalid", "cancelled"):
        return Outcome.ERROR, "" if label == "error" else label
    return (Outcome.SKIPPED if label == "ignored" and not outcome.red else outcome), ""
