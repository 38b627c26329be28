"""What happened in a build, beside its verdict: why steps ran, what the longest chain was, how many bytes moved."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Why(str, Enum):
    """Why a step ran and did not come from the cache."""

    FIRST = "first"
    CHANGED = "changed"
    FILES = "files"
    ASKED = "asked"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Cause:
    """What made `steps` RUN steps run, of which those of tests are in `cells` cells: the first that had to.

    `recorded` is cell and step where that is a step of a test, one of them where `own` cells share it.
    """

    why: Why
    stage: str = ""
    instruction: str = ""
    line: int = 0
    recorded: tuple[str, int] | None = None
    own: int = 0
    steps: int = 0
    cells: int = 0


OWN_WORK = (
    (" exec /.cigen/gather ", "looking for its artifacts"),
    ("/cigen/record[s]/", "bringing records together"),
    ("/cigen/artifact[s]/", "bringing artifacts together"),
    ("COPY <<MANIFEST /manifest.json", "writing down the plan"),
    ("COPY <<PLANNED /planned.txt", "writing down the plan"),
    ("[internal] ", "sending files"),
)
"""Parts of instructions that no spec has, see `plan/records.py`."""


@dataclass(frozen=True, slots=True)
class Link:
    """A vertex among others; `seconds` is a test's step's own time, else from start to end, 0 where it did not run.

    `before` are those that it is made from, by their place in `Happened.graph`, which holds them earlier.
    """

    stage: str
    instruction: str
    seconds: float = 0.0
    recorded: tuple[str, int] | None = None
    before: tuple[int, ...] = ()

    @property
    def own(self) -> str:
        """What cigen itself does there, in words; empty for what the spec says."""
        return next((words for part, words in OWN_WORK if part in self.instruction), "")


@dataclass(frozen=True, slots=True)
class Moved:
    """Bytes: the `context` that was sent, `images` and `imported` cache that were pulled, `results` that came back."""

    context: int = 0
    images: int = 0
    imported: int = 0
    results: int = 0


@dataclass(frozen=True, slots=True)
class Chain:
    """The longest chain of what ran, in order; `seconds` are its own, `work` those of all that ran."""

    links: tuple[Link, ...] = ()
    seconds: float = 0.0
    work: float = 0.0


@dataclass(frozen=True, slots=True)
class Happened:
    """`imported` are cached RUN steps that were pulled from another machine's cache, `imported_steps` those of tests.

    `graph` is every vertex, inputs first. For the next run are `marks`, which tell vertices again, `earlier`, those of
    the last run where this was not all of a plan or did not end, `stages`, the times of those that are no cells, of
    which the last run measured those that are `believed`, and `cells`, what it knew of those. `spec` is the file that
    all lines are those of.
    """

    causes: tuple[Cause, ...] = ()
    imported: int = 0
    imported_steps: tuple[tuple[str, int], ...] = ()
    moved: Moved = field(default_factory=Moved)
    chain: Chain = field(default_factory=Chain)
    graph: tuple[Link, ...] = ()
    marks: frozenset[str] = frozenset()
    earlier: frozenset[str] = frozenset()
    stages: tuple[tuple[str, float], ...] = ()
    believed: frozenset[str] = frozenset()
    cells: tuple[tuple[str, float], ...] = ()
    spec: str = ""
