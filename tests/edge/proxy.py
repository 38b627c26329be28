"""A real proxy on this machine, for plain requests and for tunnels; and a server with a certificate of its own."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from pathlib import Path

from tests.fakegithub import FakeGitHub, _Handler


@dataclass
class Proxy:
    """What it was asked, head by head, as bytes; `refuses` is the status for all who ask."""

    url: str = ""
    heads: list[bytes] = field(default_factory=list)
    refuses: bytes = b""

    def serve(self, client: socket.socket) -> None:
        """One connection."""
        with client, contextlib.suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head and (piece := client.recv(65536)):
                head += piece
            if not head:
                return
            self.heads.append(head)
            if self.refuses:
                client.sendall(b"HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % self.refuses)
                return
            method, target, _ = head.split(b" ", 2)
            if method == b"CONNECT":
                host, _, port = target.rpartition(b":")
                with socket.create_connection((host.decode(), int(port)), 10) as there:
                    client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                    _both(client, there)
            else:
                host, _, port = target.split(b"/")[2].rpartition(b":")
                with socket.create_connection((host.decode(), int(port)), 10) as there:
                    there.sendall(head)
                    _both(client, there)


def _both(one: socket.socket, other: socket.socket) -> None:
    thread = threading.Thread(target=_pump, args=(other, one), daemon=True)
    thread.start()
    _pump(one, other)
    thread.join(10)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextmanager
def proxied() -> Iterator[Proxy]:
    """A running proxy, until the end of the block."""
    listening = socket.create_server(("127.0.0.1", 0))
    proxy = Proxy(f"http://127.0.0.1:{listening.getsockname()[1]}")

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listening.accept()
                threading.Thread(target=proxy.serve, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield proxy
    finally:
        listening.close()


@contextmanager
def guarded(folder: Path) -> Iterator[tuple[FakeGitHub, Path]]:
    """A GitHub that is reached by https alone, and the file with the certificate that vouches for it."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    github = FakeGitHub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"github": github}))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    github.url = f"https://127.0.0.1:{server.server_address[1]}"
    try:
        yield github, certificate
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
