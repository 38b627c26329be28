"""A door in front of the real registry: everything goes through unchanged, but for what a test lets go wrong."""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.localserver import Quiet, running

HOP = {"connection", "transfer-encoding", "content-length", "keep-alive", "host"}
UPLOAD = r"(POST|PUT|PATCH) /v2/.*/blobs/uploads/"
MANIFEST = r"PUT /v2/.*/manifests/"
READ = r"(GET|HEAD) /v2/.*/manifests/"
BLOB = r"GET /v2/.*/blobs/"
ANYTHING = r"\S+ /v2/"


@dataclass(frozen=True)
class Fault:
    """What goes wrong with requests whose `METHOD /path` begins like `which`, after the first `spared` of them.

    `status` is answered; 0 closes the connection once `taken` bytes of the request were read; -1 never answers.
    """

    which: str
    status: int
    body: bytes = b'{"errors": [{"code": "UNKNOWN", "message": "a fault of this test"}]}'
    headers: tuple[tuple[str, str], ...] = ()
    taken: int = 0
    spared: int = 0


@dataclass
class Door:
    """A running door; `faults` may be changed at any time, `refused` counts what went wrong so far."""

    host: str
    upstream: str
    faults: tuple[Fault, ...] = ()
    refused: int = 0
    requests: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    _seen: dict[str, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def forget(self, *faults: Fault) -> None:
        """Count anew, with other faults."""
        with self._lock:
            self.faults, self.refused = faults, 0
            self._seen.clear()

    def fault(self, request: str) -> Fault | None:
        """What goes wrong with a request, noted."""
        with self._lock:
            self.requests.append(request)
            for fault in self.faults:
                if not re.match(fault.which, request):
                    continue
                seen = self._seen[fault.which] = self._seen.get(fault.which, 0) + 1
                if seen > fault.spared:
                    self.refused += 1
                    return fault
        return None


class _Handler(Quiet, BaseHTTPRequestHandler):
    door: Door

    def handle_one_request(self) -> None:
        """As Go's server does: TLS at a plain door is told so, and the client tries without."""
        first = self.rfile.peek(1)[:1]  # type: ignore[attr-defined]
        if first == b"\x16":
            self.wfile.write(b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n")
            self.close_connection = True
            return
        super().handle_one_request()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def _serve(self) -> None:
        fault = self.door.fault(f"{self.command} {self.path}")
        if fault is None:
            self._pass_on(self._body())
        elif fault.status > 0:
            self._body()
            self._answer(fault.status, fault.headers, fault.body)
        elif fault.status < 0:
            self.door.closing.wait(600)
            self.close_connection = True
        else:
            self.rfile.read(min(fault.taken, int(self.headers.get("Content-Length", 0))))
            self.close_connection = True

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _pass_on(self, body: bytes) -> None:
        upstream = http.client.HTTPConnection(self.door.upstream, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
        upstream.request(self.command, self.path, body or None, {**headers, "Host": self.door.host})
        answer = upstream.getresponse()
        length = answer.getheader("Content-Length") if self.command == "HEAD" else None
        kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP]
        self._answer(answer.status, tuple(kept), answer.read(), length)
        upstream.close()

    def _answer(
        self, status: int, headers: tuple[tuple[str, str], ...], body: bytes, length: str | None = None
    ) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", length or str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextmanager
def in_front_of(upstream: str) -> Iterator[Door]:
    """A door before the registry at HOST:PORT, on a port of its own, until the end of the block."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that has gone is no news."""

    door = Door("", upstream)
    with running(type("Handler", (_Handler,), {"door": door}), Server) as port:
        door.host = f"localhost:{port}"
        try:
            yield door
        finally:
            door.closing.set()
