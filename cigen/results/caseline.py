"""A case in, the line of JSON that it is stored as out, and back; and what tells of such lines without making a Case.

There may be millions of them. The lines are ASCII, and `report.json` shows them as they are, with the source before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from json.encoder import encode_basestring_ascii as quoted
from typing import Any, NamedTuple

from cigen.results.case import Case, Outcome

_TEXT = rb'[^"\\]*+(?:\\.[^"\\]*+)*+'
_ANY = rb'"(%b)"' % _TEXT
_SIMPLE = rb'"([^"\\&<>\x7f]*+)"'
"""A text that looks the same in JSON, in XML and to a reader."""
_LONG = rb'[^"]*+(?:(?<=\\)"[^"]*+)*+'
"""Any text in a third of the time; where one ends with a backslash, the line does not match."""
_NUMBERED = (b"\\u", b"\\b", b"\\f", b"\\r", b"\x7f")
"""All that `unescaped` does not undo, and a character that nobody shows as it is."""
_BEGIN = rb'\{(?:"suite": %b, )?(?:"classname": %b, )?"name": %b, "outcome": "([a-z]+)"(?:, "seconds": ([0-9.]+))?'

BEGINNING = re.compile(_BEGIN % (_SIMPLE, _SIMPLE, _SIMPLE) + rb"[,}]")
"""Suite, class, name, outcome and time of a line whose names are simple."""
_PLAIN = re.compile(
    _BEGIN % (_ANY, _SIMPLE, _SIMPLE) + rb'(?:, "message": "(%b)")?+(?:, "details": "(%b)")?+\}\n?' % (_LONG, _LONG)
)
SAME_SUITE = re.compile(
    rb'\{"suite": ("%b"), [^\n]*+\n(?:\{"suite": \1, [^\n]*+\n)*+|(?:\{(?!"suite": )[^\n]*+\n)++' % _TEXT
)
"""Lines of one suite that follow on each other, and the suite as JSON has it."""
_GREEN = (
    rb'\{(?:"suite": ("%b"), )?+(?:"classname": %b, )?+"name": %b, "outcome": "passed"(?:, "seconds": ([0-9.]++))?+\}\n'
)
_STRICT = re.compile(_GREEN % (_TEXT, _SIMPLE, _SIMPLE))
_QUICK = re.compile(_GREEN % (rb'[^"]*+', rb'"([^"]*+)"', rb'"([^"]*+)"'))
"""The same in half the time, but its names are still to be looked at."""
_SEEN = bytes(set(range(0x20, 0x7F)) - set(b'"\\&<>'))
_NOT_GREEN = re.compile(rb'", "outcome": "(?!passed"(?:, "seconds": [0-9.]++)?+\})')
"""A quote within a text has a backslash before it, so these stand nowhere else."""
_OUTCOME = b'", "outcome": "'
_BEHIND_NAMES = re.compile(_OUTCOME + rb"[^\n]*+\n")


def encoded(case: Case) -> str:
    """A case as a JSON object, without its source and the keys that say nothing."""
    start = f"{{{said('suite', case.suite)}{said('classname', case.classname)}"
    start += f'"name": {quoted(case.name)}, ' if case.name else ""
    seconds = "" if case.seconds is None else f', "seconds": {case.seconds!r}'
    file = f', "file": {quoted(case.file)}' if case.file else ""
    line = f', "line": {case.line}' if case.line else ""
    return f'{start}"outcome": "{case.outcome.value}"{seconds}{more(case.message, case.details)}{file}{line}}}'


def more(message: str, details: str) -> str:
    """How a line tells behind the time what a case said."""
    message = f', "message": {quoted(message)}' if message else ""
    return f'{message}, "details": {quoted(details)}' if details else message


def mores(said: Iterable[tuple[str, str]]) -> list[bytes]:
    """The same of many, in ASCII without control characters but those of a text: in hardly more time than for one."""
    whole = "\0".join(chain.from_iterable(said)).encode("ascii").replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    texts = whole.replace(b"\n", b"\\n").replace(b"\t", b"\\t").replace(b"\r", b"\\r").split(b"\0")
    return [
        (b', "message": "%b"' % message if message else b"") + (b', "details": "%b"' % details if details else b"")
        for message, details in zip(texts[::2], texts[1::2], strict=False)
    ]


_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
_DECODE = json.JSONDecoder().raw_decode


def decoded(line: bytes | str, source: str) -> Case:
    """The case that `encoded` made a line of."""
    get = _DECODE(line if isinstance(line, str) else line.decode("ascii"))[0].get
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


def plain(line: bytes) -> tuple[bytes, ...] | None:
    """Suite, class, name, outcome, time, message and details of a line that says nothing else, and nothing odd.

    The suite is as JSON has it, class and name are simple, `unescaped` undoes the last two.
    """
    if not (match := _PLAIN.fullmatch(line)):
        return None
    said = line[match.end(4) :]
    return None if any(odd in said for odd in _NUMBERED) else match.groups(b"")


def unescaped(text: bytes) -> bytes:
    """A text of a plain line as it was."""
    if b"\\" not in text:
        return text
    parts = text.split(b"\\\\")
    return b"\\".join([part.replace(b"\\n", b"\n").replace(b"\\t", b"\t").replace(b'\\"', b'"') for part in parts])


class Green(NamedTuple):
    """The cases of some lines that passed and say no more, by columns, None where a line does not tell.

    Suites are as JSON has them, quotes and all. `others` are the lines before each case, and at last those behind them.
    """

    others: list[bytes]
    suites: list[bytes | None]
    classnames: list[bytes | None]
    names: list[bytes]
    seconds: list[bytes | None]


def green(lines: bytes) -> Green:
    """Many whole lines at once, in far less time than one by one."""
    found = _columns(_QUICK.split(lines))
    texts = b"".join(chain(found.names, filter(None, set(found.classnames))))
    return _columns(_STRICT.split(lines)) if texts.translate(None, _SEEN) else found


def _columns(parts: list[Any]) -> Green:
    return Green(parts[::5], parts[1::5], parts[2::5], parts[3::5], parts[4::5])


def glance(lines: bytes, least: float) -> list[bytes]:
    """Of many whole lines those that do not just pass, and those that took `least` seconds or more, in their order."""
    places = [match.start() for match in _NOT_GREEN.finditer(lines)]
    end = 0
    for took in [took for took in _took_at(int(min(least, 1) * 10 - 1e-9)).findall(lines) if float(took) >= least]:
        end = lines.find(b'"passed", "seconds": %b}' % took, end) + 1
        places.append(end)
    return [lines[lines.rfind(b"\n", 0, place) + 1 : lines.find(b"\n", place)] for place in sorted(places)]


@lru_cache(16)
def _took_at(tenths: int) -> re.Pattern[bytes]:
    """Finds the times of those that passed, of shorter ones not all."""
    least = rb"[0-9]*[1-9][0-9]*(?:\.[0-9]*+)?+" if tenths > 9 else rb"(?:0\.[%d-9]|[0-9]*[1-9][0-9]*)" % tenths
    return re.compile(rb'", "outcome": "passed", "seconds": (?=%b)([0-9.]++)\}' % least)


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


def identities(lines: bytes) -> list[int]:
    """The same of many lines, each as a number."""
    return list(map(hash, _BEHIND_NAMES.split(lines)[:-1]))
