"""A folder in, the commit and the branch that are checked out there out, https://git-scm.com/docs/git-rev-parse."""

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


def branch(folder: Path, environ: Mapping[str, str]) -> str:
    """The branch that a run is for, that of a pull request for one; empty where nobody knows, such as for a tag."""
    if environ.get("GITHUB_ACTIONS") == "true":
        own = environ.get("GITHUB_REF_NAME", "") if environ.get("GITHUB_REF_TYPE") == "branch" else ""
        return environ.get("GITHUB_HEAD_REF", "") or own
    return said(
        "git", "symbolic-ref", "--quiet", "--short", "HEAD", environ=environ, seconds=_SECONDS, folder=folder
    ).strip()


def _head(folder: Path, environ: Mapping[str, str]) -> str:
    found = said(
        "git", "rev-parse", "--verify", "--quiet", "HEAD", environ=environ, seconds=_SECONDS, folder=folder
    ).strip()
    return found if is_commit(found) else ""
