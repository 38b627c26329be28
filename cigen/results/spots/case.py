"""The details of a failed test case in, the place that they tell out: that of a reason, a frame or a line alone."""

from __future__ import annotations

from cigen.results.spots.finder import Finder
from cigen.results.spots.found import NOWHERE, Place, place
from cigen.results.spots.frames import PYTHON, frame, own
from cigen.results.spots.spot import Spot

LINES = 2000


def spot_of(details: str) -> Spot | None:
    """The place of a failure as its details tell it, in any language; None where they tell none."""
    finder = Finder()
    finder.feed(details.encode("utf-8", "replace"))
    spots = [spot for spot in finder.close() if spot.file]
    if spots and not spots[0].weak:
        return next((spot for spot in spots if own(spot.file)), spots[0])
    return _by_frames(details.splitlines()[:LINES]) or next(iter(spots), None)


def _by_frames(lines: list[str]) -> Spot | None:
    """Details often have frames without the line that they belong to; Python's last one is the nearest."""
    found: Spot | None = None
    for number, line in enumerate(lines, 1):
        there = _told(line[:1000])
        if not there.file or not own(there.file):
            continue
        found = Spot(number, line.strip()[:300], "traceback", there.file, there.at, there.column)
        if not PYTHON.match(line):
            return found
    return found


def _told(line: str) -> Place:
    """The place of a frame, or of a line that is nothing else, as GoogleTest's and PHPUnit's are."""
    there = frame(line)
    if there is None:
        words = line.split()
        alone = len(words) == 1 or (len(words) == 2 and words[0] == "at")
        there = place(words[-1]) if alone else NOWHERE
    return there if "." in there.file else NOWHERE
