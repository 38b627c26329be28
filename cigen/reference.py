"""Names of images, repositories and git sources in, their parts out, or why nobody can be asked about them.

https://github.com/distribution/reference and https://git-scm.com/docs/git-check-ref-format
"""

from __future__ import annotations

import re
from dataclasses import dataclass

DOCKER_HUB = "registry-1.docker.io"

_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])?(?::\d{1,5})?|\[[0-9a-fA-F:]{2,39}\](?::\d{1,5})?"
_PART = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_IMAGE = re.compile(rf"(?:(?P<host>{_HOST})/)?(?P<path>{_PART}(?:/{_PART})*)(?::(?P<tag>\w[\w.-]{{0,127}}))?", re.ASCII)
_COMMIT = re.compile(r"[0-9a-fA-F]{40}|[0-9a-fA-F]{64}")
_SHORT = re.compile(r"(?=.*[a-f])[0-9a-f]{7,39}")
_REF = re.compile(r"(?!-)(?!.*(?:\.\.|@\{|//))[^\x00-\x20\x7f~^:?*\[\\]+(?<![/.])")
_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+]*)://(?P<host>[^/\s?#]*)/[^\s\x00-\x1f]+")
_SCP = re.compile(r"[\w][\w.-]*@[\w][\w.-]*:[^\s\x00-\x1f-][^\s\x00-\x1f]*", re.ASCII)
_SOURCE = re.compile(
    r"(?P<repository>https?://[^#?\s]+\.git|(?:git|ssh)://[^#?\s]+|git@[^#?\s:]+:[^#?\s]+)"
    r"(?:#(?P<ref>[^:\s]*)(?P<folder>:\S*)?)?"
)
_ACTION = re.compile(r"(?P<repository>[\w.-]+/[\w.-]+)(?P<folder>/[^@\s]+)?@(?P<ref>[^\s#]+)", re.ASCII)
_ASKABLE = ("https", "ssh", "git")


@dataclass(frozen=True, slots=True)
class Image:
    """An image as its registry knows it: `localhost:5000/a/b:1` is host, path and tag."""

    host: str
    path: str
    tag: str


@dataclass(frozen=True, slots=True)
class GitSource:
    """A git URL of BuildKit's, `URL#REF:FOLDER`; `ref` is HEAD where none is given, `folder` keeps its colon."""

    repository: str
    ref: str
    folder: str

    def at(self, commit: str) -> str:
        """The same at a commit."""
        return f"{self.repository}#{commit}{self.folder}"


@dataclass(frozen=True, slots=True)
class Action:
    """What stands behind `uses:`, without its comment: `OWNER/REPO/FOLDER@REF`."""

    repository: str
    folder: str
    ref: str


def image(name: str) -> Image | None:
    """The image of a name without digest; None for what is no such name."""
    first, slash, rest = name.partition("/")
    if not (slash and (re.search(r"[.:\[]", first) or first == "localhost")):
        first, rest = "docker.io", name
    match = _IMAGE.fullmatch(f"{first}/{rest}") if len(name) <= 400 else None
    if match is None or match["host"] != first:
        return None
    path, tag = match["path"], match["tag"] or "latest"
    if first in ("docker.io", "index.docker.io", DOCKER_HUB):
        return Image(DOCKER_HUB, path if "/" in path else f"library/{path}", tag)
    return Image(first, path, tag)


def git_source(text: str) -> GitSource | None:
    """The git repository that a source of ADD or a context names, if it names one."""
    match = _SOURCE.fullmatch(text)
    return GitSource(match["repository"], match["ref"] or "HEAD", match["folder"] or "") if match else None


def action(text: str) -> Action | None:
    """The action that `uses` names at a ref; None for a folder of the repository, and for what is none."""
    match = _ACTION.fullmatch(text.partition(" # ")[0].strip())
    return Action(match["repository"], match["folder"] or "", match["ref"]) if match else None


def is_commit(ref: str) -> bool:
    """Whether this can be nothing but a whole commit id, of SHA-1 or SHA-256."""
    return _COMMIT.fullmatch(ref) is not None


def against_repository(repository: str) -> str:
    """Why a repository can't be asked for its refs; empty where it can."""
    if not repository:
        return "no `clone` before it says of which repository it is, add `repository`"
    if "$" in repository:
        return "its repository has a variable in it"
    url = _URL.fullmatch(repository)
    if url is not None and url["host"] and url["scheme"] in _ASKABLE:
        return "its repository's address has a password in it" if ":" in url["host"].rpartition("@")[0] else ""
    if url is not None:
        return f"its repository is {url['scheme']}, and only {', '.join(_ASKABLE)} can be asked"
    return "" if _SCP.fullmatch(repository) else f"its repository `{repository:.80}` is no address that can be asked"


def against_ref(ref: str) -> str:
    """Why a branch or tag can't be looked up; empty where it can."""
    if "$" in ref:
        return "it has a variable in it"
    if _SHORT.fullmatch(ref):
        return "it looks like a commit that is cut off, write all of it"
    return "" if _REF.fullmatch(ref) and ref != "@" else "it is no branch and no tag"


_STRANGE = re.compile(r"\$\{\{(?:(?!\}\}).)*?\b(secrets|github\s*\.\s*(?:event|head_ref))\b", re.DOTALL | re.IGNORECASE)


def strange(name: str) -> str:
    """What an expression in a name looks at that no name may hold: a secret, or what a stranger writes; else empty."""
    match = _STRANGE.search(name)
    return "".join(match[1].split()) if match else ""
