"""A History in, `history.json` out, and the same lines for `report.json`: format 1, see `docs/baseline.md`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted

from cigen.rendered import StreamedFile
from cigen.results.model import History, Report, Run, Tested, bits, tested

FORMAT = 1
NAME = "history.json"


def render(report: Report) -> StreamedFile:
    """What the next run compares itself with, and no more of the report."""
    return StreamedFile(NAME, lambda: _whole(report.history or History()))


def _whole(history: History) -> Iterator[str]:
    yield f'{{\n"format": {FORMAT},\n'
    yield from pieces(history)
    yield "\n}\n"


def pieces(history: History) -> Iterator[str]:
    """The key `history` with its value, one entry a line; nothing behind it."""
    sets = _Sets(history)
    head = f'"format": {FORMAT}, "name": {quoted(history.name)}, "whole": {json.dumps(history.whole)}'
    yield f'"history": {{{head},'
    yield from _list("places", map(quoted, history.places), ",")
    yield from _list("sets", map(quoted, map(_shown, sets.numbers)), ",")
    yield from _list("runs", (_run(run, sets) for run in history.runs), ",")
    yield from _list("tests", _tests(history, sets), ",")
    yield from _list("times", _times(history), "}")


def _list(key: str, lines: Iterable[str], end: str) -> Iterator[str]:
    """One entry a line, and no line that is both an entry and something else."""
    yield f"\n{quoted(key)}: ["
    mark = "\n"
    for line in lines:
        yield f"{mark}{line}"
        mark = ",\n"
    yield f"\n]{end}"


class _Sets:
    """Numbers for the sets of places that a history has, in the order that it tells of them."""

    def __init__(self, history: History) -> None:
        self.numbers: dict[int, int] = {}
        for run in history.runs:
            self._add(run.came)
            self._add(run.ran)
        for places in history.tests.values():
            self._add(places)
        for was in history.was.values():
            for one in was:
                self._add(one.places)

    def _add(self, places: int) -> None:
        if places not in self.numbers:
            self.numbers[places] = len(self.numbers)

    def __getitem__(self, places: int) -> int:
        return self.numbers[places]


def _shown(places: int) -> str:
    """Such as `0-25 27`."""
    ranges: list[list[int]] = []
    for number in bits(places):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)


def _run(run: Run, sets: _Sets) -> str:
    tree: dict[str, object] = {"id": run.id} if run.id else {}
    tree |= {"number": run.number, "commit": run.commit, "branch": run.branch, "when": run.when}
    return json.dumps({**tree, "came": sets[run.came], "ran": sets[run.ran], "cut": run.cut})


def _tests(history: History, sets: _Sets) -> Iterator[str]:
    for key, places in history.tests.items():
        since = f', "since": {history.since[key]}' if key in history.since else ""
        was = f', "was": {_was(history, key, sets)}' if key in history.was else ""
        yield f'{{{_named(tested(key))}, "in": {sets[places]}{since}{was}}}'
    for key in history.was:
        if key not in history.tests:
            yield f'{{{_named(tested(key))}, "was": {_was(history, key, sets)}}}'


def _was(history: History, key: str, sets: _Sets) -> str:
    told = (f"[{one.run}, {quoted(one.letter)}, {one.times}, {sets[one.places]}]" for one in history.was[key])
    return f"[{', '.join(told)}]"


def _named(one: Tested) -> str:
    if one.step:
        return f'"step": {quoted(one.name)}'
    return f'"name": {quoted(one.name)}{_where(one.classname, one.suite)}'


@lru_cache(256)
def _where(classname: str, suite: str) -> str:
    parts = (("classname", classname), ("suite", suite))
    return "".join(f", {quoted(key)}: {quoted(text)}" for key, text in parts if text)


def _times(history: History) -> Iterator[str]:
    for (key, place), took in history.took.items():
        yield f'{{{_named(tested(key))}, "place": {place}, "took": {json.dumps(took)}}}'
