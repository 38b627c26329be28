"""What happened on GitHub out: events in the shapes of its webhooks, with what the runner says beside them.

https://docs.github.com/en/webhooks/webhook-events-and-payloads
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha1
from typing import Any

REPOSITORY = "me/it"
FORK = "stranger/it"
TOKEN = "ghs_0nly1nTh3H34d3r"
"""What a job's own token is here."""


@dataclass(frozen=True, slots=True)
class Event:
    """What a workflow run is for; `secrets` are what it may know beside its token."""

    name: str
    payload: Mapping[str, Any] = field(repr=False)
    ref: str
    actor: str = "me"
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def environ(self) -> dict[str, str]:
        """What GitHub's runner says and act does not, or says otherwise."""
        return {"GITHUB_REF": self.ref, "GITHUB_REF_TYPE": "branch", "GITHUB_REPOSITORY": REPOSITORY}


def push(change: str, **secrets: str) -> Event:
    """A push to the default branch."""
    payload = {
        "ref": "refs/heads/main",
        "before": commit("before"),
        "after": commit(change),
        "created": False,
        "deleted": False,
        "forced": False,
        "commits": [],
        "head_commit": {"id": commit(change), "message": change},
        "pusher": {"name": "me"},
        **_everywhere("me"),
    }
    return Event("push", payload, "refs/heads/main", secrets=secrets)


def pull_request(number: int, change: str, *, of: str = REPOSITORY, **secrets: str) -> Event:
    """A new push to a pull request, from the repository itself or from a fork."""
    owner = of.partition("/")[0]
    payload = {
        "action": "synchronize",
        "number": number,
        "pull_request": {
            "number": number,
            "state": "open",
            "title": change,
            "user": {"login": owner},
            "head": {"ref": _branch(number), "sha": commit(change), "repo": _repository(of), "user": {"login": owner}},
            "base": {"ref": "main", "sha": commit("before"), "repo": _repository(REPOSITORY)},
        },
        **_everywhere(owner),
    }
    return Event("pull_request", payload, f"refs/pull/{number}/merge", owner, secrets)


def workflow_run(of: Event, *, run: int, number: int, attempt: int = 1, conclusion: str = "failure") -> Event:
    """A run that `of` started has ended; GitHub tells it with no pull requests where the head is a fork."""
    head = of.payload["pull_request"]["head"]
    payload = {
        "action": "completed",
        "workflow": {"name": "it", "path": ".github/workflows/it.yml"},
        "workflow_run": {
            "id": run,
            "name": "it",
            "path": ".github/workflows/it.yml",
            "event": of.name,
            "status": "completed",
            "conclusion": conclusion,
            "run_number": number,
            "run_attempt": attempt,
            "head_branch": head["ref"],
            "head_sha": head["sha"],
            "head_repository": head["repo"],
            "repository": _repository(REPOSITORY),
            "actor": {"login": of.actor},
            "triggering_actor": {"login": of.actor},
            "pull_requests": [],
        },
        **_everywhere(of.actor),
    }
    return Event("workflow_run", payload, "refs/heads/main", of.actor)


def commit(change: str) -> str:
    """The name of the commit that makes a change."""
    return sha1(change.encode(), usedforsecurity=False).hexdigest()


def _branch(number: int) -> str:
    return f"topic-{number}"


def _everywhere(sender: str) -> dict[str, Any]:
    return {"repository": _repository(REPOSITORY), "sender": {"login": sender}}


def _repository(name: str) -> dict[str, Any]:
    owner, _, own = name.partition("/")
    return {
        "name": own,
        "full_name": name,
        "fork": name != REPOSITORY,
        "owner": {"login": owner, "type": "User"},
        "default_branch": "main",
        "html_url": f"https://github.com/{name}",
    }
