from __future__ import annotations

from typing import Any

import pytest

from cigen.edge.event import Head, head_commit, is_strange, started_for

COMMIT = "c0ffee" + "0" * 34


def pull(name: str = "me/it", sha: object = COMMIT, sender: str = "me") -> dict[str, Any]:
    head = {"sha": sha, "repo": {"full_name": name}}
    return {"pull_request": {"number": 7, "head": head}, "sender": {"login": sender}}


def started(**changes: object) -> dict[str, Any]:
    head = {"full_name": "fork/it", "owner": {"login": "fork"}}
    run = {"head_repository": head, "head_branch": "topic", "head_sha": COMMIT}
    return {"workflow_run": {**run, **changes}}


def test_head_commit__is_the_pull_requests() -> None:
    assert head_commit(pull()) == COMMIT


@pytest.mark.parametrize(
    "event", [None, {}, [], {"pull_request": 1}, pull(sha=1), pull(sha="main"), pull(sha="x" * 40)]
)
def test_head_commit__is_nothing_elsewhere(event: object) -> None:
    assert head_commit(event) == ""


@pytest.mark.parametrize(
    ("event", "strange"),
    [
        (pull(), False),
        (pull("Me/IT"), False),
        (pull("fork/it"), True),
        (pull(sender="dependabot[bot]"), True),
        (pull(sender="dependabot"), False),
        ({}, False),
        (None, False),
        ({"pull_request": {"head": {"repo": None}}}, False),
    ],
)
def test_is_strange__where_the_token_may_only_read(event: object, strange: bool) -> None:
    assert is_strange(event, "me/it") is strange


def test_started_for__says_what_the_other_run_was_for() -> None:
    assert started_for(started()) == Head("fork", "fork/it", "topic", COMMIT)


@pytest.mark.parametrize(
    "event",
    [
        {},
        pull(),
        {"workflow_run": None},
        started(head_branch=None),
        started(head_branch=""),
        started(head_branch="x" * 1001),
        started(head_sha="HEAD"),
        started(head_repository=None),
        started(head_repository={"full_name": "fork/it/../x", "owner": {"login": "fork"}}),
        started(head_repository={"full_name": "fork/it", "owner": {"login": "fork&state=all"}}),
    ],
)
def test_started_for__is_nothing_where_that_makes_no_sense(event: object) -> None:
    assert started_for(event) is None
