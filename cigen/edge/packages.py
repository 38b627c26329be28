"""Container packages of GitHub's registry: their versions with tags and dates, and deleting one.

https://docs.github.com/en/rest/packages/packages
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from cigen.edge.github import ForbiddenError, GitHub, MissingError
from cigen.errors import OutsideError

_IMAGE = re.compile(
    r"(?:ghcr\.io|containers\.[a-z0-9-]+\.ghe\.com)/(?P<owner>[a-z0-9][a-z0-9-]*)/(?P<name>[a-z0-9][a-z0-9._/-]*)"
)
_WRITERS = re.compile(r"(?:main|misc|pr-[0-9]+)(?:-.*)?")
"""Who writes a cache, and the name of a part of a build behind it."""
_KEPT = timedelta(days=1)
"""How long an untagged version is left alone: a build that began with it may still fetch layers."""


@dataclass(frozen=True, slots=True)
class Package:
    """A container package: `me` and `it/cache` for ghcr.io/me/it/cache."""

    owner: str
    name: str


@dataclass(frozen=True, slots=True)
class Version:
    """One manifest of a package, with all its tags."""

    number: int
    tags: tuple[str, ...]
    updated: datetime


def package(image: str) -> Package | None:
    """The package of an image without tag; None for one that is not in GitHub's registry."""
    found = _IMAGE.fullmatch(image)
    return Package(found["owner"], found["name"]) if found else None


def strange_tags(versions: Iterable[Version]) -> tuple[str, ...]:
    """The tags that no cache of cigen's has: what they name may be made of versions without tags."""
    return tuple(tag for version in versions for tag in version.tags if not _WRITERS.fullmatch(tag))


def is_swept(version: Version, pull_request: int, now: datetime) -> bool:
    """Whether nobody needs it once the pull request is closed: its own, or untagged and more than a day old."""
    if not version.tags:
        return now - version.updated > _KEPT
    own = f"pr-{pull_request}"
    return all(tag == own or tag.startswith(f"{own}-") for tag in version.tags)


class Versions:
    """The versions of one package."""

    def __init__(self, github: GitHub, of: Package) -> None:
        self._github = github
        self._package = of
        self._path = ""

    def all(self) -> Iterator[Version]:
        """Every version; MissingError where the package is not there or not to be seen, which GitHub does not tell."""
        for entry in self._github.get_all(f"{self._root()}?per_page=100"):
            yield _version(entry)

    def again(self, version: Version) -> Version | None:
        """The version as it is now; None where it is gone."""
        try:
            return _version(self._github.get(f"{self._root()}/{version.number}"))
        except MissingError:
            return None

    def delete(self, version: Version) -> None:
        """Delete it; ForbiddenError where it stays, since GitHub says `not found` to who may not delete."""
        if not self._github.delete(f"{self._root()}/{version.number}") and self.again(version) is not None:
            raise ForbiddenError(f"version {version.number} of {self._package.name} is there and can't be deleted")

    def _root(self) -> str:
        """Where the versions are, which depends on what kind of account owns the package."""
        if not self._path:
            account = self._github.get(f"users/{self._package.owner}")
            kind = account.get("type") if isinstance(account, dict) else None
            owners = "orgs" if kind == "Organization" else "users"
            name = quote(self._package.name, safe="")
            self._path = f"{owners}/{self._package.owner}/packages/container/{name}/versions"
        return self._path


def listed(versions: Iterable[Version]) -> str:
    """The tags of some versions for a line of text, and how many have none."""
    every = list(versions)
    tags = sorted({tag for version in every for tag in version.tags})
    bare = sum(not version.tags for version in every)
    return ", ".join((*tags, *([f"{bare} untagged"] if bare else [])))


def _version(entry: Any) -> Version:
    """One version; OutsideError for an entry that does not say what it is, as nothing is deleted on a guess."""
    try:
        number, tags = entry["id"], entry["metadata"]["container"]["tags"]
        updated = datetime.fromisoformat(entry["updated_at"])
        if type(number) is not int or not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
            raise ValueError("another kind of value")
    except (KeyError, TypeError, ValueError) as error:
        raise OutsideError("GitHub lists a version without number, tags or date; is GITHUB_API_URL right?") from error
    return Version(number, tuple(tags), updated if updated.tzinfo else updated.replace(tzinfo=UTC))
