"""The environment of a run on GitHub, or a folder with a git repository, in; what is checked out there, out.

https://docs.github.com/en/actions/reference/workflows-and-actions/variables
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from cigen.edge import origin
from cigen.errors import OutsideError
from cigen.imagetags import Checkout, newest

_SECONDS = 60
_OURS = (":(exclude)cigen-report", ":(exclude).cigen")
"""What cigen writes beside a spec, unless it is told to write it elsewhere."""


def read_checkout(environ: Mapping[str, str], folder: Path) -> Checkout:
    """On GitHub what the run is for, anywhere else what git says of the folder."""
    if environ.get("GITHUB_ACTIONS") == "true":
        return _of_run(environ)
    git = shutil.which("git", path=environ.get("PATH"))
    if git is None:
        return Checkout()
    return _of_folder(
        (git, "-c", "core.fsmonitor=false", "-C", str(folder)), environ, origin.repository(folder, environ)
    )


def _of_run(environ: Mapping[str, str]) -> Checkout:
    """A pull request is of neither a branch nor a tag: its ref is `refs/pull/…`."""
    ref = environ.get("GITHUB_REF", "")
    return Checkout(
        repository=environ.get("GITHUB_REPOSITORY", ""),
        commit=environ.get("GITHUB_SHA", ""),
        branch=ref.removeprefix("refs/heads/") if ref.startswith("refs/heads/") else "",
        tag=ref.removeprefix("refs/tags/") if ref.startswith("refs/tags/") else "",
    )


def _of_folder(git: tuple[str, ...], environ: Mapping[str, str], repository: str) -> Checkout:
    """Nothing where the folder is in no repository, or git knows of no commit there."""
    commit = _said(git, environ, "rev-parse", "--verify", "--quiet", "HEAD")
    names = tuple(_said(git, environ, "tag", "--points-at", "HEAD").split()) if commit else ()
    return Checkout(
        repository=repository,
        commit=commit,
        branch=_said(git, environ, "symbolic-ref", "--quiet", "--short", "HEAD"),
        tag=newest(names),
        has_changes=bool(_said(git, environ, "status", "--porcelain", "--", ":/", *_OURS)),
    )


def _said(git: tuple[str, ...], environ: Mapping[str, str], *words: str) -> str:
    """What git prints, nothing where it refuses."""
    try:
        done = subprocess.run(  # noqa: S603 the words are ours
            (*git, *words),
            env={**environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OutsideError(f"git does not answer ({error}); name the tags with --tag") from error
    return "" if done.returncode else done.stdout.decode("utf-8", "replace").strip()
