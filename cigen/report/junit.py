"""A Report in, `junit.xml` out: a suite for each cell, its steps the cases, and one for each suite of its JUnit files.

Written with junit-xml; what it would drop or let through (control characters, ANSI) is taken care of in `escape.xml`.
Its cases are those that `Report.totals` counts; where none of them is red though the report is, one more says why.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from cigen.rendered import RenderedFile
from cigen.report.escape import xml
from cigen.report.verdict import verdict
from cigen.results.model import Case, Cell, Log, Outcome, Report, Step

if TYPE_CHECKING:
    from junit_xml import TestCase, TestSuite  # type: ignore[import-untyped]

MOST_REASONS = 100
NEWLINE = "\n"
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
BETWEEN_TAGS = re.compile(r"(?<=>)(?=<(?:/?testsuites?|testcase)\b)")


def render(report: Report) -> RenderedFile:
    """Every step and every nested case once; what counts as what is the outcome alone."""
    from junit_xml import to_xml_report_string

    suites = [suite for cell in report.cells for suite in _cell(cell)]
    suites += list(_nested(report.cases, ""))
    suites += list(_verdict(report))
    text = to_xml_report_string(suites, prettyprint=False, encoding="utf-8")
    return RenderedFile("junit.xml", f"{DECLARATION}{BETWEEN_TAGS.sub(NEWLINE, text)}{NEWLINE}")


def _verdict(report: Report) -> Iterator[TestSuite]:
    """A broken build, or results that can't be read, must not look green to whoever reads this file alone."""
    from junit_xml import TestCase, TestSuite

    if not report.red or report.totals.failed or report.totals.errors:
        return
    case = TestCase("the report", classname="cigen")
    reasons = [f"{problem.file}: {problem.reason}" for problem in report.problems[:MOST_REASONS]]
    reasons += [report.build.error] if report.build else []
    _judge(case, Outcome.ERROR, verdict(report).headline, "\n".join(filter(None, reasons)))
    yield TestSuite("cigen", [case])


def _cell(cell: Cell) -> Iterator[TestSuite]:
    from junit_xml import TestSuite

    names = Counter(step.name for step in cell.steps)
    yield TestSuite(
        xml(cell.name),
        [_step(step, cell, unique=names[step.name] == 1) for step in cell.steps],
        timestamp=_timestamp(cell),
        properties={xml(key): xml(value) for key, value in (("cigen.test", cell.test), *cell.values)},
        file=xml(cell.position.file),
    )
    yield from _nested(cell.cases, f"{cell.name} / ")


def _timestamp(cell: Cell) -> str | None:
    started = min((step.started for step in cell.steps if step.started is not None), default=None)
    if started is None:
        return None
    return datetime.fromtimestamp(started, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _step(step: Step, cell: Cell, *, unique: bool) -> TestCase:
    from junit_xml import TestCase

    case = TestCase(
        xml(step.name if unique else f"{step.name} [{step.number}]"),
        classname=xml(" ".join([cell.test, *(value for _, value in cell.values)])),
        elapsed_sec=step.seconds,
        stdout=_output(step),
        file=xml(step.position.file),
        line=step.position.line or None,
    )
    _judge(case, step.outcome, step.message, step.log.tail if step.log else "")
    return case


def _judge(case: TestCase, outcome: Outcome, message: str, details: str) -> None:
    """Flaky counts as passed; junit-xml drops a failure without any words, so there are always some."""
    message, details = xml(message) or outcome.value, xml(details)
    if outcome is Outcome.FAILED:
        case.add_failure_info(message, details)
    elif outcome is Outcome.ERROR:
        case.add_error_info(message, details)
    elif outcome is Outcome.SKIPPED:
        case.add_skipped_info(message)


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


def _nested(cases: Iterable[Case], prefix: str) -> Iterator[TestSuite]:
    """A suite for each suite of each file, in the order that they came."""
    from junit_xml import TestSuite

    for (source, suite), group in groupby(cases, key=lambda case: (case.source, case.suite)):
        name = f"{prefix}{suite or source}"
        yield TestSuite(xml(name), [_case(case) for case in group], file=xml(source) or None)


def _case(case: Case) -> TestCase:
    from junit_xml import TestCase

    made = TestCase(
        xml(case.name),
        classname=xml(case.classname) or None,
        elapsed_sec=case.seconds,
        file=xml(case.file) or None,
        line=case.line or None,
    )
    if case.outcome is Outcome.FLAKY:
        made.stdout = f"[cigen] flaky, an earlier attempt failed: {xml(case.message)}\n{xml(case.details)}"
    _judge(made, case.outcome, case.message, case.details)
    return made
