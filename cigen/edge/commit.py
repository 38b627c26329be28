"""A folder in, the commit that is checked out there out, https://git-scm.com/docs/git-rev-parse."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from cigen.reference import is_commit

_SECONDS = 10


def commit(folder: Path, environ: Mapping[str, str]) -> str:
    """What GitHub's runner says, else what git does; empty where neither knows one."""
    given = environ.get("GITHUB_SHA", "")
    return given if is_commit(given) else _head(folder, environ)


def _head(folder: Path, environ: Mapping[str, str]) -> str:
    git = shutil.which("git", path=environ.get("PATH"))
    if git is None:
        return ""
    try:
        done = subprocess.run(  # noqa: S603 the words are ours
            [git, "rev-parse", "--verify", "--quiet", "HEAD"],
            cwd=folder,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    found = done.stdout.decode("utf-8", "replace").strip()
    return found if not done.returncode and is_commit(found) else ""
