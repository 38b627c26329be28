"""The Report: what was tried, what came of it, and where in the spec it stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from cigen.plan.manifest import Dimension as Dimension
from cigen.results.case import Case as Case
from cigen.results.case import Outcome as Outcome
from cigen.results.case import Totals as Totals
from cigen.results.caseline import SAME_SUITE as SAME_SUITE
from cigen.results.caseline import decoded as decoded
from cigen.results.caseline import green as green
from cigen.results.caseline import plain as plain
from cigen.results.caseline import unescaped as unescaped
from cigen.results.cases import NO_CASES as NO_CASES
from cigen.results.cases import Cases as Cases
from cigen.results.cases import FileCases as FileCases
from cigen.results.happened import Cause as Cause
from cigen.results.happened import Happened as Happened
from cigen.results.happened import Link as Link
from cigen.results.happened import Why as Why
from cigen.results.history import History as History
from cigen.results.history import Run as Run
from cigen.results.history import Tested as Tested
from cigen.results.history import bits as bits
from cigen.results.history import place_of as place_of
from cigen.results.history import tested as tested
from cigen.results.news import Change as Change
from cigen.results.news import Changes as Changes
from cigen.results.news import News as News
from cigen.results.origin import Origin as Origin
from cigen.results.spots.located import is_decent as is_decent
from cigen.results.spots.spot import Spot as Spot
from cigen.source import Position


@dataclass(frozen=True, slots=True)
class Log:
    """A log that is kept whole at `path`, below the report's folder; `head` and `tail` never overlap.

    `spots` are its lines that tell what went wrong.
    """

    path: str
    size: int
    head: str
    tail: str
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One recorded step in one cell; `seconds` is its own time, `cached` None where the build's account is missing.

    `earlier_log` holds what its attempts in earlier builds printed, `attempt_logs` those of this one but the last.
    """

    number: int
    name: str
    position: Position
    outcome: Outcome
    message: str = ""
    exit_code: int | None = None
    signal: int | None = None
    seconds: float | None = None
    started: float | None = None
    attempts: int = 1
    cached: bool | None = None
    imported: bool = False
    log: Log | None = None
    attempt_logs: tuple[Log, ...] = ()
    earlier_log: Log | None = None

    @property
    def failed_log(self) -> Log | None:
        """The log that tells first of an attempt before the last."""
        return self.earlier_log or next(iter(self.attempt_logs), None)


@dataclass(frozen=True, slots=True)
class Artifact:
    """Something a cell was to leave behind; `missing` once the cell came back without it."""

    path: str
    missing: bool
    position: Position


@dataclass(frozen=True, slots=True)
class Cell:
    """One point of a matrix with all that came back from it; `values` in the matrix's order."""

    name: str
    test: str
    values: tuple[tuple[str, str], ...]
    outcome: Outcome
    position: Position
    steps: tuple[Step, ...]
    cases: Cases = NO_CASES
    artifacts: tuple[Artifact, ...] = ()
    message: str = ""
    missing: bool = False

    @property
    def failed_step(self) -> Step | None:
        """The first step that made the cell red."""
        return next((step for step in self.steps if step.outcome.red), None)


@dataclass(frozen=True, slots=True)
class Test:
    """A test of the spec: its dimensions and the names of its steps, which make the axes of a grid."""

    name: str
    dimensions: tuple[Dimension, ...]
    steps: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """An input that could not be read, or a part that is missing: never green."""

    file: str
    reason: str

    @property
    def text(self) -> str:
        """Both as a sentence."""
        return f"{self.file}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Absent(Problem):
    """A place at which there are no results at all."""


@dataclass(frozen=True, slots=True)
class Ended(Problem):
    """A job, called `file`, that did not end well though nothing that came back says why."""

    @property
    def text(self) -> str:
        """Both as a sentence."""
        return f"`{self.file}` {self.reason}"


@dataclass(frozen=True, slots=True)
class BrokenStep:
    """A build step outside the tests that failed and so ended the build; `log` is the tail of what it printed.

    `line` is its line in the spec, 0 where it is not known; `cells` are those that need what it makes.
    """

    stage: str
    instruction: str
    reason: str
    log: str = ""
    line: int = 0
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Export:
    """What became of the cache after the verdict: `skipped` says why nothing was written, `error` what went wrong.

    `seconds` is how long it took, `bytes` what went to the cache's registry or store; several exports are summed.
    """

    seconds: float = 0.0
    bytes: int = 0
    skipped: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A cache that is there and could not be read, or what of it could not; one that is not there is no news."""

    cache: str
    reason: str


@dataclass(frozen=True, slots=True)
class Build:
    """BuildKit's own account of one build; RUN steps only, times in seconds."""

    seconds: float
    ran: int
    cached: int
    ran_steps: tuple[tuple[str, int], ...] = ()
    broken: BrokenStep | None = None
    error: str = ""
    interrupted: bool = False
    export: Export | None = None
    unread: tuple[Unread, ...] = ()
    happened: Happened = field(default_factory=Happened, compare=False)


@dataclass(frozen=True, slots=True)
class CellTotals:
    """Cells by what came of them.

    `total` is the sum of passed, failed, errors and missing (nothing came back); flaky ones are among the passed.
    """

    total: int = 0
    passed: int = 0
    failed: int = 0
    errors: int = 0
    missing: int = 0
    flaky: int = 0


@dataclass(frozen=True, slots=True)
class Odd:
    """What about a file of results is worth a word and no error: what was mended before it could be read, and notes."""

    file: str
    mended: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One run of one spec, or a heap of files (`cells` empty, all in `cases`).

    `whole` counts the cells of the whole of which this is a part that was reported alone; a part may have none.
    `parts` are the parts that were put together, each a name with its cells. `history` is for the next run, `news` what
    this one found in that of an earlier one, if it was to be compared; with `only_new`, failures that are known do not
    make it fail. `origin` is the run of GitHub Actions, if it is one; `templates` are the project's own pages by name;
    an `untrusted` report is on a stranger's run, so nothing of it but results counts. `places` are the files of the
    repository that failures name, as their results call them and as the repository does; None where nobody could look.
    """

    name: str
    tests: tuple[Test, ...]
    cells: tuple[Cell, ...]
    cases: Cases
    problems: tuple[Problem, ...]
    totals: Totals
    cell_totals: CellTotals
    build: Build | None = None
    whole: int = 0
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    odd: tuple[Odd, ...] = ()
    history: History | None = None
    news: News | None = None
    only_new: bool = False
    origin: Origin | None = None
    templates: tuple[tuple[str, str], ...] = ()
    untrusted: bool = False
    places: tuple[tuple[str, str], ...] | None = None

    @property
    def spec(self) -> str:
        """The file that lines of steps and stages are those of, as cells or the build's account tell; empty if none."""
        known = self.build.happened.spec if self.build is not None else ""
        return next((cell.position.file for cell in self.cells), known)

    @property
    def red(self) -> bool:
        """Whether the run failed: a failed or erroneous case or cell, an unreadable input, or a broken build."""
        broken = self.build is not None and (self.build.broken is not None or bool(self.build.error))
        cases = self.totals.failed + self.totals.errors
        cells = self.cell_totals.failed + self.cell_totals.errors
        failed = (cases or cells) and not self.known
        return bool(failed or self.cell_totals.missing or self.problems or broken or self.empty)

    @property
    def known(self) -> int:
        """How many failures are known and so forgiven: all that there are, or none of them."""
        return self.news.known if self.only_new and self.news is not None else 0

    @property
    def empty(self) -> bool:
        """Nothing was tried at all, which is never green."""
        return not (self.cells or self.cases or self.whole)
