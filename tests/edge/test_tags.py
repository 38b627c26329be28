from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from cigen.edge.tags import look
from tests.fakeregistry import Answer, FakeRegistry, serve

NOBODY = {"HOME": "/nonexistent"}


@pytest.fixture
def server() -> Iterator[FakeRegistry]:
    with serve() as registry:
        yield registry


def test_look__finds_the_tags_that_are_there(server: FakeRegistry) -> None:
    server.push("me/cache", "main")
    server.push("me/cache", "main-s2")

    seen = look(f"{server.host}/me/cache", ("main", "main-s1", "main-s2"), NOBODY)

    assert (seen.tags, seen.amiss) == (("main", "main-s2"), "")


def test_look__a_package_that_is_not_for_us_is_none(server: FakeRegistry) -> None:
    server.auth, server.private = "bearer", True
    server.push("me/cache", "main")

    assert look(f"{server.host}/me/cache", ("main",), NOBODY).tags == ()


def test_look__a_registry_in_trouble_is_given_up_soon_and_said(server: FakeRegistry) -> None:
    server.push("me/cache", "main")
    server.accidents += [("HEAD", Answer(503))] * 50
    started = time.monotonic()

    seen = look(f"{server.host}/me/cache", ("main", "main-s1"), NOBODY, seconds=0.5)

    assert seen.tags == ()
    assert "503" in seen.amiss
    assert time.monotonic() - started < 5


def test_look__one_that_never_answers_is_given_up_soon_and_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        seen = look(f"localhost:{silent.getsockname()[1]}/me/cache", ("main",) * 20, NOBODY, seconds=0.5)

    assert seen.tags == ()
    assert (bool(seen.amiss), seen.silent) == (True, True)
    assert time.monotonic() - started < 5


def test_look__one_that_is_not_there_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    seen = look(f"localhost:{port}/me/cache", ("main",), NOBODY, seconds=0.5)

    assert seen.tags == ()
    assert ("can't be reached" in seen.amiss, seen.silent) == (True, False)


def test_look__what_is_no_image_is_not_asked_for() -> None:
    assert look("not an image", ("main",), NOBODY) == look("", (), NOBODY)
