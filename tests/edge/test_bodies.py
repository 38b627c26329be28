"""Whole answers: packed, cut, in pieces, endless; never more of them in memory than was allowed."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest

from cigen.edge import http
from cigen.edge.http import Http, SilentError, UnsureError
from cigen.errors import OutsideError
from tests.fakegithub import Answer, FakeGitHub

MOST = 1 << 20
TEXT = bytes(range(256)) * 1000
TO = ("Location", "http://127.0.0.1/elsewhere")


def ask(server: FakeGitHub, answer: Answer, most: int = MOST) -> http.Answer:
    server.fail("GET", answer)
    client = Http(budget=30, clock=None, doubt="is it right", direct=True)
    return client.ask("GET", f"{server.url}/x", headers={}, sign=lambda request: request, most=most)


def packed(data: bytes, coding: str = "gzip", **more: object) -> Answer:
    return Answer(200, data.decode("latin-1"), (("Content-Encoding", coding),), binary=True, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("chunked", [True, False])
@pytest.mark.parametrize("coding", ["", "identity", "gzip", "GZip", "x-gzip"])
def test_ask__the_body_is_what_was_packed(server: FakeGitHub, coding: str, chunked: bool) -> None:
    data = gzip.compress(TEXT) if "g" in coding.lower() else TEXT

    found = ask(server, packed(data, coding, chunked=chunked))

    assert (found.status, found.body) == (200, TEXT)
    assert found.headers["content-encoding"] == coding


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 131_072])
def test_ask__a_body_that_ends_where_a_piece_does_is_whole(server: FakeGitHub, size: int) -> None:
    assert ask(server, packed(gzip.compress(b"x" * size))).body == b"x" * size


def test_ask__an_empty_answer_may_call_itself_packed(server: FakeGitHub) -> None:
    assert ask(server, packed(b"")).body == b""


@pytest.mark.parametrize(("more", "fits"), [(-1, True), (0, True), (1, False)])
def test_ask__a_byte_too_much_is_an_error(server: FakeGitHub, more: int, fits: bool) -> None:
    for answer in (packed(b"x" * (MOST + more), ""), packed(gzip.compress(b"x" * (MOST + more)))):
        if fits:
            assert len(ask(server, answer).body) == MOST + more
        else:
            with pytest.raises(OutsideError, match="more than 1,048,576 bytes"):
                ask(server, answer)


def test_ask__a_bomb_is_not_unpacked(server: FakeGitHub) -> None:
    bomb = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    data = b"".join(bomb.compress(bytes(1 << 20)) for _ in range(60)) + bomb.flush()
    tracemalloc.start()
    try:
        with pytest.raises(OutsideError, match="which can't be"):
            ask(server, packed(data))
        assert tracemalloc.get_traced_memory()[1] < 20 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("data", [gzip.compress(TEXT)[:-1], gzip.compress(TEXT)[:200], b"no gzip", b"\x1f\x8b"])
def test_ask__a_damaged_body_may_be_asked_for_again(server: FakeGitHub, data: bytes) -> None:
    with pytest.raises(UnsureError, match=r"damaged|has no end"):
        ask(server, packed(data))


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "gzip, gzip", "x" * 500])
def test_ask__a_coding_that_was_not_asked_for_is_refused(server: FakeGitHub, coding: str) -> None:
    with pytest.raises(OutsideError, match="which was not asked for"):
        ask(server, packed(gzip.compress(TEXT), coding))


@pytest.mark.parametrize("answer", [Answer(200, "x" * 100, cut=50), Answer(200, "x" * 5000, cut=1500, chunked=True)])
def test_ask__a_body_that_breaks_off_may_be_asked_for_again(server: FakeGitHub, answer: Answer) -> None:
    with pytest.raises(UnsureError, match="broke off"):
        ask(server, answer)


def test_ask__the_body_of_an_error_is_bounded_too(server: FakeGitHub) -> None:
    with pytest.raises(OutsideError, match="more than 10 bytes"):
        ask(server, Answer(500, "x" * 11), most=10)


def test_ask__a_redirect_may_be_packed(server: FakeGitHub) -> None:
    """As GitHub's is where a repository has another name now; requests would read it first."""
    moved = Answer(301, gzip.compress(b"Moved").decode("latin-1"), (("Content-Encoding", "gzip"), TO), binary=True)

    found = ask(server, moved)

    assert (found.status, found.body, found.headers["location"]) == (301, b"Moved", TO[1])


@pytest.mark.parametrize("coding", ["", "gzip"])
def test_ask__the_body_of_a_redirect_is_bounded_too(server: FakeGitHub, coding: str) -> None:
    data = bytes(2 * MOST)
    text = (gzip.compress(data) if coding else data).decode("latin-1")

    with pytest.raises(OutsideError, match="more than 1,048,576 bytes"):
        ask(server, Answer(302, text, (("Content-Encoding", coding), TO), binary=True))


def test_ask__a_body_that_drips_has_no_more_time_than_any_other(
    server: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "WHOLE_SECONDS", 0.3)
    begun = time.monotonic()

    with pytest.raises(SilentError, match="answers too slowly"):
        ask(server, Answer(200, "x" * 1000, drip=0.05))
    assert time.monotonic() - begun < 5


@pytest.fixture
def endless() -> Iterator[str]:
    """The address of a server whose headers never end."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        try:
            connection, _ = listening.accept()
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            while True:
                connection.sendall(b"X-More: " + b"x" * 1000 + b"\r\n")
        except OSError:
            pass

    threading.Thread(target=answer, daemon=True).start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    listening.close()


def test_ask__headers_without_end_are_given_up(endless: str) -> None:
    client = Http(budget=30, clock=None, doubt="is it right", direct=True)

    with pytest.raises(OutsideError, match="can't be reached"):
        client.ask("GET", endless, headers={}, sign=lambda request: request, most=MOST)
