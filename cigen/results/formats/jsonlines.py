"""The bytes of a file with a JSON object on each line in, the objects out; the lines between them go where one says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from cigen.results.formats.decoded import LONGEST, SURROGATES, beginning, lines

FIRST = 200
"""Lines among which the first event must be; tools print before it."""

Text = Callable[[str, bool], None]
"""Takes a line that is no object, and whether it was meant to be one."""


def objects(chunks: Iterable[bytes], other: Text) -> Iterator[dict[str, Any]]:
    """Every object that has a line of its own; all other lines are handed to `other`."""
    for line in lines(chunks):
        if not line.startswith("{"):
            if line.strip():
                other(line, False)
            continue
        value = _parsed(line)
        if value is None:
            other(line[:LONGEST], True)
        else:
            yield value


def first_objects(head: bytes) -> Iterator[dict[str, Any]]:
    """The objects of the first lines of a file; the last of them may be cut and is left out."""
    for line in islice(beginning(head).split("\n"), FIRST):
        value = _parsed(line) if line.startswith("{") else None
        if value is not None:
            yield value


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line, strict=False)
    except (ValueError, RecursionError):
        return None
    value = _sound(value) if "\\ud" in line or "\\uD" in line else value
    return value if isinstance(value, dict) else None


def _sound(value: Any) -> Any:
    """Without halves of characters, which no file can hold; as deep as the events of any format are."""
    if isinstance(value, str):
        return SURROGATES.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: _sound(inner) for key, inner in value.items()}
    return value
