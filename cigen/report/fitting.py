"""What a page can show in, what it does show out: an ordered list says what is dropped first to make it fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cigen.pagetemplate import Quoted


@dataclass(frozen=True, slots=True)
class Detail:
    """How much of each thing is shown.

    `log` counts lines of each log, `failures` those with a log, `listed` those with a line; `names` counts cells of a
    failure, `entries` those of other lists, `rows` those of a grid, `steps` those of a table of steps, `slowest` steps,
    `bars` those of the chart, `causes` why steps ran, `news` tests of each kind, `broken` lines of the step that broke
    the build.
    """

    log: int
    failures: int
    listed: int
    names: int
    entries: int
    rows: int
    news: int
    broken: int
    steps: int = 0
    slowest: int = 0
    bars: int = 0
    causes: int = 0


@dataclass(frozen=True, slots=True)
class Drop:
    """One thing to leave out: the `field` of Detail becomes `most`; `said` tells the reader, with `{}` for the number.

    `where` is what has it all. Of several drops of one field the last counts.
    """

    field: str
    most: int
    said: str
    where: str = "`report.json`"

    def apply(self, detail: Detail) -> Detail:
        """The same with less."""
        return replace(detail, **{self.field: min(self.most, getattr(detail, self.field))})


Values = Mapping[str, object]
"""What a page is given, by name."""


@dataclass(frozen=True, slots=True)
class Level:
    """A page's values, and what they lack by now."""

    values: Values
    dropped: tuple[Drop, ...] = ()


def fit(
    values: Callable[[Detail], Values],
    drops: Sequence[Drop],
    full: Detail,
    *,
    draw: Callable[[Level], str],
    budget: int,
) -> str:
    """The page with the fewest drops that has at most `budget` bytes, else the smallest there is.

    Drops are made in order, all before one that is needed are; those that change nothing are passed over.
    """
    levels = _Levels(values, drops, full)
    pages: dict[int, str] = {}

    def fits(number: int) -> bool:
        pages[number] = draw(levels.at(number))
        return size(pages[number]) <= budget

    low, high = -1, 0
    while not fits(high) and levels.reaches(high + 1):
        low, high = high, levels.up_to(2 * high + 1)
    while high - low > 1:  # what is at low does not fit
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle) else (middle, high)
    return pages[high]


class _Levels:
    """A page with all of its details, then with one thing less each; no further than somebody asks for."""

    def __init__(self, values: Callable[[Detail], Values], drops: Sequence[Drop], full: Detail) -> None:
        self._known = [Level(values(full))]
        self._next = self._made(values, drops, full)

    def _made(self, values: Callable[[Detail], Values], drops: Sequence[Drop], detail: Detail) -> Iterator[Level]:
        for drop in drops:
            detail = drop.apply(detail)
            shown, last = values(detail), self._known[-1]
            if shown != last.values:
                before = tuple(one for one in last.dropped if one.field != drop.field)
                yield Level(shown, (*before, drop))

    def reaches(self, number: int) -> bool:
        """Whether there are so many drops that change anything."""
        while len(self._known) <= number and (level := next(self._next, None)):
            self._known.append(level)
        return len(self._known) > number

    def up_to(self, number: int) -> int:
        """The last of them, but not after `number`."""
        return number if self.reaches(number) else len(self._known) - 1

    def at(self, number: int) -> Level:
        """One that is known to be there."""
        return self._known[number]


def left_out(dropped: Sequence[Drop], kind: str, places: Mapping[str, Quoted]) -> Quoted:
    """A sentence on what was dropped and where that is; `places` are links to where, by the words for it."""
    told: dict[str, list[str]] = {}
    for drop in dropped:
        told.setdefault(drop.where, []).append(drop.said.format(f"{drop.most:,}"))
    if not told:
        return Quoted("")
    parts = [f"{', '.join(said)} (in {places.get(where, where)})" for where, said in told.items()]
    return Quoted(f"**Left out** to keep this {kind} small enough for GitHub: {', '.join(parts)}")


def size(text: str) -> int:
    """Bytes, as GitHub counts them."""
    return len(text.encode("utf-8", "replace"))
