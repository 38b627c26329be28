"""A Report in, what it says of each test out: where it is, where it did not pass, how long the slowest took."""

from __future__ import annotations

from heapq import heappush, heapreplace
from math import inf
from operator import itemgetter

from cigen.results.caseline import Green, glance, green
from cigen.results.history import (
    FLAKY,
    MOST_DOUBLES,
    MOST_NOTABLE,
    MOST_PLACES,
    MOST_SETS,
    MOST_TESTS,
    MOST_TEXT,
    MOST_TIMED,
    RED,
    SKIPPED,
    History,
    place_of,
    short,
    step_key,
    tested,
)
from cigen.results.model import Cases, Cell, Outcome, Report, Step
from cigen.results.storedkeys import Told, keys, others, parts

MOST_NOTED = 2 * MOST_NOTABLE
SHORTEST = 0.1
"""Seconds; nobody minds what a faster test takes."""
OWN_SUITE = "cigen"
ITSELF = ("(the ", " itself)")
"""How cases begin and end that readers add where a file, a suite or a package is not to be believed."""

_LETTERS = {Outcome.FAILED: RED, Outcome.ERROR: RED, Outcome.FLAKY: FLAKY, Outcome.SKIPPED: SKIPPED}


class Survey:
    """Takes a report case by case; numbers of places go on from those of the history `before`.

    `tests` says where each test is, `was` how it ended where it did not pass: by letter, a set of places for at least
    one time, one for at least two and so on. `took` has the times of the slowest by test and place. `loose` are the
    places that are files of no cell.
    """

    def __init__(self, report: Report, before: History) -> None:
        self.places = list(before.places)
        self.came = self.ran = self.loose = 0
        self.cut: dict[int, int] = {}
        self.tests: dict[str, int] = {}
        self.was: dict[str, dict[str, list[int]]] = {}
        self.took: dict[tuple[str, int], float] = {}
        self.whole = True
        self.unsure = ""
        self._before = before
        self._compares = bool(before.was or before.took)
        self._numbers = {name: number for number, name in enumerate(self.places)}
        self._sets: dict[int, int] = {}
        self._room = MOST_SETS
        self._text = MOST_TEXT
        self._slow: list[tuple[float, str, int]] = []
        self._files: dict[str, int] = {}
        self._red = 0
        self._take(report)
        self.took |= {(key, place): seconds for seconds, key, place in self._slow}

    def _take(self, report: Report) -> None:
        for cell in report.cells:
            if not cell.missing and (place := self._place(short(cell.name))) >= 0:
                self._take_cell(cell, place)
        unreadable = {problem.file for problem in report.problems}
        came = self._take_cases(report.cases, -1, measured=True)
        if came < len(report.cases):
            self._lack()
        if self._red < report.totals.red:
            self._lack()
        for source, place in self._files.items():
            if source in unreadable and place >= 0:
                self.cut[place] = 0

    def _take_cell(self, cell: Cell, place: int) -> None:
        ran = not cell.steps or any(step.cached is not True for step in cell.steps)
        self.came |= 1 << place
        self.ran |= ran << place
        for step in cell.steps:
            self._take_step(step, place)
        came = self._take_cases(cell.cases, place, measured=ran)
        if came < len(cell.cases):
            self._lack()
        if cell.outcome is Outcome.ERROR or cell.failed_step is not None:
            self.cut[place] = len(cell.cases)

    def _take_step(self, step: Step, place: int) -> None:
        key = step_key(step.name)
        self._red += step.outcome.red
        self._add(key, place)
        if step.outcome is not Outcome.PASSED:
            self._note(key, place, step.outcome)
        if step.outcome is Outcome.ERROR:
            self._doubt(f"step {step.number} could not be run")
        if step.seconds is not None and step.seconds >= SHORTEST and step.cached is not True:
            self._time(key, place, step.seconds)

    def _take_cases(self, cases: Cases, cell: int, *, measured: bool) -> int:
        """How many there were; those of no cell are in a place of their own, their file."""
        number = 0
        for file in cases.files:
            place = cell if cell >= 0 else self._file(file.source)
            number += len(file.notable) if file.stored is None else file.totals.tests
            for block in file.blocks():
                if place >= 0 and (self.whole or self._compares):
                    self._take_block(green(block), place, measured)
                else:
                    self._look_at(block, place, measured)
        return number

    def _take_block(self, found: Green, place: int, measured: bool) -> None:
        """All of them are known by name, or some were in earlier runs."""
        names, told, least = keys(found), others(found), self._least()
        self._add_all(_in_order(names, told), place)
        self._take_others(told, place)
        if measured:
            took = enumerate(float(seconds or 0) for seconds in found.seconds)
            slow = [
                Told(number, names[number], Outcome.PASSED, seconds) for number, seconds in took if seconds >= least
            ]
            self._take_times(sorted([*told, *slow], key=itemgetter(0)), place)

    def _look_at(self, lines: bytes, place: int, measured: bool) -> None:
        """Nobody asks for the name of a case that passed and was not slow."""
        least = self._least() if measured and place >= 0 else inf
        told = [Told(0, *parts(line)) for line in glance(lines, least)]
        self._take_others(told, place)
        if place >= 0 and measured:
            self._take_times(told, place)

    def _take_others(self, told: list[Told], place: int) -> None:
        """Those that did not just pass."""
        for one in told:
            if one.outcome.red:
                self._take_red(one.key, place)
            if place >= 0:
                self._add(one.key, place)
                if one.outcome is not Outcome.PASSED:
                    self._note(one.key, place, one.outcome)

    def _take_red(self, key: str, place: int) -> None:
        self._red += 1
        if place < 0:
            self._doubt("there are too many files")
        elif _is_own(key):
            self._doubt("something is wrong with the results themselves")

    def _least(self) -> float:
        """Seconds that are worth a look."""
        full = len(self._slow) == MOST_TIMED and not self._before.took
        return max(SHORTEST, self._slow[0][0]) if full else SHORTEST

    def _take_times(self, told: list[Told], place: int) -> None:
        for one in told:
            if one.seconds >= SHORTEST:
                self._time(one.key, place, one.seconds)

    def _file(self, source: str) -> int:
        place = self._files.get(source)
        if place is None:
            place = self._files[source] = self._place(place_of(source))
            if place >= 0:
                self.came |= 1 << place
                self.ran |= 1 << place
                self.loose |= 1 << place
        return place

    def _place(self, name: str) -> int:
        """The number of a place; -1 where there are too many."""
        number = self._numbers.get(name)
        if number is None and len(self.places) < MOST_PLACES:
            number = self._numbers[name] = len(self.places)
            self.places.append(name)
        return -1 if number is None else number

    def _add_all(self, names: list[str], place: int) -> None:
        """Most are new, and there is room for all of them."""
        if not self.whole:
            names = [name for name in names if name in self.tests or name in self._before.was]
        fresh = dict.fromkeys(names, 0)
        size = sum(map(len, fresh))
        room = len(self.tests) + len(fresh) <= MOST_TESTS and size <= self._text
        if fresh and room and self.tests.keys().isdisjoint(fresh):
            self._text -= size
            self.tests.update(dict.fromkeys(fresh, self._set(0, 1 << place)))
            return
        for name in names:
            self._add(name, place)

    def _add(self, key: str, place: int) -> None:
        known, place = self.tests.get(key), 1 << place
        if known is None:
            self._text -= len(key)
            if (len(self.tests) >= MOST_TESTS or self._text < 0) and key not in self._before.was:
                self.whole = False
                return
            self.tests[key] = self._set(0, place)
        elif not known & place:
            self.tests[key] = self._set(known, place)

    def _set(self, known: int, place: int) -> int:
        """Both sets as one, which is kept once however many tests are there."""
        joined = known | place
        found = self._sets.get(joined)
        if found is None:
            self._room -= joined.bit_length() >> 3
            if self._room < 0:
                self.whole = False
                return known
            found = self._sets[joined] = joined
        return found

    def _note(self, key: str, place: int, outcome: Outcome) -> None:
        most = MOST_NOTABLE if outcome is Outcome.SKIPPED else MOST_NOTED
        if len(self.was) >= most and key not in self.was:
            if outcome.red:
                self._doubt(f"more than {MOST_NOTED:,} tests failed")
            return
        times = self.was.setdefault(key, {}).setdefault(_LETTERS[outcome], [])
        one = 1 << place
        number = next((number for number, places in enumerate(times) if not places & one), len(times))
        if number == len(times) < MOST_DOUBLES:
            times.append(0)
        if number < len(times):
            times[number] = self._set(times[number], one)
        if outcome.red and not (number < len(times) and times[number] & one):
            self._doubt(f"a test failed more than {MOST_DOUBLES} times under the same name, or in too many places")

    def _time(self, key: str, place: int, seconds: float) -> None:
        if (key, place) in self._before.took:
            self.took[key, place] = max(seconds, self.took.get((key, place), 0.0))
        elif len(self._slow) < MOST_TIMED:
            heappush(self._slow, (seconds, key, place))
        elif seconds > self._slow[0][0]:
            heapreplace(self._slow, (seconds, key, place))

    def _doubt(self, why: str) -> None:
        self.unsure = self.unsure or why

    def _lack(self) -> None:
        """Not every case was kept, so nobody can tell which ones failed."""
        self.whole = False
        self._doubt("not every case was kept")


def _in_order(names: list[str], others: list[Told]) -> list[str]:
    """All keys in the order of their lines."""
    every: list[str] = []
    last = 0
    for one in others:
        every += names[last : one.number]
        every.append(one.key)
        last = one.number
    return every + names[last:]


def _is_own(key: str) -> bool:
    """Whether cigen or a reader added the case, as something is wrong."""
    if OWN_SUITE not in key and ITSELF[0] not in key:
        return False
    one = tested(key)
    return one.suite == OWN_SUITE or (one.name.startswith(ITSELF[0]) and one.name.endswith(ITSELF[1]))
