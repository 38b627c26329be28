from __future__ import annotations

from pathlib import Path

import pytest

from cigen.edge.checkout import read_checkout
from cigen.imagetags import Checkout
from tests.gitfolder import GitFolder

RUN = {"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "Me/It", "GITHUB_SHA": "a" * 40}


@pytest.fixture
def repositories(tmp_path: Path) -> GitFolder:
    folder = GitFolder(tmp_path)
    folder.make("it")
    return folder


def read(folder: GitFolder) -> Checkout:
    return read_checkout(folder.environ, folder.root / "it")


@pytest.mark.parametrize(
    ("ref", "branch", "tag"),
    [
        ("refs/heads/fix/a", "fix/a", ""),
        ("refs/tags/v1.2.3", "", "v1.2.3"),
        ("refs/pull/7/merge", "", ""),
        ("", "", ""),
    ],
)
def test_checkout__of_a_run_is_what_github_says(tmp_path: Path, ref: str, branch: str, tag: str) -> None:
    found = read_checkout({**RUN, "GITHUB_REF": ref}, tmp_path)
    assert found == Checkout("Me/It", "a" * 40, branch, tag)


def test_checkout__of_a_clone_is_what_git_says(repositories: GitFolder) -> None:
    commit = repositories.commit("it", "second")
    repositories.git("remote", "add", "origin", "git@github.com:me/it.git", cwd="it")
    assert read(repositories) == Checkout("me/it", commit, "main")


def test_checkout__at_tags_has_the_highest_version(repositories: GitFolder) -> None:
    for tag in ("v1.9.0", "v1.10.0", "other"):
        repositories.git("tag", tag, cwd="it")
    assert read(repositories).tag == "v1.10.0"
    repositories.commit("it", "second")
    assert read(repositories).tag == ""


def test_checkout__of_a_commit_alone_has_no_branch(repositories: GitFolder) -> None:
    repositories.git("checkout", "--quiet", "--detach", cwd="it")
    assert (read(repositories).branch, len(read(repositories).commit)) == ("", 40)


def test_checkout__notices_files_that_differ(repositories: GitFolder) -> None:
    assert not read(repositories).has_changes
    for name in ("cigen-report/report.json", ".cigen/Dockerfile"):
        (repositories.root / "it" / name).parent.mkdir()
        (repositories.root / "it" / name).write_text("x")
    assert not read(repositories).has_changes
    (repositories.root / "it" / "new").write_text("x")
    assert read(repositories).has_changes


def test_checkout__outside_a_repository_and_without_git_nothing_is_known(tmp_path: Path) -> None:
    environ = {**GitFolder(tmp_path).environ, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    assert read_checkout(environ, tmp_path) == Checkout()
    assert read_checkout({"PATH": "/nowhere"}, tmp_path) == Checkout()


def test_checkout__a_repository_may_not_run_what_it_wants_to_be_run(repositories: GitFolder) -> None:
    repositories.git("config", "core.fsmonitor", f"touch {repositories.root}/ran; false", cwd="it")
    read(repositories)
    assert not (repositories.root / "ran").exists()
