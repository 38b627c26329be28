"""One check run of a commit: created, found again where its creation broke off, its annotations added 50 at a time.

https://docs.github.com/en/rest/checks/runs
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from cigen.edge.github import GitHub, Json
from cigen.edge.http import UnsureError
from cigen.errors import OutsideError

BATCH = 50
"""Annotations that one request may bring."""


@dataclass(frozen=True, slots=True)
class Check:
    """What is to be there; `id` tells it from the checks of other runs and attempts under the same name."""

    name: str
    commit: str
    id: str
    conclusion: str
    title: str
    summary: str
    text: str
    url: str
    annotations: tuple[dict[str, Json], ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """A check run as GitHub has it, with how many annotations."""

    number: int
    url: str
    annotations: int


@dataclass(frozen=True, slots=True)
class Checks:
    """The check runs of one repository."""

    github: GitHub
    repository: str

    def keep(self, check: Check) -> str:
        """Makes it be there, once and with all of its annotations; the address of its page.

        What broke off may have happened, so GitHub is asked before it is done again.
        """
        found = self._find(check) or self._create(check)
        attempt = 0
        while found.annotations < len(check.annotations):
            try:
                found = self._add(check, found)
            except UnsureError as error:
                self.github.wait(attempt, error)
                attempt += 1
                found = _found(self.github.get(self._path(found)))
        return found.url

    def _create(self, check: Check) -> _Found:
        body: dict[str, Json] = {
            "name": check.name,
            "head_sha": check.commit,
            "external_id": check.id,
            "details_url": check.url,
            "status": "completed",
            "conclusion": check.conclusion,
            "output": _output(check, 0),
        }
        attempt = 0
        while True:
            try:
                created = _found(self.github.post(f"repos/{self.repository}/check-runs", body))
                return _Found(created.number, created.url, _end(check, 0))
            except UnsureError as error:
                self.github.wait(attempt, error)
                attempt += 1
            if found := self._find(check):
                return found

    def _add(self, check: Check, found: _Found) -> _Found:
        """The next ones; GitHub appends them to those that are there."""
        self.github.patch_once(self._path(found), {"output": _output(check, found.annotations)})
        return _Found(found.number, found.url, _end(check, found.annotations))

    def _find(self, check: Check) -> _Found | None:
        """The newest hundred under the name are looked at; a commit has hardly more."""
        words = f"check_name={quote(check.name, safe='')}&filter=all&per_page=100"
        tree = self.github.get(f"repos/{self.repository}/commits/{check.commit}/check-runs?{words}")
        runs = tree.get("check_runs") if isinstance(tree, dict) else None
        if not isinstance(runs, list):
            raise OutsideError("GitHub answered with something else than check runs; is GITHUB_API_URL right?")
        own = (run for run in runs if isinstance(run, dict) and run.get("external_id") == check.id)
        return next(map(_found, own), None)

    def _path(self, found: _Found) -> str:
        return f"repos/{self.repository}/check-runs/{found.number}"


def _output(check: Check, start: int) -> Json:
    annotations: list[Json] = list(check.annotations[start : start + BATCH])
    text: dict[str, Json] = {"text": check.text} if check.text else {}
    return {"title": check.title, "summary": check.summary, **text, "annotations": annotations}


def _end(check: Check, start: int) -> int:
    return min(start + BATCH, len(check.annotations))


def _found(tree: Json) -> _Found:
    number = tree.get("id") if isinstance(tree, dict) else None
    if not isinstance(tree, dict) or type(number) is not int:
        raise OutsideError("GitHub answered with something else than a check run; is GITHUB_API_URL right?")
    output, url = tree.get("output"), tree.get("html_url")
    count = output.get("annotations_count") if isinstance(output, dict) else None
    return _Found(number, url if isinstance(url, str) else "", count if type(count) is int and count > 0 else 0)
