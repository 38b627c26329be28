"""Cases of JUnit XML that expat was not shown in, counted in their suite and told to the tally out."""

from __future__ import annotations

from cigen.results.bounded import bounded
from cigen.results.case import Case, Outcome
from cigen.results.caseline import more
from cigen.results.formats.xml.junitwords import CHILDREN, never_run
from cigen.results.formats.xml.plain import Told, Verdict
from cigen.results.formats.xml.runs import Found, Run
from cigen.results.formats.xml.shape import PASSED, Columns, End
from cigen.results.formats.xml.stretch import Stretch, verdict
from cigen.results.formats.xml.suite import SUITE_ITSELF, Suite
from cigen.results.numbers import seconds, whole
from cigen.results.tally import MESSAGE, NAME, Tally, cut

Ended = tuple[Outcome, str, str]
"""The outcome, the message and the details of a case."""
_WORDS = {outcome: outcome.value.encode() for outcome in Outcome}


def take(found: Found, suite: Suite, tally: Tally) -> None:
    """All that stands there."""
    if isinstance(found, Told):
        tell(suite, tally, found.attributes, *_ended(found.verdict, tally))
    elif isinstance(found, Stretch):
        _stretch(found, suite, tally)
    elif isinstance(found, Run):
        suite.cases += found.count
        tally.count(found.count, found.seconds, found.lines(suite.said_so) if tally.stores else b"")


def tell(suite: Suite, tally: Tally, attributes: dict[str, str], outcome: Outcome, message: str, details: str) -> None:
    """One case."""
    get = attributes.get
    suite.cases += get("name") != SUITE_ITSELF
    suite.red += outcome.red
    suite.flaky += outcome is Outcome.FLAKY
    took = seconds(get("time", ""))
    tally.only_count(outcome, took)
    if tally.wants(outcome):
        tally.keep_case(
            name=get("name", ""),
            outcome=outcome,
            suite=suite.name,
            classname=get("classname", ""),
            seconds=took,
            message=message,
            details=details,
            file=get("file", ""),
            line=whole(get("line", "")),
        )


def _stretch(found: Stretch, suite: Suite, tally: Tally) -> None:
    """Many cases, of which only the red ones are looked at where no others are wanted, as long as they are."""
    red = found.failed + found.errors
    suite.cases += found.count
    suite.red += red
    tally.counts[Outcome.FAILED] += found.failed
    tally.counts[Outcome.ERROR] += found.errors
    tally.counts[Outcome.SKIPPED] += found.skipped
    wanted = tally.stores or (red and tally.wants(Outcome.FAILED))
    lines = _rows(found, suite, tally) if wanted else b""
    tally.count(found.count - red - found.skipped, found.seconds, lines)


def _rows(found: Stretch, suite: Suite, tally: Tally) -> bytes:
    """What is stored of each; the red ones are kept as well."""
    columns = found.columns
    ends = [PASSED] * len(columns.rests)
    said = {rest: verdict(rest) for rest in set(columns.rests)}
    for number in [number for number, rest in enumerate(columns.rests) if said[rest]]:
        if told := said[columns.rests[number]]:
            ends[number] = _row(columns, number, _ended(told, tally), suite, tally)
    return columns.lines(suite.said_so, ends) if tally.stores else b""


def _row(columns: Columns, number: int, ended: Ended, suite: Suite, tally: Tally) -> End:
    """A case that did not pass."""
    outcome, *said = ended
    message, details = cut(outcome, *said)
    if outcome.notable and tally.keep.notable > 0:
        classname, name, took = columns.names(number)
        tally.remember(Case(suite.name, classname, name, outcome, tally.source, took, message, details))
    return _WORDS[outcome], more(message, details).encode("ascii") if tally.stores else b""


def _ended(told: Verdict, tally: Tally) -> Ended:
    outcome, message = CHILDREN[told.kind], told.message[:MESSAGE]
    if outcome is Outcome.SKIPPED and never_run(message):
        outcome = Outcome.ERROR
    details = bounded(told.details) if tally.wants(outcome) else ""
    return outcome, message or told.type[:NAME], details
