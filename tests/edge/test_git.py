from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from cigen.edge.git import Repository, newest
from cigen.errors import OutsideError
from tests.gitfolder import BASE, GitFolder


@pytest.fixture
def folder(tmp_path: Path) -> GitFolder:
    return GitFolder(tmp_path)


def repository(folder: GitFolder, url: str, **more: str) -> Repository:
    return Repository(url, {**folder.environ, **more}, folder.root)


def fake_git(folder: Path, script: str) -> str:
    """A PATH whose git is this script."""
    folder.mkdir()
    (folder / "git").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "git").chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def test_commits__gives_branches_tags_and_head(folder: GitFolder) -> None:
    url = folder.make("r")
    other = folder.commit("r", "second", branch="feature/x")
    folder.git("tag", "light", cwd="r")
    folder.git("tag", "--annotate", "--message=it", "v1.0", "feature/x", cwd="r")
    main = folder.git("rev-parse", "main", cwd="r")

    found = repository(folder, url).commits(
        ["main", "feature/x", "light", "v1.0", "HEAD", "refs/heads/feature/x", "no"]
    )

    assert found == {
        "main": main,
        "feature/x": other,
        "light": main,
        "v1.0": other,
        "HEAD": main,
        "refs/heads/feature/x": other,
    }


def test_commits__a_name_is_not_found_at_the_end_of_another(folder: GitFolder) -> None:
    url = folder.make("r")
    folder.commit("r", "second", branch="feature/main2")

    assert repository(folder, url).commits(["main2", "refs/heads/main2"]) == {}


@pytest.mark.parametrize("name", ["main", "both", "branch", "tag", "annotated"])
def test_commits__is_what_git_checks_out_in_a_fresh_clone(folder: GitFolder, name: str) -> None:
    url = folder.make("r")
    folder.commit("r", "of both", branch="both")
    folder.commit("r", "of branch", branch="branch")
    for tag in ("both", "tag", "main"):
        folder.git("tag", tag, cwd="r")
    folder.git("tag", "--annotate", "--message=it", "annotated", cwd="r")
    folder.commit("r", "last")
    folder.git("clone", "--quiet", url, "clone")
    folder.git("checkout", "--quiet", name, cwd="clone")

    assert repository(folder, url).commits([name]) == {name: folder.git("rev-parse", "HEAD", cwd="clone")}


@pytest.mark.parametrize("ref", ["--upload-pack=touch x", "-h", "a b", "a..b", "a^{tree}", "a\nb", "*", "main@{1}", ""])
def test_commits__what_is_no_ref_is_not_asked_for(folder: GitFolder, ref: str, tmp_path: Path) -> None:
    url = folder.make("r")

    assert repository(folder, url).commits([ref, "main"]).keys() == {"main"}
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    "url", ["--upload-pack=touch x", "-oProxyCommand=x", "ext::sh -c x", "/etc", "file:///etc", "http://a/b", "", "$X"]
)
def test_commits__an_address_of_another_kind_is_refused_before_git_is_run(folder: GitFolder, url: str) -> None:
    with pytest.raises(OutsideError, match="can't be asked"):
        repository(folder, url, PATH="").commits(["main"])


def test_commits__only_the_protocols_of_the_list_are_used(folder: GitFolder) -> None:
    url = folder.make("r")
    environ = folder.environ
    del environ["GIT_ALLOW_PROTOCOL"]

    with pytest.raises(OutsideError, match="only https, ssh, git are asked"):
        Repository(url, environ, folder.root).commits(["main"])


def test_commits__a_repository_that_is_not_there_is_named_with_gits_reason(folder: GitFolder) -> None:
    with pytest.raises(OutsideError, match=r"https://git.example/no can't be asked \(fatal: .*may you read it\?"):
        repository(folder, f"{BASE}no").commits(["main"])


def test_commits__a_token_in_an_address_is_not_shown(folder: GitFolder) -> None:
    with pytest.raises(OutsideError) as caught:
        repository(folder, "https://t0ken@git.example/no").commits(["main"])

    assert "t0ken" not in str(caught.value)
    assert "https://git.example/no" in str(caught.value)


def test_commits__git_asks_nobody_at_a_terminal(folder: GitFolder, tmp_path: Path) -> None:
    path = fake_git(tmp_path / "bin", 'echo "fatal: prompt $GIT_TERMINAL_PROMPT $SSH_ASKPASS_REQUIRE $*" >&2; exit 128')

    with pytest.raises(OutsideError) as caught:
        repository(folder, f"{BASE}r", PATH=path).commits(["main"])
    assert "prompt 0 never" in str(caught.value)
    assert f"ls-remote --symref -- {BASE}r HEAD refs/heads/main" in str(caught.value)


def test_commits__git_has_no_terminal(folder: GitFolder, tmp_path: Path) -> None:
    path = fake_git(tmp_path / "bin", "(: </dev/tty) 2>/dev/null && exit 0; echo fatal: no terminal >&2; exit 128")

    with pytest.raises(OutsideError, match="no terminal"):
        repository(folder, f"{BASE}r", PATH=path).commits(["main"])


@pytest.mark.parametrize("script", ["exec sleep 60", "sleep 60 & wait", "sleep 60 & exit 0"])
def test_commits__a_server_that_hangs_is_given_up(folder: GitFolder, tmp_path: Path, script: str) -> None:
    path = fake_git(tmp_path / "bin", script)
    begun = time.monotonic()

    with pytest.raises(OutsideError, match=r"did not answer within 0.2 seconds; run it again later"):
        Repository(f"{BASE}r", {**folder.environ, "PATH": path}, tmp_path, seconds=0.2).commits(["main"])
    assert time.monotonic() - begun < 10


def test_commits__an_answer_without_end_is_cut_off(folder: GitFolder, tmp_path: Path) -> None:
    path = fake_git(tmp_path / "bin", "exec cat /dev/zero")

    with pytest.raises(OutsideError, match="which can't be"):
        repository(folder, f"{BASE}r", PATH=path).commits(["main"])


def test_commits__nonsense_is_no_commit(folder: GitFolder, tmp_path: Path) -> None:
    path = fake_git(tmp_path / "bin", "printf 'zz\\trefs/heads/main\\n\\377\\n\\t\\nref: x\\tHEAD\\n'")

    assert repository(folder, f"{BASE}r", PATH=path).commits(["main", "HEAD"]) == {}


def test_commits__without_git_says_so(folder: GitFolder) -> None:
    with pytest.raises(OutsideError, match="install git"):
        repository(folder, f"{BASE}r", PATH="").commits(["main"])


def test_tags__gives_the_commits_of_all(folder: GitFolder) -> None:
    url = folder.make("r")
    first = folder.git("rev-parse", "main", cwd="r")
    folder.git("tag", "v1.0.0", cwd="r")
    second = folder.commit("r", "second")
    folder.git("tag", "--annotate", "--message=it", "v1.0.1", cwd="r")

    assert repository(folder, url).tags() == {"v1.0.0": first, "v1.0.1": second}


def test_newest__is_the_highest_of_a_major_version() -> None:
    tags = ["v7", "v7.0.9", "v7.0.10", "v7.1.0-rc1", "v8.0.0", "v70.0.0", "7.9.9", "v7.1"]

    assert newest(tags, "7") == "v7.1"
    assert newest(tags, "9") == ""
