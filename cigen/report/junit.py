"""A Report in, `junit.xml` out: a suite for each cell, its steps the cases, and one for each suite of its JUnit files.

Written with junit-xml; what it would drop or let through (control characters, ANSI) is taken care of in `escape.xml`.
Its cases are those that `Report.totals` counts; where none of them is red though the report is, one more says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cigen.rendered import StreamedFile
from cigen.report.escape import xml
from cigen.report.junitcase import flaky, judge
from cigen.report.junitstored import MARK, nested
from cigen.report.verdict import unshown, verdict
from cigen.results.model import Cell, Log, Outcome, Report, Step

if TYPE_CHECKING:
    from junit_xml import TestCase  # type: ignore[import-untyped]

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
PIECE = 1 << 16
END = "</testsuite>"


def render(report: Report) -> StreamedFile:
    """Every step and every nested case once; what counts as what is the outcome alone."""
    return StreamedFile("junit.xml", lambda: _pieces(report))


def _pieces(report: Report) -> Iterator[str]:
    """The suites, several at a time."""
    lines, size = [DECLARATION + _root(report)], 0
    for text in _suites(report):
        lines.append(text)
        size += len(text)
        if size > PIECE:
            yield "\n".join((*lines, ""))
            lines, size = [], 0
    yield "\n".join((*lines, "</testsuites>", ""))


def _root(report: Report) -> str:
    """The attributes that junit-xml gives to the root: sums over all suites, which are not known to it here."""
    own = _own(report)
    totals = report.totals
    tests, errors = totals.tests + len(own), totals.errors + len(own)
    return f'<testsuites errors="{errors}" failures="{totals.failed}" tests="{tests}" time="{_time(report)}">'


def _time(report: Report) -> float:
    steps = sum(step.seconds or 0.0 for cell in report.cells for step in cell.steps)
    return round(steps + sum(cell.cases.seconds for cell in report.cells) + report.cases.seconds, 3)


def _suites(report: Report) -> Iterator[str]:
    for cell in report.cells:
        yield _cell(cell)
        yield from nested(cell.cases, f"{cell.name} / ")
    yield from nested(report.cases, "")
    if own := _own(report):
        yield _suite("cigen", own, Told())


def _own(report: Report) -> list[str | TestCase]:
    """One more case where none of the others says why the report is red."""
    from junit_xml import TestCase

    if not (why := unshown(report)):
        return []
    case = TestCase("the report", classname="cigen")
    judge(case, Outcome.ERROR, verdict(report).headline, why)
    return [case]


def _suite(name: str, cases: Sequence[str | TestCase], told: Told, **attributes: object) -> str:
    """One suite; texts among `cases` are written already, they are of the cases that `told` sums up."""
    from xml.etree.ElementTree import tostring

    from junit_xml import TestSuite

    others = [case for case in cases if not isinstance(case, str)]
    suite = TestSuite(xml(name), others, **attributes).build_xml_doc("utf-8")
    suite.attrib.pop("disabled")
    suite.set("tests", str(len(others) + told.count))
    suite.set("time", str(round(sum(case.elapsed_sec or 0.0 for case in others) + told.seconds, 3)))
    if (properties := suite.find("properties")) is None:
        suite.text = MARK
    else:
        properties.tail = MARK
    for inner in suite.findall("testcase"):
        inner.tail = MARK
    shell, *written, _ = tostring(suite, encoding="unicode").split(MARK)
    made = iter(written)
    return "\n".join((shell, *(case if isinstance(case, str) else next(made) for case in cases), END))


def _cell(cell: Cell) -> str:
    names = Counter(step.name for step in cell.steps)
    mended = [step.seconds or 0.0 for step in cell.steps if step.outcome is Outcome.FLAKY]
    return _suite(
        cell.name,
        [_step(step, cell, unique=names[step.name] == 1) for step in cell.steps],
        Told(len(mended), sum(mended)),
        timestamp=_timestamp(cell),
        properties={xml(key): xml(value) for key, value in (("cigen.test", cell.test), *cell.values)},
        file=xml(cell.position.file),
    )


def _timestamp(cell: Cell) -> str | None:
    started = min((step.started for step in cell.steps if step.started is not None), default=None)
    if started is None:
        return None
    return datetime.fromtimestamp(started, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _step(step: Step, cell: Cell, *, unique: bool) -> str | TestCase:
    from junit_xml import TestCase

    case = TestCase(
        xml(step.name if unique else f"{step.name} [{step.number}]"),
        classname=xml(" ".join([cell.test, *(value for _, value in cell.values)])),
        elapsed_sec=step.seconds,
        stdout=_output(step),
        file=xml(step.position.file),
        line=step.position.line or None,
    )
    if step.outcome is Outcome.FLAKY:
        return flaky(case, step.message, step.failed_log.tail if step.failed_log else "")
    judge(case, step.outcome, step.message, step.log.tail if step.log else "")
    return case


def _output(step: Step) -> str | None:
    """Where the whole log is, and its end where somebody will want to read it."""
    logs = [log for log in (step.earlier_log, *step.attempt_logs, step.log) if log is not None]
    shown = step.outcome.red or step.outcome is Outcome.FLAKY
    notes = [f"[cigen] {xml(step.message)}"] if step.outcome is Outcome.FLAKY else []
    return "\n".join([*notes, *(text for log in logs for text in _log(log, shown))]) or None


def _log(log: Log, shown: bool) -> Iterator[str]:
    if not shown:
        yield f"[cigen] log: {xml(log.path)} ({log.size:,} bytes)"
        return
    if len(log.tail.encode("utf-8", "replace")) < log.size:
        yield f"[cigen] only the end of {log.size:,} bytes is shown, all of it is in {xml(log.path)}"
    else:
        yield f"[cigen] log: {xml(log.path)}"
    yield xml(log.tail)


@dataclass(slots=True)
class Told:
    """Cases that are written without junit-xml: how many, and how long they took."""

    count: int = 0
    seconds: float = 0.0
