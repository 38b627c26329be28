"""A Report in, `ctrf.json` out: the Common Test Report Format, https://ctrf.io, for programs that know that.

Its tests are the cases of `junit.xml`: every step and every nested case once, one a line. An error counts as failed, as
CTRF knows no other red; `rawStatus` keeps it apart. Where no case is red though the report is, one more test says why.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import partial
from itertools import islice

from cigen import __version__
from cigen.rendered import StreamedFile
from cigen.report.escape import xml
from cigen.report.verdict import unshown, verdict
from cigen.results.model import Case, Cases, Cell, Log, Outcome, Report, Step, decoded, plain

SPEC_VERSION = "0.0.0"
"""That of the published schema, which has no other yet."""
STATUS = {
    Outcome.PASSED: "passed",
    Outcome.FLAKY: "passed",
    Outcome.SKIPPED: "skipped",
    Outcome.FAILED: "failed",
    Outcome.ERROR: "failed",
}
UNNAMED = "(without a name)"
AT_ONCE = 200
"""Tests that are written at once."""
MOST_PROBLEMS = 100

Tree = dict[str, object]


def render(report: Report) -> StreamedFile:
    """The whole file, made while it is written."""
    return StreamedFile("ctrf.json", partial(pieces, report))


def pieces(report: Report) -> Iterator[str]:
    """The file's text, some lines at a time, so that no more than these cases are held; all of it is ASCII."""
    added = tuple(_verdict(report))
    yield f'{{\n"reportFormat": "CTRF",\n"specVersion": "{SPEC_VERSION}",\n"generatedBy": "cigen",\n"results": {{\n'
    yield f'"tool": {_text({"name": "cigen", "version": __version__})},\n'
    yield f'"summary": {_text(_summary(report, len(added)))},\n'
    yield f'"environment": {_text(_environment(report))},\n'
    yield f'"extra": {_text(_extra(report))},\n"tests": ['
    tests, before = _tests(report, added), "\n"
    while some := ",\n".join(islice(tests, AT_ONCE)):
        yield before + some
        before = ",\n"
    yield "\n]\n}\n}\n"


def _text(tree: object) -> str:
    return json.dumps(tree, allow_nan=False)


def _filled(tree: Tree) -> str:
    """Without the keys that say nothing."""
    return _text({key: value for key, value in tree.items() if value not in (None, "")})


def _summary(report: Report, added: int) -> Tree:
    """`errors` are among the failed."""
    totals, (start, stop) = report.totals, _span(report)
    return {
        "tests": totals.tests + added,
        "passed": totals.passed,
        "failed": totals.failed + totals.errors + added,
        "skipped": totals.skipped,
        "pending": 0,
        "other": 0,
        "flaky": totals.flaky,
        "start": start,
        "stop": stop,
        "duration": stop - start,
        "extra": {"errors": totals.errors + added},
    }


def _span(report: Report) -> tuple[int, int]:
    """When the first test began and the last one ended, in milliseconds since 1970; twice 0 where nobody knows."""
    times = tuple(_times(report))
    return _milliseconds(min(times, default=0.0)), _milliseconds(max(times, default=0.0))


def _times(report: Report) -> Iterator[float]:
    """When steps began and ended, and what files of results say of that."""
    for cell in report.cells:
        for step in cell.steps:
            if step.started is not None:
                yield from (step.started, step.started + (step.seconds or 0.0))
    for cases in (report.cases, *(cell.cases for cell in report.cells)):
        for file in cases.files:
            yield from file.wall or ()


def _milliseconds(seconds: float | None) -> int:
    return round(seconds * 1000) if seconds is not None else 0


def _environment(report: Report) -> Tree:
    named: Tree = {"reportName": xml(report.name)} if report.name else {}
    return {**named, "healthy": not report.red}


def _extra(report: Report) -> Tree:
    shown = report.problems[:MOST_PROBLEMS]
    return {
        "verdict": "failed" if report.red else "passed",
        "cells": asdict(report.cell_totals),
        "problems": [{"file": xml(problem.file), "reason": xml(problem.reason)} for problem in shown],
    }


def _tests(report: Report, added: Iterable[Tree]) -> Iterator[str]:
    for cell in report.cells:
        yield from _cell(cell)
    yield from _cases(report.cases, (), {}, None)
    yield from map(_filled, added)


def _verdict(report: Report) -> Iterator[Tree]:
    """One more test where none of the others says why the report is red."""
    if not (why := unshown(report)):
        return
    yield {
        "name": "the report",
        "status": "failed",
        "duration": 0,
        "suite": ["cigen"],
        "message": xml(verdict(report).headline),
        "trace": xml(why),
        "rawStatus": Outcome.ERROR.value,
    }


def _cell(cell: Cell) -> Iterator[str]:
    """Its steps, then its cases; all of them have the cell's values as labels."""
    labels: Tree = {xml(key): xml(value) for key, value in cell.values}
    place: Tree = {"cell": xml(cell.name), "test": xml(cell.test)}
    names = Counter(step.name for step in cell.steps)
    for step in cell.steps:
        yield _filled(_step(step, cell, labels or None, place, unique=names[step.name] == 1))
    yield from _cases(cell.cases, (cell.name,), place, labels or None)


def _step(step: Step, cell: Cell, labels: Tree | None, place: Tree, *, unique: bool) -> Tree:
    name = xml(step.name) or UNNAMED
    start = _milliseconds(step.started) if step.started is not None else None
    return {
        "name": name if unique else f"{name} [{step.number}]",
        "status": STATUS[step.outcome],
        "duration": _milliseconds(step.seconds),
        "start": start,
        "stop": start + _milliseconds(step.seconds) if start is not None else None,
        "suite": [xml(cell.name)],
        "message": xml(step.message),
        "trace": xml(step.log.tail) if step.log and step.outcome.red else None,
        "line": step.position.line or None,
        "rawStatus": step.outcome.value,
        "labels": labels,
        "type": "step",
        "filePath": xml(step.position.file),
        "retries": step.attempts - 1 if step.attempts > 1 else None,
        "retryAttempts": list(_attempts(step)) or None,
        "flaky": True if step.outcome is Outcome.FLAKY else None,
        "attachments": [_attachment("log", step.log)] if step.log else None,
        "extra": {**place, **_known(step)},
    }


def _known(step: Step) -> Tree:
    tree: Tree = {"exit_code": step.exit_code, "signal": step.signal, "cached": step.cached}
    return {key: value for key, value in tree.items() if value is not None}


def _attempts(step: Step) -> Iterator[Tree]:
    """Those before the last, all of which failed; those of earlier builds share one log and the last one's number."""
    first = max(1, step.attempts - len(step.attempt_logs))
    if step.earlier_log is not None:
        yield _attempt(max(1, first - 1), step.earlier_log)
    for number, log in enumerate(step.attempt_logs, first):
        yield _attempt(number, log)


def _attempt(number: int, log: Log) -> Tree:
    trace, attached = xml(log.tail), [_attachment("log", log)]
    return {"attempt": number, "status": "failed", "trace": trace, "attachments": attached}


def _attachment(name: str, log: Log) -> Tree:
    return {"name": name, "contentType": "text/plain", "path": xml(log.path)}


def _cases(cases: Cases, around: tuple[str, ...], place: Tree, labels: Tree | None) -> Iterator[str]:
    for file in cases.files:
        extra = {**place, "source": xml(file.source)}
        end = ", ".join(["", *([f'"labels": {_text(labels)}'] if labels else []), f'"extra": {_text(extra)}}}'])
        outer = [_text(one) for one in map(xml, around) if one]
        for line in file.raw():
            yield _plain(line, outer, end) or _filled(_case(decoded(line, file.source), around, extra, labels))


def _plain(line: bytes, outer: list[str], end: str) -> str:
    """What `_case` makes of a case that says nothing odd, in a fifth of the time; empty for another one."""
    found = plain(line)
    if found is None or not found[0] or found[3] == b"flaky" or b"\\" in found[0] or b"\x7f" in found[0]:
        return ""
    suite, classname, name, word, seconds, message, details = (part.decode("ascii") for part in found)
    own = [f'"{classname}"'] if classname and classname != suite else []
    suites = ", ".join([*outer, f'"{suite}"', *own])
    took = _milliseconds(float(seconds or 0))
    start = f'{{"name": "{name or UNNAMED}", "status": "{STATUS[Outcome(word)]}", "duration": {took}'
    said = f', "message": "{message}"' if message else ""
    said += f', "trace": "{details}"' if details else ""
    return f'{start}, "suite": [{suites}]{said}, "rawStatus": "{word}"{end}'


def _case(case: Case, around: tuple[str, ...], extra: Tree, labels: Tree | None) -> Tree:
    """A flaky one's words are those of an attempt that failed, so they stand there."""
    said: Tree = {"message": xml(case.message), "trace": xml(case.details)}
    flaky = case.outcome is Outcome.FLAKY
    own = case.classname if case.classname != case.suite else ""
    return {
        "name": xml(case.name) or UNNAMED,
        "status": STATUS[case.outcome],
        "duration": _milliseconds(case.seconds),
        "suite": list(filter(None, map(xml, (*around, case.suite or case.source, own)))) or None,
        **({} if flaky else said),
        "line": case.line or None,
        "rawStatus": case.outcome.value,
        "labels": labels,
        "filePath": xml(case.file),
        "retryAttempts": [{"attempt": 1, "status": "failed", **said}] if flaky else None,
        "flaky": flaky or None,
        "extra": extra,
    }
