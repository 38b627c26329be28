"""What all HTTP clients share: one budget of seconds, time limits, bounded bodies, faults that tell no secret."""

from __future__ import annotations

import queue
import random
import threading
import time
import traceback
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from cigen.edge.address import place
from cigen.errors import OutsideError

if TYPE_CHECKING:
    from requests import PreparedRequest, Response, Session

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 30.0
"""Between two pieces of an answer."""
WHOLE_SECONDS = 60.0
"""For one answer with all of its body, however steadily it drips."""

_CHUNK = 64 * 1024
_PROXY = "look at HTTPS_PROXY and NO_PROXY"
_UNKNOWN = "connection failed: 407 "
"""What http.client says of a tunnel without its password; the number alone may stand in the address."""

Sign = Callable[["PreparedRequest"], "PreparedRequest"]
T = TypeVar("T")


class UnsureError(OutsideError):
    """A request broke off, or the server did: what it asked for may have happened or not."""


class SilentError(UnsureError):
    """The server was reached, and did not answer in time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; the names of headers are found in any case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text, whatever it is."""
        return self.body.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Clock:
    """Where time comes from and how it passes; tests bring their own."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random


class Http:
    """Requests that share a budget of seconds, waiting included; `doubt` asks what may be wrong with the address.

    `direct` ones go through no proxy.
    """

    def __init__(self, *, budget: float, clock: Clock | None, doubt: str, direct: bool = False) -> None:
        self.clock = clock or Clock()
        self.end = self.clock.now() + budget
        self.doubt = doubt
        self.direct = direct
        self._session: Session | None = None

    def exchange(
        self, method: str, url: str, *, headers: Mapping[str, str], sign: Sign, stream: bool = False, **body: object
    ) -> Response:
        """One request, one answer; redirects are not followed, and no .netrc is looked at, as `sign` is there."""
        return self._reached(url, lambda: self._request(method, url, headers, sign, stream, body), self._left(url))

    def ask(
        self, method: str, url: str, *, headers: Mapping[str, str], sign: Sign, most: int, **body: object
    ) -> Answer:
        """The same with the whole body, in time; OutsideError over `most` bytes of it, packed or not."""

        def whole() -> Answer:
            packed = {**headers, "Accept-Encoding": "gzip"}
            with closing(self._request(method, url, packed, sign, True, body)) as response:
                pieces = _unpacked(self._read(response, decode=False), response, most)
                return Answer(url, response.status_code, response.headers, b"".join(pieces))

        return self._reached(url, whole, min(WHOLE_SECONDS, self._left(url)))

    def _left(self, url: str) -> float:
        left = self.end - self.clock.now()
        if left <= 0:
            raise OutsideError(f"{place(url)} was not asked, as the time for it has run out; run it again later")
        return left

    def _request(
        self, method: str, url: str, headers: Mapping[str, str], sign: Sign, stream: bool, body: Mapping[str, object]
    ) -> Response:
        left = self._left(url)
        session = self._session = self._session or _session()
        session.cookies.clear()
        session.trust_env = not self.direct
        return session.request(
            method,
            url,
            headers=headers,
            auth=sign,
            timeout=(min(CONNECT_SECONDS, left), min(ANSWER_SECONDS, left)),
            allow_redirects=False,
            stream=stream,
            **body,  # type: ignore[arg-type]
        )

    def _reached(self, url: str, work: Callable[[], T], seconds: float) -> T:
        """What it returns; what went wrong told without what it was made of, as that has the token in it."""
        import requests

        try:
            return _within(seconds + 0.5, work)
        except TimeoutError:
            self._session = None  # the old one is still in use
            fault: OutsideError = SilentError(f"{place(url)} answers too slowly; run it again later")
        except (requests.RequestException, ValueError) as error:  # ValueError: an address that is none
            fault = self._fault(url, error)
        raise fault

    def _fault(self, url: str, error: Exception) -> OutsideError:
        import requests

        kind, reason = type(error).__name__, str(error)
        if "CERTIFICATE_VERIFY_FAILED" in reason:
            remedy = "put the certificate of its authority into a file and name that in REQUESTS_CA_BUNDLE"
            return OutsideError(f"the certificate of {place(url)} can't be verified; {remedy}")
        if isinstance(error, requests.exceptions.ProxyError):
            refused = OutsideError if _UNKNOWN in reason else UnsureError
            return refused(f"{place(url)} can't be reached through the proxy; {_PROXY}")
        if isinstance(error, requests.ReadTimeout):
            return SilentError(f"{place(url)} can't be reached ({kind}); {self.doubt}, and the network up?")
        if isinstance(error, (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)):
            return UnsureError(f"{place(url)} can't be reached ({kind}); {self.doubt}, and the network up?")
        return OutsideError(f"{place(url)} can't be asked ({kind}); {self.doubt}?")

    def body(self, response: Response, most: int) -> bytes:
        """The body of a streamed answer; OutsideError over `most` bytes, or where it takes longer than the budget."""
        return b"".join(self.pieces(response, most))

    def pieces(self, response: Response, most: int) -> Iterator[bytes]:
        """The same, piece by piece."""
        with closing(response):
            yield from _bounded(self._read(response, decode=True), response.url, most)

    def _read(self, response: Response, *, decode: bool) -> Iterator[bytes]:
        import requests
        from urllib3.exceptions import HTTPError

        read = getattr(response.raw, "read1", response.raw.read)  # urllib3 1 has no read1
        try:
            while piece := read(_CHUNK, decode_content=decode):
                if self.clock.now() > self.end:
                    raise OutsideError(f"{place(response.url)} answers too slowly; run it again later")
                yield piece
        except (HTTPError, OSError, requests.RequestException) as error:
            raise UnsureError(
                f"{place(response.url)} broke off ({type(error).__name__}); run it again later"
            ) from error

    def sleep(self, seconds: float, error: OutsideError) -> None:
        """Lets time pass; raises the error instead where the budget does not have it."""
        if self.clock.now() + seconds >= self.end:
            raise error
        self.clock.sleep(seconds)


def _session() -> Session:
    """One that sees no redirects: requests would read all of such a body, however large, before anybody can stop it."""
    import requests

    class Unled(requests.Session):
        def get_redirect_target(self, _: Response) -> None:
            return None

    return Unled()


def _within(seconds: float, work: Callable[[], T]) -> T:
    """What it returns or raises; TimeoutError where that takes longer.

    In a thread that ends with the program, as the time limits of requests start anew with each byte that comes.
    """
    done: queue.SimpleQueue[tuple[T | None, BaseException | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            done.put((work(), None))
        except BaseException as error:  # noqa: BLE001 raised again where the answer is waited for
            _forget(error)
            done.put((None, error))

    threading.Thread(target=run, daemon=True).start()
    try:
        result, error = done.get(timeout=seconds)
    except queue.Empty as empty:
        raise TimeoutError from empty
    if error is not None:
        raise error
    return result  # type: ignore[return-value]


def _forget(error: BaseException | None) -> None:
    """Takes away what the frames of a trace knew, as the token is among it."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def _unpacked(pieces: Iterator[bytes], response: Response, most: int) -> Iterator[bytes]:
    """The body as it was before it was packed, never more of it at once than a piece or two."""
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    if coding in ("", "identity"):
        return _bounded(pieces, response.url, most)
    if coding not in ("gzip", "x-gzip"):
        raise OutsideError(f"{place(response.url)} answered in the coding {coding!r:.40}, which was not asked for")
    return _bounded(_inflated(_bounded(pieces, response.url, most), response.url), response.url, most)


def _inflated(pieces: Iterator[bytes], url: str) -> Iterator[bytes]:
    inflate, begun = zlib.decompressobj(zlib.MAX_WBITS | 16), False
    try:
        for piece in pieces:
            begun, left = True, piece
            while left and not inflate.eof:
                yield inflate.decompress(left, _CHUNK)
                left = inflate.unconsumed_tail
    except zlib.error as error:
        raise UnsureError(f"{place(url)} sent a damaged answer; run it again later") from error
    if begun and not inflate.eof:
        raise UnsureError(f"{place(url)} broke off (the packed body has no end); run it again later")


def _bounded(pieces: Iterator[bytes], url: str, most: int) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            raise OutsideError(f"{place(url)} answered with more than {most:,} bytes, which can't be")
        yield piece
