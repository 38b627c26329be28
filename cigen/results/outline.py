"""What cigen knows of a build that BuildKit does not tell, as one line of the build's account: out, and in again.

`{"cigen": {"format": 1, "stages": {"base": [["0123456789abcdef", 12], …]}, "asked": [], "whole": true, "last": null,
"spec": "cigen.yml"}}` holds for each vertex of a stage, by its number there, a mark of its text and its line in the
spec; the stages built without the cache; whether this is all of a plan; and the `last.json` of the run to compare
with, or `null`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from cigen.results.last import Last, LastError, from_tree, to_tree
from cigen.results.vertex import Vertex, text

FORMAT = 1
LONGEST_SPEC = 1000
Stage = tuple[tuple[str, int], ...]


def _nothing() -> Mapping[str, Stage]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Outline:
    """The stages as they were written; `asked` are those that were to be built again, `*` for all.

    `whole` says that they are all of a plan; `last` is the run to compare with, None where there is none. `spec` is
    the file that the lines are those of.
    """

    stages: Mapping[str, Stage] = field(default_factory=_nothing)
    asked: frozenset[str] = frozenset()
    whole: bool = True
    last: Last | None = None
    spec: str = ""

    def of(self, vertex: Vertex) -> tuple[str, int]:
        """Mark and line of a vertex; none where the stage has other vertices, as with an image's ONBUILD."""
        stage = self.stages.get(vertex.within, ())
        return stage[vertex.number - 1] if len(stage) == vertex.of and vertex.number else ("", 0)

    def is_asked(self, vertex: Vertex) -> bool:
        """Whether it was to be built again."""
        return bool(self.asked) and (vertex.within in self.asked or "*" in self.asked)


def write(outline: Outline) -> bytes:
    """The line, its newline included, behind another one: what the engine said last may lack its own."""
    tree: dict[str, object] = {"format": FORMAT, "stages": dict(outline.stages), "asked": sorted(outline.asked)}
    tree |= {"whole": outline.whole, "spec": outline.spec, "last": to_tree(outline.last) if outline.last else None}
    return b"\n" + json.dumps({"cigen": tree}).encode() + b"\n"


def read(tree: dict[str, Any]) -> Outline:
    """What stands under `cigen`; whatever is not as it should be is left out, as it may come from anywhere."""
    own = tree.get("cigen")
    if not isinstance(own, dict) or own.get("format") != FORMAT:
        return Outline()
    stages, asked = own.get("stages"), own.get("asked")
    try:
        last = from_tree(own["last"]) if own.get("last") else None
    except LastError:
        last = None
    return Outline(
        {name: _stage(one) for name, one in stages.items()} if isinstance(stages, dict) else {},
        frozenset(one for one in asked if isinstance(one, str)) if isinstance(asked, list) else frozenset(),
        own.get("whole") is not False,
        last,
        text(own.get("spec"))[:LONGEST_SPEC],
    )


def _stage(value: object) -> Stage:
    return tuple(map(_entry, value)) if isinstance(value, list) else ()


def _entry(value: object) -> tuple[str, int]:
    if isinstance(value, list) and len(value) == 2:
        mark, line = value
        if isinstance(mark, str) and isinstance(line, int):
            return mark[:16], line
    return "", 0
