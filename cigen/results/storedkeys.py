"""Stored lines in, what a survey asks of each out: its key in a history, how it ended, how long it took."""

from __future__ import annotations

import json
from typing import NamedTuple

from cigen.results.case import Outcome
from cigen.results.caseline import BEGINNING, Green, decoded
from cigen.results.history import LONGEST_PART, case_key, short

_OUTCOMES = {outcome.value.encode(): outcome for outcome in Outcome}


class Told(NamedTuple):
    """One case; its line stands before that of the case of that `number` among those that passed and say no more."""

    number: int
    key: str
    outcome: Outcome
    seconds: float


def keys(found: Green) -> list[str]:
    """Those of many cases; the same as `case_key` makes of each."""
    if not found.names:
        return []
    suites = {raw: json.loads(raw) if raw else "" for raw in set(found.suites)}
    places = {
        (suite, classname): case_key(suites[suite], (classname or b"").decode("ascii"), "")
        for suite, classname in set(zip(found.suites, found.classnames, strict=True))
    }
    names = b"\n".join(found.names).decode("ascii").split("\n")
    if max(map(len, names)) > LONGEST_PART:
        names = list(map(short, names))
    where = zip(found.suites, found.classnames, strict=True)
    return [places[pair] + name for pair, name in zip(where, names, strict=True)]


def others(found: Green) -> list[Told]:
    """All other lines, one by one."""
    return [
        Told(number, *parts(line))
        for number, lines in enumerate(found.others)
        if lines
        for line in lines.split(b"\n")
        if line
    ]


def parts(line: bytes) -> tuple[str, Outcome, float]:
    """The key, outcome and time of a line: a glance is enough where its names hold nothing special."""
    match = BEGINNING.match(line)
    if match is None:
        case = decoded(line, "")
        return case_key(case.suite, case.classname, case.name), case.outcome, case.seconds or 0.0
    suite, classname, name, outcome, seconds = match.groups(b"")
    whole = case_key(suite.decode("ascii"), classname.decode("ascii"), name.decode("ascii"))
    return whole, _OUTCOMES[outcome], float(seconds or 0)
