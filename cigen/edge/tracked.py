"""A folder in, the files of the git repository that it is in out. https://git-scm.com/docs/git-ls-files."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

SECONDS = 20
MOST = 500_000


def tracked(folder: Path, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Every file that git knows of, from the repository's top; nothing where there is none, or git does not answer."""
    git = shutil.which("git", path=environ.get("PATH"))
    if git is None:
        return ()
    words = (git, "-c", "core.fsmonitor=false", "-C", str(folder), "ls-files", "-z", "--full-name", "--", ":/")
    try:
        done = subprocess.run(  # noqa: S603 the words are ours
            words,
            env={**environ, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    names = done.stdout.split(b"\0")[:MOST] if not done.returncode else []
    return tuple(name.decode("utf-8", "replace") for name in names if name)
