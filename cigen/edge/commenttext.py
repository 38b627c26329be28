"""The text of a report in, what is posted out: two hidden lines say whose it is and how new, then comes the text.

Only those two lines are ever read back, and what stands in them about the run never comes from the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from cigen.errors import UsageError

MAX_COMMENT = 65_536
"""Characters of a comment's body."""

_MARKER = re.compile(r"<!-- cigen:report (?P<name>[^\s<>](?:[^<>\r\n]{0,198}[^\s<>])?) -->")
_STATE = re.compile(
    r"<!-- cigen:state (?:run=(?P<run>[0-9]{1,18}) attempt=(?P<attempt>[0-9]{1,18}) )?"
    r"outcome=(?P<outcome>passed|failed) change=(?P<change>yes|no|unknown) -->"
)


@dataclass(frozen=True, slots=True)
class State:
    """What the second line says; `run` counts from 1, and is 0 where no run of GitHub Actions made the report.

    A report that does not say how it ended counts as red, and as another one than before.
    """

    outcome: str = "failed"
    change: str = "unknown"
    run: int = 0
    attempt: int = 0

    @property
    def turn(self) -> tuple[int, int]:
        """What grows with each run, and each attempt of it."""
        return self.run, self.attempt

    def line(self) -> str:
        """The line."""
        turn = f"run={self.run} attempt={self.attempt} " if self.run else ""
        return f"<!-- cigen:state {turn}outcome={self.outcome} change={self.change} -->"


@dataclass(frozen=True, slots=True)
class Draft:
    """What one run wants the comment to say."""

    marker: str
    state: State
    body: str


def draft(text: str, file: str, *, workflow: str = "", run: int = 0, attempt: int = 0) -> Draft:
    """The Draft of a file; UsageError if it could not be found again, or GitHub would not take it."""
    first, _, rest = text.partition("\n")
    found = _MARKER.fullmatch(first.rstrip())
    if found is None:
        raise UsageError(
            f"{file}: the first line is not `<!-- cigen:report NAME -->`: publish what `cigen report` wrote"
        )
    second, _, below = rest.partition("\n")
    said = _STATE.fullmatch(second.rstrip())
    state = replace(_state(said), run=run, attempt=attempt) if said else State(run=run, attempt=attempt)
    marker = f"<!-- cigen:report {found['name']}{f' {workflow}' if workflow else ''} -->"
    body = f"{marker}\n{state.line()}\n{below if said else rest}"
    if len(body) > MAX_COMMENT:
        raise UsageError(f"{file}: has {len(body):,} characters, GitHub takes {MAX_COMMENT:,}: publish `comment.md`")
    return Draft(marker, state, body)


def first_line(body: str) -> str:
    """The line that holds the marker, without its end."""
    return body.partition("\n")[0].rstrip()


def read_state(body: str) -> State | None:
    """What the second line of a comment says; None where it says nothing of the kind."""
    found = _STATE.fullmatch(body.partition("\n")[2].partition("\n")[0].rstrip())
    return _state(found) if found else None


def is_same(one: str, other: str) -> bool:
    """Whether two bodies are the same to GitHub, which may store other ends of lines than were sent."""
    return one.replace("\r\n", "\n").rstrip() == other.replace("\r\n", "\n").rstrip()


def _state(found: re.Match[str]) -> State:
    return State(found["outcome"], found["change"], int(found["run"] or 0), int(found["attempt"] or 0))
