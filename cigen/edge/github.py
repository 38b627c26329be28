"""Requests to GitHub's API in, JSON out: bounded in time, retried where that is safe, the token kept to one host.

https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from cigen.edge.address import is_safe, joined, place
from cigen.edge.http import Answer, Clock, Http, UnsureError
from cigen.edge.kept import Kept
from cigen.edge.limits import is_limited, retry_after
from cigen.edge.secret import Secret
from cigen.errors import OutsideError

if TYPE_CHECKING:
    from requests import PreparedRequest

BUDGET = 120.0
"""Seconds that all requests of a client may take together, waiting included."""
MOST_ANSWER = 32 << 20
"""Bytes of one answer: a page of a hundred comments of 262,144 bytes each fits."""

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None

_MAX_WAIT = 60.0
_SILENCE = 10.0
"""Seconds of waiting that are too long without a word."""
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


class GoneError(MissingError):
    """It was there, and GitHub says that it is not any more."""


class RefusedError(OutsideError):
    """The request was understood and is not carried out, such as one for what GitHub keeps."""


class GitHub:
    """A client for one API root; all its requests share one budget of seconds.

    `told` is given a line on what is waited for, before the first wait and each long one.
    """

    def __init__(
        self,
        api_url: str,
        token: Secret,
        *,
        budget: float = BUDGET,
        clock: Clock | None = None,
        told: Callable[[str], None] | None = None,
    ) -> None:
        self._root = api_url
        self._token = token
        self._http = Http(budget=budget, clock=clock, doubt="is GITHUB_API_URL right")
        self._kept = Kept()
        self._told = told
        self._last_told = -math.inf

    def get(self, path: str) -> Json:
        """One thing."""
        return _json(self._insist("GET", self._url(path)))

    def get_all(self, path: str) -> Iterator[Json]:
        """The entries of a list, from all its pages."""
        url = self._url(path)
        for _ in range(_MAX_PAGES):
            answer = self._insist("GET", url)
            page = _json(answer)
            if not isinstance(page, list):
                raise OutsideError(f"{place(url)} answered with something else than a list; is GITHUB_API_URL right?")
            yield from page
            following = _next(answer)
            if not following:
                return
            url = self._same_host(url, following)
        raise OutsideError(f"{place(url)} has more than {_MAX_PAGES} pages, which can't be; try again later")

    def elsewhere(self, path: str) -> str:
        """The address that an answer points to, to be fetched without the token; MissingError where there is none."""
        url = self._url(path)
        answer = self._insist("GET", url, follow=False)
        target = joined(url, answer.headers.get("Location", ""))
        if answer.status not in _REDIRECTS or not target or not _ADDRESS.fullmatch(target):
            raise MissingError(f"{place(url)} points nowhere; is GITHUB_API_URL right?")
        if target.startswith("http:") and not url.startswith("http:"):
            raise OutsideError(f"{place(url)} points to {place(target)}, which anybody could have changed on its way")
        return target

    def patch(self, path: str, body: Json) -> Json:
        """Changes something; doing it twice is doing it once."""
        return _json(self._insist("PATCH", self._url(path), body))

    def patch_once(self, path: str, body: Json) -> Json:
        """The same in one try: UnsureError where it may have happened, and the caller has to look who wrote last."""
        return _json(self._send("PATCH", self._url(path), body))

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

    def query(self, url: str, text: str, variables: Mapping[str, Json] | None = None) -> Json:
        """The answer to a GraphQL text that may be repeated: it changes nothing, or comes to the same if done twice."""
        asked: Json = {"query": text, **({"variables": dict(variables)} if variables else {})}
        return _json(self._insist("POST", self._url(url), asked))

    def wait(self, attempt: int, error: OutsideError) -> None:
        """Lets time pass before the next attempt, counted from 0; raises the error where the budget has run out."""
        self._pause(min(2.0 ** min(attempt, 6), _MAX_WAIT) * (1 + self._http.clock.jitter() / 4), error)

    def rest(self, seconds: float, error: OutsideError) -> None:
        """Lets so many seconds pass; raises the error where the budget does not have them."""
        self._http.sleep(seconds, error)

    def _pause(self, seconds: float, error: OutsideError) -> None:
        """Lets time pass before another try, with a word on why."""
        if self._told is not None:
            now, end = self._http.clock.now(), self._http.end
            if now + seconds < end and now + seconds - self._last_told >= _SILENCE:
                self._last_told = now
                text = str(error)
                why = text.rpartition("; ")[0] or text  # what follows is for when it is given up
                self._told(f"cigen: {why}; trying again in {seconds:.0f} s, for {end - now:.0f} s at most")
        self.rest(seconds, error)

    def _insist(self, method: str, url: str, body: Json = None, *, follow: bool = True) -> Answer:
        """A request that may be repeated, until it is answered or the budget has run out."""
        attempt = 0
        while True:
            try:
                return self._send(method, url, body, follow=follow)
            except UnsureError as error:
                self.wait(attempt, error)
            attempt += 1

    def _send(self, method: str, url: str, body: Json = None, *, follow: bool = True) -> Answer:
        """One answer: redirects followed on the same host, limits waited for, failures raised as what they mean."""
        for _ in range(_MAX_REDIRECTS):
            answer = self._unlimited(method, url, body)
            if answer.status not in _REDIRECTS or not follow:
                return _checked(answer, method)
            url = self._same_host(url, answer.headers.get("Location", ""))
        raise OutsideError(f"{place(url)} redirects in circles; is GITHUB_API_URL right?")

    def _unlimited(self, method: str, url: str, body: Json) -> Answer:
        """The first answer that is no rate limit; a limited request was not carried out, so repeating it is safe."""
        attempt = 0
        while True:
            answer = self._ask(method, url, body)
            if not is_limited(answer):
                return answer
            error = OutsideError(f"{place(url)} says that too many requests were made; run it again later")
            self._pause(retry_after(answer, attempt), error)
            attempt += 1

    def _ask(self, method: str, url: str, body: Json) -> Answer:
        """One exchange; what was answered before is asked for only if it has changed."""
        reads = method == "GET"
        headers = {**_HEADERS, **self._kept.condition(url)} if reads else _HEADERS
        answer = self._http.ask(method, url, headers=headers, sign=self._sign, most=MOST_ANSWER, json=body)
        return self._kept.told(answer) if reads else answer

    def _sign(self, request: PreparedRequest) -> PreparedRequest:
        """Adds the token. As `auth`, since requests would put a .netrc entry in the place of a mere header."""
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token.reveal()}"
        return request

    def _same_host(self, url: str, following: str) -> str:
        """The address that an answer points to; refused where the token would go to another server."""
        try:
            target = urljoin(url, following)
            same = bool(following) and _ADDRESS.fullmatch(target) and is_safe(target, url)
        except ValueError as error:
            raise OutsideError(f"{place(url)} points to no address; is GITHUB_API_URL right?") from error
        if not same:
            raise OutsideError(f"{place(url)} points to {place(target)}, where the token is not sent to")
        return target

    def _url(self, path: str) -> str:
        return self._same_host(self._root, path) if "://" in path else f"{self._root}/{path}"


def _checked(answer: Answer, method: str) -> Answer:
    """The answer if it is a good one."""
    status = answer.status
    if status < 400:
        return answer
    what = f"{method} {place(answer.url)} was answered with {status}{_message(answer)}"
    if status == 401:
        raise OutsideError(f"{what}; the token is not valid, look at GITHUB_TOKEN")
    if status == 403:
        raise ForbiddenError(f"{what}; the token may not do this")
    if status in (404, 410):
        kind = GoneError if status == 410 else MissingError
        raise kind(f"{what}; it is not there, or the token may not see it")
    if status >= 500 or status == 408:
        raise UnsureError(f"{what}; run it again later")
    raise RefusedError(f"{what}; this is likely a bug of cigen")


def _json(answer: Answer) -> Json:
    try:
        tree: Json = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise OutsideError(f"{place(answer.url)} did not answer with JSON; is GITHUB_API_URL right?") from error
    return tree


def _next(answer: Answer) -> str:
    """The address of the next page, if there is one."""
    from requests.utils import parse_header_links

    links = parse_header_links(answer.headers.get("Link", ""))
    return next((link.get("url", "") for link in links if link.get("rel") == "next"), "")


def _message(answer: Answer) -> str:
    """What GitHub says about it, on one line and not for long, and no command for a runner that reads along."""
    try:
        tree = json.loads(answer.body)
    except (ValueError, RecursionError):
        return ""
    text = tree.get("message") if isinstance(tree, dict) else None
    clean = "".join(one if one.isprintable() else " " for one in text[:200]) if isinstance(text, str) else ""
    return f" ({clean.replace('##[', '# #[')})" if clean else ""
