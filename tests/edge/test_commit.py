"""Which commit is built: what the runner says, else what git does."""

from __future__ import annotations

from pathlib import Path

import pytest

from cigen.edge.commit import branch, commit
from tests.gitfolder import GitFolder

SHA = "0123456789abcdef" * 2 + "01234567"


def test_commit__is_what_the_runner_says(tmp_path: Path) -> None:
    assert commit(tmp_path, {"GITHUB_SHA": SHA}) == SHA


def test_commit__is_else_what_is_checked_out(tmp_path: Path) -> None:
    folder = GitFolder(tmp_path)
    folder.git("init", "-q")
    assert commit(tmp_path, folder.environ) == ""
    folder.git("commit", "-q", "--allow-empty", "-m", "first")
    head = folder.git("rev-parse", "HEAD")
    assert commit(tmp_path, folder.environ) == head
    assert commit(tmp_path, {**folder.environ, "GITHUB_SHA": "$(evil)"}) == head


@pytest.mark.parametrize("environ", [{}, {"PATH": "/nowhere"}])
def test_commit__is_empty_where_nobody_knows(tmp_path: Path, environ: dict[str, str]) -> None:
    assert commit(tmp_path, environ) == ""


def test_branch__is_what_the_runner_says_that_of_a_pull_request_first(tmp_path: Path) -> None:
    runner = {"GITHUB_ACTIONS": "true", "GITHUB_REF_NAME": "main", "GITHUB_REF_TYPE": "branch"}
    assert branch(tmp_path, runner) == "main"
    assert branch(tmp_path, {**runner, "GITHUB_REF_NAME": "7/merge", "GITHUB_HEAD_REF": "topic"}) == "topic"
    assert branch(tmp_path, {**runner, "GITHUB_REF_NAME": "v1", "GITHUB_REF_TYPE": "tag"}) == ""


def test_branch__is_else_what_is_checked_out(tmp_path: Path) -> None:
    folder = GitFolder(tmp_path)
    folder.git("init", "-q", "-b", "topic")
    folder.git("commit", "-q", "--allow-empty", "-m", "first")
    assert branch(tmp_path, folder.environ) == "topic"
    folder.git("checkout", "-q", "--detach")
    assert branch(tmp_path, folder.environ) == ""
