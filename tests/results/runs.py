"""Made-up reports, one after the other, for what is compared between runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cigen.results.carry import carried
from cigen.results.compare import compared
from cigen.results.history import History, Run
from cigen.results.model import Case, Cases, Cell, CellTotals, Outcome, Problem, Report, Step, Totals
from cigen.results.news import Changes, News
from cigen.results.survey import Survey
from cigen.source import Position

P, F, E, L, S = Outcome.PASSED, Outcome.FAILED, Outcome.ERROR, Outcome.FLAKY, Outcome.SKIPPED
NOWHERE = Position("cigen.yml", 1, 1)


def case(
    name: str, outcome: Outcome = P, seconds: float | None = None, source: str = "a.xml", suite: str = "s"
) -> Case:
    """One test case."""
    return Case(suite, "pkg", name, outcome, source, seconds)


def step(name: str, outcome: Outcome = P, seconds: float | None = None, *, cached: bool | None = None) -> Step:
    """One step."""
    return Step(1, name, NOWHERE, outcome, seconds=seconds, cached=cached)


def cell(name: str, steps: Iterable[Step] = (), tests: Iterable[Case] = (), *, missing: bool = False) -> Cell:
    """A cell with its worst outcome."""
    steps, tests = tuple(steps), tuple(tests)
    outcomes = [*(one.outcome for one in steps), *(one.outcome for one in tests)]
    worst = next((one for one in (E, F, L) if one in outcomes), P)
    return Cell(name, "test", (), E if missing else worst, NOWHERE, steps, Cases.of(*tests), missing=missing)


def report(*cells: Cell, loose: Iterable[Case] = (), problems: Iterable[Problem] = (), name: str = "demo") -> Report:
    """A report with these cells, or with cases that belong to none."""
    return Report(name, (), cells, Cases.of(*loose), tuple(problems), Totals(), CellTotals())


def steps(**cells: Mapping[str, Outcome]) -> Report:
    """Cells by name, each with the outcomes of its steps."""
    return report(*(cell(name, [step(*pair) for pair in tried.items()]) for name, tried in cells.items()))


def ended(**cells: Mapping[str, Outcome]) -> Report:
    """Cells by name, each with the outcomes of its test cases."""
    return report(*(cell(name, [step("test")], [case(*p) for p in tried.items()]) for name, tried in cells.items()))


@dataclass
class Line:
    """Runs of one branch, each compared with those before it."""

    history: History = field(default_factory=History)
    commits: int = 0

    def run(self, report: Report, *, commit: str = "", run_id: str = "", most: int = 20) -> News:
        """The news of the next run; a commit of its own by default."""
        self.commits += 1
        now = Survey(report, self.history)
        one = Run(0, commit or f"{self.commits:040x}", "main", id=run_id or str(self.commits))
        after = carried(self.history, now, one, name=report.name, most=most)
        news = compared(self.history, now, after)
        self.history = after
        return news


def told(changes: Changes) -> list[tuple[str, tuple[str, ...]]]:
    """The names of tests with the places where they changed."""
    return [(change.tested.name, change.places) for change in changes.shown]
