"""Where a cell keeps its records and artifacts inside its stage: the contract with the recorder's scripts."""

from __future__ import annotations

from cigen.plan.model import Copy
from cigen.source import Position

RECORDER = "cigen"
EMPTY = "cigen-records"
RESULTS = "results"
VERDICT = "verdict"
EVERYTHING = "cigen-everything"
RESERVED = (RECORDER, RESULTS, VERDICT, "scratch", "context")
NOTHING = "/.cigen-nothin[g]"
"""A source that is never there: a COPY of it builds the stage and copies nothing."""

EARLIER = "cigen-"
"""How the names of our own secrets begin."""
DONE = "cigen-done-"
"""How the stage of a cell that runs again begins: what passed before."""


def earlier(cell: str) -> str:
    """The secret with a cell's logs of earlier builds: a secret's content is in no cache key, and it may be absent."""
    return f"{EARLIER}{cell}"


# Patterns, as a COPY whose pattern matches nothing is no error; BuildKit needs all before the first wildcard to exist.


def records_copy(cell: str, position: Position) -> Copy:
    """A cell's records, if there are any, into the results."""
    return Copy(position, (f"/cigen/record[s]/{cell}",), f"/cells/{cell}/", origin=cell, link=True)


def artifact_copy(cell: str, number: int, to: str, position: Position) -> Copy:
    """One artifact of a cell, if it was made, to a place in a collector."""
    return Copy(position, (f"/cigen/artifact[s]/{cell}/{number}/*",), f"/{to.lstrip('/')}", origin=cell, link=True)
