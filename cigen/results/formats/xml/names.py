"""The names that .NET's test tools write in, class and method apart out."""

from __future__ import annotations

import re

from cigen.results.tally import NAME

_PLAIN = re.compile(r"([\w.]*\w)\.(\w+(?:\([^()\\]*\))?)")
"""What most names look like; the others are gone through character by character."""
_OPEN, _CLOSE = "([<{", ")]>}"


def split(name: str) -> tuple[str, str]:
    """`Ns.Fixture(1.5).Test("a.b")` → `Ns.Fixture(1.5)` and `Test("a.b")`; no class where the text is none."""
    name = name[:NAME]
    if match := _PLAIN.fullmatch(name):
        return match[1], match[2]
    dot = _last_dot(name)
    if dot <= 0 or not name[dot + 1 :] or re.search(r"\s", re.sub(r"\(.*\)", "", name[:dot])):
        return "", name
    return name[:dot], name[dot + 1 :]


def _last_dot(name: str) -> int:
    """The last one that is in no brackets and no quotes; -1 where there is none."""
    depth, quoted, escaped, last = 0, False, False, -1
    for place, char in enumerate(name):
        if escaped or char == "\\":
            escaped = not escaped and quoted
        elif char == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char == "." and not depth:
            last = place
    return last


def without(prefix: str, name: str) -> str:
    """The name without the class before it."""
    return name[len(prefix) + 1 :] if prefix and name.startswith(f"{prefix}.") and len(name) > len(prefix) + 1 else name


def base(path: str) -> str:
    """The last part of a path of either kind."""
    return re.split(r"[\\/]", path.rstrip("\\/"))[-1] if path else ""
