"""A Report in, its distinct failures out: each once, with every cell that shows it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from cigen.report.escape import plain
from cigen.results.model import Case, Cell, Log, Outcome, Report, Spot, Step, Tested, place_of
from cigen.source import Position

NUMBERS = re.compile(r"0x[0-9a-fA-F]+|\d+")
LONGEST_LINE = 500
MOST_SPOTS = 3

Places = Mapping[Tested, Collection[str]]


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that went wrong in one or more places; the other fields tell of the first of them.

    `step` is None for a test case of a file of results; `number` is the step's, 0 where it is not the same in all;
    `name` is the full name; `where` the cells, or files, that show it; `skipped` how many steps were not run because of
    it, in each of them. It is `new` if it failed in any of them for the first time, as far as earlier runs are known.
    """

    name: str
    message: str
    where: tuple[str, ...]
    position: Position | None
    step: Step | None = None
    number: int = 0
    details: str = ""
    in_cells: bool = True
    skipped: tuple[int, ...] = (0,)
    new: bool = False

    @property
    def log(self) -> Log | None:
        """The log of the step that failed."""
        return self.step.log if self.step else None

    @property
    def aftermath(self) -> str:
        """What else did not happen because of it; our own words and a number, empty where all else did."""
        most = max(self.skipped)
        upto = "up to " if min(self.skipped) < most else ""
        return (
            f"{upto}{most:,} step{'s' * (most != 1)} after it {'were' if most != 1 else 'was'} skipped" if most else ""
        )

    def excerpt(self, lines: int) -> str:
        """At most so many lines of the log's end or of the case's details, and what tells most before; plain text."""
        if self.log is None:
            return ends(self.details, lines)
        text = tail(self.log.tail, lines)
        told = tuple(_told(spot) for spot in self.spots if lines and spot.text not in text)
        return "\n".join((*told, "…", text)) if told else text

    @property
    def spots(self) -> tuple[Spot, ...]:
        """The first lines of the log that say what went wrong."""
        return tuple(spot for spot in self.log.spots if not spot.weak)[:MOST_SPOTS] if self.log else ()

    @property
    def known_spots(self) -> tuple[Spot, ...]:
        """Those in files of the repository, each file and line once."""
        return tuple({(spot.file, spot.at): spot for spot in self.spots if spot.known and spot.at}.values())

    @property
    def places(self) -> tuple[str, ...]:
        """The files of the repository that the log names, each with its line."""
        return tuple(f"{spot.file}:{spot.at}" for spot in self.known_spots)


def failures(report: Report) -> tuple[Failure, ...]:
    """Distinct failures, new ones first, then those in most cells, else in the order of the spec; missing cells are not
    among them.
    """
    groups: dict[tuple[str, ...], list[Failure]] = {}
    for key, failure in _all(report, _new(report)):
        groups.setdefault(key, []).append(failure)
    merged = map(_merged, groups.values())
    return tuple(sorted(merged, key=lambda failure: (not failure.new, -len(failure.where))))


def _new(report: Report) -> Places:
    """Where tests fail that did not before, as far as that is told."""
    found: dict[Tested, set[str]] = {}
    for change in report.news.failing.shown if report.news is not None else ():
        found.setdefault(change.tested, set()).update(change.places)
    return found


def _all(report: Report, new: Places) -> Iterator[tuple[tuple[str, ...], Failure]]:
    for cell in report.cells:
        if cell.missing:
            continue
        for step in cell.steps:
            if step.outcome.red:
                known = new.get(Tested(step.name, step=True), ())
                yield _key(cell, step), replace(_of_step(step, cell), new=cell.name in known)
        for case in cell.cases.notable:
            if case.outcome.red:
                yield _case_key(case, cell.name), replace(_of_case(case, cell.name), new=_is_new(case, cell.name, new))
    places = {file.source: place_of(file.source) for file in report.cases.files} if new else {}
    for case in report.cases.notable:
        if case.outcome.red:
            fresh = _is_new(case, places.get(case.source, case.source), new)
            failure = replace(_of_case(case, case.source), in_cells=False, new=fresh)
            yield _case_key(case, case.source), failure


def _is_new(case: Case, place: str, new: Places) -> bool:
    return bool(new) and place in new.get(Tested(case.name, case.classname, case.suite), ())


def _merged(same: list[Failure]) -> Failure:
    first = same[0]
    where = tuple(dict.fromkeys(place for failure in same for place in failure.where))
    numbers = {failure.number for failure in same}
    number = first.number if len(numbers) == 1 else 0
    skipped = tuple(number for failure in same for number in failure.skipped)
    new = any(failure.new for failure in same)
    return replace(first, where=where, number=number, skipped=skipped, new=new)


def _of_step(step: Step, cell: Cell) -> Failure:
    skipped = sum(one.outcome is Outcome.SKIPPED for one in cell.steps) if step is cell.failed_step else 0
    return Failure(step.name, step.message, (cell.name,), step.position, step, step.number, skipped=(skipped,))


def _key(cell: Cell, step: Step) -> tuple[str, ...]:
    text = step.log.tail if step.log else ""
    return ("step", step.name, step.message, _likeness(tail(text, 3), cell))


def _likeness(text: str, cell: Cell) -> str:
    """The text without what differs from cell to cell: its name, its values, numbers."""
    for own in (cell.name, *(value for _, value in cell.values if len(value) > 2)):
        text = text.replace(own, "~")
    return NUMBERS.sub("#", text)


def _case_key(case: Case, place: str) -> tuple[str, ...]:
    message = NUMBERS.sub("#", case.message.replace(place, "~"))
    return ("case", case.outcome.value, case.suite, case.classname, case.name, message)


def _of_case(case: Case, where: str) -> Failure:
    name = ".".join(filter(None, (case.classname if case.classname != where else "", case.name)))
    position = Position(case.file, case.line) if case.file else None
    message = case.message or ("error" if case.outcome is Outcome.ERROR else "failed")
    return Failure(name, message, (where,), position, details=case.details)


def _told(spot: Spot) -> str:
    place = f"{spot.file}:{spot.at}: " if spot.file and spot.at else f"{spot.file}: " if spot.file else ""
    return plain(_short(f"line {spot.line}: {place}{spot.text}"))


def tail(text: str, lines: int) -> str:
    """The last lines of a log that say something."""
    found: list[str] = []
    for raw in reversed(text.split("\n")):  # no escape sequence goes on in the next line
        if len(found) >= lines:
            break
        if line := plain(raw).rstrip():
            found.append(_short(line))
    return "\n".join(reversed(found))


def ends(text: str, lines: int) -> str:
    """The first and the last lines: some tell the reason first, some at the end."""
    found = plain(text).strip("\n").split("\n")
    if len(found) > lines:
        found = [*found[: lines // 3], f"… {len(found) - lines} lines …", *found[len(found) - lines + lines // 3 :]]
    return "\n".join(map(_short, found)) if lines else ""


def _short(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"
