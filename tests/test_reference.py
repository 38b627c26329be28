from __future__ import annotations

import pytest

from cigen.reference import (
    DOCKER_HUB,
    Action,
    GitSource,
    Image,
    action,
    against_ref,
    against_repository,
    git_source,
    image,
)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("debian", Image(DOCKER_HUB, "library/debian", "latest")),
        ("debian:12", Image(DOCKER_HUB, "library/debian", "12")),
        ("ocaml/opam:debian-12", Image(DOCKER_HUB, "ocaml/opam", "debian-12")),
        ("docker.io/debian", Image(DOCKER_HUB, "library/debian", "latest")),
        ("index.docker.io/a/b:1", Image(DOCKER_HUB, "a/b", "1")),
        ("ghcr.io/a/b/c:1", Image("ghcr.io", "a/b/c", "1")),
        ("localhost/a", Image("localhost", "a", "latest")),
        ("localhost:5000/a:b", Image("localhost:5000", "a", "b")),
        ("[::1]:5000/a", Image("[::1]:5000", "a", "latest")),
        ("a/b__c-d.e", Image(DOCKER_HUB, "a/b__c-d.e", "latest")),
    ],
)
def test_image__is_host_path_and_tag(name: str, found: Image) -> None:
    assert image(name) == found


@pytest.mark.parametrize(
    "name",
    ["", "Debian", "a b", "a:", "a@sha256:0", "../a", "a//b", "a:b:c", "ghcr.io/", "a.b/../c", "a.b/%2e", "$A", "a\n"],
)
def test_image__what_is_no_name_is_none(name: str) -> None:
    assert image(name) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://git.example/a.git", GitSource("https://git.example/a.git", "HEAD", "")),
        ("https://git.example/a.git#main", GitSource("https://git.example/a.git", "main", "")),
        ("https://git.example/a.git#main:dir", GitSource("https://git.example/a.git", "main", ":dir")),
        ("https://git.example/a.git#:dir", GitSource("https://git.example/a.git", "HEAD", ":dir")),
        ("git@git.example:a#v1", GitSource("git@git.example:a", "v1", "")),
        ("ssh://git@git.example/a", GitSource("ssh://git@git.example/a", "HEAD", "")),
        ("https://git.example/a.tar.gz", None),
        ("https://git.example/a.git?ref=main", None),
        ("a.git", None),
    ],
)
def test_git_source__is_repository_ref_and_folder(text: str, found: GitSource | None) -> None:
    assert git_source(text) == found


def test_git_source__keeps_its_folder_at_a_commit() -> None:
    source = git_source("https://git.example/a.git#main:dir")

    assert source is not None
    assert source.at("abc") == "https://git.example/a.git#abc:dir"


def test_action__is_repository_folder_and_ref() -> None:
    assert action("me/it@v1") == Action("me/it", "", "v1")
    assert action("me/it/sub/folder@v1 # a note") == Action("me/it", "/sub/folder", "v1")
    assert action("./here") is action("docker://a/b@c#d e") is action("") is None


@pytest.mark.parametrize(
    "url",
    ["https://git.example/a", "ssh://git@git.example/a", "git://git.example/a", "git@git.example:a/b.git", "a@b:c"],
)
def test_repository__that_can_be_asked(url: str) -> None:
    assert against_repository(url) == ""


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "add `repository`"),
        ("https://git.example/$A", "variable"),
        ("https://me:secret@git.example/a", "password"),
        ("http://git.example/a", "only https, ssh, git can be asked"),
        ("file:///a", "only https, ssh, git can be asked"),
        ("ext::sh -c touch% x", "no address"),
        ("/srv/a.git", "no address"),
        ("../a", "no address"),
        ("-oProxyCommand=x@y:z", "no address"),
        ("https://git.example/a\nb", "no address"),
        ("a@b:-c", "no address"),
    ],
)
def test_repository__that_can_not_be_asked(url: str, reason: str) -> None:
    assert reason in against_repository(url)
    assert "secret" not in against_repository(url)


@pytest.mark.parametrize(
    "ref", ["main", "feature/x", "v1.0.0", "refs/pull/1/head", "20240101", "face", "a+b", "äß", "a@b"]
)
def test_ref__that_can_be_looked_up(ref: str) -> None:
    assert against_ref(ref) == ""


@pytest.mark.parametrize(
    "ref", ["", "$A", "-x", "a b", "a..b", "a~1", "a^", "@{-1}", "@", "a:b", "a?", "[a]", "a/", "a.", "a\\b", "1234abc"]
)
def test_ref__that_can_not_be_looked_up(ref: str) -> None:
    assert against_ref(ref) != ""
