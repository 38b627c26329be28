"""A folder in, the commit that is checked out there out, https://git-scm.com/docs/git-rev-parse."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cigen.edge.program import said
from cigen.reference import is_commit

_SECONDS = 10


def commit(folder: Path, environ: Mapping[str, str]) -> str:
    """What GitHub's runner says, else what git does; empty where neither knows one."""
    given = environ.get("GITHUB_SHA", "")
    return given if is_commit(given) else _head(folder, environ)


def _head(folder: Path, environ: Mapping[str, str]) -> str:
    found = said(
        "git", "rev-parse", "--verify", "--quiet", "HEAD", environ=environ, seconds=_SECONDS, folder=folder
    ).strip()
    return found if is_commit(found) else ""
