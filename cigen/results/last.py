"""`last.json` in, what a run left for the next one to know out: format 1, see `docs/results-format.md`.

It comes from a cache or another job's artifact, so nothing in it is believed: a time is a finite number of seconds, a
vertex is 16 hexadecimal digits, and there are only so many of either.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

FORMAT = 1
MOST_BYTES = 64 << 20
MOST_ENTRIES = 1_000_000
LONGEST_NAME = 300
LONGEST_TIME = 10 * 365 * 24 * 3600.0
VERTEX = re.compile(r"[0-9a-f]{16}")


class LastError(ValueError):
    """The text is no `last.json` that this version reads."""


def _nothing() -> Mapping[str, float]:
    return MappingProxyType({})


def _no_parts() -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Last:
    """An earlier run of a spec: seconds by cell and by stage, and its vertices, 16 digits of each one's mark.

    `stages` holds the stages that are no cells; a time may be from the build that filled the cache. `parts` are the
    cells of each part, where it was built in parts.
    """

    cells: Mapping[str, float] = field(default_factory=_nothing)
    stages: Mapping[str, float] = field(default_factory=_nothing)
    vertices: frozenset[str] = frozenset()
    name: str = ""
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=_no_parts)

    @property
    def empty(self) -> bool:
        """Whether nothing is known, as before a first build."""
        return not (self.cells or self.stages or self.vertices)


def read(text: str | bytes) -> Last:
    """The run that `text` tells of; LastError says what is wrong with anything else."""
    if len(text) > MOST_BYTES:
        raise LastError(f"it has {len(text):,} bytes, at most {MOST_BYTES:,} are read")
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LastError(f"it is no JSON: {type(error).__name__}") from error
    return from_tree(tree)


def from_tree(tree: object) -> Last:
    """The same from what JSON came to."""
    if not isinstance(tree, dict):
        raise LastError("it is no JSON object")
    if tree.get("format") != FORMAT:
        raise LastError(f"format {tree.get('format')!r:.40} is not known here, this cigen reads {FORMAT}")
    if "results" in tree:
        raise LastError("it is a report.json, name the last.json beside it")
    name = tree.get("name", "")
    if not isinstance(name, str):
        raise LastError("`name` is no text")
    return Last(_times(tree, "cells"), _times(tree, "stages"), _vertices(tree), name[:LONGEST_NAME], _parts(tree))


def to_tree(last: Last) -> dict[str, object]:
    """What `from_tree` reads, without the parts, which nobody asks an account for."""
    times = {"cells": dict(last.cells), "stages": dict(last.stages)}
    return {"format": FORMAT, "name": last.name, **times, "vertices": sorted(last.vertices)}


def _parts(tree: dict[str, object]) -> Mapping[str, tuple[str, ...]]:
    found = tree.get("parts", {})
    if not isinstance(found, dict) or not all(isinstance(cells, list) for cells in found.values()):
        raise LastError("`parts` is no object of lists")
    if sum(map(len, found.values())) + len(found) > MOST_ENTRIES:
        raise LastError(f"`parts` has more than {MOST_ENTRIES:,} entries")
    if not all(isinstance(cell, str) for cells in found.values() for cell in cells):
        raise LastError("`parts` holds what is no cell's name")
    return MappingProxyType({name: tuple(cells) for name, cells in found.items()})


def _times(tree: dict[str, object], key: str) -> Mapping[str, float]:
    found = tree.get(key, {})
    if not isinstance(found, dict):
        raise LastError(f"`{key}` is no object")
    if len(found) > MOST_ENTRIES:
        raise LastError(f"`{key}` has {len(found):,} entries, at most {MOST_ENTRIES:,} are read")
    return MappingProxyType({_name(key, name): _seconds(key, name, value) for name, value in found.items()})


def _name(key: str, name: str) -> str:
    if not name or len(name) > LONGEST_NAME:
        raise LastError(f"`{key}` has a name of {len(name):,} characters, 1 to {LONGEST_NAME} are read")
    return name


def _seconds(key: str, name: str, value: object) -> float:
    whole = isinstance(value, int | float) and not isinstance(value, bool)
    if not whole or not math.isfinite(seconds := _float(value)) or not 0 <= seconds <= LONGEST_TIME:
        raise LastError(f"`{key}`: {name!r:.80} is {value!r:.40}, seconds are a number from 0")
    return seconds


def _float(value: object) -> float:
    try:
        return float(value) if isinstance(value, int | float) else math.nan
    except OverflowError:
        return math.inf


def _vertices(tree: dict[str, object]) -> frozenset[str]:
    found = tree.get("vertices", [])
    if not isinstance(found, list):
        raise LastError("`vertices` is no list")
    if len(found) > MOST_ENTRIES:
        raise LastError(f"`vertices` has {len(found):,} entries, at most {MOST_ENTRIES:,} are read")
    for one in found:
        if not isinstance(one, str) or not VERTEX.fullmatch(one):
            raise LastError(f"`vertices`: {one!r:.40} is found where 16 hexadecimal digits are expected")
    return frozenset(found)
