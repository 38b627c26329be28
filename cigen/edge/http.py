"""What all HTTP clients share: one budget of seconds, time limits, bodies of bounded size, addresses taken apart."""

from __future__ import annotations

import queue
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from cigen.errors import OutsideError

if TYPE_CHECKING:
    from requests import PreparedRequest, Response, Session

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 30.0

Sign = Callable[["PreparedRequest"], "PreparedRequest"]


class UnsureError(OutsideError):
    """A request broke off, or the server did: what it asked for may have happened or not."""


class SilentError(UnsureError):
    """The server was reached, and did not answer in time."""


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
        import requests

        left = self.end - self.clock.now()
        if left <= 0:
            raise OutsideError(f"{place(url)} was not asked, as the time for it has run out; run it again later")
        timeouts = (min(CONNECT_SECONDS, left), min(ANSWER_SECONDS, left))
        session = self._session = self._session or requests.Session()
        session.cookies.clear()
        session.trust_env = not self.direct

        def ask() -> Response:
            return session.request(
                method,
                url,
                headers=headers,
                auth=sign,
                timeout=timeouts,
                allow_redirects=False,
                stream=stream,
                **body,  # type: ignore[arg-type]
            )

        try:
            return _within(left + 0.5, ask)
        except TimeoutError as error:
            self._session = None  # the old one is still in use
            raise SilentError(f"{place(url)} answers too slowly; run it again later") from error
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                remedy = "put the certificate of its authority into a file and name that in REQUESTS_CA_BUNDLE"
                raise OutsideError(f"the certificate of {place(url)} can't be verified; {remedy}") from error
            reason = f"{place(url)} can't be reached ({type(error).__name__})"
            kind = SilentError if isinstance(error, requests.ReadTimeout) else UnsureError
            raise kind(f"{reason}; {self.doubt}, and the network up?") from error
        except (requests.RequestException, ValueError) as error:  # ValueError: a Location that is no address
            raise OutsideError(f"{place(url)} can't be asked ({type(error).__name__}); {self.doubt}?") from error

    def body(self, response: Response, most: int) -> bytes:
        """The body of a streamed answer; OutsideError over `most` bytes, or where it takes longer than the budget."""
        return b"".join(self.pieces(response, most))

    def pieces(self, response: Response, most: int) -> Iterator[bytes]:
        """The same, piece by piece."""
        import requests
        from urllib3.exceptions import HTTPError

        size = 0
        read = getattr(response.raw, "read1", response.raw.read)  # urllib3 1 has no read1
        try:
            while piece := read(64 * 1024, decode_content=True):
                size += len(piece)
                if size > most:
                    raise OutsideError(f"{place(response.url)} answered with more than {most:,} bytes, which can't be")
                if self.clock.now() > self.end:
                    raise OutsideError(f"{place(response.url)} answers too slowly; run it again later")
                yield piece
        except (HTTPError, OSError, requests.RequestException) as error:
            raise UnsureError(
                f"{place(response.url)} broke off ({type(error).__name__}); run it again later"
            ) from error
        finally:
            response.close()

    def sleep(self, seconds: float, error: OutsideError) -> None:
        """Lets time pass; raises the error instead where the budget does not have it."""
        if self.clock.now() + seconds >= self.end:
            raise error
        self.clock.sleep(seconds)


def _within(seconds: float, ask: Callable[[], Response]) -> Response:
    """What it returns or raises; TimeoutError where that takes longer.

    In a thread that ends with the program, as the time limits of requests start anew with each byte that comes.
    """
    done: queue.SimpleQueue[Response | BaseException] = queue.SimpleQueue()

    def work() -> None:
        try:
            done.put(ask())
        except BaseException as error:  # noqa: BLE001 raised again where the answer is waited for
            done.put(error)

    threading.Thread(target=work, daemon=True).start()
    try:
        outcome = done.get(timeout=seconds)
    except queue.Empty as error:
        raise TimeoutError from error
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome


def origin(url: str) -> tuple[str, str | None, int | None]:
    """What has to be the same for a secret to be sent there, too."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def joined(url: str, location: str) -> str:
    """Where a Location leads to; empty for what is no address."""
    try:
        target = urljoin(url, location)
        origin(target)
    except ValueError:
        return ""
    return target if location else ""


def place(url: str) -> str:
    """The address without what may be private in it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "an address that makes no sense"
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"
