"""A repository in, what the newest run of its default branch uploaded out.

https://docs.github.com/en/rest/actions/artifacts
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

from cigen.edge.github import GitHub, Json
from cigen.edge.http import Clock, Http, UnsureError
from cigen.errors import OutsideError

MOST_RUNS = 20
"""Runs that are looked at before it is given up: some broke before they could upload anything."""
MOST_BYTES = 512 << 20
MOST_MEMBER = 2 << 30
"""Bytes of one file of an artifact, unpacked."""
MOST_DIRECTORY = 8 << 20
SECONDS = 120.0
_CHUNK = 1 << 20
_STRANGE = ("pull_request", "pull_request_target", "workflow_run", "issue_comment")
"""Events whose runs may be of other code than the branch they are listed under."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """Something that a run uploaded."""

    number: int
    run: int
    branch: str
    commit: str


def newest(github: GitHub, repository: str, name: str, *, workflow: str = "", besides: str = "") -> Artifact | None:
    """The newest artifact called `name` of a completed run of the default branch, but of the run `besides`.

    `workflow` is a workflow's file name; without it, that of any workflow.
    """
    branch = _text(_get(github, f"repos/{repository}"), "default_branch")
    if not branch:
        raise OutsideError(f"GitHub names no default branch of {repository}; is GITHUB_API_URL right?")
    of = f"workflows/{quote(workflow, safe='')}/" if workflow else ""
    query = f"branch={quote(branch, safe='')}&status=completed&per_page={MOST_RUNS}"
    runs = _get(github, f"repos/{repository}/actions/{of}runs?{query}").get("workflow_runs")
    for run in runs if isinstance(runs, list) else ():
        number = _own(run, repository, branch)
        if number and str(number) != besides and (found := _of_run(github, repository, name, number)):
            return Artifact(found, number, branch, _text(run, "head_sha"))
    return None


def _own(run: Json, repository: str, branch: str) -> int:
    """The number of a run of the branch itself; a fork may have one of the same name."""
    head = run.get("head_repository") if isinstance(run, dict) else None
    if _text(head, "full_name").lower() != repository.lower() or _text(run, "head_branch") != branch:
        return 0
    return 0 if _text(run, "event") in _STRANGE else _whole(run, "id")


def _of_run(github: GitHub, repository: str, name: str, run: int) -> int:
    """The number of the newest artifact of that name, 0 where there is none any more."""
    path = f"repos/{repository}/actions/runs/{run}/artifacts?name={quote(name, safe='')}&per_page=10"
    found = _get(github, path).get("artifacts")
    fit = [one for one in found if _fits(one, name)] if isinstance(found, list) else []
    return max((_whole(one, "id") for one in fit), default=0)


def _fits(artifact: Json, name: str) -> bool:
    there = isinstance(artifact, dict) and artifact.get("expired") is not True
    return there and _text(artifact, "name") == name and _whole(artifact, "size_in_bytes") <= MOST_BYTES


def fetch(github: GitHub, repository: str, artifact: Artifact, place: Path, *, clock: Clock | None = None) -> None:
    """Write an artifact, a zip archive, to a file. The address is on another server, which the token is not sent to."""
    http = Http(budget=SECONDS, clock=clock, doubt="is GITHUB_API_URL right")
    attempt = 0
    while True:
        url = github.elsewhere(f"repos/{repository}/actions/artifacts/{artifact.number}/zip")
        try:
            return _download(http, url, place)
        except UnsureError as error:
            github.wait(attempt, error)
            attempt += 1


def _download(http: Http, url: str, place: Path) -> None:
    answer = http.exchange("GET", url, headers={"User-Agent": "cigen"}, sign=lambda request: request, stream=True)
    if answer.status_code != 200:
        answer.close()
        kind = UnsureError if answer.status_code >= 500 else OutsideError
        raise kind(f"the artifact can't be had: its storage answered with {answer.status_code}; run it again later")
    try:
        with place.open("wb") as stream:
            stream.writelines(http.pieces(answer, MOST_BYTES))
    except OSError as error:
        raise OutsideError(f"{place}: can't be written: {error.strerror}") from error


def member(place: Path, names: Sequence[str]) -> tuple[str, Callable[[], Iterator[bytes]]] | None:
    """The first of these files that the archive has: its name, and what reads it; None where it has none of them."""
    try:
        _check_directory(place)
        with zipfile.ZipFile(place) as archive:
            there = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _damaged(error) from error
    name = next((name for name in names if name in there), "")
    return (name, lambda: _chunks(place, name)) if name else None


def _chunks(place: Path, name: str) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(place) as archive, archive.open(name) as stream:
            yield from _bounded(stream, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise _damaged(error) from error


def _bounded(stream: IO[bytes], name: str) -> Iterator[bytes]:
    left = MOST_MEMBER
    while chunk := stream.read(_CHUNK):
        left -= len(chunk)
        if left < 0:
            raise OutsideError(f"{name} of the artifact has more than {MOST_MEMBER:,} bytes")
        yield chunk


def _check_directory(place: Path) -> None:
    """A list of millions of files would fill the memory before anybody looks at it."""
    with place.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - (1 << 16) - 22))
        end = stream.read()
    start = end.rfind(b"PK\x05\x06")
    if start < 0 or int.from_bytes(end[start + 12 : start + 16], "little") > MOST_DIRECTORY:
        raise zipfile.BadZipFile("it has no list of its files, or one that is too long")


def _damaged(error: Exception) -> OutsideError:
    return OutsideError(f"the artifact is no zip archive that can be read: {type(error).__name__}: {error!s:.200}")


def _get(github: GitHub, path: str) -> dict[str, Json]:
    found = github.get(path)
    return found if isinstance(found, dict) else {}


def _text(tree: Json, key: str) -> str:
    value = tree.get(key) if isinstance(tree, dict) else None
    return value if isinstance(value, str) else ""


def _whole(tree: Json, key: str) -> int:
    value = tree.get(key) if isinstance(tree, dict) else None
    return value if type(value) is int and value > 0 else 0
