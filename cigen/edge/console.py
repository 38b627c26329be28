"""The terminal and the environment at the door: what commands print to, what they were started with."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from cigen.errors import OutsideError
from cigen.inert import inert, printable


@dataclass(frozen=True, slots=True)
class Edge:
    """The world as a command sees it; tests give their own."""

    stdout: TextIO
    stderr: TextIO
    environ: Mapping[str, str] = field(repr=False)
    cwd: Path
    colour: bool
    width: int

    def out(self, text: str) -> None:
        """Print what was asked for; OutsideError where that can't be, such as on a full disk.

        A reader that has enough, such as `head`, changes nothing else: files are still written, and red stays red.
        """
        try:
            _print(text, self.stdout)
        except OSError as error:
            raise OutsideError(f"the output can't be written: {error.strerror}") from error

    def err(self, text: str) -> None:
        """Print what goes on, and what went wrong; no command for runner or terminal, whoever's words are in it."""
        _print(printable(inert(text)), self.stderr)


def _print(text: str, stream: TextIO) -> None:
    try:
        stream.write(text if text.endswith("\n") else f"{text}\n")
        stream.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # nor does Python complain at exit


def real_edge() -> Edge:
    """The process's own; colour only on a terminal, and not against NO_COLOR (https://no-color.org)."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    environ = dict(os.environ)
    forced = bool(environ.get("FORCE_COLOR"))
    colour = (sys.stdout.isatty() or forced) and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
    return Edge(sys.stdout, sys.stderr, environ, Path.cwd(), colour, shutil.get_terminal_size((100, 24)).columns)
