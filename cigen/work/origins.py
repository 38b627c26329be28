"""The runner's environment in, the run that a report is about out: this one, or the one that it was started by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from cigen.edge.runner import read_event, read_runner
from cigen.results.model import Origin

JOB = "CIGEN_JOB"
"""The id of the job, which the action hands on, as the runner has no variable for it."""
_SERVER = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?")
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_WORKFLOW = re.compile(r"\.github/workflows/[A-Za-z0-9_. -]+\.ya?ml")
_NUMBER = re.compile(r"[0-9]{1,18}")


def find_origin(environ: Mapping[str, str]) -> Origin | None:
    """The run of GitHub Actions; None elsewhere, and where the runner leaves out what an address needs.

    In a run that another one started (`workflow_run`), that other one: its event says which, and no artifact has a say.
    """
    runner = read_runner(environ)
    event = read_event(runner) if runner.is_actions else None
    server = environ.get("GITHUB_SERVER_URL", "").rstrip("/")
    if not runner.is_actions or not runner.repository or not _SERVER.fullmatch(server) or not urlsplit(server).hostname:
        return None
    started = _at(event, "workflow_run")
    texts = _of_event(started) if isinstance(started, dict) else _of_environ(environ, event)
    run, attempt, number, commit, workflow, job = (str(text) for text in texts)
    if not all(map(_NUMBER.fullmatch, (run, attempt, number))) or not _COMMIT.fullmatch(commit):
        return None
    return Origin(
        server=server,
        repository=runner.repository,
        run=int(run),
        attempt=int(attempt),
        number=int(number),
        commit=commit,
        workflow=workflow if _WORKFLOW.fullmatch(workflow) else "",
        job=job if _NUMBER.fullmatch(job) else "",
    )


def _of_event(started: dict[str, object]) -> tuple[object, ...]:
    return (*(started.get(key, "") for key in ("id", "run_attempt", "run_number", "head_sha", "path")), "")


def _of_environ(environ: Mapping[str, str], event: object) -> tuple[object, ...]:
    names = ("GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT", "GITHUB_RUN_NUMBER", "GITHUB_SHA")
    run, attempt, number, commit = (environ.get(name, "") for name in names)
    head = _at(event, "pull_request", "head", "sha")
    # `owner/name/.github/workflows/ci.yml@refs/heads/main`
    workflow = "/".join(environ.get("GITHUB_WORKFLOW_REF", "").partition("@")[0].split("/")[2:])
    return run, attempt, number, head if isinstance(head, str) else commit, workflow, environ.get(JOB, "")


def _at(tree: object, *keys: str) -> object:
    for key in keys:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree
