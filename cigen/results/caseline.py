"""A case in, the line of JSON that it is stored as out, and back; and what tells of such lines without making a Case.

There may be millions of them. The lines are ASCII, and `report.json` shows them as they are, with the source before.
"""

from __future__ import annotations

import json
import re
from json.encoder import encode_basestring_ascii as quoted

from cigen.results.case import Case, Outcome

_ANY = rb'"([^"\\]*(?:\\.[^"\\]*)*)"'
_SIMPLE = rb'"([^"\\&<>\x7f]*)"'
"""A text that looks the same in JSON, in XML and to a reader."""
_BEGIN = rb'\{(?:"suite": %b, )?(?:"classname": %b, )?"name": %b, "outcome": "([a-z]+)"(?:, "seconds": ([0-9.]+))?'

BEGINNING = re.compile(_BEGIN % (_SIMPLE, _SIMPLE, _SIMPLE) + rb"[,}]")
"""Suite, class, name, outcome and time of a line whose names are simple."""
PLAIN = re.compile(rb"^" + _BEGIN % (_ANY, _SIMPLE, _SIMPLE) + rb'(?:, "message": %b)?\}$' % _SIMPLE, re.MULTILINE)
"""The same, and the message, of a line that says nothing else; its suite is as JSON has it."""
SAME_SUITE = re.compile(
    rb'\{"suite": ("[^"\\]*(?:\\.[^"\\]*)*"), [^\n]*\n(?:\{"suite": \1, [^\n]*\n)*|(?:\{(?!"suite": )[^\n]*\n)+'
)
"""Lines of one suite that follow on each other, and the suite as JSON has it."""
PASSED = re.compile(rb'", "outcome": "passed"(?:, "seconds": ([0-9.e-]+))?')
"""That it passed, and its time; a quote within a text has a backslash before it, so this stands nowhere else."""
_OUTCOME = b'", "outcome": "'


def encoded(case: Case) -> str:
    """A case as a JSON object, without its source and the keys that say nothing."""
    start = f"{{{said('suite', case.suite)}{said('classname', case.classname)}"
    start += f'"name": {quoted(case.name)}, ' if case.name else ""
    seconds = "" if case.seconds is None else f', "seconds": {json.dumps(case.seconds)}'
    message = f', "message": {quoted(case.message)}' if case.message else ""
    details = f', "details": {quoted(case.details)}' if case.details else ""
    file = f', "file": {quoted(case.file)}' if case.file else ""
    line = f', "line": {case.line}' if case.line else ""
    return f'{start}"outcome": "{case.outcome.value}"{seconds}{message}{details}{file}{line}}}'


_OUTCOMES = {outcome.value: outcome for outcome in Outcome}


def decoded(line: bytes | str, source: str) -> Case:
    """The case that `encoded` made a line of."""
    get = json.loads(line).get
    return Case(
        get("suite", ""),
        get("classname", ""),
        get("name", ""),
        _OUTCOMES[get("outcome")],
        source,
        get("seconds"),
        get("message", ""),
        get("details", ""),
        get("file", ""),
        get("line", 0),
    )


def said(key: str, text: str) -> str:
    """How a line tells a text before the name, `key` being `suite` or `classname`; nothing for no text."""
    return f'"{key}": {quoted(text)}, ' if text else ""


def passed(where: str, name: str, seconds: float | None) -> str:
    """The line of a case that passed, where `said` has told `where` it is; without making a Case first."""
    time = "" if seconds is None else f', "seconds": {seconds}'
    return f'{{{where}"name": {quoted(name)}, "outcome": "passed"{time}}}\n'


def identity(line: bytes) -> bytes:
    """What of a line says which test it is of."""
    return line.partition(_OUTCOME)[0]
