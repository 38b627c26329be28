"""A `report.json` without a history in, the history of that one run out, from what it says of cells and cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cigen.results.carry import carried
from cigen.results.case import count
from cigen.results.history import History, Run
from cigen.results.historyfile import HistoryError
from cigen.results.model import Case, Cases, Cell, CellTotals, Outcome, Problem, Report, Step
from cigen.results.numbers import seconds
from cigen.results.survey import Survey
from cigen.source import Position


def history_of(tree: dict[str, Any]) -> History:
    """The history with that run alone; HistoryError where an entry can't be one."""
    try:
        report = _report(tree)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise HistoryError(f"its results can't be read: {type(error).__name__}: {error!s:.80}") from error
    return carried(History(), Survey(report, History()), Run(0), name=report.name)


def _report(tree: dict[str, Any]) -> Report:
    results = tree["results"]
    cells = tuple(_all(_cell, results["cells"]))
    cases = Cases.of(*_all(_case, results["cases"]))
    problems = tuple(Problem(_text(one["file"]), _text(one["reason"])) for one in tree.get("problems", []))
    totals = count([step.outcome for cell in cells for step in cell.steps] + [case.outcome for case in cases])
    return Report(_text(tree["name"]), (), cells, cases, problems, totals, CellTotals())


def _all(read: Callable[[dict[str, Any]], Any], entries: object) -> list[Any]:
    if not isinstance(entries, list):
        raise TypeError("a list was expected")
    return [read(entry) for entry in entries]


def _cell(tree: dict[str, Any]) -> Cell:
    return Cell(
        name=_text(tree["name"]),
        test=_text(tree["test"]),
        values=(),
        outcome=Outcome(tree["outcome"]),
        position=Position("", 0),
        steps=tuple(_all(_step, tree["steps"])),
        cases=Cases.of(*_all(_case, tree["cases"])),
        missing=tree["missing"] is True,
    )


def _step(tree: dict[str, Any]) -> Step:
    outcome = Outcome(tree["outcome"])
    cached = tree.get("cached")
    cached = cached if isinstance(cached, bool) else None
    return Step(1, _text(tree["name"]), Position("", 0), outcome, seconds=_seconds(tree), cached=cached)


def _case(tree: dict[str, Any]) -> Case:
    suite, classname = _text(tree.get("suite", "")), _text(tree.get("classname", ""))
    return Case(suite, classname, _text(tree["name"]), Outcome(tree["outcome"]), _text(tree["source"]), _seconds(tree))


def _seconds(tree: dict[str, Any]) -> float | None:
    return seconds(str(tree.get("seconds", "")))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text was expected, found {value!r:.40}")
    return value
