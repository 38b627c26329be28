"""Cases of JUnit XML that expat was not shown in, counted in their suite and told to the tally out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cigen.results.bounded import bounded
from cigen.results.case import Case, Outcome
from cigen.results.caseline import mores
from cigen.results.formats.xml.junitwords import CHILDREN, never_run
from cigen.results.formats.xml.plain import Told, Verdict, text
from cigen.results.formats.xml.runs import Found, Run
from cigen.results.formats.xml.shape import PASSED
from cigen.results.formats.xml.stretch import Stretch
from cigen.results.formats.xml.suite import SUITE_ITSELF, Suite
from cigen.results.numbers import seconds, whole
from cigen.results.tally import MESSAGE, Tally, cut

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
    """Many cases; they are looked at one by one only where somebody wants to know more of some."""
    columns, red = found.columns, found.failed + found.errors
    count = len(columns.rests)
    suite.cases += count
    suite.red += red
    tally.counts[Outcome.FAILED] += found.failed
    tally.counts[Outcome.ERROR] += found.errors
    tally.counts[Outcome.SKIPPED] += found.skipped
    lines = _rows(found, suite, tally) if tally.stores or (red and tally.wants(Outcome.FAILED)) else b""
    tally.count(count - red - found.skipped, columns.seconds, lines)


def _rows(found: Stretch, suite: Suite, tally: Tally) -> bytes:
    """What is stored of each; the red ones are kept as well, and no others are looked at if nothing is stored."""
    columns, said = found.columns, found.verdicts
    told = [(number, said[rest]) for number, rest in enumerate(columns.rests) if rest in said]
    told = [(number, one) for number, one in told if tally.wants(CHILDREN[one.kind])]
    ended = list(_all_ended([one for _, one in told]))
    for (number, _), (outcome, message, details) in zip(told, ended, strict=True):
        if outcome.notable and tally.keep.notable > 0:
            classname, name, took = columns.names(number)
            tally.remember(Case(suite.name, classname, name, outcome, tally.source, took, message, details))
    if not tally.stores:
        return b""
    ends = [PASSED] * len(columns.rests)
    behind = mores([(message, details) for _, message, details in ended])
    for (number, _), (outcome, _, _), more in zip(told, ended, behind, strict=True):
        ends[number] = (_WORDS[outcome], more)
    return columns.lines(suite.said_so, ends)


def _all_ended(told: Sequence[Verdict]) -> Iterator[Ended]:
    """Those of a stretch, which holds none that was never run: all their texts in hardly more time than one takes."""
    raw = b"\0".join([part for one in told for part in (one.said or one.type, one.inside)])
    texts = text(raw).split("\0")
    for one, message, details in zip(told, texts[::2], texts[1::2], strict=False):
        outcome = CHILDREN[one.kind]
        yield outcome, *cut(outcome, message, bounded(one.details if b"<" in one.inside else details))


def _ended(told: Verdict, tally: Tally) -> Ended:
    outcome, message = CHILDREN[told.kind], told.message[:MESSAGE]
    if outcome is Outcome.SKIPPED and never_run(message):
        outcome = Outcome.ERROR
    return outcome, message, bounded(told.details) if tally.wants(outcome) else ""
