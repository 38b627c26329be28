"""Requests to GitHub's API in, JSON out: bounded in time, retried where that is safe, the token kept to one host.

https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from cigen.edge.http import Clock, Http, UnsureError, joined, origin, place
from cigen.edge.secret import Secret
from cigen.errors import OutsideError

if TYPE_CHECKING:
    from requests import PreparedRequest, Response

BUDGET = 120.0
"""Seconds that all requests of a client may take together, waiting included."""

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None

_MAX_WAIT = 60.0
_MAX_REDIRECTS = 5
_MAX_PAGES = 1000
_REDIRECTS = (301, 302, 307, 308)
_ADDRESS = re.compile(r"[!-\[\]-~]+")
"""No backslash: urllib3 ends a host there, so that `https://evil\\@host` is another one for it than for urlsplit."""
_HEADERS = {"Accept": "application/vnd.github+json", "User-Agent": "cigen", "X-GitHub-Api-Version": "2022-11-28"}


class ForbiddenError(OutsideError):
    """The token may not do this."""


class MissingError(OutsideError):
    """What was asked for is not there, or the token may not see it."""


class RefusedError(OutsideError):
    """The request was understood and is not carried out, such as one for what GitHub keeps."""


class GitHub:
    """A client for one API root; all its requests share one budget of seconds."""

    def __init__(self, api_url: str, token: Secret, *, budget: float = BUDGET, clock: Clock | None = None) -> None:
        self._root = api_url
        self._token = token
        self._http = Http(budget=budget, clock=clock, doubt="is GITHUB_API_URL right")

    def get(self, path: str) -> Json:
        """One thing."""
        return _json(self._insist("GET", self._url(path)))

    def get_all(self, path: str) -> Iterator[Json]:
        """The entries of a list, from all its pages."""
        url = self._url(path)
        for _ in range(_MAX_PAGES):
            response = self._insist("GET", url)
            page = _json(response)
            if not isinstance(page, list):
                raise OutsideError(f"{place(url)} answered with something else than a list; is GITHUB_API_URL right?")
            yield from page
            following = response.links.get("next", {}).get("url")
            if not following:
                return
            url = self._same_host(url, following)
        raise OutsideError(f"{place(url)} has more than {_MAX_PAGES} pages, which can't be; try again later")

    def elsewhere(self, path: str) -> str:
        """The address that an answer points to, to be fetched without the token; MissingError where there is none."""
        url = self._url(path)
        response = self._insist("GET", url, follow=False)
        target = joined(url, response.headers.get("Location", ""))
        if response.status_code not in _REDIRECTS or not target or not _ADDRESS.fullmatch(target):
            raise MissingError(f"{place(url)} points nowhere; is GITHUB_API_URL right?")
        if target.startswith("http:") and not url.startswith("http:"):
            raise OutsideError(f"{place(url)} points to {place(target)}, which anybody could have changed on its way")
        return target

    def patch(self, path: str, body: Json) -> Json:
        """Changes something; doing it twice is doing it once."""
        return _json(self._insist("PATCH", self._url(path), body))

    def delete(self, path: str) -> bool:
        """Removes something; False where it was gone, or is not to be seen."""
        try:
            self._insist("DELETE", self._url(path))
        except MissingError:
            return False
        return True

    def post(self, path: str, body: Json) -> Json:
        """Creates something, in one try only: UnsureError where it may have happened, and the caller has to look."""
        return _json(self._send("POST", self._url(path), body))

    def query(self, url: str, text: str) -> Json:
        """The answer to a GraphQL query, which changes nothing and so may be repeated."""
        return _json(self._insist("POST", self._url(url), {"query": text}))

    def wait(self, attempt: int, error: OutsideError) -> None:
        """Lets time pass before the next attempt, counted from 0; raises the error where the budget has run out."""
        self._http.sleep(min(2.0**attempt, _MAX_WAIT) * (1 + self._http.clock.jitter() / 4), error)

    def _insist(self, method: str, url: str, body: Json = None, *, follow: bool = True) -> Response:
        """A request that may be repeated, until it is answered or the budget has run out."""
        attempt = 0
        while True:
            try:
                return self._send(method, url, body, follow=follow)
            except UnsureError as error:
                self.wait(attempt, error)
            attempt += 1

    def _send(self, method: str, url: str, body: Json = None, *, follow: bool = True) -> Response:
        """One answer: redirects followed on the same host, limits waited for, failures raised as what they mean."""
        for _ in range(_MAX_REDIRECTS):
            response = self._unlimited(method, url, body)
            if response.status_code not in _REDIRECTS or not follow:
                return _checked(response, method, url)
            url = self._same_host(url, response.headers.get("Location", ""))
        raise OutsideError(f"{place(url)} redirects in circles; is GITHUB_API_URL right?")

    def _unlimited(self, method: str, url: str, body: Json) -> Response:
        """The first answer that is no rate limit; a limited request was not carried out, so repeating it is safe."""
        attempt = 0
        while True:
            response = self._http.exchange(method, url, headers=_HEADERS, sign=self._sign, json=body)
            if not is_limited(response):
                return response
            error = OutsideError(f"{place(url)} says that too many requests were made; run it again later")
            self._http.sleep(_retry_after(response, attempt), error)
            attempt += 1

    def _sign(self, request: PreparedRequest) -> PreparedRequest:
        """Adds the token. As `auth`, since requests would put a .netrc entry in the place of a mere header."""
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token.reveal()}"
        return request

    def _same_host(self, url: str, following: str) -> str:
        """The address that an answer points to; refused where the token would go to another server."""
        try:
            target = urljoin(url, following)
            same = bool(following) and _ADDRESS.fullmatch(target) and origin(target) == origin(url)
        except ValueError as error:
            raise OutsideError(f"{place(url)} points to no address; is GITHUB_API_URL right?") from error
        if not same:
            raise OutsideError(f"{place(url)} points to {place(target)}, where the token is not sent to")
        return target

    def _url(self, path: str) -> str:
        return self._same_host(self._root, path) if "://" in path else f"{self._root}/{path}"


def is_limited(response: Response) -> bool:
    """Whether this is a rate limit, primary or secondary, and no verdict on the token."""
    if response.status_code == 429:
        return True
    spent = response.headers.get("X-RateLimit-Remaining") == "0" or "Retry-After" in response.headers
    return response.status_code == 403 and (spent or "rate limit" in response.text.lower())


def _retry_after(response: Response, attempt: int) -> float:
    """Seconds to wait: what the answer says, else GitHub's advice of a minute, twice as long each time."""
    header = response.headers.get("Retry-After", "")
    return float(header) if header.isascii() and header.isdigit() else _MAX_WAIT * 2**attempt


def _checked(response: Response, method: str, url: str) -> Response:
    """The response if it is a good one."""
    status = response.status_code
    if status < 400:
        return response
    what = f"{method} {place(url)} was answered with {status}{_message(response)}"
    if status == 401:
        raise OutsideError(f"{what}; the token is not valid, look at GITHUB_TOKEN")
    if status == 403:
        raise ForbiddenError(f"{what}; the token may not do this")
    if status in (404, 410):
        raise MissingError(f"{what}; it is not there, or the token may not see it")
    if status >= 500:
        raise UnsureError(f"{what}; run it again later")
    raise RefusedError(f"{what}; this is likely a bug of cigen")


def _json(response: Response) -> Json:
    try:
        tree: Json = response.json()
    except (ValueError, RecursionError) as error:
        raise OutsideError(f"{place(response.url)} did not answer with JSON; is GITHUB_API_URL right?") from error
    return tree


def _message(response: Response) -> str:
    """What GitHub says about it, on one line and not for long."""
    try:
        tree = response.json()
    except (ValueError, RecursionError):
        return ""
    text = tree.get("message") if isinstance(tree, dict) else None
    clean = (
        "".join(character if character.isprintable() else " " for character in text) if isinstance(text, str) else ""
    )
    return f" ({clean[:200]})" if clean else ""
