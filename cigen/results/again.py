"""What an earlier build left and what is asked for in, the cells that run again out: from where, and what they keep.

A secret brings each such cell what was printed before, see `templates/recorder.sh`: a line `STEP COUNT`, then the logs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase

from cigen.results.earlier import TriedCell, TriedStep, is_kept
from cigen.results.model import Outcome

MOST = 480 * 1024
"""BuildKit takes secrets of 500 KB."""
MOST_ATTEMPTS = 900_000
"""Of earlier builds, whatever these say: a record counts to a million, and a step may have 10,000 more at once."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: cells that did not pass, all of them, those whose names match."""

    failed: bool = False
    all: bool = False
    globs: tuple[str, ...] = ()

    def unknown(self, names: Iterable[str]) -> tuple[str, ...]:
        """The patterns that no name matches."""
        known = tuple(names)
        return tuple(glob for glob in self.globs if not any(fnmatchcase(name, glob) for name in known))

    def names(self, name: str) -> bool:
        """Whether the cell is asked for by its name."""
        return self.all or any(fnmatchcase(name, glob) for glob in self.globs)


@dataclass(frozen=True, slots=True)
class Again:
    """A cell that runs again from step `start`; `step` keeps the logs of `tried`, 0 where nothing is to be kept.

    `attempts` are those that `step` had before.
    """

    cell: str
    start: int
    step: int = 0
    attempts: int = 0
    tried: tuple[TriedStep, ...] = ()

    @property
    def logs(self) -> tuple[str, ...]:
        """The paths of all logs that are kept."""
        return tuple(path for step in self.tried for path in step.logs)


def again(planned: Iterable[str], tried: Iterable[TriedCell], wanted: Wanted) -> tuple[Again, ...]:
    """The cells of the plan that run again, in its order; `tried` is what came of them before, where that is known."""
    before = {cell.name: cell for cell in tried}
    return tuple(one for name in planned if (one := _again(name, before.get(name), wanted)) is not None)


def _again(name: str, cell: TriedCell | None, wanted: Wanted) -> Again | None:
    """A cell that was lost with its build is no reason to run it again: what it did, if it did, is in the cache."""
    green = cell is None or cell.outcome is Outcome.PASSED or cell.lost
    if not wanted.names(name) and (green or not wanted.failed):
        return None
    if cell is None or green or cell.missing or not cell.steps:
        return Again(name, 1)
    step = _first(cell)
    start = 1 if wanted.all else step.number
    return Again(name, start, step.number, step.attempts, (step, *_others(cell, step, start)))


def mended(cell: TriedCell, names: Mapping[int, str], changed: Collection[int] = ()) -> bool:
    """Whether the first step that did not pass, or one before it, is another one now: then any build runs it.

    What it failed with is no attempt at what it is now. `names` are those of the steps that the cell has in the plan,
    `changed` the numbers of those whose commands are known to differ.
    """
    if cell.outcome is Outcome.PASSED or not cell.steps:
        return False
    last = _first(cell).number
    steps = (step for step in cell.steps if step.number <= last)
    return any(step.number in changed or names.get(step.number) != step.name for step in steps)


def _first(cell: TriedCell) -> TriedStep:
    """The first step that did not pass; the first of all where only a test case or an artifact did not."""
    red = (step for step in cell.steps if step.outcome.red)
    flaky = (step for step in cell.steps if step.outcome is Outcome.FLAKY and not cell.outcome.red)
    return next(red, None) or next(flaky, None) or cell.steps[0]


def _others(cell: TriedCell, kept: TriedStep, start: int) -> Iterator[TriedStep]:
    """The steps that run again, too, and have something to tell: all of them where none is to blame."""
    blameless = kept.outcome is Outcome.PASSED
    for step in cell.steps:
        if step.number >= start and step != kept and (blameless or step.told):
            yield step


def secret(one: Again, logs: Mapping[str, bytes]) -> bytes:
    """What the recorder of the cell gets: who keeps the logs, after how many attempts, and the logs by their paths."""
    sections = [section for step in one.tried for section in _sections(step, logs)]
    room = MOST - sum(len(head) + 1 for head, _ in sections)
    shares = _shares([len(text) for _, text in sections], max(0, room))
    parts = [head + _within(text, share) for (head, text), share in zip(sections, shares, strict=True)]
    return f"{one.step} {min(one.attempts, MOST_ATTEMPTS)}\n".encode() + b"".join(parts)


def _sections(step: TriedStep, logs: Mapping[str, bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Each log behind a line that says whose it is; what an earlier re-run kept has such lines of its own."""
    own = [path for path in step.logs if not is_kept(path)]
    yield from ((b"", logs.get(path, b"")) for path in step.logs if is_kept(path))
    first = step.attempts - len(own) + 1
    for attempt, path in enumerate(own, first):
        how = "failed, once more" if path != own[-1] else step.message or step.outcome.value
        yield _head(step, attempt, how), logs.get(path, b"")
    if not own:
        yield _head(step, step.attempts, step.message or step.outcome.value), b""


def _head(step: TriedStep, attempt: int, how: str) -> bytes:
    when = ""
    if step.started is not None:
        moment = datetime.fromtimestamp(step.started, UTC)
        when = f", begun {moment:%Y-%m-%d %H:%M:%S} UTC"
    words = f"step {step.number} {step.name:.200}, attempt {max(1, attempt)}: {how:.200}{when}"
    return f"=== {' '.join(words.split())}\n".encode("utf-8", "replace")


def _shares(sizes: Collection[int], room: int) -> list[int]:
    """How much of the room each gets: what it needs, or as much as the others that need more."""
    shares = [0] * len(sizes)
    order = sorted(enumerate(sizes), key=lambda pair: pair[1])
    for done, (place, size) in enumerate(order):
        shares[place] = min(size, room // (len(order) - done))
        room -= shares[place]
    return shares


def kept(chunks: Iterable[bytes]) -> bytes:
    """A log, or of one that is longer than could be kept its ends."""
    size, head, tail = 0, b"", b""
    for chunk in chunks:
        size += len(chunk)
        head += chunk[: MOST - len(head)]
        tail = (tail + chunk)[-MOST:]
    return head if size <= MOST else _cut(head, tail, size, MOST)


def _within(text: bytes, share: int) -> bytes:
    """The text with a newline at its end; without its middle where it is longer."""
    if len(text) > share:
        text = _cut(text, text, len(text), share)
    return text if text.endswith(b"\n") or not text else text + b"\n"


def _cut(head: bytes, tail: bytes, size: int, room: int) -> bytes:
    note = f"\n=== {size:,} bytes are too many to keep, the middle of them is left out\n".encode()
    half = max(0, room - len(note)) // 2
    return head[:half] + note + tail[len(tail) - half :]
