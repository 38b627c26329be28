"""One vertex of BuildKit's account in, what it is and what became of it out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from sys import intern
from typing import Any

from cigen.plan.records import DONE

STAGE = re.compile(r"\[(?:\S+ )*?(?P<stage>\S+) +(?P<number>\d{1,6})/(?P<of>\d{1,6})\] (?P<instruction>.*)", re.DOTALL)
RECORDED = re.compile(r"\bexec /\.cigen/record (?:--\S+ )*(?P<cell>[A-Za-z0-9][\w.-]*) (?P<step>[1-9]\d{0,3})(?: |$)")
MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")
CANCELLED = "context canceled"
CONTEXT = re.compile(r"\[internal\] load build context|\[context .+\] load from client")
"""Files that the client sends; their digests, and those of all that is made from them, are new in every build."""


@dataclass(frozen=True, slots=True)
class Vertex:
    """A vertex as BuildKit last told of it; times in seconds since 1970, `inputs` are digests.

    `number` of `of` is its place in the stage that the Dockerfile calls `within`, 0 where it has none; a cell that is
    tried again is written as two such stages.
    """

    digest: str
    name: str
    stage: str
    instruction: str
    recorded: tuple[str, int] | None
    started: float | None = None
    completed: float | None = None
    cached: bool = False
    error: str = ""
    inputs: tuple[str, ...] = ()
    within: str = ""
    number: int = 0
    of: int = 0

    @property
    def runs(self) -> bool:
        """Whether this is a RUN, the only kind that takes time by its own doing."""
        return self.instruction.startswith("RUN ")

    @property
    def ran(self) -> bool:
        """Whether it was executed to its end in this build."""
        return self.started is not None and self.completed is not None and not self.cached

    @property
    def cancelled(self) -> bool:
        """Whether it was ended because of another one."""
        return CANCELLED in self.error

    @property
    def is_context(self) -> bool:
        """Whether it is files that the client sends."""
        return self.name.startswith("[") and CONTEXT.fullmatch(self.name) is not None

    @property
    def seconds(self) -> float:
        """From its start to its end, waiting for a lane or for other machines included; 0 where it has neither."""
        return max(0.0, self.completed - self.started) if self.started and self.completed else 0.0


def read_vertex(record: dict[str, Any], before: Vertex | None = None) -> Vertex:
    """The vertex that `record` tells of, whatever it holds; `before` is what was told of it earlier."""
    name = text(record.get("name"))
    if before is None or before.name != name:
        before = _named(intern(text(record.get("digest"))), name)
    inputs = _texts(record.get("inputs"))
    # no dataclasses.replace, which takes a fifth of the time that a large account takes to be read
    return Vertex(
        digest=before.digest,
        name=before.name,
        stage=before.stage,
        instruction=before.instruction,
        recorded=before.recorded,
        started=_moment(record.get("started")),
        completed=_moment(record.get("completed")),
        cached=before.cached or record.get("cached") is True,  # what is pulled for it afterwards does not say so again
        error=text(record.get("error")),
        inputs=before.inputs if inputs == before.inputs else inputs,
        within=before.within,
        number=before.number,
        of=before.of,
    )


def _named(digest: str, name: str) -> Vertex:
    place = STAGE.match(name)
    instruction = place["instruction"] if place else name
    within = intern(place["stage"]) if place and place["stage"] != "internal]" else ""
    recorded = RECORDED.search(instruction) if instruction.startswith("RUN ") else None
    return Vertex(
        digest=digest,
        name=name,
        stage=within.removeprefix(DONE),
        instruction=instruction,
        recorded=(recorded["cell"], int(recorded["step"])) if recorded else None,
        within=within,
        number=int(place["number"]) if place else 0,
        of=int(place["of"]) if place else 0,
    )


def text(value: object) -> str:
    """The value if it is a text, else none."""
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(intern(one) for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _moment(value: object) -> float | None:
    return _parsed(value) if isinstance(value, str) else None


@lru_cache(maxsize=4096)
def _parsed(value: str) -> float | None:
    """RFC 3339 with up to nine digits after the point, as Go writes it; each is told several times."""
    match = MOMENT.fullmatch(value)
    if match is None:
        return None
    try:
        whole = datetime.fromisoformat(match[1] + match[3].replace("Z", "+00:00")).timestamp()
    except (ValueError, OverflowError):
        return None
    return whole + float(match[2] or 0)
