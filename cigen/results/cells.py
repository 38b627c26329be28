"""One planned cell and what came back from it in, one Cell of the report out; whatever is missing is an error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cigen.duration import duration
from cigen.plan.manifest import PlannedCell, PlannedStep, PlannedTest
from cigen.results.amiss import Context, Evidence, amiss, left_behind, result_files
from cigen.results.collected import CellRecords
from cigen.results.doubles import doubled
from cigen.results.model import Case, Cases, Cell, Odd, Outcome, Problem, Step
from cigen.results.record import Result, signal_name

NOTHING = CellRecords()
NOTHING_CAME = "nothing came back from this cell"


@dataclass(frozen=True, slots=True)
class Joined:
    """A cell, the files of it that could not be read, and those that are odd."""

    cell: Cell
    problems: tuple[Problem, ...]
    odd: tuple[Odd, ...]


def join_cell(planned: PlannedCell, records: CellRecords | None, context: Context) -> Joined:
    """The cell as it came back; without records it is missing, and so are all its steps."""
    found = records or NOTHING
    steps = tuple(_step(step, planned, found, context) for step in _planned_steps(planned, context.test))
    files = result_files(found)
    cases = Cases(tuple(file.cases for file in files))
    artifacts = left_behind(planned, found.gathered, context)
    own = () if records is None else tuple(amiss(Evidence(planned, found, context, steps, artifacts, files)))
    came = records is not None
    outcome, message = _verdict(steps, cases, own) if came else (Outcome.ERROR, context.lost or NOTHING_CAME)
    cell = Cell(
        name=planned.name,
        test=planned.test,
        values=planned.values,
        outcome=outcome,
        position=context.position(context.test),
        steps=steps,
        cases=cases + Cases.of(*own),
        artifacts=artifacts,
        message=message,
        missing=records is None,
    )
    odd = [*(file.odd for file in files if file.odd), *doubled(cases)]
    named = [replace(one, file=f"{planned.name}: {one.file}") for one in odd]
    problems = (Problem(f"{planned.name}: {file.source}", file.problem) for file in files if file.problem)
    return Joined(cell, tuple(problems), tuple(named))


def _planned_steps(planned: PlannedCell, test: PlannedTest) -> Iterator[PlannedStep]:
    """The cell's steps in order, also those that the manifest numbers without describing."""
    known = {step.number: step for step in test.steps}
    for number in planned.steps:
        yield known.get(number) or PlannedStep(number, f"step {number}", test.line, test.column)


def _step(planned: PlannedStep, cell: PlannedCell, records: CellRecords, context: Context) -> Step:
    result = records.results.get(planned.number)
    outcome, message = _judge(result, records.unreadable.get(planned.number, ""))
    message = context.lost if records is NOTHING and context.lost else message
    known = context.ran is not None and result is not None
    return Step(
        number=planned.number,
        name=planned.name,
        position=context.position(planned),
        outcome=outcome,
        message=message,
        exit_code=result.code if result else None,
        signal=result.signal if result else None,
        seconds=result.seconds if result else None,
        started=result.started if result else None,
        attempts=result.attempts if result else 1,
        cached=(cell.name, planned.number) not in (context.ran or ()) if known else None,
        imported=known and (cell.name, planned.number) in context.imported,
        log=records.logs.get(planned.number),
        attempt_logs=tuple(log for _, log in sorted(records.attempt_logs.get(planned.number, {}).items())),
        earlier_log=records.earlier_logs.get(planned.number),
    )


def _judge(result: Result | None, unreadable: str) -> tuple[Outcome, str]:
    """What a step's record says, in the words of a report."""
    if result is None:
        return Outcome.ERROR, f"its result can't be read: {unreadable}" if unreadable else "it left no result"
    if result.passed:
        again = f"passed at attempt {result.attempts}"
        return (Outcome.FLAKY, again) if result.attempts > 1 else (Outcome.PASSED, "")
    after = f", {result.attempts} attempts" if result.attempts > 1 else ""
    if result.ended == "exited":
        return Outcome.FAILED, f"exit {result.code}{after}"
    if result.ended == "signaled":
        return Outcome.FAILED, f"killed by {_signal(result.signal or 0)}{after}"
    if result.ended == "timeout":
        return Outcome.FAILED, f"timed out{_after(result)}{after}"
    if result.ended == "skipped":
        return Outcome.SKIPPED, result.reason or "skipped"
    return Outcome.ERROR, f"it could not be run: {result.reason}" if result.reason else "it could not be run"


def _signal(number: int) -> str:
    words = [signal_name(number), "perhaps out of memory" if number == 9 else ""]
    inside = ", ".join(filter(None, words))
    return f"signal {number} ({inside})" if inside else f"signal {number}"


def _after(result: Result) -> str:
    """The time of the last attempt is not recorded, so a retried step does not say how long it was."""
    if result.seconds is None or result.attempts > 1:
        return ""
    return f" after {duration(result.seconds)}"


def _verdict(steps: tuple[Step, ...], cases: Cases, own: tuple[Case, ...]) -> tuple[Outcome, str]:
    """The worst of all parts, and the reason where no step tells it."""
    failed = next((step for step in steps if step.outcome.red), None)
    if failed is not None:
        return failed.outcome, f"step {failed.number} `{failed.name}`: {failed.message}"
    if own:
        return Outcome.ERROR, own[0].message
    if red := cases.totals.red:
        return Outcome.FAILED, f"{red} of {len(cases)} test cases failed although every step passed"
    flaky = cases.totals.flaky or any(step.outcome is Outcome.FLAKY for step in steps)
    return (Outcome.FLAKY if flaky else Outcome.PASSED), ""
