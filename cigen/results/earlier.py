"""A Report, or the `report.json` of one, in; what it tells of every cell that may run again out."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from cigen.results.model import Cell, Log, Outcome, Report, Step
from cigen.results.record import LATEST

LOG = re.compile(r"logs/[A-Za-z0-9][A-Za-z0-9_.-]{0,200}/\d{2,4}(\.attempt-\d{1,4}|\.earlier)?\.log")


MOST_COUNTED = 1_000_000


class EarlierError(ValueError):
    """The text is no report; the message says what was found."""


@dataclass(frozen=True, slots=True)
class TriedStep:
    """A step as it ended; `logs` are the paths of all its logs below the report's folder, the oldest first."""

    number: int
    name: str
    outcome: Outcome
    attempts: int = 1
    message: str = ""
    started: float | None = None
    logs: tuple[str, ...] = ()

    @property
    def told(self) -> bool:
        """Whether there is something to be kept: it did not pass, or not at once."""
        return self.outcome.red or self.outcome is Outcome.FLAKY or any(map(is_kept, self.logs))


@dataclass(frozen=True, slots=True)
class TriedCell:
    """A cell as it ended; `missing` where nothing came back, `lost` where that is because its build did not end."""

    name: str
    outcome: Outcome
    steps: tuple[TriedStep, ...] = ()
    missing: bool = False
    lost: bool = False


def is_kept(path: str) -> bool:
    """Whether a log is what an earlier re-run kept, with the lines that say whose it is."""
    return path.endswith(".earlier.log")


def tried(report: Report, brought: Collection[str]) -> tuple[TriedCell, ...]:
    """The cells of a report; `brought` are those that were planned in the results that came back."""
    return tuple(_tried(cell, lost=cell.missing and cell.name not in brought) for cell in report.cells)


def _tried(cell: Cell, *, lost: bool) -> TriedCell:
    return TriedCell(cell.name, cell.outcome, tuple(map(_step, cell.steps)), cell.missing, lost)


def _step(step: Step) -> TriedStep:
    logs: tuple[Log | None, ...] = (step.earlier_log, *step.attempt_logs, step.log)
    paths = tuple(log.path for log in logs if log is not None)
    return TriedStep(step.number, step.name, step.outcome, step.attempts, step.message, step.started, paths)


def read(text: str) -> tuple[TriedCell, ...]:
    """The cells of a `report.json`, format 1; EarlierError for anything else."""
    try:
        tree = json.loads(text)
        if tree["format"] != 1:
            raise EarlierError(f"it is of format {tree['format']!r:.40}, this version reads format 1")
        ended = bool(tree["build"] and tree["build"]["error"])
        return tuple(_cell(one, ended=ended) for one in tree["results"]["cells"])
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        if isinstance(error, EarlierError):
            raise
        raise EarlierError("it is no report.json of cigen") from error


def _cell(tree: dict[str, Any], *, ended: bool) -> TriedCell:
    missing = bool(tree["missing"])
    steps = tuple(_read_step(step) for step in tree["steps"])
    return TriedCell(str(tree["name"]), Outcome(tree["outcome"]), steps, missing, missing and ended)


def _read_step(tree: dict[str, Any]) -> TriedStep:
    started = tree.get("started")
    return TriedStep(
        number=_count(tree["number"]),
        name=str(tree["name"]),
        outcome=Outcome(tree["outcome"]),
        attempts=_count(tree["attempts"]),
        message=str(tree.get("message", "")),
        started=float(started) if started is not None and 0 <= float(started) <= LATEST else None,
        logs=tuple(_paths(tree)),
    )


def _count(value: object) -> int:
    """A number of a step or of attempts, which the recorder counts on with."""
    if type(value) is not int or not 1 <= value <= MOST_COUNTED:
        raise EarlierError(f"a step has the number or the attempts {value!r:.40}, 1 to {MOST_COUNTED:,} are read")
    return value


def _paths(tree: dict[str, Any]) -> Iterator[str]:
    for path in (tree.get("earlier_log"), *tree.get("attempt_logs", ()), tree.get("log")):
        if isinstance(path, str) and LOG.fullmatch(path):
            yield path
