from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from cigen.edge.github import GitHub
from cigen.edge.secret import Secret
from cigen.errors import OutsideError
from tests.clock import Time
from tests.edge.proxy import Proxy, guarded, proxied
from tests.fakegithub import FakeGitHub

PATH = "repos/me/it/issues/7/comments"
NAMES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy but those of the tests."""
    for name in (*NAMES, "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with proxied() as proxy:
        yield proxy


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGitHub]:
    """A GitHub behind https, whose certificate is trusted."""
    with guarded(tmp_path) as (github, certificate):
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        yield github


def listed(server: FakeGitHub, time: Time | None = None, path: str = PATH) -> list[object]:
    return list(GitHub(server.url, Secret("t0ken"), clock=(time or Time()).clock).get_all(path))


def test_https__goes_through_the_tunnel_and_the_proxy_sees_no_token(
    secure: FakeGitHub, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("//", "//me:p4ss@"))
    secure.add("hello")

    assert len(listed(secure)) == 1

    (head,) = proxy.heads
    assert head.startswith(b"CONNECT 127.0.0.1:")
    assert b"Proxy-Authorization: Basic " + base64.b64encode(b"me:p4ss") in head
    assert b"t0ken" not in head
    assert secure.requests[0][2] == "Bearer t0ken"


def test_http__goes_through_the_proxy_with_the_whole_address(
    server: FakeGitHub, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.url)

    assert listed(server) == []
    assert proxy.heads[0].startswith(f"GET {server.url}/{PATH} HTTP/1.1\r\n".encode())


@pytest.mark.parametrize("hosts", ["127.0.0.1", "other.example,127.0.0.1", "127.0.0.0/8", "*"])
def test_no_proxy__is_heeded(secure: FakeGitHub, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, hosts: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    monkeypatch.setenv("no_proxy", hosts)

    assert listed(secure) == []
    assert proxy.heads == []


def test_proxy__that_wants_a_password_is_an_error_at_once(
    secure: FakeGitHub, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy.refuses = b"407 Proxy Authentication Required"
    monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("//", "//me:p4ss@"))
    time = Time()

    with pytest.raises(OutsideError, match="can't be reached through the proxy; look at HTTPS_PROXY") as caught:
        listed(secure, time)
    assert time.naps == []
    assert "p4ss" not in str(caught.value)
    assert secure.requests == []


def test_proxy__that_is_busy_is_asked_again(secure: FakeGitHub, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy.refuses = b"503 Busy"
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    time = Time()

    with pytest.raises(OutsideError, match="through the proxy"):
        listed(secure, time)
    assert len(time.naps) > 3


def test_proxy__that_is_busy_is_asked_again_about_407_as_well(
    secure: FakeGitHub, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy.refuses = b"503 Busy"
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    time = Time()

    with pytest.raises(OutsideError, match="through the proxy"):
        listed(secure, time, "repos/me/it/issues/407/comments")
    assert len(time.naps) > 3


def test_proxy__that_is_not_there_is_said(secure: FakeGitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:p4ss@127.0.0.1:9")

    with pytest.raises(OutsideError, match="through the proxy; look at HTTPS_PROXY and NO_PROXY") as caught:
        listed(secure)
    assert "p4ss" not in str(caught.value)


@pytest.mark.parametrize("value", ["nonsense://x", "http://[", "http://a:b"])
def test_proxy__that_is_no_address_is_no_bug(secure: FakeGitHub, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", value)

    with pytest.raises(OutsideError):
        listed(secure)
    assert secure.requests == []
