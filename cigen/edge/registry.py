"""Names of images in, their digests and numbers of layers out, from the registry that has them.

https://distribution.github.io/distribution/spec/api/, …/spec/auth/token/ and
https://github.com/opencontainers/distribution-spec/blob/main/spec.md
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cigen.edge.address import joined, origin, place
from cigen.edge.challenge import Challenge, token_request
from cigen.edge.credentials import NOBODY, Credential
from cigen.edge.http import Clock, Http, UnsureError
from cigen.edge.secret import Secret
from cigen.errors import OutsideError
from cigen.lock import MOST_LAYERS, is_digest
from cigen.reference import Image

if TYPE_CHECKING:
    from requests import PreparedRequest, Response

BUDGET = 90.0
"""Seconds that all requests to one registry may take together."""
MOST_MANIFEST = 4 * 1024 * 1024
MOST_TOKEN = 1024 * 1024
_MOST_BLOB = 1 << 60

_MOST_TRIES = 4
_MOST_REDIRECTS = 5
_MOST_WAIT = 60.0
_INDEXES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
_MANIFESTS = ("application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json")
_HEADERS = {"Accept": ", ".join((*_INDEXES, *_MANIFESTS)), "User-Agent": "cigen"}
_LOCAL = re.compile(r"(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?")
_TOKEN = re.compile(r"[!-~]{1,100000}")


@dataclass(frozen=True, slots=True)
class Inspected:
    """An image as it is now; `layers` on linux/amd64 where there are several platforms."""

    digest: str
    layers: int


class Registry:
    """A client for one host; http only where that is this machine."""

    def __init__(
        self, host: str, credential: Credential = NOBODY, *, budget: float = BUDGET, clock: Clock | None = None
    ) -> None:
        self.host = host
        self.root = f"{'http' if is_local(host) else 'https'}://{host}/v2"
        self._credential = credential
        self._http = Http(budget=budget, clock=clock, doubt="is the image's name right", direct=is_local(host))
        self._tokens: dict[str, Secret] = {}

    def digest(self, image: Image) -> str:
        """The digest that the tag has now."""
        response, _ = self._answer("HEAD", image.path, image.tag)
        found = response.headers.get("Docker-Content-Digest", "")
        return found if is_digest(found) else self._manifest(image.path, image.tag)[0]

    def inspect(self, image: Image) -> Inspected:
        """Digest and number of layers; both of the same manifest, whatever happens to the tag meanwhile."""
        digest = self.digest(image)
        _, tree = self._manifest(image.path, digest)
        if isinstance(tree.get("manifests"), list):
            _, tree = self._manifest(image.path, _chosen(tree["manifests"], self._shown(image.path, image.tag)))
        layers = tree.get("layers")
        if not isinstance(layers, list) or len(layers) > MOST_LAYERS:
            raise OutsideError(f"{self._shown(image.path, image.tag)} is no image that can be built from")
        return Inspected(digest, len(layers))

    def blobs(self, image: Image) -> dict[str, int]:
        """The bytes of every blob that the tag's manifest names, by digest."""
        _, tree = self._manifest(image.path, image.tag)
        entries: list[object] = [tree.get("config")]
        for key in ("layers", "manifests"):
            value = tree.get(key)
            entries += value if isinstance(value, list) else []
        found = (_blob(entry) for entry in entries)
        return {digest: size for digest, size in found if digest}

    def manifest(self, image: Image) -> dict[str, object]:
        """The tree of the tag's manifest, of whatever kind it is."""
        return self._manifest(image.path, image.tag)[1]

    def _manifest(self, path: str, reference: str) -> tuple[str, dict[str, object]]:
        """The digest and the tree of a manifest; its bytes have to have the digest that it was asked for by."""
        response, body = self._answer("GET", path, reference)
        shown = self._shown(path, reference)
        said = reference if is_digest(reference) else response.headers.get("Docker-Content-Digest", "")
        digest = _digest(body, said.partition(":")[0] if is_digest(said) else "sha256")
        if is_digest(said) and said != digest:
            raise OutsideError(f"{shown} has other bytes than its digest says: don't trust this registry, try again")
        try:
            tree = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise OutsideError(f"{shown} is no manifest: {self.host} answered with something else") from error
        if not isinstance(tree, dict):
            raise OutsideError(f"{shown} is no manifest: {self.host} answered with something else")
        return digest, tree

    def _answer(self, method: str, path: str, reference: str) -> tuple[Response, bytes]:
        """The good answer and its body, after a login where one is asked for, and some patience."""
        url = f"{self.root}/{path}/manifests/{reference}"
        shown, tries = self._shown(path, reference), 0
        while True:
            try:
                response = self._followed(method, url, self._tokens.get(path, Secret("")))
                body = b"" if method == "HEAD" else self._http.body(response, MOST_MANIFEST)
                if response.status_code == 401 and path not in self._tokens:
                    self._tokens[path] = self._log_in(response, path, shown)
                    continue
                if response.status_code < 300 or (method == "HEAD" and response.status_code == 405):
                    return response, body
                raise _refusal(response, known=bool(self._credential))
            except UnsureError as error:
                tries += 1
                if tries >= _MOST_TRIES:
                    raise
                self._http.sleep(error.seconds if isinstance(error, _BusyError) else 2.0 ** (tries - 1), error)

    def _followed(self, method: str, url: str, authorization: Secret) -> Response:
        """The first answer that is no redirect; only where the first request went, the token goes, too."""
        first = origin(url)
        for _ in range(_MOST_REDIRECTS):
            sign = _Sign(authorization if origin(url) == first else Secret(""))
            response = self._http.exchange(method, url, headers=_HEADERS, sign=sign, stream=True)
            if response.status_code not in (301, 302, 303, 307, 308):
                return response
            response.close()
            target = joined(url, response.headers.get("Location", ""))
            if not _may_be_asked(target, as_local=first[0] == "http"):
                where = place(target) if target else "no address"
                raise OutsideError(f"{place(url)} points to {where}, which is not safe to ask")
            url = target
        raise OutsideError(f"{place(url)} redirects in circles; is the image's name right?")

    def _log_in(self, response: Response, path: str, shown: str) -> Secret:
        """The Authorization that the registry's challenge asks for."""
        challenge = Challenge.read(response.headers.get("WWW-Authenticate", ""))
        if self._credential.bearer:
            return Secret(f"Bearer {self._credential.bearer.reveal()}")
        if challenge.scheme == "basic" and self._credential.user:
            return _basic(self._credential)
        if challenge.scheme != "bearer":
            raise _refusal(response, known=bool(self._credential))
        if not _may_be_asked(challenge.realm, as_local=self.root.startswith("http:")):
            raise OutsideError(f"{self.host} wants a token from {place(challenge.realm)}, which is not safe to ask")
        return Secret(f"Bearer {self._token(challenge, path, shown).reveal()}")

    def _token(self, challenge: Challenge, path: str, shown: str) -> Secret:
        """A token to read one repository with; redirects are refused, as a credential may be in the request."""
        method, url, form = token_request(challenge, path, self._credential)
        authorization = _basic(self._credential) if self._credential.user and not form else Secret("")
        headers = {"User-Agent": "cigen"}
        more = {"data": {name: value.reveal() for name, value in form.items()}} if form else {}
        response = self._http.exchange(method, url, headers=headers, sign=_Sign(authorization), stream=True, **more)
        body = self._http.body(response, MOST_TOKEN)
        if response.status_code >= 300:
            raise _refusal(response, known=bool(self._credential))
        try:
            tree = json.loads(body)
            token = tree.get("token") or tree.get("access_token")
        except (ValueError, AttributeError, RecursionError):
            token = None
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise OutsideError(f"{place(url)} answered with no token for {shown}; run it again later")
        return Secret(token)

    def _shown(self, path: str, reference: str) -> str:
        return f"{self.host}/{path}{'@' if is_digest(reference) else ':'}{reference}"


def is_local(host: str) -> bool:
    """Whether a registry is on this machine, where http is as good as https."""
    return _LOCAL.fullmatch(host) is not None


class _BusyError(UnsureError):
    """Too many requests; `seconds` to wait."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


def _refusal(response: Response, *, known: bool) -> OutsideError:
    """What an answer that is not good means, and what to do."""
    status = response.status_code
    what = f"{place(response.url)} answered with {status}"
    if status == 429:
        after = response.headers.get("Retry-After", "")
        seconds = float(after) if after.isascii() and after.isdigit() and len(after) < 6 else _MOST_WAIT
        remedy = "wait" if known else "wait, or `docker login` for more"
        return _BusyError(f"{what}: too many requests, {remedy}", max(1.0, seconds))
    if status >= 500:
        return UnsureError(f"{what}: the registry is in trouble, run it again later")
    login = "the credentials for it are not accepted, `docker login` anew" if known else "it may need a `docker login`"
    if status in (401, 403):
        return OutsideError(f"{what}: you may not read this image; is its name right? {login}")
    if status in (404, 410):
        return OutsideError(f"{what}: there is no such image or tag; is its name right? {login}")
    return OutsideError(f"{what}, which a registry does not do; is its name right?")


def _blob(entry: object) -> tuple[str, int]:
    """Digest and bytes as an entry of a manifest has them; no digest where it has none."""
    digest, size = (entry.get("digest"), entry.get("size")) if isinstance(entry, dict) else (None, None)
    if not (isinstance(digest, str) and is_digest(digest) and type(size) is int and 0 <= size < _MOST_BLOB):
        return "", 0
    return digest, size


def _chosen(manifests: object, shown: str) -> str:
    """The manifest of linux/amd64, else the first that is of a platform at all."""
    found: list[str] = []
    for one in manifests if isinstance(manifests, list) else ():
        platform = one.get("platform") if isinstance(one, dict) else None
        digest = one.get("digest") if isinstance(one, dict) else None
        if not isinstance(platform, dict) or not isinstance(digest, str) or not is_digest(digest):
            continue
        if (platform.get("os"), platform.get("architecture")) == ("linux", "amd64"):
            return digest
        found += [digest] if platform.get("os") != "unknown" else []
    if not found:
        raise OutsideError(f"{shown} lists no platform that can be built on")
    return found[0]


def _digest(body: bytes, algorithm: str) -> str:
    return f"{algorithm}:{hashlib.new(algorithm, body).hexdigest()}"


def _basic(credential: Credential) -> Secret:
    pair = f"{credential.user}:{credential.password.reveal()}"
    return Secret(f"Basic {base64.b64encode(pair.encode()).decode()}")


def _may_be_asked(url: str, *, as_local: bool) -> bool:
    """Whether a registry may send us there: https, or from this machine to this machine."""
    try:
        scheme, host, _ = origin(url)
    except ValueError:
        return False
    plain = re.fullmatch(r"[!-\[\]-~]+", url) is not None  # urllib3 ends a host at a backslash, urlsplit does not
    local = as_local and scheme == "http" and host is not None and is_local(f"[{host}]" if ":" in host else host)
    return plain and bool(host) and (scheme == "https" or local)


class _Sign:
    """Adds the header as `auth`, since requests would put a .netrc entry in the place of a mere header."""

    __slots__ = ("_authorization",)

    def __init__(self, authorization: Secret) -> None:
        self._authorization = authorization

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers.pop("Authorization", None)
        if self._authorization:
            request.headers["Authorization"] = self._authorization.reveal()
        return request
