"""Robot Framework's output.xml in, cases out: `<status>` is the last thing in a test, a suite or a keyword.

Format: https://github.com/robotframework/robotframework/blob/master/doc/schema/README.rst
"""

from __future__ import annotations

from cigen.results.bounded import Text
from cigen.results.case import Outcome
from cigen.results.formats.xml.suitereader import FILE_ITSELF, Found, Suite, SuiteReader
from cigen.results.numbers import seconds, whole
from cigen.results.unreadable import ForeignError

NAME = "robot"
ROOTS = ("robot",)
STATUSES = {
    "PASS": Outcome.PASSED,
    "FAIL": Outcome.FAILED,
    "SKIP": Outcome.SKIPPED,
    "NOT RUN": Outcome.SKIPPED,
    "NOT_RUN": Outcome.SKIPPED,
}
TEARDOWN = "Suite teardown failed"


class Reader(SuiteReader):
    """The elements of one file; a robot's description in URDF begins with `<robot>` too, it has no tests."""

    NAME = NAME
    ROOTS = ROOTS
    _teardown = False
    _suites = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Tests and suites, and what became of them."""
        if tag == "suite" and self.parent in ("robot", "suite"):
            name, self._suites = attributes.get("name", ""), True
            self.enter(Suite(" / ".join(filter(None, (self.suites[-1].label, name)))))
        elif tag == "test" and self.case is None and self.parent == "suite":
            line, name = whole(attributes.get("line", "")), attributes.get("name", "")
            self.begin(Found(name, outcome=Outcome.ERROR, why="it has no status", line=line))
        elif tag == "status" and self.parent in ("test", "suite"):
            self._status(self.case or self.suites[-1].itself, attributes)
        elif tag == "statistics":
            self._suites = True
        elif tag == "stat" and self.path[-3:-1] == ["statistics", "total"]:
            self._total(attributes)

    def end(self, tag: str) -> None:
        """A test or a suite is whole."""
        if tag == "status" and self.parent in ("test", "suite"):
            self.stop()
        elif tag == "test" and self.parent == "suite":
            self.finish()
        elif tag == "suite" and self.parent in ("robot", "suite"):
            self._leave(self.suites[-1])

    def _status(self, found: Found, attributes: dict[str, str]) -> None:
        status = attributes.get("status", "")
        found.outcome, found.why = STATUSES.get(status, Outcome.ERROR), ""
        if status not in STATUSES:
            found.why = f"its status is {status[:40]!r}, which is none of Robot Framework's"
        found.seconds = seconds(attributes.get("elapsed", ""))
        if found.outcome.notable or found.outcome is Outcome.SKIPPED:
            found.message = self.collect(Text())

    def _leave(self, suite: Suite) -> None:
        """Robot Framework counts all tests of a suite as failed whose teardown failed; here it is one failure more."""
        message = suite.itself.message
        suite.alone = message is not None and message.text.lstrip().startswith(TEARDOWN)
        self._teardown = self._teardown or suite.alone
        self.leave()

    def _total(self, attributes: dict[str, str]) -> None:
        number = {key: whole(attributes.get(key, "")) for key in ("pass", "fail", "skip")}
        file = self.suites[0]
        file.itself.name = FILE_ITSELF
        if not self._teardown:
            # before Robot Framework 4, critical tests are counted once more on their own
            file.said, file.said_red = max(file.said, sum(number.values())), max(file.said_red, number["fail"])

    def close(self) -> None:
        """What has neither suites nor statistics is no result of tests."""
        if not self._suites:
            raise ForeignError("robot")
        super().close()
