"""JUnit XML of every dialect in, cases out: any nesting, every `<testcase>` counted, no suite believed.

Format: what Ant, surefire, pytest and their kin write, https://github.com/testmoapp/junitxml; attributes are optional.
"""

from __future__ import annotations

from typing import ClassVar
from xml.parsers import expat

from cigen.results.case import Outcome
from cigen.results.caseline import passed, said
from cigen.results.formats.xml import taken
from cigen.results.formats.xml.driver import DEEPEST, TOO_DEEP, ElementReader
from cigen.results.formats.xml.junitwords import ALLOWED, judged, never_run, stated
from cigen.results.formats.xml.runs import Found
from cigen.results.formats.xml.suite import SUITE_ITSELF, Open, Suite, suite
from cigen.results.numbers import MOST_SECONDS, seconds
from cigen.results.tally import MESSAGE, NAME, Tally
from cigen.results.unreadable import UnreadableError

SUITES = ("testsuites", "testsuite")
SEVERITY = (Outcome.PASSED, Outcome.FLAKY, Outcome.SKIPPED, Outcome.FAILED, Outcome.ERROR)
QUIET = frozenset({"properties", "property", "system-out", "system-err"})
"""Elements that say nothing of how a case ended."""
TELLING = frozenset({"status", "result", "file", "line", "failure"})
UNNAMED = "(without a name)"
MOST_RETRIED = 10_000


class Reader(ElementReader):
    """Written for speed: of a case without children only two short calls are made, all else takes the long way."""

    NAME: ClassVar[str] = "junit"
    ROOTS: ClassVar[tuple[str, ...]] = (*SUITES, "testcase")

    def __init__(self, tally: Tally, parser: expat.XMLParserType) -> None:
        super().__init__(tally, parser)
        self._depth = self._case_at = self._verdict_at = 0
        self._attributes: dict[str, str] = {}
        self._open: Open | None = None
        self._outer: list[tuple[int, dict[str, str], Open | None]] = []
        self._suite = Suite()
        self._suites = [self._suite]
        self._stores = tally.stores
        self._alone = False
        self._passed, self._seconds = 0, 0.0
        self._lines: list[str] = []
        self._classname = self._said = ""

    @property
    def innermost(self) -> str:
        """What is open, roughly; empty before and after the document."""
        return "" if not self._depth else "testcase" if self._case_at else "testsuite"

    def on_start(self, tag: str, attributes: dict[str, str]) -> None:
        """Expat's event, with nothing between."""
        self._depth += 1
        if tag == "testcase" and not self._case_at:
            self._case_at, self._attributes = self._depth, attributes
        elif tag not in QUIET or self._depth > DEEPEST:
            self.start(tag.rpartition(":")[2], attributes)
        elif tag == "property" and not self._case_at:
            self._suite.learn(attributes.get("name", ""))

    def on_end(self, tag: str) -> None:
        """Expat's event, with nothing between."""
        if self._depth == self._case_at and self._open is None:
            self._case_at = 0
            attributes = self._attributes
            if self._suite.unique or not TELLING.isdisjoint(attributes):
                self._told(Open(attributes))
            else:
                self._quick(attributes)
            if self._outer:
                self._case_at, self._attributes, self._open = self._outer.pop()
        elif tag not in QUIET:
            self.end(tag.rpartition(":")[2])
        self._depth -= 1

    def listen(self) -> None:
        """Take expat's events from here."""
        super().listen()
        self.parser.StartCdataSectionHandler = self._on_cdata

    def _on_cdata(self) -> None:
        """What stands in it looks like elements and is none, so in a suite itself nothing is taken any more."""
        self._alone = self._alone or self._depth == self._suite.depth

    def take(self, found: Found) -> bool:
        """Cases that stand in a suite itself."""
        suite = self._suite
        elsewhere = self._depth != suite.depth or self._case_at or self._alone
        if elsewhere or suite.unique or not 0 < self._depth < DEEPEST - 1:
            return False
        self._flush()
        taken.take(found, suite, self.tally)
        return True

    def _quick(self, attributes: dict[str, str]) -> None:
        """A case that says nothing more, so it passed."""
        self._passed += 1
        try:
            value = float(attributes["time"])
            known = 0 <= value < MOST_SECONDS
        except (KeyError, ValueError):
            value = seconds(attributes.get("time", "")) or 0.0
            known = value > 0
        if known:
            self._seconds += value
        if self._stores:
            self._store(attributes, value if known else None)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Any element but a case that is in no other."""
        if self._depth > DEEPEST:
            raise UnreadableError(TOO_DEEP)
        if tag == "testcase":
            if self._case_at:
                self._outer.append((self._case_at, self._attributes, self._open))
            self._case_at, self._attributes, self._open = self._depth, attributes, None
        elif self._case_at:
            if self._depth == self._case_at + 1 and (outcome := judged(tag)) is not None:
                self._judge(outcome, attributes)
        elif tag in SUITES:
            self._flush()
            self._suite = suite(attributes, self._suites[-1], self._depth, named=tag == "testsuite")
            self._suites.append(self._suite)
        elif tag in ("failure", "error") and self._depth == self._suite.depth + 1:
            self._case_at, self._attributes = self._depth, {"name": SUITE_ITSELF}
            self._judge(judged(tag) or Outcome.ERROR, attributes)
        elif tag == "property":
            self._suite.learn(attributes.get("name", ""))

    def end(self, tag: str) -> None:
        """The end of any element but a case without a verdict."""
        if self._depth == self._verdict_at:
            self._verdict_at = 0
            self.want_text(False)
        if self._depth == self._case_at:
            self._finish()
        elif tag in SUITES and not self._case_at:
            self._leave(self._suites.pop())
            self._suite = self._suites[-1]

    def text(self, text: str) -> None:
        """What a verdict says."""
        if self._open is not None:
            self._open.details.add(text)

    def give_up(self) -> None:
        """Keep the case that was being read if it had already failed."""
        if self._case_at and self._open is not None and self._open.outcome.red:
            self._finish()
        self._flush()
        for one in reversed(self._suites):
            self._settle(one)

    def close(self) -> None:
        """The document is at its end; cases may have stood outside of any suite."""
        self._flush()
        self._settle(self._suite)

    def _judge(self, outcome: Outcome, attributes: dict[str, str]) -> None:
        """A child of a case says how it ended; the worst of several counts."""
        case = self._open
        said = attributes.get("message", "")
        if outcome is Outcome.SKIPPED and never_run(said[:MESSAGE]):
            outcome = Outcome.ERROR
        allowed = outcome is Outcome.SKIPPED and said.startswith(ALLOWED)
        if case is None or SEVERITY.index(outcome) > SEVERITY.index(case.outcome):
            message = said[:MESSAGE] or attributes.get("type", "")[:NAME]
            case = self._open = Open(self._attributes, outcome, message, allowed=case is not None and case.allowed)
        case.allowed |= allowed
        if outcome is case.outcome and self.tally.wants_details:
            self._verdict_at = self._depth
            self.parser.CharacterDataHandler = self.text

    def _store(self, attributes: dict[str, str], value: float | None) -> None:
        """What `Tally.add` would store, without making a Case first."""
        classname, name = attributes.get("classname", ""), attributes.get("name", "")[:NAME] or UNNAMED
        if classname != self._classname:
            self._classname = classname
            self._said = said("classname", classname[:NAME])
        self._lines.append(passed(self._suite.said_so + self._said, name, value))

    def _flush(self) -> None:
        """Count what was read since the last suite began or ended."""
        if not self._passed:
            return
        self._suite.cases += self._passed
        self.tally.count(self._passed, self._seconds, "".join(self._lines).encode("ascii"))
        self._passed, self._seconds, self._lines = 0, 0.0, []

    def _finish(self) -> None:
        """A case with a verdict, or a suite's own."""
        case = self._open or Open(self._attributes)
        self._case_at, self._open = 0, None
        if self._outer:
            self._case_at, self._attributes, self._open = self._outer.pop()
        self._told(case)

    def _told(self, case: Open) -> None:
        """One case, all of which is known; in Go, one that passes after it failed is the same test once more."""
        get = case.attributes.get
        if case.allowed:
            case.outcome = Outcome.SKIPPED
        elif case.outcome is Outcome.PASSED:
            case.outcome = max(stated(get("status", "")), stated(get("result", "")), key=SEVERITY.index)
            if said := get("failure", ""):  # Node tells it twice
                case.outcome, case.message = Outcome.FAILED, said[:MESSAGE]
        if self._suite.unique and case.attributes.get("name") != SUITE_ITSELF:
            self._retried(case)
        else:
            self._count(case)

    def _retried(self, case: Open) -> None:
        """Wait with those that failed until their suite is at its end."""
        failed = self._suite.failed
        key = (case.attributes.get("classname", ""), case.attributes.get("name", ""))
        if case.outcome.red and len(failed) < MOST_RETRIED:
            failed.setdefault(key, []).append(case)
            return
        if case.outcome is Outcome.PASSED and (before := failed.pop(key, None)):
            case = Open(case.attributes, Outcome.FLAKY, before[0].message, before[0].details)
        self._count(case)

    def _settle(self, one: Suite) -> None:
        """Tell of those that failed and were not tried again."""
        for case in [case for cases in one.failed.values() for case in cases]:
            self._count(case, one)
        one.failed.clear()

    def _count(self, case: Open, within: Suite | None = None) -> None:
        self._tell(within or self._suite, case.attributes, case.outcome, case.message, case.details.text)

    def _tell(self, inside: Suite, attributes: dict[str, str], outcome: Outcome, message: str, details: str) -> None:
        self._flush()
        taken.tell(inside, self.tally, attributes, outcome, message, details)

    def _leave(self, one: Suite) -> None:
        """A suite that counts what it does not show is not believed that all is well."""
        self._flush()
        self._settle(one)
        if lacks := one.lacks:
            self._count(Open({"name": SUITE_ITSELF}, Outcome.ERROR, lacks), one)
        elif words := one.disagrees:
            self.tally.note(f"suite {one.name or '(without a name)':.200}: it {words}")
        if one.when is not None:
            self.tally.ran(*one.when)
        self._suites[-1].take(one)
