"""A line that says how far a build is: live on a terminal, now and then in a log."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING

from cigen.edge.console import Edge
from cigen.inert import printable

if TYPE_CHECKING:
    from rich.status import Status

_LOG_SECONDS = 10.0


class Progress:
    """Shows a state that changes, and notes that stay; silent where it is told to be quiet."""

    def __init__(self, edge: Edge, *, quiet: bool) -> None:
        self._edge = edge
        self._quiet = quiet
        self._live: Status | None = None
        self._begun = self._last = time.monotonic()
        self._state = ""

    def __enter__(self) -> Progress:
        if not self._quiet and self._edge.stderr.isatty():
            from rich.console import Console
            from rich.status import Status

            console = Console(file=self._edge.stderr, no_color=not self._edge.colour, highlight=False)
            self._live = Status("asking the engine", console=console, spinner="dots")
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def show(self, state: str, note: str = "") -> None:
        """The state as it is now; `note` is a line that stays."""
        if self._quiet:
            return
        if note:
            self._note(note)
        if state == self._state:
            return
        self._state = state
        if self._live is not None:
            from rich.markup import escape

            self._live.update(escape(printable(f"{state} · {self._elapsed()}")))
        elif time.monotonic() - self._last >= _LOG_SECONDS:
            self._last = time.monotonic()
            self._edge.err(f"cigen: {state} · {self._elapsed()}")

    def _note(self, note: str) -> None:
        if self._live is not None:
            self._live.console.print(printable(note), markup=False, highlight=False)
        else:
            self._edge.err(f"cigen: {note}")

    def _elapsed(self) -> str:
        minutes, seconds = divmod(int(time.monotonic() - self._begun), 60)
        return f"{minutes}m {seconds:02}s" if minutes else f"{seconds}s"
