"""What a checkout is of in, the tags of its images out; and names with GitHub's expressions filled in.

As docker/metadata-action makes them: https://github.com/docker/metadata-action#tags-input
"""

from __future__ import annotations

import re
from dataclasses import dataclass

COMMIT_DIGITS = 12

_VERSION = re.compile(
    r"v?(?P<major>0|[1-9]\d*)\.(?P<minor>0|[1-9]\d*)\.(?P<patch>0|[1-9]\d*)(?P<more>[-+].+)?", re.ASCII
)
_GITHUB = re.compile(r"\$\{\{\s*github\.(\w+)\s*\}\}")
_ODD = re.compile(r"[^\w.-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checkout:
    """What is checked out: `owner/name`, the whole commit, and the branch or the tag that it was asked for by.

    Each is empty where it is not known; `has_changes` says that files differ from the commit.
    """

    repository: str = ""
    commit: str = ""
    branch: str = ""
    tag: str = ""
    has_changes: bool = False


def tags(checkout: Checkout) -> tuple[str, ...]:
    """The tags of an image made from it, the one that says most first; none where neither branch nor tag is known.

    A version has those above it, too, as long as it is no pre-release; a branch has its name and the commit's.
    """
    if checkout.tag:
        return _of_version(checkout.tag)
    if not checkout.branch:
        return ()
    commit = (f"sha-{checkout.commit[:COMMIT_DIGITS]}",) if checkout.commit else ()
    return tuple(dict.fromkeys((_slug(checkout.branch), *commit)))


def newest(names: tuple[str, ...]) -> str:
    """Of several git tags of one commit the highest version, or else the first by name; empty where there are none."""
    versions = [(_number(match), name) for name in names if (match := _VERSION.fullmatch(name))]
    return max(versions)[1] if versions else min(names, default="")


def filled(text: str, checkout: Checkout) -> str:
    """The text with what `${{ github.NAME }}` stands for, where that is known here; all else stays."""
    known = {
        "repository": checkout.repository,
        "repository_owner": checkout.repository.partition("/")[0],
        "sha": checkout.commit,
        "ref_name": checkout.tag or checkout.branch,
    }
    return _GITHUB.sub(lambda match: known.get(match[1]) or match[0], text)


def _of_version(name: str) -> tuple[str, ...]:
    match = _VERSION.fullmatch(name)
    if match is None:
        return (_slug(name),)
    whole = _slug(name.removeprefix("v"))
    if match["more"]:
        return (whole,)
    major = (match["major"],) if match["major"] != "0" else ()
    return (whole, f"{match['major']}.{match['minor']}", *major, "latest")


def _number(match: re.Match[str]) -> tuple[int, int, int, bool]:
    """What versions are compared by; a pre-release comes before its version."""
    return int(match["major"]), int(match["minor"]), int(match["patch"]), not match["more"]


def _slug(name: str) -> str:
    """A name as a tag can be: letters, digits, `_`, `.` and `-`, the first no `.` and no `-`."""
    return _ODD.sub("-", name).lstrip(".-")[:128] or "_"
