"""`part.json` of a results tar: which part of which plan this is, and what the other parts were to bring.

Format 1, see `docs/results-format.md`. `cigen build` appends it, but a tar may come from anywhere: nothing is believed.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cigen.plan.manifest import Manifest, ManifestError, from_json, to_json

FORMAT = 1
PATH = "part.json"
MOST_BYTES = 64 << 20
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,100}")
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}|")
_WORDS = re.compile(r"[a-z0-9_./-]{0,100}")


class PartError(ValueError):
    """The text is no `part.json` that this version reads."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the `parts` of a `plan`, each a name with its cells; `commit` is empty where it is not known.

    `shard` is such as `2/4`, `piece` such as `1/2` where a part is built as several Dockerfiles.
    """

    name: str
    plan: Manifest
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    shard: str = ""
    platform: str = ""
    commit: str = ""
    piece: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells that this part was to bring."""
        return dict(self.parts)[self.name]


def to_text(part: Part) -> str:
    """The text that `read` reads, a part a line."""
    head = {"format": FORMAT, "name": part.name, "commit": part.commit}
    head |= {"shard": part.shard, "platform": part.platform, "piece": part.piece}
    cells = ",\n".join(f"{json.dumps(name)}: {json.dumps(cells)}" for name, cells in part.parts)
    return f'{json.dumps(head)[:-1]}, "parts": {{\n{cells}\n}}, "plan": {to_json(part.plan)}}}\n'


def read(text: str) -> Part:
    """The part that `text` tells of; PartError says what is wrong with anything else."""
    try:
        tree = json.loads(text)
        if tree["format"] != FORMAT:
            raise PartError(f"format {tree['format']!r:.40} is not known here, this cigen reads {FORMAT}")
        part = Part(
            name=_text(tree, "name", _NAME),
            plan=_plan(json.dumps(tree["plan"])),
            parts=tuple((name, tuple(cells)) for name, cells in tree["parts"].items()),
            shard=_text(tree, "shard", _WORDS),
            platform=_text(tree, "platform", _WORDS),
            commit=_text(tree, "commit", _COMMIT),
            piece=_text(tree, "piece", _WORDS),
        )
        return _checked(part)
    except (PartError, ManifestError) as error:
        raise PartError(str(error)) from error
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise PartError(f"it is no part.json: {type(error).__name__}: {error!s:.200}") from error


@lru_cache(maxsize=2)
def _plan(text: str) -> Manifest:
    """All parts of a build have the same one, which may be large, so it is kept once."""
    return from_json(text)


def _text(tree: dict[str, Any], key: str, allowed: re.Pattern[str]) -> str:
    value = tree.get(key, "")
    if not isinstance(value, str) or not allowed.fullmatch(value):
        raise PartError(f"`{key}` is {value!r:.80}, which can't be")
    return value


def _checked(part: Part) -> Part:
    """The same part, if its parts hold every planned cell exactly once."""
    names = [name for name, _ in part.parts]
    if part.name not in names or not all(_NAME.fullmatch(name) for name in names):
        raise PartError(f"`parts` has no {part.name!r}, or a name that can't be")
    held = [cell for _, cells in part.parts for cell in cells]
    if sorted(held) != sorted(cell.name for cell in part.plan.cells):
        raise PartError("its parts do not hold every cell of its plan exactly once")
    return part
