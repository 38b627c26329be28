"""A Report in, what is worth an annotation out, worst and newest first: failures, what is flaky, what is odd."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from cigen.report.annotation import Annotation, Level
from cigen.report.broken import broken_lines, missing_besides
from cigen.report.failures import Failure, failures, tail
from cigen.report.oddities import oddities
from cigen.report.placed import Ground, Place
from cigen.report.verdict import amiss, counted, verdict
from cigen.results.model import Case, Change, Report, Run, Step
from cigen.source import Position

Draw = Callable[[int, int], Annotation]
"""Makes an annotation with so many lines of its log, and with so many in its details."""
Changed = Mapping[tuple[bool, str], Sequence[Change]]
"""By whether it is a step, and its name."""

MOST_NAMES = 3
MOST_LINES = 40
"""Names of cells or problems in one message."""


def drawn_errors(report: Report) -> tuple[Draw, ...]:
    """Why the report is red: what says that all the others may not be all comes first, then what is new."""
    if not report.red:
        return ()
    every = (*_broken(report), *_problems(report), *_failed(report, Level.ERROR), *_missing(report))
    return every or (lambda _, __: Annotation(Level.ERROR, report.name, verdict(report).headline),)


def drawn_warnings(report: Report) -> tuple[Draw, ...]:
    """Failures that are forgiven, and what passed only after a failed attempt, newly flaky ones first."""
    return (*(_failed(report, Level.WARNING) if not report.red else ()), *_flaky(report))


def drawn_notices(report: Report) -> tuple[Draw, ...]:
    """What is odd about files of results, each thing once."""
    files: dict[str, dict[str, None]] = {}
    for file, text in oddities(report):
        files.setdefault(text, {})[file] = None
    return tuple(partial(_odd, text, tuple(names)) for text, names in files.items())


def _odd(text: str, files: Sequence[str], _: int, __: int) -> Annotation:
    return Annotation(Level.NOTICE, listed(files, "file"), "\n".join([text, *_several(files)]))


def _broken(report: Report) -> Iterator[Draw]:
    build = report.build
    if build is None or not (build.broken or build.error):
        return
    first, *below = broken_lines(report, build, MOST_LINES)
    line = build.broken.line if build.broken is not None else 0
    place = Ground(report).in_spec(Position(report.spec, line))
    yield lambda _, __: Annotation(Level.ERROR, first, "\n".join(below) or first, place.file, place.line)


def _problems(report: Report) -> Iterator[Draw]:
    """All of them at once: they have no place, and one of ten is enough to say that results are not to be trusted."""
    found = report.problems
    if found:
        told = [one.text for one in found[:MOST_LINES]]
        more = [f"… and {len(found) - MOST_LINES:,} more"] if len(found) > MOST_LINES else []
        yield lambda _, __: Annotation(Level.ERROR, amiss(report), "\n".join([*told, *more]))


def _missing(report: Report) -> Iterator[Draw]:
    names = missing_besides(report, most=len(report.cells))
    if not names:
        return
    cell = next(cell for cell in report.cells if cell.name == names[0])
    place = Ground(report).in_spec(cell.position)
    title = f"nothing came back from {listed(names, 'cell')}"
    text = "\n".join([cell.message, *_several(names)])
    yield lambda _, __: Annotation(Level.ERROR, title, text, place.file, place.line)


def _failed(report: Report, level: Level) -> Iterator[Draw]:
    """In their own order: new ones first, then those in most cells."""
    ground, still = Ground(report), _changed(report, "still")
    for failure in failures(report):
        yield partial(_failure, ground, level, failure, _news(report, failure, still))


def _failure(ground: Ground, level: Level, failure: Failure, news: str, lines: int, more: int) -> Annotation:
    place = ground.of(failure)
    what = " · ".join(filter(None, (failure.message, news, failure.aftermath)))
    spec = failure.position if failure.step is not None else None
    where = f"{spec.file}:{spec.line}" if spec is not None and spec.line and spec.file != place.file else ""
    log = f"log: {failure.log.path}" if failure.log is not None else ""
    last = " · ".join(filter(None, (where, log)))
    names = _several(failure.where) if len(failure.where) > MOST_NAMES else ()
    text = "\n".join(filter(None, (what, failure.excerpt(lines), *names, last)))
    title = f"{failure.name} in {listed(failure.where, 'cell' if failure.in_cells else 'file')}"
    details = failure.excerpt(more) if more else ""
    return Annotation(level, title, text, place.file, place.line, place.column, details)


def _changed(report: Report, kind: str) -> Changed:
    """The changes of a kind by the names that failures have."""
    found: dict[tuple[bool, str], list[Change]] = {}
    for change in getattr(report.news, kind).shown if report.news is not None else ():
        one = change.tested
        for name in {one.name, ".".join(filter(None, (one.classname, one.name)))}:
            found.setdefault((one.step, name), []).append(change)
    return found


def _news(report: Report, failure: Failure, still: Changed) -> str:
    """Such as `new since main at 3f2c1ab`, empty where nothing is known of earlier runs."""
    if report.news is None or report.news.refused:
        return ""
    if failure.new:
        return _since("new", report.news.baseline)
    changes = still.get((failure.step is not None, failure.name), ())
    where = set(failure.where)
    known = (one for one in changes if not failure.in_cells or not where.isdisjoint(one.places))
    change = next(known, None)
    return _since("known", change.since) if change is not None else ""


def _since(what: str, run: Run | None) -> str:
    where = _run(run) if run is not None else ""
    return f"{what} since {where}" if where else what


def _run(run: Run) -> str:
    return " at ".join(filter(None, (run.branch, run.commit[:7])))


@dataclass(slots=True)
class _Flaky:
    """Something that passed only after a failed attempt, and where."""

    name: str
    message: str
    place: Place
    log: str = ""
    where: dict[str, None] = field(default_factory=dict)

    def draw(self, lines: int, _: int) -> Annotation:
        title = f"flaky: {self.name} in {listed(tuple(self.where), 'place')}"
        text = "\n".join(filter(None, (self.message, tail(self.log, lines))))
        return Annotation(Level.WARNING, title, text, self.place.file, self.place.line)


def _flaky(report: Report) -> Iterator[Draw]:
    found: dict[tuple[bool, str], _Flaky] = {}
    ground = Ground(report)
    for cell in report.cells:
        for step in cell.steps:
            if step.outcome.notable and not step.outcome.red:
                one = found.setdefault((True, step.name), _of_step(ground, step))
                one.where[cell.name] = None
        _take(ground, cell.cases.notable, cell.name, found)
    _take(ground, report.cases.notable, "", found)
    new = _changed(report, "flaky")
    for _, one in sorted(found.items(), key=lambda pair: pair[0] not in new):
        yield one.draw


def _of_step(ground: Ground, step: Step) -> _Flaky:
    log = step.failed_log.tail if step.failed_log is not None else ""
    return _Flaky(step.name, step.message, ground.in_spec(step.position), log)


def _take(ground: Ground, cases: Sequence[Case], cell: str, found: dict[tuple[bool, str], _Flaky]) -> None:
    for case in cases:
        if case.outcome.red:
            continue
        name = ".".join(filter(None, (case.classname, case.name)))
        place = ground.there(case.file, case.line)
        text = case.message or "passed after a failed attempt"
        one = found.setdefault((False, name), _Flaky(name, text, place, case.details))
        one.where[cell or case.source] = None


def listed(names: Sequence[str], noun: str) -> str:
    """The names where they are few, else how many."""
    return ", ".join(names) if len(names) <= MOST_NAMES else counted(len(names), noun)


def _several(names: Sequence[str]) -> tuple[str, ...]:
    """A line with the names, where the title has only their number."""
    left = len(names) - MOST_LINES
    if len(names) <= MOST_NAMES:
        return ()
    return (", ".join(names[:MOST_LINES]) + (f" and {left:,} more" if left > 0 else ""),)
