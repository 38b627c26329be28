"""The history before a run and what the run says in, the news out: what fails now and did not, and all that changed.

A place is compared with the newest run that it came back in, so a cell that is missing now or was then says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from cigen.results.carry import red_in
from cigen.results.history import FLAKY, RED, SKIPPED, History, Run, Took, bits, sum_of, tested
from cigen.results.news import Change, News, changes
from cigen.results.rates import rates
from cigen.results.survey import Survey

FEWEST_TIMES = 5
"""Runs that a time is compared with; fewer say nothing."""
LEAST_SECONDS = 0.5
DEVIATIONS = 4
"""How many robust standard deviations above the median are no chance."""
NORMAL = 1.4826
"""A median absolute deviation by this is the standard deviation, where times are distributed normally."""


def compared(before: History, now: Survey, after: History) -> News:
    """The news; nothing but why where there is no earlier run. `after` is the history with this run."""
    if before.last is None:
        return News(refused="the baseline knows of no run that brought results")
    one = Comparison(before, now)
    failing = tuple(one.failing())
    return News(
        baseline=before.last,
        runs=len(before.runs),
        unsure=now.unsure or one.fewer(),
        cut=one.cut(),
        failing=changes(change for change in failing if change.since is None),
        still=changes(change for change in failing if change.since is not None),
        fixed=changes(one.fixed()),
        flaky=changes(one.flaky()),
        removed=changes(one.removed()),
        added=changes(one.added()),
        slower=changes(sorted(one.slower(), key=lambda change: change.before - change.now)),
        rates=rates(after),
    )


class Comparison:
    """One run beside those before it."""

    def __init__(self, before: History, now: Survey) -> None:
        self.before = before
        self.now = now
        self.known = before.came
        self.newest: dict[int, int] = {}
        """By the number of a run, the places that came back in it and in no later one."""
        left = self.known
        for run in reversed(before.runs):
            self.newest[run.number] = run.came & left
            left &= ~run.came

    def failing(self) -> Iterator[Change]:
        """What fails now: in places where it did before, with `since`, and in others."""
        for key, ended in self.now.was.items():
            if not (red := ended.get(RED)):
                continue
            then = self._reds(key)
            new = 0
            for number, places in enumerate(red):
                new |= places & ~(then[number] if number < len(then) else 0)
            if new:
                yield self._change(key, new, was=self._ended(key, new))
            if still := red[0] & ~new:
                yield self._change(key, still, since=self._first(key, still))

    def fixed(self) -> Iterator[Change]:
        """What failed before and passes now, flaky or not."""
        for key in self.before.was:
            then = self._reds(key)
            ended = self.now.was.get(key, {})
            bad = (ended.get(RED) or [0])[0] | (ended.get(SKIPPED) or [0])[0]
            if then and (mended := then[0] & self.now.tests.get(key, 0) & ~bad):
                yield self._change(key, mended)

    def flaky(self) -> Iterator[Change]:
        """What is flaky now and was in no run before."""
        for key, ended in self.now.was.items():
            places = (ended.get(FLAKY) or [0])[0]
            if places and not any(was.letter == FLAKY for was in self.before.was.get(key, ())):
                yield self._change(key, places)

    def removed(self) -> Iterator[Change]:
        """What is no more in a place that came back, and in which no step kept it from being run."""
        if self.cut():
            return
        sure = self.now.came & ~sum(1 << place for place in self.now.cut)
        for key, places in self.before.tests.items():
            if gone := places & sure & ~self.now.tests.get(key, 0):
                yield self._change(key, gone)

    def added(self) -> Iterator[Change]:
        """What is in a place that was there before, and was not."""
        if self.cut():
            return
        for key, places in self.now.tests.items():
            if new := places & self.known & ~self.before.tests.get(key, 0):
                yield self._change(key, new)

    def cut(self) -> str:
        """Why nobody can tell what came and what went."""
        if self.before.whole and self.now.whole:
            return ""
        return "there are more tests than are known by name"

    def slower(self) -> Iterator[Change]:
        """What took longer than it ever did, by more than chance makes of it."""
        for (key, place), seconds in self.now.took.items():
            usual = is_slower(seconds, self.before.took.get((key, place), ()))
            if usual is not None:
                yield self._change(key, 1 << place, before=round(usual, 3), now=seconds)

    def fewer(self) -> str:
        """Where a step that is known to fail brought fewer cases than before, others may hide behind it."""
        then: dict[int, int] = {}
        for run in self.before.runs:
            then |= {place: cases for place, cases in run.cut if self.newest[run.number] >> place & 1}
        for place, cases in self.now.cut.items():
            if cases < then.get(place, 0):
                name = self.now.places[place]
                return f"only {cases:,} of {then[place]:,} test cases came back from {name}"
        return self._fewer_in_files()

    def _fewer_in_files(self) -> str:
        """The same of files of no cell, of which nobody knows whether a step failed: a red one may have ended early."""
        red = 0
        for ended in self.now.was.values():
            red |= (ended.get(RED) or [0])[0]
        if self.cut() or not (red := red & self.now.loose):
            return ""
        then, now = (
            Counter(place for places in tests.values() for place in bits(places & red))
            for tests in (self.before.tests, self.now.tests)
        )
        for place, cases in now.items():
            if cases < then[place]:
                return f"only {cases:,} of {then[place]:,} tests came back from {self.now.places[place]}"
        return ""

    def _reds(self, key: str) -> list[int]:
        """Where it failed when each place came back last: at least once, at least twice and so on."""
        found: list[int] = []
        for was in self.before.was.get(key, ()):
            if was.letter == RED:
                found += [0] * (was.times - len(found))
                found[was.times - 1] |= was.places & self.newest.get(was.run, 0)
        return found if any(found) else []

    def _first(self, key: str, places: int) -> Run:
        """The first of the runs in a row in which it failed in any of the places."""
        was, first = self.before.was[key], self.before.runs[-1]
        for run in reversed(self.before.runs):
            red = (red_in(was, run.number) or [0])[0]
            if places & red & run.came:
                first = run
            places &= red | ~run.came
            if not places:
                break
        return first

    def _ended(self, key: str, places: int) -> str:
        """How it ended before in these places; empty where that differs."""
        if not places & self.known:
            return "absent" if key not in self.before.tests and self.before.whole else ""
        ended = dict.fromkeys((RED, FLAKY, SKIPPED), 0)
        for was in self.before.was.get(key, ()):
            if was.letter in ended:
                ended[was.letter] |= was.places & self.newest.get(was.run, 0)
        there = self.before.tests.get(key, 0)
        if not there:
            return "absent" if self.before.whole else ""
        if not places & ~ended[FLAKY]:
            return "flaky"
        if not places & ~ended[SKIPPED]:
            return "skipped"
        return "passed" if not places & ~(there & ~sum_of(ended.values())) else ""

    def _change(
        self,
        key: str,
        places: int,
        *,
        was: str = "",
        since: Run | None = None,
        before: float = 0.0,
        now: float = 0.0,
    ) -> Change:
        names = tuple(self.now.places[number] for number in bits(places))
        return Change(tested(key), names, was, since, before=before, now=now)


def is_slower(seconds: float, took: Iterable[Took]) -> float | None:
    """The usual time, if this one is out of the ordinary: above all of the others, and far above their median."""
    times = [one.seconds for one in took]
    if len(times) < FEWEST_TIMES or seconds <= max(times):
        return None
    from statistics import median

    usual = median(times)
    spread = NORMAL * median(abs(one - usual) for one in times)
    return usual if seconds - usual > max(LEAST_SECONDS, DEVIATIONS * spread) else None
