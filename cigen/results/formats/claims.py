"""What a file says of itself in, what it says too much out: more red or more tests than came in it is an error."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cigen.results.case import Outcome
from cigen.results.numbers import whole
from cigen.results.tally import Tally

THE_FILE = "(the file itself)"
NO_NAME = "(without a name)"


def compare(tally: Tally, *, failed: object, tests: object, red: bool = False) -> None:
    """One error where the file counts more than was read, or says that it failed though nothing in it did."""
    many_failed, many = count(failed), count(tests)
    if many_failed > tally.red:
        blame(tally, f"the file counts {many_failed:,} failed tests, {tally.red:,} are in it")
    elif many > tally.cases:
        blame(tally, f"the file counts {many:,} tests, {tally.cases:,} are in it")
    elif red and not tally.red:
        blame(tally, "the file says that the run failed, but nothing in it did")
    elif not tally.cases:
        tally.note("there is no test in it")
    elif many and many != tally.cases:
        tally.note(f"the file counts {many:,} tests, {tally.cases:,} are in it")


def blame(tally: Tally, message: str, *, details: str = "", suite: str = "", name: str = THE_FILE) -> None:
    """An error of the file or of a suite as a whole."""
    tally.add(name=name, suite=suite, outcome=Outcome.ERROR, message=message, details=details)


def count(value: object) -> int:
    """A count as JSON has it, a number or its digits; 0 for what is none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value) if 0 < value < 1e9 else 0
    return whole(value) if isinstance(value, str) else 0


def seconds(value: object, unit: float = 1) -> float | None:
    """A time as JSON has it in seconds; None for what is none."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return round(value * unit, 6) if 0 <= value * unit < 1e9 else None


def ran(tally: Tally, start: object, end: object) -> None:
    """When the file says that its cases ran: milliseconds since 1970, or ISO 8601 with a zone."""
    began, ended = _moment(start), _moment(end)
    if began is not None and ended is not None and began <= ended:
        tally.ran(began, ended)


def _moment(value: object) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value / 1000 if 1e9 < value < 1e14 else None
    try:
        moment = datetime.fromisoformat(value[:40]) if isinstance(value, str) else None
        return moment.timestamp() if moment is not None and moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def words(value: Any) -> str:
    """A text as it is, a list of texts line by line, nothing for all else but a number."""
    if isinstance(value, list):
        return "\n".join(filter(None, map(words, value)))
    return value if isinstance(value, str) else str(value) if type(value) in (int, float) else ""


def word(value: object) -> str:
    """A status: a text, or nothing for all else."""
    return value if isinstance(value, str) else ""


def first_line(text: str) -> str:
    """The first line that says something."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")
