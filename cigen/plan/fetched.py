"""What an `add` fetches in, which of its options can't be meant for that out.

https://docs.docker.com/reference/dockerfile/#add---checksum
"""

from __future__ import annotations

import re

_URL = re.compile(r"https?://", re.IGNORECASE)
_GIT = re.compile(r"(?:git|ssh)://|[\w.-]+@[\w.-]+:|github\.com/|https?://[^#?]+\.git(?:[#?]|$)", re.IGNORECASE)
_COMMIT = re.compile(r"[0-9a-f]{1,64}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128}")


def against_checksum(sources: tuple[str, ...], checksum: str) -> str:
    """Why a checksum can't be of these sources; empty where it can, and where only a build knows."""
    if len(sources) != 1:
        return f"`checksum` is of one source, here are {len(sources)}: write an `add` for each"
    if "$" in f"{sources[0]}{checksum}":
        return ""
    if _GIT.match(sources[0]):
        wanted, fits = "the commit of a repository", _COMMIT.fullmatch(checksum) or _DIGEST.fullmatch(checksum)
    elif _URL.match(sources[0]):
        wanted, fits = "a digest, `sha256:` and 64 hexadecimal digits,", _DIGEST.fullmatch(checksum)
    else:
        return f"`checksum` is of what is fetched, `{sources[0]:.60}` is in the build context: take it out"
    return "" if fits else f"`checksum`: {wanted} is wanted here, found `{checksum:.80}`"


def against_git_dir(sources: tuple[str, ...]) -> str:
    """Why these have no `.git` to keep; empty where one may have."""
    if any("$" in source or _GIT.match(source) for source in sources):
        return ""
    return "`keep-git-dir` is for git repositories, whose address ends in `.git`: take it out"
