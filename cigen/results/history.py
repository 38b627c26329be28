"""What runs leave for later ones to compare with: the last runs, and of each test where it is and when it was not fine.

A test that only ever passed is its name and a number. Which places a test is in is a set of bits: cells, or the files
of cases that belong to no cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from types import MappingProxyType
from typing import NamedTuple

FORMAT = 1
RUNS = 20
"""How many runs are kept."""
MOST_TESTS = 100_000
"""Tests that are known by name; where there are more, nobody can tell which ones are new or gone."""
MOST_NOTABLE = 20_000
"""Tests that are known not to have passed in some run."""
MOST_TEXT = 16 << 20
"""Characters of all names."""
MOST_PLACES = 50_000
MOST_SETS = 32 << 20
"""Bytes of all sets of places."""
MOST_TIMED = 2_000
"""Tests of a place whose times are kept, the slowest ones."""
LONGEST_PART = 240

MOST_DOUBLES = 50
"""How often a test may fail under the same name in the same place."""

RED, FLAKY, SKIPPED, GONE = "F", "L", "S", "N"
LETTERS = (RED, FLAKY, SKIPPED, GONE)

_STEP = "\x1e"
_SEPARATOR = "\x1f"
_VOLATILE = re.compile(r"\d{6,}(?:[-_.:T]\d+)*|(?<![a-f])(?=[a-f]*\d)[0-9a-f]{8,}(?:-[0-9a-f]{4,})*")
"""Numbers in the name of a file that are other ones in every run."""


@dataclass(frozen=True, slots=True)
class Tested:
    """A step of a test, which has a name only, or a case that a file names."""

    name: str
    classname: str = ""
    suite: str = ""
    step: bool = False


class Was(NamedTuple):
    """How a test ended in one run at several places where it did not pass, at least `times` at each."""

    run: int
    letter: str
    times: int
    places: int


class Took(NamedTuple):
    """How long a test took in one run, in seconds."""

    run: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Run:
    """A run by its number, which only grows; `when` in seconds since 1970, 0 where no step says it.

    `id` is GitHub's, the same one for each attempt of a run, empty elsewhere.
    `came` are the places that something came back from, `ran` those of them where not all was cached, `cut` those where
    a step failed, so that tests may not have been run, each with how many cases came back all the same.
    """

    number: int
    commit: str = ""
    branch: str = ""
    when: float = 0.0
    came: int = 0
    ran: int = 0
    cut: tuple[tuple[int, int], ...] = ()
    id: str = ""


def _nothing() -> Mapping[str, int]:
    return MappingProxyType({})


def _never() -> Mapping[str, tuple[Was, ...]]:
    return MappingProxyType({})


def _no_times() -> Mapping[tuple[str, int], tuple[Took, ...]]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class History:
    """The last runs, oldest first, and tests by their key; sets of places are bits that `places` has the names of.

    `tests` says where each test is, `was` when it did not pass, `since` the run that saw it first, where that is one of
    these; `took` has times by test and place. `whole` is False where there were too many tests to know all of them.
    """

    name: str = ""
    runs: tuple[Run, ...] = ()
    places: tuple[str, ...] = ()
    tests: Mapping[str, int] = field(default_factory=_nothing)
    was: Mapping[str, tuple[Was, ...]] = field(default_factory=_never)
    since: Mapping[str, int] = field(default_factory=_nothing)
    took: Mapping[tuple[str, int], tuple[Took, ...]] = field(default_factory=_no_times)
    whole: bool = True

    @property
    def last(self) -> Run | None:
        """The newest run."""
        return self.runs[-1] if self.runs else None

    def without(self, id: str) -> History:
        """The same without the runs of that `id`; what an earlier attempt of a run found is no news of before it."""
        return replace(self, runs=tuple(run for run in self.runs if not id or run.id != id))

    @property
    def came(self) -> int:
        """Every place that is known from some run."""
        return sum_of(run.came for run in self.runs)


def key(tested: Tested) -> str:
    """One text for a test, of bounded length, which `tested` reads."""
    if tested.step:
        return _STEP + short(tested.name)
    return _SEPARATOR.join((short(tested.suite), short(tested.classname), short(tested.name)))


def case_key(suite: str, classname: str, name: str) -> str:
    """The same for a case, where there are a million of them."""
    if len(suite) <= LONGEST_PART and len(classname) <= LONGEST_PART and len(name) <= LONGEST_PART:
        return f"{suite}{_SEPARATOR}{classname}{_SEPARATOR}{name}"
    return key(Tested(name, classname, suite))


def step_key(name: str) -> str:
    """The same for a step."""
    return _STEP + short(name)


def tested(text: str) -> Tested:
    """What a key stands for."""
    if text.startswith(_STEP) and _SEPARATOR not in text:
        return Tested(text[1:], step=True)
    suite, _, rest = text.partition(_SEPARATOR)
    classname, _, name = rest.partition(_SEPARATOR)
    return Tested(name, classname, suite)


def short(text: str) -> str:
    """A text that is not too long to keep, still another one for another text."""
    if len(text) <= LONGEST_PART:
        return text
    mark = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{text[: LONGEST_PART - 17]}…{mark}"


def place_of(source: str) -> str:
    """A file's name as a place: without what is another number in every run."""
    return short(_VOLATILE.sub("#", source))


def bits(places: int) -> Iterator[int]:
    """The numbers in a set of places, smallest first."""
    text = bin(places)[:1:-1]
    number = text.find("1")
    while number >= 0:
        yield number
        number = text.find("1", number + 1)


def sum_of(sets: Iterable[int]) -> int:
    """All of these sets of places as one."""
    found = 0
    for places in sets:
        found |= places
    return found
