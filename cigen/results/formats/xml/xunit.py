"""xUnit.net's results in, cases out: versions 1 and 2 of the format, any number of assemblies, errors beside tests too.

Formats: https://xunit.net/docs/format-xml-v2 and https://xunit.net/docs/format-xml-v1
"""

from __future__ import annotations

from cigen.results.bounded import Text
from cigen.results.case import Outcome
from cigen.results.formats.xml.names import base, without
from cigen.results.formats.xml.suitereader import Found, Suite, SuiteReader
from cigen.results.numbers import seconds, whole
from cigen.results.unreadable import ForeignError

NAME = "xunit"
ROOTS = ("assemblies", "assembly")
RESULTS = {"Pass": Outcome.PASSED, "Fail": Outcome.FAILED, "Skip": Outcome.SKIPPED, "NotRun": Outcome.SKIPPED}
SUITES = ("assemblies", "assembly", "collection", "class")


class Reader(SuiteReader):
    """The elements of one file."""

    NAME = NAME
    ROOTS = ROOTS

    _known = False
    _output: Text | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Tests, and what failed outside of them: an `<error>` of the assembly, in version 1 a class's `<failure>`."""
        if tag == "test" and self.case is None:
            self.begin(_case(attributes))
        elif tag in SUITES:
            self._known = self._known or len(self.path) > 1 or "total" in attributes or tag == "assemblies"
            self.enter(self._suite(tag, attributes))
        elif tag == "error" and self.case is None:
            self.begin(Found(attributes.get("name") or "(the assembly itself)", outcome=Outcome.ERROR))
            self._why(attributes.get("type", ""))
        elif tag == "failure":
            self._failure(attributes.get("exception-type", ""))
        elif tag in ("message", "stack-trace", "reason"):
            self._reason(tag)
        elif tag == "output" and self.case is not None and self.case.outcome.red:
            self._output = self.collect(Text())

    def end(self, tag: str) -> None:
        """A test, an error or a suite is whole."""
        if tag in ("test", "error") and not {"test", "error"}.intersection(self.path[:-1]):
            self._finish()
        elif tag in SUITES:
            self.leave()
        elif tag in ("message", "stack-trace", "reason", "output"):
            self.stop()

    def _finish(self) -> None:
        """Some writers that are not xUnit.net tell of failures in the output alone."""
        if self.case is not None and not self.case.details:
            self.case.details = self._output
        self._output = None
        self.finish()

    def close(self) -> None:
        """Maven and Windows have files that begin with `<assembly>` too."""
        if not (self._known or self.suites[0].cases):
            raise ForeignError("assembly")
        super().close()

    @property
    def _owner(self) -> Found:
        return self.case or self.suites[-1].itself

    def _why(self, kind: str) -> None:
        if self.case is not None:
            self.case.why = kind

    def _failure(self, exception: str) -> None:
        owner = self._owner
        owner.worsen(Outcome.FAILED if self.case else Outcome.ERROR)
        self.suites[-1].alone = self.suites[-1].alone or self.case is None
        if exception:
            owner.details = Text(f"{exception}\n")

    def _reason(self, tag: str) -> None:
        owner = self._owner
        if tag == "stack-trace":
            owner.details = self.collect(owner.details or Text())
        elif owner.outcome is not Outcome.PASSED:
            owner.message = self.collect(Text())

    def _suite(self, tag: str, attributes: dict[str, str]) -> Suite:
        suite = Suite(self.suites[-1].label)
        self.ran(attributes.get("start-rtf", ""), attributes.get("finish-rtf", ""))
        if tag == "assembly":
            suite.label = base(attributes.get("name", ""))
        elif tag == "class":
            suite.itself.classname = attributes.get("name", "")
        suite.said = whole(attributes.get("total", ""))
        suite.said_red = whole(attributes.get("failed", "")) + whole(attributes.get("errors", ""))
        return suite


def _case(attributes: dict[str, str]) -> Found:
    classname, result = attributes.get("type", ""), attributes.get("result")
    outcome = RESULTS.get(result or "", Outcome.ERROR)
    why = ""
    if result not in RESULTS:
        why = f"its result is {result[:40]!r}, which is none of xUnit.net's" if result else "it has no result"
    return Found(
        without(classname, attributes.get("name", "")) or attributes.get("method", ""),
        classname,
        outcome,
        why,
        seconds(attributes.get("time", "")),
        attributes.get("source-file", ""),
        whole(attributes.get("source-line", "")),
    )
