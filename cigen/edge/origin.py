"""A clone in, the repository on GitHub that it was cloned from out, as `owner/name`.

https://git-scm.com/docs/git-remote
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from cigen.edge.program import said

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
    return named(_origin(folder, environ), _server(environ))


def named(address: str, server: str) -> str:
    """`owner/name` of an address on that server; empty for any other."""
    found = _ADDRESS.fullmatch(address)
    if found is None or not server or found["host"].lower().removeprefix("ssh.") != server:
        return ""
    return found["name"]


def _server(environ: Mapping[str, str]) -> str:
    """The host that GitHub is on; empty where the environment names none that could be one."""
    try:
        return urlsplit(environ.get("GITHUB_SERVER_URL") or _GITHUB).hostname or ""
    except ValueError:
        return ""


def _origin(folder: Path, environ: Mapping[str, str]) -> str:
    """The address of `origin`, with git's own settings applied; empty where there is none."""
    return said("git", "remote", "get-url", "origin", environ=environ, seconds=_SECONDS, folder=folder).strip()
