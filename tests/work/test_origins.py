from __future__ import annotations

import json
from pathlib import Path

import pytest

from cigen.results.model import Origin
from cigen.work.origins import find_origin

SHA, HEAD = "a" * 40, "b" * 40
RUNNER = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "me/it",
    "GITHUB_RUN_ID": "99",
    "GITHUB_RUN_NUMBER": "7",
    "GITHUB_RUN_ATTEMPT": "2",
    "GITHUB_SHA": SHA,
    "GITHUB_WORKFLOW_REF": "me/it/.github/workflows/ci.yml@refs/heads/main",
}
ORIGIN = Origin("https://github.com", "me/it", 99, 2, 7, SHA, ".github/workflows/ci.yml")


def event(folder: Path, tree: object) -> dict[str, str]:
    (folder / "event.json").write_text(json.dumps(tree), encoding="utf-8")
    return {**RUNNER, "GITHUB_EVENT_PATH": str(folder / "event.json")}


def test_find_origin__says_where_everything_is() -> None:
    origin = find_origin({**RUNNER, "CIGEN_JOB": "555"})

    assert origin is not None
    assert origin.run_url == "https://github.com/me/it/actions/runs/99/attempts/2"
    assert origin.artifacts_url == "https://github.com/me/it/actions/runs/99#artifacts"
    assert origin.job_url == "https://github.com/me/it/actions/runs/99/job/555"
    assert origin.summary_url == "https://github.com/me/it/actions/runs/99#summary-555"
    assert origin.commit_url == f"https://github.com/me/it/commit/{SHA}"
    assert origin.file_url("a b/c.py", 3) == f"https://github.com/me/it/blob/{SHA}/a%20b/c.py#L3"
    assert origin.number == 7


def test_find_origin__without_the_job_the_run_is_linked() -> None:
    assert find_origin(RUNNER) == ORIGIN
    assert ORIGIN.job_url == ORIGIN.summary_url == ORIGIN.run_url


def test_find_origin__of_a_pull_request_it_is_the_head_that_was_tested(tmp_path: Path) -> None:
    found = find_origin(event(tmp_path, {"pull_request": {"head": {"sha": HEAD}}}))

    assert found is not None
    assert found.commit == HEAD


def test_find_origin__of_a_run_that_another_started_it_is_the_other(tmp_path: Path) -> None:
    started = {"id": 5, "run_attempt": 1, "run_number": 3, "head_sha": HEAD, "path": ".github/workflows/demo.yml"}

    found = find_origin({**event(tmp_path, {"workflow_run": started}), "CIGEN_JOB": "555"})

    assert found == Origin("https://github.com", "me/it", 5, 1, 3, HEAD, ".github/workflows/demo.yml")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GITHUB_ACTIONS", "false"),
        ("GITHUB_SERVER_URL", "https://github.com/x)](y"),
        ("GITHUB_SERVER_URL", "javascript:alert"),
        ("GITHUB_REPOSITORY", "me/it/x"),
        ("GITHUB_RUN_ID", "9 9"),
        ("GITHUB_RUN_NUMBER", ""),
        ("GITHUB_RUN_ATTEMPT", "-1"),
        ("GITHUB_SHA", "main"),
    ],
)
def test_find_origin__what_can_stand_in_no_address_is_none(name: str, value: str) -> None:
    assert find_origin({**RUNNER, name: value}) is None


@pytest.mark.parametrize("tree", [None, [], {"workflow_run": 1}, {"pull_request": {"head": {"sha": 4}}}])
def test_find_origin__an_event_of_another_shape_changes_nothing(tmp_path: Path, tree: object) -> None:
    assert find_origin(event(tmp_path, tree)) == ORIGIN


@pytest.mark.parametrize(("name", "field"), [("GITHUB_WORKFLOW_REF", "workflow"), ("CIGEN_JOB", "job")])
def test_find_origin__what_it_can_do_without_is_left_out(name: str, field: str) -> None:
    found = find_origin({**RUNNER, name: "me/it/](x)@<b>"})

    assert found is not None
    assert getattr(found, field) == ""
