"""The token is in no message, no log and no trace, not even in one that shows the variables of every frame."""

from __future__ import annotations

import contextlib
import logging
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cigen.edge.github import GitHub
from cigen.edge.runner import read_runner
from cigen.edge.secret import Secret
from tests.clock import Time
from tests.commandline import edge_in
from tests.fakegithub import FORBIDDEN, Answer, FakeGitHub

TOKEN = "ghs_t0ken"
PATH = "repos/me/it/issues/7/comments"


def told(error: BaseException) -> str:
    """Everything that can be known of an error: itself, its causes, all frames but the test's with their variables."""
    assert error.__traceback__ is not None
    error = error.with_traceback(error.__traceback__.tb_next)  # the test itself knows the server, and that the token
    lines = traceback.TracebackException.from_exception(error, capture_locals=True).format(chain=True)
    seen: BaseException | None = error
    text = "".join(lines)
    while seen is not None:
        text += f"{seen!r} {vars(seen)!r} {[vars(one) for one in vars(seen).values() if hasattr(one, '__dict__')]!r}"
        seen = seen.__cause__ or seen.__context__
    return text


@pytest.mark.parametrize(
    "answer",
    [
        Answer(0),
        Answer(200, "<html>"),
        Answer(200, "[" * 100_000),
        Answer(401),
        FORBIDDEN,
        Answer(500),
        Answer(302, "", (("Location", "https://evil.example/"),)),
        Answer(302, "", (("Location", "http://["),)),
        Answer(200, "[]" + " " * 100, cut=50),
        Answer(200, "[]", (("Content-Encoding", "br"),)),
        Answer(429, "{}", (("Retry-After", "9999"),)),
    ],
)
def test_error__shows_no_token(server: FakeGitHub, answer: Answer, caplog: pytest.LogCaptureFixture) -> None:
    server.fail("POST", answer)
    client = GitHub(server.url, Secret(TOKEN), clock=Time().clock)

    with caplog.at_level(logging.DEBUG), pytest.raises(Exception) as caught:
        client.post(PATH, {"body": "a"})

    assert server.requests[0][2] == f"Bearer {TOKEN}"
    assert TOKEN not in told(caught.value)
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "http://[", "nonsense", "ftp://a"])
def test_error__of_an_address_that_leads_nowhere_shows_no_token(address: str) -> None:
    client = GitHub(address, Secret(TOKEN), clock=Time().clock)

    with pytest.raises(Exception) as caught:
        client.post(PATH, {"body": "a"})

    assert TOKEN not in told(caught.value)


def _adapter(*_: Any, **__: Any) -> None:
    raise RuntimeError("a bug, deep down")


@pytest.mark.parametrize(
    "where", ["requests.adapters.HTTPAdapter.send", "urllib3.connectionpool.HTTPConnectionPool._make_request"]
)
def test_bug__deep_in_a_library_shows_no_token(server: FakeGitHub, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(where, _adapter)
    client = GitHub(server.url, Secret(TOKEN), clock=Time().clock)

    with pytest.raises(RuntimeError, match="deep down") as caught:
        client.post(PATH, {"body": "a"})

    text = told(caught.value)
    assert "a bug, deep down" in text
    assert TOKEN not in text


def test_trace__would_show_it_without_the_care_that_is_taken(
    server: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the tests above can fail."""
    forget: Callable[[BaseException | None], None] = lambda error: None  # noqa: E731
    monkeypatch.setattr("cigen.edge.http._forget", forget)
    monkeypatch.setattr("urllib3.connectionpool.HTTPConnectionPool._make_request", _adapter)

    with pytest.raises(RuntimeError) as caught:
        GitHub(server.url, Secret(TOKEN), clock=Time().clock).post(PATH, {"body": "a"})

    assert TOKEN in told(caught.value)


def test_edge__shows_nothing_of_its_environment(tmp_path: Path) -> None:
    edge = edge_in(tmp_path, {"GITHUB_TOKEN": TOKEN})
    runner = read_runner(edge.environ)

    client = GitHub("https://a", runner.token)

    assert TOKEN not in f"{edge!r} {runner!r} {client!r} {vars(client)!r}"


def test_log__of_http_itself_shows_no_token(
    server: FakeGitHub, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.NOTSET), contextlib.suppress(Exception):
        list(GitHub(server.url, Secret(TOKEN), clock=Time().clock).get_all(PATH))

    captured = capsys.readouterr()
    assert caplog.text
    assert TOKEN not in caplog.text + captured.out + captured.err
