"""A webhook's event in, which commit it is about and whose out.

https://docs.github.com/en/webhooks/webhook-events-and-payloads
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_LOGIN = re.compile(r"[A-Za-z0-9_-]{1,100}")
_REPOSITORY = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")
_HEAD = (("head_repository", "owner", "login"), ("head_repository", "full_name"), ("head_branch",), ("head_sha",))
_LONGEST_BRANCH = 1000


@dataclass(frozen=True, slots=True)
class Head:
    """What a run was started by another one for: a branch of a repository, and the commit that was tested."""

    owner: str
    repository: str
    branch: str
    commit: str


def head_commit(event: object) -> str:
    """The head of the pull request that an event is about, as it was then; empty where it is about none."""
    commit = _at(event, "pull_request", "head", "sha")
    return commit if isinstance(commit, str) and _COMMIT.fullmatch(commit) else ""


def is_strange(event: object, repository: str) -> bool:
    """Whether the run is one of those whose token may only read: of a fork's pull request, or of Dependabot's."""
    name = _at(event, "pull_request", "head", "repo", "full_name")
    fork = isinstance(name, str) and name.lower() != repository.lower()
    return fork or _at(event, "sender", "login") == "dependabot[bot]"


def started_for(event: object) -> Head | None:
    """What the run that started this one (`workflow_run`) was for; None where no run did, or it does not say."""
    run = _at(event, "workflow_run")
    texts = [_at(run, *keys) for keys in _HEAD]
    if not all(isinstance(text, str) for text in texts):
        return None
    head = Head(*map(str, texts))
    good = _LOGIN.fullmatch(head.owner) and _REPOSITORY.fullmatch(head.repository) and _COMMIT.fullmatch(head.commit)
    return head if good and 0 < len(head.branch) <= _LONGEST_BRANCH else None


def _at(tree: object, *keys: str) -> object:
    for key in keys:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree
