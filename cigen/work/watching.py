"""The events of a build in, what is shown of it while it runs out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cigen.plan.manifest import Manifest
    from cigen.results.solve import Event, Hint


class Counter:
    """Turns the events of a build into a state to show and notes that stay."""

    def __init__(self, manifest: Manifest) -> None:
        from cigen.results.live import LiveCount

        self._live = LiveCount(manifest)
        self._names = {test.name: {step.number: step.name for step in test.steps} for test in manifest.tests}
        self._tests = {cell.name: cell.test for cell in manifest.cells}
        self._stage = ""

    def take(self, event: Event) -> tuple[str, str]:
        """The state after the event, and a note where a step failed or a cache is of no use."""
        from cigen.results.solve import Hint, Started

        failed = self._live.counts.failed
        self._live.take(event)
        if isinstance(event, Started) and not event.vertex.recorded:
            self._stage = event.vertex.stage
        elif isinstance(event, Started):
            self._stage = ""
        newly = isinstance(event, Hint) and self._live.counts.failed > failed
        return self._state(), self._note(event) if newly and isinstance(event, Hint) else _cache_trouble(event)

    def _state(self) -> str:
        counts = self._live.counts
        words = [f"{counts.done} of {counts.total} cells done"]
        words += [f"{counts.failed} failed"] if counts.failed else []
        words += [f"{counts.running} running"] if counts.running else []
        words += [f"{counts.steps} of {counts.all_steps} steps"] if counts.steps else []
        words += [f"building {self._stage}"] if self._stage else []
        return " · ".join(words)

    def _note(self, hint: Hint) -> str:
        from cigen.report.escape import inert, line

        name = self._names.get(self._tests.get(hint.cell, ""), {}).get(hint.step, "")
        code = "" if hint.code is None else f" {hint.code}"
        return inert(f"✗ {hint.cell}: step {hint.step} `{line(name)}` {hint.outcome}{code}")


class Rest:
    """The same for what is built after the verdict, or for anything that counts no cells; `what` stands before it.

    Unless trouble with a cache is `told` by whoever asked for it, there is a note.
    """

    def __init__(self, what: str = "the rest", *, told: bool = False) -> None:
        self._what = what
        self._told = told
        self._state = ""

    def take(self, event: Event) -> tuple[str, str]:
        """The state after the event, and a note where a cache is of no use."""
        from cigen.results.solve import Started

        if isinstance(event, Started):
            stage = event.vertex.stage
            self._state = f"building {stage}" if stage else event.vertex.name.removeprefix("[internal] ")
        return f"{self._what} · {self._state}" if self._state else self._what, "" if self._told else _cache_trouble(
            event
        )


def _cache_trouble(event: Event) -> str:
    """What BuildKit does not count as a failure: a cache that it could not read, or not write."""
    from cigen.report.escape import inert, line
    from cigen.results.solve import Finished

    if not isinstance(event, Finished) or not event.vertex.error:
        return ""
    name = event.vertex.name
    known = name.startswith(("importing cache manifest", "exporting cache"))
    return inert(f"{line(name)} failed: {line(event.vertex.error, 300)}") if known else ""
