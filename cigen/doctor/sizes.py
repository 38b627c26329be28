"""Sizes as Docker's tools write them in, bytes out, and the other way round."""

from __future__ import annotations

import re

_SIZE = re.compile(r"([0-9]{1,18}(?:\.[0-9]{1,18})?) ?([kKMGTP]?)(i?)B?")
_UNITS = ("", "K", "M", "G", "T", "P")


def read(text: str) -> int:
    """Bytes: `24.21GiB` counts in steps of 1024, `247.9MB` in steps of 1000; 0 for what is no size."""
    match = _SIZE.fullmatch(text.strip().rstrip("*"))
    if match is None:
        return 0
    step = 1024 if match[3] else 1000
    return round(float(match[1]) * float(step ** _UNITS.index(match[2].upper())))


def shown(size: float) -> str:
    """The size for a person, in steps of 1000 as disks are sold: `24.2 GB`."""
    for unit in ("B", "kB", "MB", "GB"):
        if abs(size) < 999.5:
            return f"{size:.0f} {unit}" if unit == "B" or size >= 99.95 else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"


def asked(size: float) -> str:
    """A size to set: whole gigabytes, with a quarter more, as a cache grows."""
    return f"{max(1, -(-size * 1.25 // 1e9)):.0f}GB"
