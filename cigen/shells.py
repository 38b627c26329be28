"""The shells that cigen can hand scripts and options to; a command's words in, whether it is one of them out."""

from __future__ import annotations

from collections.abc import Sequence

POSIX_SHELLS = frozenset({"sh", "ash", "dash", "bash", "ksh", "mksh", "zsh", "busybox"})


def is_posix(command: Sequence[str]) -> bool:
    """Whether the first word of a command is a POSIX shell, wherever it lies."""
    return command[0].rpartition("/")[2] in POSIX_SHELLS
