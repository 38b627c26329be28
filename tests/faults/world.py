"""One run of GitHub Actions that publishes its report, the server that it meets, and what becomes of both."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.commandline import Result, cigen
from tests.fakegithub import LOGIN, FakeGitHub

TOKEN = "ghs_n0body-is-to-see-this"
MARKER = "<!-- cigen:report it .github/workflows/ci.yml -->"
HEAD = "c0ffee" + "0" * 34


def body(run: int, outcome: str = "failed", text: str = "") -> str:
    """What run `run` posts."""
    state = f"<!-- cigen:state run={run} attempt=1 outcome={outcome} change=yes -->"
    return f"{MARKER}\n{state}\n### the report of run {run}\n{text}"


@dataclass
class World:
    """A run, number 6, of a workflow for pull request 7, and its GitHub."""

    server: FakeGitHub
    folder: Path
    outcome: str = "failed"
    text: str = ""
    environ: dict[str, str] = field(default_factory=dict)
    event: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        head = {"sha": HEAD, "ref": "topic", "repo": {"full_name": "me/it"}}
        self.event |= {"pull_request": {"number": 7, "head": head}, "sender": {"login": "me"}}
        self.server.open_pull(7, "topic", HEAD)
        self.server.add("a word of somebody", "somebody")
        self.environ |= {
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": self.server.url,
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_REPOSITORY": "me/it",
            "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_EVENT_PATH": str(self.folder / "event.json"),
            "GITHUB_WORKFLOW_REF": "me/it/.github/workflows/ci.yml@refs/pull/7/merge",
            "GITHUB_RUN_ID": "4711",
            "GITHUB_RUN_NUMBER": "6",
            "GITHUB_RUN_ATTEMPT": "1",
            "GITHUB_SHA": "d" * 40,
            "GITHUB_TOKEN": TOKEN,
        }

    @property
    def wanted(self) -> str:
        """What the comment is to say."""
        return body(6, self.outcome, self.text)

    def there(self, *bodies: str) -> None:
        """Comments of ours from before."""
        for one in bodies:
            self.server.add(one)

    def ours(self) -> list[str]:
        """All comments of ours, whoever they were made by."""
        every = self.server.comments.values()
        return [
            one["body"] for one in every if (one["user"] or {}).get("login") == LOGIN and "cigen:report" in one["body"]
        ]

    def publish(self, *options: str) -> Result:
        """The real command line, from arguments to exit code."""
        (self.folder / "event.json").write_text(json.dumps(self.event))
        state = f"<!-- cigen:state outcome={self.outcome} change=yes -->"
        text = f"<!-- cigen:report it -->\n{state}\n### the report of run 6\n{self.text}"
        (self.folder / "comment.md").write_text(text)
        result = cigen("publish", "comment.md", *options, cwd=self.folder, environ=self.environ)
        for said in (result.out, result.err, str(self.server.bodies())):
            assert TOKEN not in said
        assert "Traceback" not in result.err
        assert self.server.bodies()[0] == "a word of somebody"
        return result


Arrange = Callable[[World], None]
