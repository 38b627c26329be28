"""An earlier `report.json` or `history.json` in, its History out: format 1, see `docs/baseline.md`.

It comes from a cache, another job or somebody's download, so nothing in it is believed: all numbers and sizes are
bounded. As cigen writes it, it is read line by line, and of a report no more than its history.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from cigen.results.history import (
    FORMAT,
    LETTERS,
    LONGEST_PART,
    MOST_DOUBLES,
    MOST_NOTABLE,
    MOST_PLACES,
    MOST_SETS,
    MOST_TESTS,
    MOST_TIMED,
    History,
    Run,
    Tested,
    Took,
    Was,
    key,
)

MOST_BYTES = 64 << 20
"""Of a document that has to be read as a whole."""
MOST_LINE = 8 << 20
MOST_RUNS = 200
MOST_PARTS = 4_000_000
MOST_WAS = 2_000_000
LARGEST = 1 << 53
LONGEST_TIME = 10 * 365 * 24 * 3600.0
_BEGIN = b'"history": {'
_SECTIONS = ("places", "sets", "runs", "tests", "times")
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}|")
_ID = re.compile(r"[0-9]{0,20}")
_SET = re.compile(r"\d{1,6}(?:-\d{1,6})?(?: \d{1,6}(?:-\d{1,6})?)*|")


class HistoryError(ValueError):
    """The text holds no history that this version reads."""


def read(chunks: Callable[[], Iterator[bytes]]) -> History | None:
    """The history in a document; None where it is a report without one; HistoryError says what is wrong with it."""
    found = _by_lines(_lines(chunks()))
    return found if found is not None else from_tree(whole(chunks()))


def whole(chunks: Iterator[bytes]) -> dict[str, Any]:
    """A document that is no longer than may be, as JSON."""
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > MOST_BYTES:
            raise HistoryError(f"it has more than {MOST_BYTES:,} bytes and is not as cigen writes it")
    try:
        tree = json.loads(bytes(data))
    except (ValueError, RecursionError) as error:
        raise HistoryError(f"it is no JSON: {type(error).__name__}") from error
    if not isinstance(tree, dict):
        raise HistoryError("it is no JSON object")
    return tree


def from_tree(tree: dict[str, Any]) -> History | None:
    """The same from what JSON came to."""
    if tree.get("format") != FORMAT:
        raise HistoryError(f"format {tree.get('format')!r:.40} is not known here, this cigen reads {FORMAT}")
    found = tree.get("history")
    if not isinstance(found, dict):
        if isinstance(tree.get("results"), dict):
            return None
        raise HistoryError("it is neither a report.json nor a history.json of cigen")
    reader = Reader()
    reader.head(found)
    for section in _SECTIONS:
        entries = found.get(section, [])
        if not isinstance(entries, list):
            raise HistoryError(f"`history.{section}` is no list")
        for entry in entries:
            reader.take(section, entry)
    return reader.history()


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    left = b""
    for chunk in chunks:
        *lines, left = (left + chunk).split(b"\n")
        yield from lines
        if len(left) > MOST_LINE:
            yield b""  # what is not as we write it is read as a whole, where it is short enough for that
            left = b""
    yield left


def _by_lines(lines: Iterator[bytes]) -> History | None:
    """None where there is no history, or somebody else has written it."""
    reader, section = Reader(), ""
    for line in lines:
        if line.startswith(_BEGIN):
            if not line.endswith(b","):
                return None
            reader.head(_entry(line[len(_BEGIN) - 1 : -1] + b"}"))
            break
    else:
        return None
    for line in lines:
        if line in (b"],", b"]}", b"]},"):
            if section == _SECTIONS[-1]:
                return reader.history()
            section = ""
        elif not section:
            section = next((name for name in _SECTIONS if line == b'"%s": [' % name.encode()), "")
            if not section:
                return None
        elif line:
            reader.take(section, _entry(line.removesuffix(b",")))
    raise HistoryError("it ends within its history: it was cut off")


def _entry(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise HistoryError(f"a line of its history is no JSON: {type(error).__name__}") from error


class Reader:
    """Takes a history entry by entry; sections come in their order."""

    def __init__(self) -> None:
        self._name = ""
        self._whole = True
        self._places: list[str] = []
        self._sets: list[int] = []
        self._once: dict[int, int] = {}
        self._runs: list[Run] = []
        self._numbers: set[int] = set()
        self._tests: dict[str, int] = {}
        self._was: dict[str, tuple[Was, ...]] = {}
        self._since: dict[str, int] = {}
        self._took: dict[tuple[str, int], tuple[Took, ...]] = {}
        self._room = {"sets": MOST_SETS, "parts": MOST_PARTS, "was": MOST_WAS}

    def history(self) -> History:
        """All of it."""
        return History(
            name=self._name,
            runs=tuple(self._runs),
            places=tuple(self._places),
            tests=self._tests,
            was=self._was,
            since=self._since,
            took=self._took,
            whole=self._whole,
        )

    def head(self, tree: Any) -> None:
        """What it says of itself."""
        if not isinstance(tree, dict) or tree.get("format") != FORMAT:
            raise HistoryError(f"its history has a format that is not known here, this cigen reads {FORMAT}")
        self._name = _text(tree.get("name", ""))
        self._whole = tree.get("whole") is True

    def take(self, section: str, entry: Any) -> None:
        """The next entry of a section; HistoryError where it can't be one."""
        try:
            getattr(self, f"_take_{section}")(entry)
        except HistoryError:
            raise
        except (LookupError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise HistoryError(f"an entry of `{section}` in its history can't be: {type(error).__name__}") from error

    def _take_places(self, entry: Any) -> None:
        _check(len(self._places) < MOST_PLACES, f"more than {MOST_PLACES:,} places")
        self._places.append(_text(entry))

    def _take_sets(self, entry: Any) -> None:
        text = str(entry)
        _check(isinstance(entry, str) and _SET.fullmatch(text) is not None, f"a set of places, found {text!r:.40}")
        parts, found, end = text.split(), 0, -1
        self._room["parts"] -= len(parts)
        _check(self._room["parts"] >= 0, f"more than {MOST_PARTS:,} places in sets")
        for part in parts:
            first, _, last = part.partition("-")
            low, high = int(first), int(last or first)
            _check(end < low <= high < len(self._places), f"a set of places, found {part!r:.40}")
            found |= (1 << high + 1) - (1 << low)
            end = high
        self._room["sets"] -= found.bit_length() // 8 + 1
        _check(self._room["sets"] >= 0, f"more than {MOST_SETS:,} bytes of sets")
        self._sets.append(self._once.setdefault(found, found))

    def _take_runs(self, entry: Any) -> None:
        _check(len(self._runs) < MOST_RUNS, f"more than {MOST_RUNS} runs")
        run = Run(
            number=_whole(entry["number"]),
            commit=_text(entry["commit"]),
            branch=_text(entry["branch"]),
            when=_seconds(entry["when"], LARGEST),
            came=self._set(entry["came"]),
            ran=self._set(entry["ran"]),
            id=_text(entry.get("id", "")),
            cut=tuple((self._place(place), _whole(cases)) for place, cases in entry["cut"]),
        )
        _check(not self._runs or run.number > self._runs[-1].number, "runs that are not in their order")
        _check(_ID.fullmatch(run.id) is not None, f"the number of a run, found {run.id!r:.40}")
        _check(_COMMIT.fullmatch(run.commit) is not None, f"a commit, found {run.commit!r:.80}")
        self._runs.append(run)
        self._numbers.add(run.number)

    def _take_tests(self, entry: Any) -> None:
        one = _tested(entry)
        _check(one not in self._tests and one not in self._was, "a test twice")
        if "in" in entry:
            _check(len(self._tests) < MOST_TESTS + MOST_NOTABLE, f"more than {MOST_TESTS:,} tests")
            self._tests[one] = self._set(entry["in"])
        if "since" in entry:
            self._since[one] = _whole(entry["since"])
        if "was" in entry:
            _check(len(self._was) < MOST_NOTABLE, f"more than {MOST_NOTABLE:,} tests that did not pass")
            self._was[one] = tuple(map(self._ended, entry["was"]))

    def _ended(self, entry: Any) -> Was:
        run, letter, times, places = entry
        self._room["was"] -= 1
        _check(self._room["was"] >= 0, f"more than {MOST_WAS:,} verdicts")
        _check(run in self._numbers and letter in LETTERS, "how a test ended in a run")
        _check(type(times) is int and 1 <= times <= MOST_DOUBLES, "how often it did")
        return Was(_whole(run), letter, times, self._set(places))

    def _take_times(self, entry: Any) -> None:
        _check(len(self._took) < MOST_TIMED, f"more than {MOST_TIMED:,} tests with times")
        _check(len(entry["took"]) <= MOST_RUNS, "more times than runs")
        took = tuple(Took(_whole(run), _seconds(seconds, LONGEST_TIME)) for run, seconds in entry["took"])
        _check(all(one.run in self._numbers for one in took), "times of a run that it does not know")
        self._took[_tested(entry), self._place(entry["place"])] = took

    def _set(self, number: Any) -> int:
        return self._sets[_whole(number)]

    def _place(self, number: Any) -> int:
        _check(_whole(number) < len(self._places), f"a place, found {number!r:.40}")
        return int(number)


def _check(fine: bool, what: str) -> None:
    if not fine:
        raise HistoryError(f"its history can't be: {what}")


def _tested(entry: Any) -> str:
    if "step" in entry:
        return key(Tested(_text(entry["step"]), step=True))
    return key(Tested(_text(entry["name"]), _text(entry.get("classname", "")), _text(entry.get("suite", ""))))


def _text(value: Any) -> str:
    _check(isinstance(value, str) and len(value) <= LONGEST_PART, f"a text, found {value!r:.40}")
    return str(value)


def _whole(value: Any) -> int:
    _check(type(value) is int and 0 <= value <= LARGEST, f"a whole number, found {value!r:.40}")
    return int(value)


def _seconds(value: Any, most: float) -> float:
    number = float(value) if type(value) in (int, float) else math.nan
    _check(0 <= number <= most, f"seconds, found {value!r:.40}")
    return number
