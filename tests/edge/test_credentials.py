from __future__ import annotations

import base64
import json
import os
from pathlib import Path

import pytest

from cigen.edge.credentials import HUB, NOBODY, Credential, find
from cigen.errors import OutsideError
from cigen.reference import DOCKER_HUB

SECRET = "s3cret"


def environ(folder: Path, settings: object, *helpers: tuple[str, str]) -> dict[str, str]:
    """A folder with Docker's settings, and helper programs in a PATH of its own."""
    text = settings if isinstance(settings, str) else json.dumps(settings)
    (folder / "config.json").write_text(text)
    for name, script in helpers:
        program = folder / f"docker-credential-{name}"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    return {"DOCKER_CONFIG": str(folder), "PATH": f"{folder}:{os.environ['PATH']}"}


def packed(text: str) -> dict[str, str]:
    return {"auth": base64.b64encode(text.encode()).decode()}


def revealed(credential: Credential) -> tuple[str, str, str, str]:
    hidden = credential.password, credential.identity, credential.bearer
    return (credential.user, *(secret.reveal() for secret in hidden))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("ghcr.io", "ghcr.io"),
        ("ghcr.io", "https://ghcr.io"),
        ("ghcr.io", "https://ghcr.io/v1/"),
        ("localhost:5000", "localhost:5000"),
        (DOCKER_HUB, HUB),
    ],
)
def test_find__an_entry_by_its_host(tmp_path: Path, host: str, key: str) -> None:
    settings = {"auths": {"other.example": packed("x:y"), key: packed(f"me:{SECRET}:more")}}

    assert revealed(find(host, environ(tmp_path, settings))) == ("me", f"{SECRET}:more", "", "")


def test_find__tokens_of_an_entry(tmp_path: Path) -> None:
    settings = {"auths": {"a.example": {"identitytoken": SECRET}, "b.example": {"registrytoken": SECRET}}}
    world = environ(tmp_path, settings)

    assert revealed(find("a.example", world)) == ("", "", SECRET, "")
    assert revealed(find("b.example", world)) == ("", "", "", SECRET)


def test_find__home_is_where_docker_looks_by_itself(tmp_path: Path) -> None:
    (tmp_path / ".docker").mkdir()
    environ(tmp_path / ".docker", {"auths": {"ghcr.io": packed("me:you")}})

    assert find("ghcr.io", {"HOME": str(tmp_path)}).user == "me"


@pytest.mark.parametrize("settings", [{}, "", {"auths": {"ghcr.io.evil": packed("a:b")}}, {"auths": []}, {"auths": {}}])
def test_find__nobody_is_no_error(tmp_path: Path, settings: object) -> None:
    assert find("ghcr.io", environ(tmp_path, settings)) is NOBODY
    assert find("ghcr.io", {"DOCKER_CONFIG": str(tmp_path / "no")}) is NOBODY
    assert find("ghcr.io", {}) is NOBODY


def test_find__an_empty_entry_shows_nothing(tmp_path: Path) -> None:
    assert not find("ghcr.io", environ(tmp_path, {"auths": {"ghcr.io": {}}}))


@pytest.mark.parametrize(
    "settings", ["{", "[]", "[" * 100_000, '{"auths": {"ghcr.io": {"auth": "***"}}}', '{"credsStore": "a/../b"}']
)
def test_find__broken_settings_are_named(tmp_path: Path, settings: str) -> None:
    with pytest.raises(OutsideError, match=r"config\.json"):
        find("ghcr.io", environ(tmp_path, settings))


@pytest.mark.parametrize("settings", [{"credsStore": "good"}, {"credsStore": "no", "credHelpers": {"ghcr.io": "good"}}])
def test_find__a_helper_is_asked_for_the_server(tmp_path: Path, settings: dict[str, object]) -> None:
    script = f'''[ "$1" = get ] && [ "$(cat)" = ghcr.io ] && echo '{{"Username": "me", "Secret": "{SECRET}"}}' '''

    assert revealed(find("ghcr.io", environ(tmp_path, settings, ("good", script)))) == ("me", SECRET, "", "")


def test_find__a_helper_may_give_a_token(tmp_path: Path) -> None:
    script = f'''echo '{{"Username": "<token>", "Secret": "{SECRET}"}}' '''

    found = find("ghcr.io", environ(tmp_path, {"credsStore": "good"}, ("good", script)))
    assert revealed(found) == ("", "", SECRET, "")


def test_find__a_helper_that_knows_nothing_leaves_the_entry(tmp_path: Path) -> None:
    script = "echo 'credentials not found in native keychain'; exit 1"
    settings = {"credsStore": "none", "auths": {"ghcr.io": packed("me:you")}}

    assert find("ghcr.io", environ(tmp_path, settings, ("none", script))).user == "me"


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (f"echo {SECRET} >&2; exit 3", "ended with 3"),
        (f"echo {SECRET}", "answered with no credential"),
        (f'''echo '{{"Username": 1, "Secret": "{SECRET}"}}' ''', "answered with no credential"),
    ],
)
def test_find__a_helper_that_fails_is_named_and_its_words_are_not_shown(
    tmp_path: Path, script: str, message: str
) -> None:
    with pytest.raises(OutsideError, match=rf"`docker-credential-bad get` for ghcr.io .*{message}") as caught:
        find("ghcr.io", environ(tmp_path, {"credsStore": "bad"}, ("bad", script)))
    assert SECRET not in repr(caught.value) + repr(caught.value.__context__)


def test_find__a_helper_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match=r"`docker-credential-gone`, which is not in PATH"):
        find("ghcr.io", environ(tmp_path, {"credsStore": "gone"}))


def test_credential__shows_no_secret() -> None:
    from cigen.edge.secret import Secret

    assert SECRET not in repr(Credential("me", Secret(SECRET), Secret(SECRET), Secret(SECRET)))
