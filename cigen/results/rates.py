"""A history in, how often each test was flaky out: by itself, or as one commit gave it two verdicts.

Runs that took everything of a place from the cache tried nothing there, and do not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from cigen.results.history import FLAKY, RED, History, Run, Was, bits, sum_of, tested
from cigen.results.news import Change, Changes, changes


def rates(history: History) -> Changes:
    """Every test that was flaky in some run, those that were so most often first."""
    found = sorted(_rates(history), key=lambda change: -change.flaky / max(1, change.tried))
    return changes(found)


def _rates(history: History) -> Iterator[Change]:
    again = tuple(_again(history.runs))
    for key, was in history.was.items():
        there = history.tests.get(key, 0) | sum_of(one.places for one in was)
        flaky = {one.run: one.places for one in was if one.letter == FLAKY and one.times == 1}
        for then, now in again:
            if changed := _changed(was, then, now, there):
                flaky[now.number] = flaky.get(now.number, 0) | changed
        if flaky:
            since = history.since.get(key, 0)
            tried = sum(1 for run in history.runs if run.number >= since and run.ran & there)
            places = tuple(history.places[number] for number in bits(sum_of(flaky.values())))
            yield Change(tested(key), places, flaky=len(flaky), tried=max(tried, len(flaky)))


def _again(runs: tuple[Run, ...]) -> Iterator[tuple[Run, Run]]:
    """Runs in a row of the same commit, on GitHub, as elsewhere nobody knows what was changed and not committed."""
    for then, now in pairwise(runs):
        if now.commit and now.commit == then.commit and now.id and then.id:
            yield then, now


def _changed(was: Iterable[Was], then: Run, now: Run, there: int) -> int:
    """Where a test failed in one of two runs and passed in the other, which ran there."""
    red, passed = [0, 0], [then.came & there, now.came & there]
    for one in was:
        if one.run in (then.number, now.number) and one.letter != FLAKY:
            which = int(one.run == now.number)
            passed[which] &= ~one.places
            red[which] |= one.places if one.letter == RED else 0
    return ((red[0] & passed[1]) | (passed[0] & red[1])) & now.ran
