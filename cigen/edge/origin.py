"""A clone in, the repository on GitHub that it was cloned from out, as `owner/name`.

https://git-scm.com/docs/git-remote
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

_SECONDS = 10
_GITHUB = "https://github.com"
_ADDRESS = re.compile(
    r"(?:(?:https|ssh|git)://(?:[^@/\s]*@)?|[A-Za-z0-9_.-]+@)(?P<host>[A-Za-z0-9.-]+)(?::\d+)?[:/]/?"
    r"(?P<name>[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+?)(?:\.git)?/?"
)


def repository(folder: Path, environ: Mapping[str, str]) -> str:
    """What GitHub's runner says, else the remote `origin`; empty for what is not on GitHub, or no clone at all."""
    given = environ.get("GITHUB_REPOSITORY", "")
    if re.fullmatch(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+", given):
        return given
    server = urlsplit(environ.get("GITHUB_SERVER_URL") or _GITHUB).hostname or ""
    return named(_origin(folder, environ), server)


def named(address: str, server: str) -> str:
    """`owner/name` of an address on that server; empty for any other."""
    found = _ADDRESS.fullmatch(address)
    if found is None or found["host"].lower().removeprefix("ssh.") != server:
        return ""
    return found["name"]


def _origin(folder: Path, environ: Mapping[str, str]) -> str:
    """The address of `origin`, with git's own settings applied; empty where there is none."""
    git = shutil.which("git", path=environ.get("PATH"))
    if git is None:
        return ""
    try:
        done = subprocess.run(  # noqa: S603 the words are ours
            [git, "remote", "get-url", "origin"],
            cwd=folder,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return "" if done.returncode else done.stdout.decode("utf-8", "replace").strip()
