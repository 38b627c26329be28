from __future__ import annotations

import os
from pathlib import Path

import pytest

from cigen.edge.origin import named, repository
from tests.gitfolder import GitFolder


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/me/it",
        "https://github.com/me/it.git",
        "https://github.com/me/it/",
        "https://user:token@github.com/me/it.git",
        "git@github.com:me/it.git",
        "ssh://git@github.com/me/it",
        "ssh://git@ssh.github.com:443/me/it.git",
        "git://GitHub.com/me/it.git",
    ],
)
def test_named__every_way_to_write_a_repository_on_github(address: str) -> None:
    assert named(address, "github.com") == "me/it"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://gitlab.com/me/it",
        "https://github.com.example/me/it",
        "https://github.com@evil.example/me/it",
        "git@example.com:github.com/me/it",
        "https://github.com/me",
        "https://github.com/me/it/more",
        "/srv/me/it",
        "../me/it",
        "file:///github.com/me/it",
    ],
)
def test_named__any_other_address_is_none(address: str) -> None:
    assert named(address, "github.com") == ""


def cloned(folder: Path, address: str) -> dict[str, str]:
    """The environment for a folder with a clone `it` of that address."""
    git = GitFolder(folder)
    git.make("it")
    git.git("remote", "add", "origin", address, cwd="it")
    return git.environ


def test_repository__is_what_the_clone_came_from(tmp_path: Path) -> None:
    assert repository(tmp_path / "it", cloned(tmp_path, "git@github.com:me/it.git")) == "me/it"


@pytest.mark.parametrize("server", ["https://[", "http://[::1", "::::", "github.com"])
def test_repository__is_not_known_of_a_server_that_can_be_none(tmp_path: Path, server: str) -> None:
    environ = {**cloned(tmp_path, "https://github.com/me/it"), "GITHUB_SERVER_URL": server}
    assert repository(tmp_path / "it", environ) == ""


def test_repository__github_on_another_server(tmp_path: Path) -> None:
    environ = cloned(tmp_path, "https://git.corp.example/me/it") | {"GITHUB_SERVER_URL": "https://git.corp.example"}

    assert repository(tmp_path / "it", environ) == "me/it"


def test_repository__the_runner_knows_better(tmp_path: Path) -> None:
    environ = cloned(tmp_path, "https://github.com/me/it") | {"GITHUB_REPOSITORY": "us/it"}

    assert repository(tmp_path / "it", environ) == "us/it"


def test_repository__no_clone_has_none(tmp_path: Path) -> None:
    assert repository(tmp_path, {"PATH": os.environ["PATH"], "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}) == ""
    assert repository(tmp_path, {"PATH": ""}) == ""
