"""What is other than in earlier runs: failures that are new, those that are known, what was mended, came, went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cigen.results.history import Run, Tested

MOST = 1_000
"""How many changes of a kind are kept; `Changes.count` counts them all."""


@dataclass(frozen=True, slots=True)
class Change:
    """A test and the places, cells or files, where it changed.

    `since` is the first of the runs in a row that it failed in; `was` how it ended before, where that is the same in
    all places: `passed`, `skipped`, `flaky`, `absent`, or empty. It was flaky in `flaky` of `tried` runs; `before` and
    `now` are seconds.
    """

    tested: Tested
    places: tuple[str, ...]
    was: str = ""
    since: Run | None = None
    flaky: int = 0
    tried: int = 0
    before: float = 0.0
    now: float = 0.0


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of a kind, the first of them by name; `count` counts a test once, wherever it changed."""

    shown: tuple[Change, ...] = ()
    count: int = 0


def changes(found: Iterable[Change]) -> Changes:
    """The first ones, and how many tests there are in all."""
    every = tuple(found)
    return Changes(every[:MOST], len({change.tested for change in every}))


@dataclass(frozen=True, slots=True)
class News:
    """How a run differs from the `baseline`, the newest of `runs` earlier ones; `refused` says why there is none.

    `failing` is new, `still` failed before, `flaky` never was, `rates` are those flaky in some run. `unsure` says why
    failures that are known make a run red all the same; `cut` why tests that came or went are not told.
    """

    baseline: Run | None = None
    runs: int = 0
    refused: str = ""
    unsure: str = ""
    cut: str = ""
    failing: Changes = Changes()
    still: Changes = Changes()
    fixed: Changes = Changes()
    flaky: Changes = Changes()
    removed: Changes = Changes()
    added: Changes = Changes()
    slower: Changes = Changes()
    rates: Changes = Changes()

    @property
    def known(self) -> int:
        """How many failures are known, where nothing else is wrong with the comparison."""
        return 0 if self.refused or self.unsure or self.failing.count else self.still.count
