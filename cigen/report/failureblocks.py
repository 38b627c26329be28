"""Distinct failures in, what a page shows of them out: the worst as blocks with the end of their log, then lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from cigen.duration import duration
from cigen.pagetemplate import Quoted
from cigen.report import links
from cigen.report.escape import fence, html_code, name, span, words
from cigen.report.failures import Failure
from cigen.report.parts import Block, enumeration
from cigen.report.verdict import counted
from cigen.results.model import Cell, Report

FEWEST = 3
"""Cells of which it is worth a word what they have in common."""

Draw = Callable[[int, int, int], Block]


def drawing(report: Report, failures: tuple[Failure, ...]) -> Draw:
    """A function that draws the failure at a place, with so many lines of its log and names of cells, only once."""
    cells = {cell.name: cell for cell in report.cells}
    same = _having(report)
    known = frozenset(path for _, path in report.places or ())

    @cache
    def frame(at: int) -> tuple[Quoted, Quoted]:
        failure = failures[at]
        return _summary(failure, _where(failure, cells, same)), Quoted(" · ".join(_places(report, failure, known)))

    @cache
    def listed(at: int, names: int) -> Quoted:
        where, noun = failures[at].where, "cell" if failures[at].in_cells else "file"
        return enumeration(where, names, noun) if len(where) > 1 else Quoted("")

    @cache
    def draw(at: int, log: int, names: int) -> Block:
        summary, places = frame(at)
        body = (listed(at, names), fence(failures[at].excerpt(log)), places)
        return Block(summary, tuple(filter(None, body)), not at)

    return draw


def blocks(draw: Draw, count: int, *, log: int, names: int, budget: int) -> tuple[Block, ...]:
    """The first so many of them, without a body once the budget is spent: a page with all bodies does not fit anyway.

    All of them are there, as a project's own page may show no more than their summaries.
    """
    found: list[Block] = []
    used = 0
    for place in range(count):
        found.append(draw(place, log, names) if used <= budget else replace(draw(place, 0, 0), body=()))
        used += sum(map(len, found[-1].body))
    return tuple(found)


def listing(failures: tuple[Failure, ...]) -> Callable[[int, int], Block | None]:
    """A function that lists so many failures from a place on, a line each; None where there are none."""

    @cache
    def line(at: int) -> str:
        return _line(failures[at])

    @cache
    def others(start: int, count: int) -> Block | None:
        end = min(len(failures), start + count)
        more = "more " if start else ""
        summary = words(counted(end - start, f"{more}failure"))
        return Block(summary, (Quoted("\n".join(map(line, range(start, end)))),)) if start < end else None

    return others


def _line(failure: Failure) -> str:
    noun = "cell" if failure.in_cells else "file"
    where = name(failure.where[0]) if len(failure.where) == 1 else counted(len(failure.where), noun)
    return f"- {span(failure.name)} in {where}: {name(failure.message)}{', new' if failure.new else ''}"


def more(report: Report, left: int, kept: Quoted) -> Quoted:
    """How many distinct failures are not on the page at all, and where they are; empty where all of them are."""
    lost = unkept(report)
    told = [f"{counted(left, 'more failure')}, all in {kept}"] if left > 0 else []
    told += [f"{counted(lost, 'more failing test case')}, all in `junit.xml`"] if lost else []
    return Quoted(f"… and {' and '.join(told)}" if told else "")


def unkept(report: Report) -> int:
    """How many failing cases there were besides those that are kept to be shown."""
    return report.cases.unkept + sum(cell.cases.unkept for cell in report.cells)


def _summary(failure: Failure, where: Quoted) -> Quoted:
    seconds = failure.step.seconds if failure.step else None
    took = f", {duration(seconds)}" if seconds and seconds >= 1 else ""
    new = ", new" if failure.new else ""
    return Quoted(f"{html_code(failure.name)} in {where}: {_said(failure.message)}{took}{new}")


def _said(message: str) -> Quoted:
    """Our own words stand plain, a test's message in code."""
    plain = name(message)
    return plain if not plain.startswith(("`", "<")) else html_code(message)


def _places(report: Report, failure: Failure, known: frozenset[str]) -> Iterator[Quoted]:
    """A case may name any file, so only one that is known to be the repository's is a link."""
    position = failure.position
    if position is not None and position.file:
        text = f"{position.file}:{position.line}" if position.line else position.file
        sure = failure.step is not None or position.file in known
        yield links.place(report, position.file, position.line) if sure else span(text)
    for spot in failure.known_spots:
        yield links.place(report, spot.file, spot.at)
    if failure.aftermath:
        yield words(failure.aftermath)
    if failure.log is not None:
        log = links.link("log", report.origin.artifacts_url) if report.origin else words("log")
        yield Quoted(f"{log} of {name(failure.where[0])}: {span(failure.log.path)}")


def _where(failure: Failure, cells: dict[str, Cell], same: _Having) -> Quoted:
    """One place by its name, several by their number and what all of them have in common and no other cell has."""
    if len(failure.where) == 1:
        return html_code(failure.where[0])
    count = counted(len(failure.where), "cell" if failure.in_cells else "file")
    known = [cells[one] for one in failure.where if one in cells]
    if len(known) < max(FEWEST, len(failure.where)):
        return words(count)
    shared = frozenset.intersection(*(frozenset(cell.values) for cell in known))
    tests = {cell.test for cell in known}
    if len(tests) > 1 or same(known[0].test, shared) != len(known):
        return words(count)
    listed = " ".join(f"{key}={value}" for key, value in known[0].values if (key, value) in shared)
    return Quoted(f"all {count}" + (f" with {html_code(listed)}" if listed else ""))


_Having = Callable[[str, frozenset[tuple[str, str]]], int]


def _having(report: Report) -> _Having:
    """A function that counts the cells of a test that have these values."""
    values = [(cell.test, frozenset(cell.values)) for cell in report.cells]

    @cache
    def count(test: str, shared: frozenset[tuple[str, str]]) -> int:
        return sum(of == test and shared <= own for of, own in values)

    return count
