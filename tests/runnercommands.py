"""What GitHub's runner makes of a text on standard output: its commands, by the rules of its own parser.

https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

LIVE = frozenset(
    ["add-mask", "add-matcher", "remove-matcher", "debug", "notice", "warning", "error", "group", "endgroup", "echo",
     "stop-commands", "set-output", "save-state", "set-env", "add-path"]
)  # fmt: skip
MOST = 10
LONGEST = 4_096
_OLD = re.compile(r"##\[(?P<command>[^\]]*)\](?P<data>.*)", re.DOTALL)


@dataclass(frozen=True)
class Command:
    """One command; names are compared without case."""

    name: str
    data: str
    properties: dict[str, str] = field(default_factory=dict)


def commands(text: str) -> list[Command]:
    """Every command, in order; .NET's ReadLine ends lines at each of `\\n`, `\\r` and `\\r\\n`."""
    return [one for line in re.split(r"\r\n|\n|\r", text) if (one := _new(line) or _old(line)) is not None]


def shown(text: str) -> Iterator[Command]:
    """The annotations that people see of one step: ten of each level, and of a message so many UTF-16 code units."""
    left = {"error": MOST, "warning": MOST, "notice": MOST}
    for one in commands(text):
        if left.get(one.name, 0):
            left[one.name] -= 1
            message = one.data.encode("utf-16-le")[: 2 * LONGEST].decode("utf-16-le", "replace")
            yield Command(one.name, message, one.properties)


def _new(line: str) -> Command | None:
    """`::name key=value,key=value::data`, behind white space only."""
    line = line.lstrip()
    end = line.find("::", 2)
    if not line.startswith("::") or end < 0:
        return None
    name, _, rest = line[2:end].partition(" ")
    if name.lower() not in LIVE:
        return None
    pairs = (pair.split("=", 1) for pair in rest.strip().split(",") if pair)
    properties = {pair[0]: _unescaped(pair[1], "%0D%0A%3A%2C") for pair in pairs if len(pair) == 2}
    return Command(name.lower(), _unescaped(line[end + 2 :], "%0D%0A"), properties)


def _old(line: str) -> Command | None:
    """`##[name key=value;key=value]data`, anywhere in a line."""
    match = _OLD.search(line)
    if match is None or match["command"].partition(" ")[0].lower() not in LIVE:
        return None
    return Command(match["command"].partition(" ")[0].lower(), match["data"])


def _unescaped(text: str, escapes: str) -> str:
    """`%` is the last one, or `%250A` would become a line end."""
    for start in range(0, len(escapes), 3):
        code = escapes[start : start + 3]
        text = text.replace(code, chr(int(code[1:], 16)))
    return text.replace("%25", "%")
