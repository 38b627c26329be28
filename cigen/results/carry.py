"""The history before a run and what the run says in, the history with it out: the last runs, compact, bounded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from cigen.results.history import (
    GONE,
    MOST_NOTABLE,
    MOST_TESTS,
    MOST_TIMED,
    RED,
    RUNS,
    SKIPPED,
    History,
    Run,
    Took,
    Was,
    bits,
    short,
)
from cigen.results.survey import Survey


def carried(before: History, now: Survey, run: Run, *, name: str = "", most: int = RUNS) -> History:
    """The newest runs with this one, which gets its number and places; one that nothing came back from is none."""
    if not now.came:
        return replace(before, name=short(name))
    number = before.last.number + 1 if before.last else 1
    run = replace(run, number=number, came=now.came, ran=now.ran, cut=tuple(sorted(now.cut.items())))
    runs = (*before.runs, run)[-most:]
    first = runs[0].number
    tests = _tests(before, now)
    whole = now.whole and len(tests) <= MOST_TESTS
    was = _was(before, now, number=number, first=first)
    history = History(
        name=short(name),
        runs=runs,
        places=tuple(now.places),
        tests=tests if whole else {key: tests[key] for key in was if key in tests},
        was=was,
        since=_since(before, tests, number) if before.runs else {},
        took=_took(before, now, number=number, first=first),
        whole=whole,
    )
    return _compact(history)


def _tests(before: History, now: Survey) -> dict[str, int]:
    """Where each test is: what did not come back, or not all of it, is as it was."""
    sure = now.came
    for place in now.cut:
        sure &= ~(1 << place)
    found = dict(now.tests)
    kept: dict[int, int] = {}
    for key, places in before.tests.items():
        there = found.get(key, 0)
        joined = there | (places & ~sure)
        if joined != there:
            found[key] = kept.setdefault(joined, joined)
    return found


def _was(before: History, now: Survey, *, number: int, first: int) -> dict[str, tuple[Was, ...]]:
    """Those that are red or flaky now before those that merely were, as there may be too many."""
    found: dict[str, tuple[Was, ...]] = {}
    noted = (key for key, ended in now.was.items() if set(ended) != {SKIPPED})
    for key in (*noted, *before.was):
        if len(found) >= MOST_NOTABLE:
            break
        if key not in found:
            earlier = tuple(was for was in before.was.get(key, ()) if was.run >= first)
            every = (*earlier, *_now(key, before, now, number))
            if any(was.letter not in (SKIPPED, GONE) for was in every):
                found[key] = every
    return found


def _now(key: str, before: History, now: Survey, number: int) -> Iterable[Was]:
    for letter, times in now.was.get(key, {}).items():
        for often, places in enumerate(times, 1):
            if places:
                yield Was(number, letter, often, places)
    if gone := before.tests.get(key, 0) & now.came & ~now.tests.get(key, 0):
        yield Was(number, GONE, 1, gone)


def _since(before: History, tests: Mapping[str, int], number: int) -> dict[str, int]:
    new = {key: number for key in tests if key not in before.tests} if before.whole else {}
    return {key: since for key, since in before.since.items() if key in tests} | new


def _took(before: History, now: Survey, *, number: int, first: int) -> dict[tuple[str, int], tuple[Took, ...]]:
    """The slowest ones, by this run or by what they took before."""
    found: dict[tuple[str, int], tuple[Took, ...]] = {}
    for pair in {**before.took, **now.took}:
        times = tuple(took for took in before.took.get(pair, ()) if took.run >= first)
        if pair in now.took:
            times += (Took(number, round(now.took[pair], 3)),)
        if times:
            found[pair] = times
    if len(found) <= MOST_TIMED:
        return found
    from statistics import median

    slowest = sorted(found, key=lambda pair: -median(took.seconds for took in found[pair]))[:MOST_TIMED]
    return {pair: found[pair] for pair in slowest}


def _compact(history: History) -> History:
    """Without what no run knows any more: places that never came back, and the tests that were only there."""
    oldest = history.runs[0].number
    since = {key: run for key, run in history.since.items() if run > oldest and key in history.tests}
    known = list(bits(history.came))
    if len(known) == len(history.places):
        return replace(history, since=since)
    renumber = _Renumber(known)
    tests = {key: places for key, old in history.tests.items() if (places := renumber.set(old))}
    return History(
        name=history.name,
        runs=tuple(renumber.run(run) for run in history.runs),
        places=tuple(history.places[number] for number in known),
        tests=tests,
        was={key: tuple(renumber.was(was)) for key, was in history.was.items()},
        since={key: run for key, run in since.items() if key in tests},
        took={(key, renumber.to[n]): took for (key, n), took in history.took.items() if n in renumber.to},
        whole=history.whole,
    )


class _Renumber:
    """Sets of places by new numbers, each once."""

    def __init__(self, known: list[int]) -> None:
        self.to = {old: new for new, old in enumerate(known)}
        self._sets: dict[int, int] = {}

    def set(self, old: int) -> int:
        if old not in self._sets:
            self._sets[old] = sum(1 << self.to[number] for number in bits(old) if number in self.to)
        return self._sets[old]

    def run(self, run: Run) -> Run:
        cut = tuple((self.to[number], cases) for number, cases in run.cut if number in self.to)
        return replace(run, came=self.set(run.came), ran=self.set(run.ran), cut=cut)

    def was(self, all_of: Iterable[Was]) -> Iterable[Was]:
        return (one._replace(places=self.set(one.places)) for one in all_of)


def red_in(was: Iterable[Was], run: int) -> list[int]:
    """The places where a test failed in a run: at least once, at least twice and so on."""
    return [one.places for one in was if one.run == run and one.letter == RED]
