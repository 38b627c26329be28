"""A Report in, `junit.xml` out: a suite for each cell, its steps the cases, and one for each suite of its JUnit files.

Written with junit-xml; what it would drop or let through (control characters, ANSI) is taken care of in `escape.xml`.
Its cases are those that `Report.totals` counts; where none of them is red though the report is, one more says why.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cigen.rendered import StreamedFile
from cigen.report.escape import xml
from cigen.report.verdict import unshown, verdict
from cigen.results.model import PLAIN, SAME_SUITE, Case, Cases, Cell, Log, Outcome, Report, Step, decoded

if TYPE_CHECKING:
    from junit_xml import TestCase  # type: ignore[import-untyped]

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
PIECE = 1 << 16
JSON = re.compile(r"^\{.*$", re.MULTILINE)
END = "</testsuite>"
MARK = "\0"
"""What stands nowhere in XML: put between cases, so that one call writes them all, and each is still found."""
UNCLEAN = ("\\u", "\\r", "\\b", "\\f", "\x7f")
"""How a line of JSON in ASCII tells of characters that `escape.xml` has something to do with."""


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
        yield from _nested(cell.cases, f"{cell.name} / ")
    yield from _nested(report.cases, "")
    if own := _own(report):
        yield _suite("cigen", own, Told())


def _own(report: Report) -> list[str | TestCase]:
    """One more case where none of the others says why the report is red."""
    from junit_xml import TestCase

    if not (why := unshown(report)):
        return []
    case = TestCase("the report", classname="cigen")
    _judge(case, Outcome.ERROR, verdict(report).headline, why)
    return [case]


def _suite(name: str, cases: Sequence[str | TestCase], told: Told, **attributes: object) -> str:
    """One suite; texts among `cases` are written already, they are of the cases that `told` sums up."""
    from xml.etree.ElementTree import tostring

    from junit_xml import TestSuite

    others = [case for case in cases if not isinstance(case, str)]
    suite = TestSuite(xml(name), others, **attributes).build_xml_doc("utf-8")
    suite.attrib.pop("disabled")
    suite.set("skipped", str(int(suite.get("skipped", "0")) + told.skipped))
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
    flaky = [step.seconds or 0.0 for step in cell.steps if step.outcome is Outcome.FLAKY]
    return _suite(
        cell.name,
        [_step(step, cell, unique=names[step.name] == 1) for step in cell.steps],
        Told(len(flaky), sum(flaky)),
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
        return _flaky(case, step.message, step.failed_log.tail if step.failed_log else "")
    _judge(case, step.outcome, step.message, step.log.tail if step.log else "")
    return case


def _flaky(case: TestCase, message: str, details: str) -> str:
    """A case that passed, and what an earlier attempt said: as surefire writes it, which junit-xml can't."""
    from xml.etree.ElementTree import Element, SubElement, tostring

    time = f"{case.elapsed_sec:f}" if case.elapsed_sec else None
    place = {"time": time, "classname": case.classname, "file": case.file, "line": case.line and str(case.line)}
    made = Element("testcase", {"name": case.name, **{key: value for key, value in place.items() if value}})
    attempt = SubElement(made, "flakyFailure", {"type": "failure", "message": xml(message) or "flaky"})
    SubElement(attempt, "stackTrace").text = xml(details)
    if case.stdout:
        SubElement(made, "system-out").text = case.stdout
    return tostring(made, encoding="unicode")


def _judge(case: TestCase, outcome: Outcome, message: str, details: str, quoted: Callable[[str], str] = xml) -> None:
    """Flaky counts as passed; junit-xml drops a failure without any words, so there are always some."""
    message, details = quoted(message) or outcome.value, quoted(details)
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


@dataclass(slots=True)
class Told:
    """Cases that are written without junit-xml: how many, how long they took, and how many of them were skipped."""

    count: int = 0
    seconds: float = 0.0
    skipped: int = 0

    def add(self, seconds: float, *, skipped: bool = False) -> None:
        """One more."""
        self.count += 1
        self.skipped += skipped
        self.seconds += seconds


def _nested(cases: Cases, prefix: str) -> Iterator[str]:
    """A suite for each suite of each file, in the order that they came; a very long one is several of the same name."""
    for file in cases.files:
        for block in file.blocks():
            for run in SAME_SUITE.finditer(block):
                name = json.loads(run[1]) if run[1] else ""
                yield _run(run[0], f"{prefix}{name or file.source}", xml(file.source) or None)


def _run(lines: bytes, name: str, source: str | None) -> str:
    """Cases that say little are written here: junit-xml takes some twenty times as long for one."""
    told = Told()

    def plain(match: re.Match[bytes]) -> bytes:
        _, classname, own, outcome, seconds, message = match.groups()
        if outcome not in (b"passed", b"skipped"):
            return match[0]
        told.add(float(seconds or 0), skipped=outcome == b"skipped")
        time = b' time="%b"' % seconds if seconds else b""
        where = b' classname="%b"' % classname if classname else b""
        case = b'<testcase name="%b"%b%b' % (own, time, where)
        if outcome == b"passed":
            return b"%b />" % case
        return b'%b><skipped type="skipped" message="%b" /></testcase>' % (case, message or b"skipped")

    text = PLAIN.sub(plain, lines).decode("ascii").rstrip("\n")
    return _suite(name, list(_written(text, told)), told, file=source)


def _written(text: str, told: Told) -> Iterator[str | TestCase]:
    """What is written already, and the cases that stand in it as JSON."""
    end = 0
    for match in JSON.finditer(text):
        if before := text[end : max(end, match.start() - 1)]:
            yield before
        end = match.end() + 1
        case = decoded(match[0], "")
        made = _case(case, _as_it_is if all(mark not in match[0] for mark in UNCLEAN) else xml)
        if isinstance(made, str):
            told.add(case.seconds or 0.0)
        yield made
    if rest := text[end:]:
        yield rest


def _as_it_is(text: str) -> str:
    return text


def _case(case: Case, quoted: Callable[[str], str]) -> str | TestCase:
    from junit_xml import TestCase

    made = TestCase(
        quoted(case.name),
        classname=quoted(case.classname) or None,
        elapsed_sec=case.seconds,
        file=quoted(case.file) or None,
        line=case.line or None,
    )
    if case.outcome is Outcome.FLAKY:
        return _flaky(made, case.message, case.details)
    _judge(made, case.outcome, case.message, case.details, quoted)
    return made
