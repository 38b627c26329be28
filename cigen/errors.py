"""The user's faults, each with its exit code; anything else that is raised is a bug and shows its trace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cigen.source import Diagnostic

EXIT_OK = 0
EXIT_RED = 1
EXIT_USAGE = 2
EXIT_SPEC = 3
EXIT_OUTSIDE = 4
EXIT_INTERRUPTED = 130


class CigenError(Exception):
    """A fault that its reader can mend; the message says how."""

    exit_code = EXIT_USAGE


class UsageError(CigenError):
    """The command line asks for something that can't be done."""

    exit_code = EXIT_USAGE


class SpecError(CigenError):
    """The spec has problems; all of them are in `diagnostics`."""

    exit_code = EXIT_SPEC

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__(f"{len(diagnostics)} problems in the spec")
        self.diagnostics = tuple(diagnostics)


class OutsideError(CigenError):
    """The world outside failed: no engine, no network, a full disk, an answer that makes no sense."""

    exit_code = EXIT_OUTSIDE
