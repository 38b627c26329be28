"""Where the files that results name are in the repository: the files' names in, their paths out; read, written, kept.

`cigen build` has the clone and leaves them beside the results as `places.jsonl`, see `docs/annotations.md`: whoever
reports elsewhere has none. What is read may be a stranger's, so nothing is believed to be small or a path.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from cigen.results.spots.located import is_decent

FORMAT = 1
NAME = "places.jsonl"
HEAD = re.compile(rb'\{\s*"cigen-places"')
"""How such a file begins."""
MOST = 20_000
"""Files; no report tells of more."""
LONGEST = 1_024
"""Characters of a name or a path."""
_LONGEST_LINE = 16 << 10
_MOST_BYTES = 32 << 20

Places = Mapping[str, str]
"""A file's name as results tell it, and its path in the repository."""


def to_text(places: Places) -> str:
    """The text that `read` reads: a line that says what it is, then one for each file."""
    fit = [pair for pair in sorted(places.items()) if max(map(len, pair)) <= LONGEST][:MOST]
    lines = [json.dumps({"file": file, "path": path}) for file, path in fit]
    return "".join(f"{line}\n" for line in (json.dumps({"cigen-places": FORMAT}), *lines))


def read(chunks: Iterable[bytes]) -> Places | None:
    """What such a file tells, as far as it makes sense; None where it is of another format, or none."""
    lines = _lines(chunks)
    head = _tree(next(lines, b""))
    if head.get("cigen-places") != FORMAT:
        return None
    found: dict[str, str] = {}
    for line in islice(lines, MOST):
        tree = _tree(line)
        file, path = tree.get("file"), tree.get("path")
        fit = isinstance(file, str) and isinstance(path, str) and max(len(file), len(path)) <= LONGEST
        if fit and is_decent(str(path)):
            found.setdefault(str(file), str(path))
    return found


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Whole lines, until there is too much of anything."""
    left, rest = _MOST_BYTES, b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        left -= len(chunk)
        yield from whole
        if left < 0 or len(rest) > _LONGEST_LINE:
            return


def _tree(line: bytes) -> dict[str, object]:
    try:
        tree = json.loads(line) if len(line) <= _LONGEST_LINE else None
    except (ValueError, RecursionError):
        return {}
    return tree if isinstance(tree, dict) else {}
