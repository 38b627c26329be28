"""What readers of nested suites share: the open suites with what they say of themselves, and the case being read.

A suite that claims more red than is in it, or that failed itself, becomes a case of its own; so nothing red is lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.parsers import expat

from cigen.results.bounded import Text
from cigen.results.case import Outcome
from cigen.results.formats.xml.driver import ElementReader
from cigen.results.formats.xml.suite import SUITE_ITSELF
from cigen.results.tally import NAME, SUITE, Tally

FILE_ITSELF = "(the file itself)"


@dataclass(slots=True)
class Found:
    """A case that is being read; `why` are the reader's own words about it, before those of the file.

    `sure`: what became of it was said in so many words, whatever else stands in it.
    """

    name: str
    classname: str = ""
    outcome: Outcome = Outcome.PASSED
    why: str = ""
    seconds: float | None = None
    file: str = ""
    line: int = 0
    message: Text | None = None
    details: Text | None = None
    sure: bool = False

    def worsen(self, outcome: Outcome, why: str = "") -> None:
        """It is red after all, whatever was said of it before."""
        if not self.outcome.red:
            self.outcome, self.why = outcome, why

    @property
    def words(self) -> tuple[str, str]:
        """Its message and its details; a message of many lines stands in the details as well, there is room there."""
        if self.message is None and self.details is None:
            return self.why, ""
        said = plain(self.message).strip()
        details = plain(self.details)
        if "\n" in said:
            details = f"{said}\n\n{details}"
        return ": ".join(filter(None, (self.why, said))), details


@dataclass(slots=True)
class Suite:
    """An open suite: `label` is what its cases carry, `itself` what it says of itself, the rest counts.

    `alone`: it failed for a reason of its own, whatever is in it. `said` and `said_red` are how many cases, and
    red ones, it claims; `red` grows by what was claimed and never shown.
    """

    label: str
    itself: Found = field(default_factory=lambda: Found(SUITE_ITSELF))
    said: int = 0
    said_red: int = 0
    cases: int = 0
    red: int = 0
    alone: bool = False

    @property
    def lacks(self) -> str:
        """What it claims and does not show."""
        if self.said_red > self.red:
            return f"it counts {self.said_red} that failed, {self.red or 'none'} of them in it"
        return f"it counts {self.said} tests, but none is in it" if self.said and not self.cases else ""


class SuiteReader(ElementReader):
    """The open suites and the open case; a reader calls `enter`, `leave`, `begin`, `finish`, `collect` and `stop`."""

    def __init__(self, tally: Tally, parser: expat.XMLParserType) -> None:
        super().__init__(tally, parser)
        self.suites = [Suite("")]
        self.case: Found | None = None
        self._into: Text | None = None

    def enter(self, suite: Suite) -> None:
        """A suite begins."""
        suite.label = suite.label[:SUITE]
        self.suites.append(suite)

    def leave(self) -> None:
        """The innermost suite ends."""
        suite = self.suites.pop()
        self._judge(suite)
        outer = self.suites[-1]
        outer.cases += suite.cases
        outer.red += suite.red

    def _judge(self, suite: Suite) -> None:
        itself, lacks = suite.itself, suite.lacks
        if lacks or (itself.outcome.red and (suite.alone or not suite.red)):
            itself.worsen(Outcome.ERROR, lacks)
            if not itself.message:
                itself.why = itself.why or lacks or "it failed, though nothing in it did"
            self.tell(itself, suite.label)
            suite.red = max(suite.red + 1, suite.said_red)
            suite.cases = max(suite.cases + 1, suite.said)
        elif suite.said > suite.cases:
            name = f"{suite.label[:80]!r}" if suite.label else "the file"
            self.tally.note(f"{name} counts {suite.said} tests, {suite.cases} are in it")
            suite.cases = suite.said

    def begin(self, case: Found) -> None:
        """A case begins."""
        self.case = case

    def finish(self) -> None:
        """The open case is whole."""
        if self.case is not None:
            self.add(self.case)
        self.case = None

    def add(self, case: Found) -> None:
        """A case of the innermost suite."""
        self.count(case)
        self.tell(case, self.suites[-1].label)

    def count(self, case: Found) -> None:
        """A case that is told now or later."""
        self.suites[-1].cases += 1
        self.suites[-1].red += case.outcome.red

    def tell(self, case: Found, label: str) -> None:
        """A case goes to the tally."""
        if not (case.outcome.notable or self.tally.stores):
            self.tally.add(name="", outcome=case.outcome, seconds=case.seconds)  # it will only be counted
            return
        message, details = case.words
        self.tally.add(
            name=case.name[:NAME],
            outcome=case.outcome,
            suite=label,
            classname=case.classname[:NAME],
            seconds=case.seconds,
            message=message,
            details=details,
            file=case.file,
            line=case.line,
        )

    def ran(self, start: str, end: str) -> None:
        """When some of the cases ran, as ISO 8601; nothing where it is none. A time without a zone counts as UTC."""
        began, ended = _moment(start), _moment(end)
        if began is not None and ended is not None and began <= ended:
            self.tally.ran(began, ended)

    @property
    def parent(self) -> str:
        """The element around the innermost one."""
        return self.path[-2] if len(self.path) > 1 else ""

    def collect(self, into: Text) -> Text:
        """Text goes there from here."""
        self._into = into
        self.want_text(True)
        return into

    def stop(self) -> str:
        """No more text; what came, stripped."""
        text, self._into = self._into, None
        self.want_text(False)
        return text.text.strip() if text else ""

    def text(self, text: str) -> None:
        """A piece of the text that is collected."""
        if self._into is not None:
            self._into.add(text)

    def close(self) -> None:
        """The end of the document: what it lacks is told."""
        self._judge(self.suites[0])

    def give_up(self) -> None:
        """The case that was being read is told if it is red already."""
        if self.case is not None and self.case.outcome.red:
            self.finish()


def _moment(text: str) -> float | None:
    """Seconds since 1970; .NET writes the year 1 where it knows none."""
    try:
        moment = datetime.fromisoformat(text[:40])
        seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
    return seconds if 0 < seconds < 1e10 else None


def plain(text: Text | None) -> str:
    """A text as the file has it, with line ends as everywhere."""
    return text.text.replace("\r\n", "\n").replace("\r", "\n") if text else ""
