from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cigen.edge.http import Http, SilentError
from cigen.errors import OutsideError

if TYPE_CHECKING:
    from requests import PreparedRequest


class _Quiet(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Keeps quiet."""


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[str]:
    """The address of a server whose certificate nobody vouches for."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1"]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True, timeout=60)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = HTTPServer(("127.0.0.1", 0), _Quiet)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def dripping() -> Iterator[str]:
    """The address of a server whose answer begins, and goes on with a header now and then."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        with contextlib.suppress(OSError):
            connection, _ = listening.accept()
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            for _ in range(90):
                connection.sendall(b"X-More: yes\r\n")
                time.sleep(0.1)

    threading.Thread(target=answer, daemon=True).start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    listening.close()


def unsigned(request: PreparedRequest) -> PreparedRequest:
    return request


def test_exchange__a_certificate_that_nobody_vouches_for_is_said_with_the_remedy(stranger: str) -> None:
    http = Http(budget=30, clock=None, doubt="is it right")

    with pytest.raises(OutsideError, match=rf"the certificate of {stranger} can't be verified; .*REQUESTS_CA_BUNDLE"):
        http.exchange("GET", stranger, headers={}, sign=unsigned)


def test_exchange__without_time_left_asks_nobody() -> None:
    with pytest.raises(OutsideError, match=r"https://a.example/b was not asked, as the time for it has run out"):
        Http(budget=0, clock=None, doubt="").exchange("GET", "https://a.example/b", headers={}, sign=unsigned)


def test_exchange__a_server_that_answers_a_byte_at_a_time_has_no_more_time_than_any_other(dripping: str) -> None:
    http, begun = Http(budget=0.5, clock=None, doubt="", direct=True), time.monotonic()

    with pytest.raises(SilentError, match="answers too slowly"):
        http.exchange("GET", dripping, headers={}, sign=unsigned)

    assert time.monotonic() - begun < 5
