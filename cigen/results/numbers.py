"""Numbers as test tools write them in, sensible ones out; anything else is nothing, never an exception."""

from __future__ import annotations

import math
import re

MOST_SECONDS = 1e9
_LONGEST = 40


def seconds(text: str) -> float | None:
    """A time in seconds: `1,234.5`, `1,5`, `0.3s` and `0:00:01.5` are read; None for what is no sensible time."""
    try:
        value = float(text)
    except ValueError:
        value = _written_out(text)
    return value if 0 <= value < MOST_SECONDS else None


def _written_out(text: str) -> float:
    """With commas, a unit or colons; not a number where it is none."""
    text = text.strip() if len(text) < _LONGEST else ""
    if match := re.fullmatch(r"(?:(\d{1,4})[.:])?(\d{1,4}):(\d\d?):(\d\d?(?:\.\d+)?)", text):
        days, hours, minutes, rest = (float(part or 0) for part in match.groups())
        return ((days * 24 + hours) * 60 + minutes) * 60 + rest
    if not (match := re.fullmatch(r"([\d.,]+)\s*(ms|s|sec|secs|seconds)?", text)):
        return math.nan
    number, unit = match[1], match[2]
    comma = "." if re.fullmatch(r"\d+,(\d{1,2}|\d{4,})", number) else ""
    try:
        return float(number.replace(",", comma)) / (1000 if unit == "ms" else 1)
    except ValueError:
        return math.nan


def whole(text: str) -> int:
    """A count or a line; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
