"""Events of a running build in, a count of its cells out; for the eye only, the verdict is read from the results."""

from __future__ import annotations

from dataclasses import dataclass

from cigen.plan.manifest import Manifest
from cigen.results.solve import Event, Finished, Hint, Started


@dataclass(frozen=True, slots=True)
class Counts:
    """Cells: `done` are at their end, `failed` have a step that failed (done or not), `running` have a step at work.

    `steps` of `all_steps` recorded steps are done, in whatever way.
    """

    total: int
    done: int
    failed: int
    running: int
    steps: int
    all_steps: int


class LiveCount:
    """Folds the events of one build; cells that are wholly cached are done without ever having run."""

    def __init__(self, manifest: Manifest) -> None:
        self._total = len(manifest.cells)
        self._left = {cell.name: set(cell.steps) for cell in manifest.cells}
        self._steps = sum(map(len, self._left.values()))
        self._failed: set[str] = set()
        self._running: dict[str, int] = {}

    def take(self, event: Event) -> None:
        """Note what one event says."""
        if isinstance(event, Hint):
            if event.outcome != "skipped" and (event.outcome, event.code) != ("exited", 0):
                self._failed.add(event.cell)
            return
        if event.vertex.recorded is None or event.vertex.recorded[0] not in self._left:
            return
        cell, step = event.vertex.recorded
        if isinstance(event, Started):
            self._running[cell] = step
        elif isinstance(event, Finished):
            self._left[cell].discard(step)
            if self._running.get(cell) == step:
                del self._running[cell]

    @property
    def counts(self) -> Counts:
        """The state after the last event."""
        left = sum(1 for steps in self._left.values() if steps)
        done = self._steps - sum(map(len, self._left.values()))
        return Counts(self._total, self._total - left, len(self._failed), len(self._running), done, self._steps)
