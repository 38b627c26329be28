"""A project on a GitHub of its own in, the runs of its life out: pushed, asked for, tried again, forked, cancelled."""

from __future__ import annotations

import copy
import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGINT
from typing import Any
from uuid import uuid4

from tests.e2e.act import Act
from tests.e2e.command import Folder
from tests.e2e.engine import Engine
from tests.e2e.events import Event
from tests.e2e.ran import Ran
from tests.fakechecks import FakeChecks, checks_of
from tests.fakegithub import FakeGitHub

SPEC = """
name: it
stages:
  base:
    from: busybox
    network: none
    steps:
      - echo {unique} > /unique
tests:
  t:
    from: base
    network: none
    matrix: {{n: [1, 2], v: [a, b]}}
    steps:
      - name: work
        run: |
          {work}
          cat /unique
      - name: check
        mounts: [{{type: secret, id: LUCK}}]
        run: test {{{{ n }}}}{{{{ v }}}} != 2b || grep -q fortune /run/secrets/LUCK
workflow: {{shards: {shards}, secrets: [LUCK], check-run: true, forks: true}}
cache: {{image: "{registry}/{unique}"}}
"""
"""One cell is as lucky as a secret says, which no cache key knows of."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A run, and how the world was when it had ended."""

    ran: Ran
    tags: frozenset[str]
    wrote: frozenset[str]
    comments: Mapping[int, tuple[str, ...]]
    checks: tuple[Mapping[str, Any], ...]
    asked: tuple[tuple[str, str], ...] = field(repr=False)

    def changed(self, what: str) -> list[str]:
        """The requests that changed comments, as `issues`, or check runs, as `check-runs`; their methods in order."""
        return [method for method, path in self.asked if method != "GET" and f"/{what}" in path]


@dataclass(slots=True)
class Story:
    """A project that lives on; its runs are numbered in the order in which GitHub knows them."""

    act: Act
    github: FakeGitHub
    shards: int
    unique: str
    checks: FakeChecks

    def change(self, work: str) -> None:
        """Another commit, in which the cells do other work."""
        registry = self.act.folder.engine.env["CIGEN_TEST_REGISTRY"]
        spec = SPEC.format(unique=self.unique, work=work, shards=self.shards, registry=registry)
        self.act.change(spec)

    def run(self, event: Event, *, number: int, attempt: int = 1, workflow: str = "it.yml") -> Seen:
        """A run from its beginning to its end."""
        before, asked = self._begin(event)
        ran = self.act.run(event, number=number, attempt=attempt, workflow=workflow)
        return self._seen(ran, before, asked)

    def cancel(self, event: Event, *, number: int, command: str) -> tuple[Seen, float]:
        """A run that is cancelled while a cell executes a command, and how many seconds it went on after that."""
        before, asked = self._begin(event)
        process = self.act.start(event, number=number)
        self.act.wait_for(command, process)
        begun = time.monotonic()
        process.send_signal(SIGINT)
        ran = self.act.finish(process, number)
        return self._seen(ran, before, asked), time.monotonic() - begun

    def _begin(self, event: Event) -> tuple[frozenset[str], int]:
        """GitHub knows of the pull request; what there was before."""
        if pull := event.payload.get("pull_request"):
            head = pull["head"]
            self.github.open_pull(pull["number"], head["ref"], head["sha"], of=head["repo"]["full_name"])
        return self._tags(), len(self.github.requests)

    def _seen(self, ran: Ran, before: frozenset[str], asked: int) -> Seen:
        requests = tuple((method, path) for method, path, _ in self.github.requests[asked:])
        comments = {number: tuple(self.github.bodies(number)) for number in self.github.pulls}
        tags = self._tags()
        return Seen(ran, tags, tags - before, comments, copy.deepcopy(tuple(self.checks.runs.values())), requests)

    def _tags(self) -> frozenset[str]:
        """The tags in the cache image."""
        url = f"http://{self.act.folder.engine.env['CIGEN_TEST_REGISTRY']}/v2/{self.unique}/tags/list"
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return frozenset(json.load(answer)["tags"] or ())
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise
            return frozenset()


def begin(engine: Engine, folder: Path, github: FakeGitHub, *, shards: int) -> Story:
    """A project without any commit yet."""
    project = Folder(folder / "project", engine)
    project.path.mkdir()
    act = Act(project, folder / "store", api_url=github.url)
    return Story(act, github, shards, f"act-{uuid4().hex[:12]}", checks_of(github))
