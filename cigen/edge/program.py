"""A program's words in, what it prints out; for questions that nothing hangs on."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path


def said(*command: str, environ: Mapping[str, str], seconds: float, folder: Path | None = None) -> str:
    """What it prints; empty where it is not there, refuses, or does not end within its time."""
    program = shutil.which(command[0], path=environ.get("PATH"))
    if program is None:
        return ""
    try:
        done = subprocess.run(  # noqa: S603 the words are ours
            (program, *command[1:]),
            cwd=folder,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return "" if done.returncode else done.stdout.decode("utf-8", "replace")
