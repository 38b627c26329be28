"""A Report in, what a terminal shows at the end of a run out: verdict, shape, reason, next step."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from cigen.rendered import RenderedFile
from cigen.report.absent import absent
from cigen.report.broken import broken_lines, missing_besides
from cigen.report.escape import inert, line
from cigen.report.export import cache_trouble
from cigen.report.failures import Failure, failures
from cigen.report.grid import Grid, Mark, grids
from cigen.report.happened import cause_line, chain_fact
from cigen.report.news import news_lines
from cigen.report.oddities import oddities
from cigen.report.verdict import counted, verdict
from cigen.results.model import Build, Ended, Outcome, Report, Step

SIGNS = {
    Mark.NONE: " ",
    Mark.PASSED: "✓",
    Mark.FLAKY: "~",
    Mark.FAILED: "✗",
    Mark.ERROR: "!",
    Mark.MISSING: "?",
}
COLOURS = {"✓": "32", "~": "33", "✗": "31", "!": "31", "?": "31"}
LEGEND = {
    Mark.FLAKY: "~ flaky",
    Mark.ERROR: "! could not be run or is incomplete",
    Mark.MISSING: "? nothing came back",
}
MOST_FAILURES = 12
MOST_NAMES = 6
MOST_ROWS = 25
EXCERPT = 8


@dataclass(frozen=True, slots=True)
class Paper:
    """What is written on: its width in columns, whether colours show, and the folder that logs are kept in."""

    output: str
    colour: bool
    width: int

    def paint(self, text: str, code: str) -> str:
        """The text in a colour, where there are any."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and code and text.strip() else text

    def sign(self, mark: Mark) -> str:
        """The sign of a mark."""
        return self.paint(SIGNS[mark], COLOURS.get(SIGNS[mark], ""))


def render(report: Report, *, output: str = "cigen-report", colour: bool = False, width: int = 100) -> RenderedFile:
    """The text for a terminal."""
    paper = Paper(output, colour, max(width, 40))
    blocks = [_head(report, paper), *_news(report), *_build(report, paper)]
    blocks += [*_cache(report.build), *_problems(report, paper)]
    blocks += _grids(report, paper)
    blocks += [*_failures(report, paper), *_missing(report), *_lost(report), *_flaky(report, paper), *_why(report)]
    blocks += [*_notes(report, paper), *_next(report, paper)]
    return RenderedFile("terminal.txt", inert("\n\n".join(blocks)) + "\n")


def headline(report: Report, *, colour: bool = False) -> str:
    """The first line of it, without making the others."""
    return inert(_head(report, Paper("", colour, 40))).partition("\n")[0]


def _next(report: Report, paper: Paper) -> Iterator[str]:
    """What to do where a cell may fail by chance; one that was mended runs in any build."""
    tried = report.cell_totals.failed + report.cell_totals.errors
    if tried and report.build is not None and not report.build.error:
        folder = "" if paper.output == "cigen-report" else f" --output {shlex.quote(paper.output)}"
        yield f"  again, only what failed:  cigen build --rerun failed{folder}"


def _head(report: Report, paper: Paper) -> str:
    result = verdict(report)
    sign = paper.paint("✗", "31;1") if result.red else paper.paint("✓", "32;1")
    name = f"{line(report.name)}: " if report.name else ""
    return " · ".join(
        [f"{sign} {paper.paint(name + result.headline, '1')}", *result.facts, *chain_fact(report, line, line)]
    )


def _news(report: Report) -> Iterator[str]:
    if found := tuple(news_lines(report)):
        yield "\n".join(found)


def _build(report: Report, paper: Paper) -> Iterator[str]:
    build = report.build
    if build is not None and (build.broken or build.error):
        first, *below = broken_lines(report, build, EXCERPT * 2)
        yield "\n".join([f"  {paper.paint(first, '1')}", *(f"    {text}" for text in below)])


def _cache(build: Build | None) -> Iterator[str]:
    if build is not None:
        yield from (f"  {text}" for text in cache_trouble(build))


def _problems(report: Report, paper: Paper) -> Iterator[str]:
    if report.problems:
        shown = [f"    {line(one.text, 500)}" for one in report.problems[:MOST_FAILURES]]
        left = len(report.problems) - len(shown)
        more = [f"    … and {left:,} more, see {paper.output}/report.json"] if left else []
        yield "\n".join([f"  {paper.paint(_trouble(report), '1')}", *shown, *more])


def _trouble(report: Report) -> str:
    ended = all(isinstance(one, Ended) for one in report.problems)
    return "green results of jobs that ended badly" if ended else "problems with the results"


def _grids(report: Report, paper: Paper) -> Iterator[str]:
    """Nothing where no cell came back: a page of question marks says less than a number."""
    tables = grids(report, MOST_ROWS)
    if not tables or all(cell.missing for cell in report.cells):
        return
    yield from (_grid(grid, paper) for grid in tables[:-1])
    yield "\n".join([_grid(tables[-1], paper), *_legend(tables)])


def _grid(grid: Grid, paper: Paper) -> str:
    """In as many bands as the width asks for."""
    labels = [" ".join(map(line, row.labels)) for row in grid.rows]
    if not grid.columns:
        return _list(grid, labels, paper)
    names = [line(name) for name in grid.columns]
    first = max([len(label) + 2 for label in labels] + [len(line(grid.title))]) + 2
    lines: list[str] = []
    for start, end in _bands(names, paper.width - 2 - first):
        lines.append(f"  {line(grid.title):{first}}{' '.join(names[start:end])}")
        for row, label in zip(grid.rows, labels, strict=True):
            lines.append(f"    {label:{first - 2}}{_marks(row.marks[start:end], names[start:end], paper)}".rstrip())
    return "\n".join([*lines, *_rest(grid, paper)])


def _bands(names: list[str], width: int) -> Iterator[tuple[int, int]]:
    """Which columns stand side by side: as many as fit, at least one."""
    start, used = 0, 0
    for end, name in enumerate(names):
        if used + len(name) > width and end > start:
            yield start, end
            start, used = end, 0
        used += len(name) + 1
    yield start, len(names)


def _marks(marks: tuple[Mark, ...], names: list[str], paper: Paper) -> str:
    """Each mark below the middle of its column's name."""
    text = ""
    for name, mark in zip(names, marks, strict=True):
        before = (len(name) - 1) // 2
        text += f"{' ' * before}{paper.sign(mark)}{' ' * (len(name) - before)}"
    return text


def _list(grid: Grid, labels: list[str], paper: Paper) -> str:
    head = [f"  {line(grid.title)}"] if grid.title else []
    indent = "    " if grid.title else "  "
    rows = [f"{indent}{paper.sign(row.marks[0])} {label}" for row, label in zip(grid.rows, labels, strict=True)]
    return "\n".join([*head, *rows, *_rest(grid, paper)])


def _rest(grid: Grid, paper: Paper) -> Iterator[str]:
    more = "more " if grid.rows else ""
    if grid.green:
        yield f"    {paper.sign(Mark.PASSED)} {counted(grid.green, f'{more}row')}, all green"
    if grid.more:
        yield f"    … and {grid.more:,} more rows that are not green"
    if grid.folded:
        yield f"    each sign is the worst over all of {' and '.join(map(line, grid.folded))}"


def _legend(tables: tuple[Grid, ...]) -> list[str]:
    shown = {mark for grid in tables for mark in grid.marks}
    words = [text for mark, text in LEGEND.items() if mark in shown]
    return [f"    {' · '.join(words)}"] if words else []


def _failures(report: Report, paper: Paper) -> Iterator[str]:
    found = failures(report)
    for failure in found[:MOST_FAILURES]:
        yield "\n".join(_failure(failure, paper))
    if len(found) > MOST_FAILURES:
        yield f"  … and {len(found) - MOST_FAILURES:,} more failures, see {paper.output}/summary.md"


def _failure(failure: Failure, paper: Paper) -> Iterator[str]:
    what = f"step {failure.number} `{line(failure.name)}`" if failure.number else f"`{line(failure.name)}`"
    noun = "cell" if failure.in_cells else "file"
    cells = line(failure.where[0]) if len(failure.where) == 1 else counted(len(failure.where), noun)
    yield f"  {paper.paint(cells, '1')} · {what} · {paper.paint(line(failure.message), '31')}"
    if len(failure.where) > 1:
        yield f"    {_names(failure.where)}"
    yield from (f"    {text}" for text in failure.excerpt(EXCERPT).split("\n") if text)
    position = failure.position
    places = [line(f"{position.file}:{position.line}" if position.line else position.file)] if position else []
    places += map(line, failure.places)
    places += [failure.aftermath] if failure.aftermath else []
    places += [f"log: {line(f'{paper.output}/{failure.log.path}', 400)}"] if failure.log else []
    if places:
        yield paper.paint(f"    {' · '.join(places)}", "2")


def _missing(report: Report) -> Iterator[str]:
    if names := missing_besides(report, most=len(report.cells)):
        yield f"  nothing came back from {counted(len(names), 'cell')}: {_names(names)}"


def _lost(report: Report) -> Iterator[str]:
    found = [f"  missing artifacts: {_names(one.paths)} of {_names(one.cells)}" for one in absent(report)]
    if found:
        left = [f"  … and {len(found) - MOST_NAMES:,} more"] if len(found) > MOST_NAMES else []
        yield "\n".join([*found[:MOST_NAMES], *left])


def _why(report: Report) -> Iterator[str]:
    if text := cause_line(report):
        yield f"  {text}"


def _notes(report: Report, paper: Paper) -> Iterator[str]:
    if count := sum(1 for _ in oddities(report)):
        yield f"  {counted(count, 'note')} on the files of results in {paper.output}/summary.md"


def _names(names: tuple[str, ...]) -> str:
    left = len(names) - MOST_NAMES
    return ", ".join(map(line, names[:MOST_NAMES])) + (f" and {left:,} more" if left > 0 else "")


def _failed_log(step: Step, paper: Paper) -> str:
    log = step.failed_log
    return f" · failed: {line(f'{paper.output}/{log.path}', 400)}" if log is not None else ""


def _flaky(report: Report, paper: Paper) -> Iterator[str]:
    found = [
        f"    {line(cell.name)} · step {step.number} `{line(step.name)}` · {line(step.message)}"
        + _failed_log(step, paper)
        for cell in report.cells
        for step in cell.steps
        if step.outcome is Outcome.FLAKY
    ]
    found += [
        f"    {line(where or case.source)} · `{line(case.name)}`"
        for where, cases in [*((cell.name, cell.cases) for cell in report.cells), ("", report.cases)]
        for case in cases.notable
        if case.outcome is Outcome.FLAKY
    ]
    if found:
        left = [f"    … and {len(found) - MOST_NAMES:,} more"] if len(found) > MOST_NAMES else []
        yield "\n".join(["  flaky, passed after a failed attempt", *found[:MOST_NAMES], *left])
