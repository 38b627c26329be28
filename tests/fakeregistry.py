"""A registry that runs in this process: manifests by tag and digest, logins of every kind, refusals and accidents."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.localserver import Quiet, running

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
TOKEN = "t0ken-of-the-registry"
REFRESH = "r3fresh"
USER, PASSWORD = "me", "p4ssword"


@dataclass(frozen=True)
class Answer:
    """What goes back instead of the right answer; status 0 is a reset; `drip` is seconds between its bytes."""

    status: int
    body: bytes = b"{}"
    headers: tuple[tuple[str, str], ...] = ()
    drip: float = 0.0
    length: int | None = None


@dataclass
class FakeRegistry:
    """The state; `auth` is empty, `basic` or `bearer`; `private` asks even readers for a password."""

    host: str = ""
    auth: str = ""
    private: bool = False
    realm: str = ""
    tags: dict[tuple[str, str], str] = field(default_factory=dict)
    manifests: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    accidents: list[tuple[str, Answer]] = field(default_factory=list)
    always: dict[str, Answer] = field(default_factory=dict)
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    forms: list[dict[str, list[str]]] = field(default_factory=list)
    has_head: bool = True
    says_digest: bool = True

    def push(self, path: str, tag: str, *, layers: int = 1, note: str = "") -> str:
        """An image of one platform; its digest."""
        digest = self.put(OCI_MANIFEST, {"layers": [{"digest": "sha256:0"}] * layers, "note": note})
        self.tags[path, tag] = digest
        return digest

    def push_index(self, path: str, tag: str, **platforms: int) -> str:
        """An image of several platforms with so many layers each; an attestation in front."""
        entries: list[dict[str, Any]] = [self._entry("unknown/unknown", 1)]
        entries += [self._entry(platform.replace("_", "/"), layers) for platform, layers in platforms.items()]
        digest = self.put(OCI_INDEX, {"manifests": entries})
        self.tags[path, tag] = digest
        return digest

    def _entry(self, platform: str, layers: int) -> dict[str, Any]:
        digest = self.put(OCI_MANIFEST, {"layers": [{}] * layers, "platform": platform})
        system, _, architecture = platform.partition("/")
        return {"digest": digest, "platform": {"os": system, "architecture": architecture}}

    def put(self, kind: str, tree: object) -> str:
        """A manifest that no tag has."""
        body = json.dumps({"mediaType": kind, **tree} if isinstance(tree, dict) else tree).encode()
        digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
        self.manifests[digest] = (kind, body)
        return digest

    def fail(self, which: str, *answers: Answer) -> None:
        """The next requests with this method, or whose path ends so, go wrong."""
        self.accidents += [(which, answer) for answer in answers]

    def accident(self, method: str, path: str) -> Answer | None:
        """What goes wrong with this request, if anything."""
        for which, answer in self.always.items():
            if which == method or path.endswith(which):
                return answer
        for number, (which, answer) in enumerate(self.accidents):
            if which == method or path.endswith(which):
                del self.accidents[number]
                return answer
        return None

    @property
    def methods(self) -> list[str]:
        """The methods of all requests, in order, `token` for those to the realm."""
        return ["token" if "/token" in path else method for method, path, _ in self.requests]


class _Handler(Quiet, BaseHTTPRequestHandler):
    registry: FakeRegistry

    def do_GET(self) -> None:
        self._serve("GET")

    def do_HEAD(self) -> None:
        self._serve("HEAD")

    def do_POST(self) -> None:
        self._serve("POST")

    def _serve(self, method: str) -> None:
        form = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.registry.forms += [parse_qs(form)] if form else []
        authorization = self.headers.get("Authorization", "")
        self.registry.requests.append((method, self.path, authorization))
        path = urlsplit(self.path).path
        self._answer(
            self.registry.accident(method, path) or self._right(method, path, authorization, form), method=method
        )

    def _right(self, method: str, path: str, authorization: str, form: str) -> Answer:
        if path == "/token":
            return self._token(authorization, form)
        if not self._may(authorization):
            return Answer(401, b'{"errors": []}', (("WWW-Authenticate", self._challenge()),))
        if method == "HEAD" and not self.registry.has_head:
            return Answer(405)
        name, _, reference = path.removeprefix("/v2/").partition("/manifests/")
        digest = self.registry.tags.get((name, reference), reference)
        if digest not in self.registry.manifests or (reference != digest and not name):
            return Answer(404, b'{"errors": [{"code": "MANIFEST_UNKNOWN"}]}')
        kind, body = self.registry.manifests[digest]
        said = (("Docker-Content-Digest", digest),) if self.registry.says_digest else ()
        return Answer(200, body, (("Content-Type", kind), *said))

    def _may(self, authorization: str) -> bool:
        if self.registry.auth == "basic":
            return authorization == _basic()
        return not self.registry.auth or authorization == f"Bearer {TOKEN}"

    def _challenge(self) -> str:
        if self.registry.auth == "basic":
            return 'Basic realm="here"'
        realm = self.registry.realm or f"http://{self.registry.host}/token"
        return f'Bearer realm="{realm}",service="fake, inc",scope="repository:x:pull"'

    def _token(self, authorization: str, form: str) -> Answer:
        known = authorization == _basic() or parse_qs(form).get("refresh_token") == [REFRESH]
        if self.registry.private and not known:
            return Answer(401)
        return Answer(200, json.dumps({"token": TOKEN}).encode())

    def _answer(self, answer: Answer, *, method: str) -> None:
        self.close_connection = True
        if not answer.status:
            return
        self.send_response(answer.status)
        length = len(answer.body) if answer.length is None else answer.length
        for name, value in (*answer.headers, ("Content-Length", str(length)), ("Connection", "close")):
            self.send_header(name, value)
        self.end_headers()
        if method == "HEAD":
            return
        try:
            for start in range(0, len(answer.body), 1) if answer.drip else ():
                self.wfile.write(answer.body[start : start + 1])
                time.sleep(answer.drip)
            if not answer.drip:
                self.wfile.write(answer.body)
        except OSError:
            return


def _basic() -> str:
    return f"Basic {base64.b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}"


@contextmanager
def serve() -> Iterator[FakeRegistry]:
    """A running server, until the end of the block."""
    registry = FakeRegistry()
    with running(type("Handler", (_Handler,), {"registry": registry})) as port:
        registry.host = f"127.0.0.1:{port}"
        yield registry
