"""The text of a `report.json` in, how long each cell took out. Format 1, see `docs/results-format.md`.

The file may come from anywhere, so nothing in it is believed to have a shape.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection

FORMAT = 1
LONGEST = 1e9
"""More seconds than any cell takes; a time above it is none."""


class TimingError(ValueError):
    """The text is no report that has times; the message says why."""


def read(text: str, cells: Collection[str]) -> dict[str, float]:
    """The seconds of each of `cells` that the report has a time for; TimingError where it has none."""
    try:
        tree = json.loads(text, parse_int=_integer)
    except (ValueError, RecursionError) as error:
        raise TimingError("it is not JSON") from error
    if not isinstance(tree, dict) or tree.get("format") != FORMAT or not isinstance(tree.get("results"), dict):
        raise TimingError(f"it is no report.json of format {FORMAT}")
    found = tree["results"].get("cells")
    if not isinstance(found, list):
        raise TimingError("it has no list of cells")
    times = {name: seconds for name, seconds in map(_cell, found) if name in cells and seconds > 0}
    if not times:
        raise TimingError("it has no time of any cell of this spec")
    return times


def _integer(text: str) -> int | float:
    """Python refuses whole numbers of thousands of digits with an error of its own."""
    return int(text) if len(text) < 20 else math.inf


def _cell(tree: object) -> tuple[str, float]:
    """A cell's name with the seconds of its steps; nothing for what is no cell."""
    if not isinstance(tree, dict) or not isinstance(tree.get("name"), str):
        return "", 0.0
    steps = tree.get("steps")
    return tree["name"], min(sum(map(_seconds, steps)), LONGEST) if isinstance(steps, list) else 0.0


def _seconds(step: object) -> float:
    seconds = step.get("seconds") if isinstance(step, dict) else None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return 0.0
    return float(seconds) if 0 <= seconds < LONGEST else 0.0
