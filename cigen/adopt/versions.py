"""Versions and what a project says of those it works with in, the ones that fit out.

Python's are https://packaging.python.org/en/latest/specifications/version-specifiers/ and Poetry's `^`, npm's are those
of https://docs.npmjs.com/cli/configuring-npm/package-json#engines. They are read as far as the names of images go.
"""

from __future__ import annotations

import re

_CLAUSE = re.compile(r"(===?|~=|!=|>=|<=|>|<|\^|~|=)?\s*v?(\d+(?:\.\d+)*)(\.[x*])?", re.IGNORECASE)
_RANGE = re.compile(r"(\d\S*)\s+-\s+(\d\S*)")

Number = tuple[int, ...]


def fitting(versions: tuple[str, ...], wanted: str) -> tuple[str, ...]:
    """Those that fit; where none does, the first that is named, and all where nothing is."""
    ways = [_CLAUSE.findall(_RANGE.sub(r">=\1 <=\2", way)) for way in wanted.split("||")]
    if not all(ways):
        return versions
    kept = tuple(version for version in versions if any(_fits(number(version), way) for way in ways))
    depth = len(number(versions[0]))
    return kept or (".".join(map(str, number(ways[0][0][1])[:depth])),)


def number(version: str) -> Number:
    """The parts of a version such as `3.11`."""
    return tuple(int(part) for part in version.split("."))


def _fits(version: Number, way: list[tuple[str, str, str]]) -> bool:
    return all(_holds(version, sign, number(text), bool(star)) for sign, text, star in way)


def _holds(version: Number, sign: str, wanted: Number, star: bool) -> bool:
    """Whether any release of a version is what one clause wants, as far as the version says."""
    cut = wanted[: len(version)]
    if sign in (">=", "<="):
        return version >= cut if sign == ">=" else version[: len(cut)] <= cut
    if sign == ">":
        return version[: len(cut)] > cut
    if sign == "<":
        return version < cut or (version == cut and any(wanted[len(cut) :]))
    if sign == "!=":
        return version[: len(cut)] != cut or (len(wanted) > len(cut) and not star)
    same = {"^": 1, "~": 2, "~=": max(1, len(wanted) - 1)}.get(sign, len(cut))
    return version[:same] == cut[:same] and version >= cut
