"""A GitHub that runs in this process: comments, pulls, packages, runs with artifacts; pages, ETags, limits, accidents.

A module that brings routes of its own (such as check runs) appends a function to `FakeGitHub.routes`.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.localserver import Quiet, running

LOGIN = "github-actions[bot]"
REPO = "/repos/me/[a-z-]+"


@dataclass(frozen=True)
class Answer:
    """What goes back instead of the right answer.

    `after` still does what was asked for; status 0 is a reset; `drip` is seconds between the bytes of the body; `cut`
    is after how many bytes of the body the connection ends; `chunked` leaves the length out; `right` is the body and
    the status of the right answer.
    """

    status: int
    text: str = "{}"
    headers: tuple[tuple[str, str], ...] = ()
    after: bool = False
    binary: bool = False
    drip: float = 0.0
    cut: int | None = None
    chunked: bool = False
    right: bool = False


Route = Callable[[str, str, dict[str, str], dict[str, Any]], Answer | None]
"""Method, path, query and body of a request in; its answer out, None if it is somebody else's."""

NOT_FOUND = Answer(404, '{"message": "Not Found"}')
GONE = Answer(410, '{"message": "This issue was deleted", "status": "410"}')
FORBIDDEN = Answer(403, '{"message": "Resource not accessible by integration"}')
LOCKED = Answer(403, '{"message": "Unable to create comment because issue is locked."}')


@dataclass
class FakeGitHub:
    """The state of the server; `accidents` are used up one a request, in order, by those that they match."""

    url: str = ""
    comments: dict[int, dict[str, Any]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    pulls: dict[int, dict[str, Any]] = field(default_factory=dict)
    accidents: list[tuple[str, Answer]] = field(default_factory=list)
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    hook: Callable[[str, str], None] = lambda method, path: None
    routes: list[Route] = field(default_factory=list)
    login: str | None = LOGIN
    writes: bool = True
    locked: bool = False
    gone: bool = False
    unchanged: int = 0
    last: int = 1000
    owners: dict[str, str] = field(default_factory=lambda: {"me": "User"})
    versions: dict[int, dict[str, Any]] = field(default_factory=dict)
    package: str = "users/me/packages/container/it%2Fcigen-cache"

    runs: list[dict[str, Any]] = field(default_factory=list)
    artifacts: dict[int, dict[str, Any]] = field(default_factory=dict)
    archives: dict[int, bytes] = field(default_factory=dict)
    storage: str = ""
    lock: threading.RLock = field(default_factory=threading.RLock)

    def ran(self, branch: str = "main", *, of: str = "me/it", event: str = "push", workflow: str = "ci.yml") -> int:
        """A run that is completed; its number."""
        self.last += 1
        head = {"head_branch": branch, "head_repository": {"full_name": of}, "head_sha": f"{self.last:040x}"}
        self.runs.insert(0, {"id": self.last, "event": event, "path": f".github/workflows/{workflow}", **head})
        return self.last

    def upload(self, run: int, archive: bytes, *, name: str = "cigen-report", **more: object) -> int:
        """An artifact of a run, a zip archive; its number."""
        self.last += 1
        artifact = {"id": self.last, "name": name, "expired": False, "size_in_bytes": len(archive), "run": run}
        self.artifacts[self.last] = artifact | more
        self.archives[self.last] = archive
        return self.last

    def push(self, *tags: str, updated: str = "2020-01-01T00:00:00Z") -> int:
        """A version of the package, the newest one; its number."""
        self.last += 1
        metadata = {"package_type": "container", "container": {"tags": list(tags)}}
        self.versions[self.last] = {"id": self.last, "metadata": metadata, "updated_at": updated}
        return self.last

    def tags(self) -> list[list[str]]:
        """The tags of all versions, oldest first."""
        return [one["metadata"]["container"]["tags"] for _, one in sorted(self.versions.items())]

    def open_pull(self, number: int, branch: str, commit: str, *, of: str = "me/it", state: str = "open") -> None:
        """A pull request from a branch of `of`."""
        head = {"ref": branch, "sha": commit, "repo": {"full_name": of, "owner": {"login": of.partition("/")[0]}}}
        self.pulls[number] = {"number": number, "state": state, "head": head, "base": {"repo": {"full_name": "me/it"}}}

    def add(self, body: str, author: str = LOGIN, *, on: int = 7) -> int:
        """Somebody comments on a pull request; the number of the comment comes back."""
        self.last += 1
        names = {"html_url": f"https://github.example/comments/{self.last}", "node_id": f"IC_{self.last}"}
        self.comments[self.last] = {"id": self.last, "user": {"login": author}, "body": body, "on": on, **names}
        return self.last

    def fail(self, method: str, *answers: Answer) -> None:
        """The next requests with this method, or to this path, or of both, go wrong."""
        self.accidents += [(method, answer) for answer in answers]

    def bodies(self, on: int | None = None) -> list[str]:
        """What all comments say, oldest first; those of one pull request, if it is named."""
        every = [comment for _, comment in sorted(self.comments.items())]
        return [comment["body"] for comment in every if on in (None, comment["on"])]

    def methods(self) -> list[str]:
        """The methods of all requests to the comments, in order."""
        return [method for method, path, _ in self.requests if "graphql" not in path]

    def accident(self, method: str, path: str) -> Answer | None:
        """What goes wrong with this request, if anything."""
        for number, (which, answer) in enumerate(self.accidents):
            if which in (method, path, f"{method} {path}"):
                del self.accidents[number]
                return answer
        return None

    def serve(self, method: str, target: str, body: bytes, headers: dict[str, str]) -> Answer:
        """One request, as the server answers it."""
        path = urlsplit(target).path
        with self.lock:
            self.requests.append((method, target, headers.get("Authorization", "")))
        self.hook(method, path)
        with self.lock:
            accident = self.accident(method, path)
            happens = accident is None or accident.after or accident.right
            right = self._right(method, target, json.loads(body) if body else {}) if happens else NOT_FOUND
        if accident is not None:
            both = (*right.headers, *accident.headers)
            return replace(accident, text=right.text, status=right.status, headers=both) if accident.right else accident
        return self._tagged(right, headers) if method == "GET" and right.status == 200 else right

    def _tagged(self, right: Answer, headers: dict[str, str]) -> Answer:
        tag = f'W/"{hashlib.sha256(repr((right.text, right.headers)).encode()).hexdigest()}"'
        if headers.get("If-None-Match") == tag:
            self.unchanged += 1
            return Answer(304, "")
        return replace(right, headers=(*right.headers, ("ETag", tag)))

    def _right(self, method: str, target: str, given: dict[str, Any]) -> Answer:
        path, query = urlsplit(target).path, _query(target)
        for route in self.routes:
            if answer := route(method, path, query, given):
                return answer
        if path.endswith("/graphql"):
            return self._graphql(given)
        if match := re.fullmatch(r"/users/([a-z-]+)", path):
            kind = self.owners.get(match[1])
            return Answer(200, json.dumps({"login": match[1], "type": kind})) if kind else NOT_FOUND
        if path.startswith(f"/{self.package}/versions"):
            return self._versions(method, target, path.removeprefix(f"/{self.package}/versions").lstrip("/"))
        if re.fullmatch(REPO, path):
            return Answer(200, '{"default_branch": "main"}')
        if re.match(rf"{REPO}/(issues|pulls)", path):
            return self._conversation(method, target, given)
        return self._actions(path, query)

    def _actions(self, path: str, query: dict[str, str]) -> Answer:
        if match := re.fullmatch(rf"{REPO}/actions/(?:workflows/([^/]+)/)?runs", path):
            return self._runs(match[1], query)
        if match := re.fullmatch(rf"{REPO}/actions/runs/([0-9]+)/artifacts", path):
            return self._artifacts(int(match[1]), query)
        if match := re.fullmatch(rf"{REPO}/actions/artifacts/([0-9]+)/zip", path):
            return self._redirect(int(match[1]))
        if match := re.fullmatch(r"/storage/([0-9]+)", path):
            archive = self.archives.get(int(match[1]))
            return Answer(200, archive.decode("latin-1"), binary=True) if archive is not None else NOT_FOUND
        return NOT_FOUND

    def _conversation(self, method: str, target: str, given: dict[str, Any]) -> Answer:
        """Comments, as `issues`, and pull requests."""
        path, query = urlsplit(target).path, _query(target)
        if re.fullmatch(rf"{REPO}/pulls", path):
            return self._list(target, [one for one in self.pulls.values() if _fits(one, query)])
        if match := re.fullmatch(rf"{REPO}/pulls/([0-9]+)", path):
            pull = self.pulls.get(int(match[1]))
            return Answer(200, json.dumps(pull)) if pull else NOT_FOUND
        if method != "GET" and not self.writes:
            return FORBIDDEN
        if self.gone:
            return GONE
        if match := re.fullmatch(rf"{REPO}/issues/([0-9]+)/comments", path):
            return self._comments(method, target, int(match[1]), given)
        match = re.fullmatch(rf"{REPO}/issues/comments/([0-9]+)", path)
        if match and int(match[1]) in self.comments:
            return self._changed(method, int(match[1]), given)
        return NOT_FOUND

    def _comments(self, method: str, target: str, number: int, given: dict[str, Any]) -> Answer:
        if method == "GET":
            return self._list(target, [one for _, one in sorted(self.comments.items()) if one["on"] == number])
        if self.locked:
            return LOCKED
        return Answer(201, json.dumps(self.comments[self.add(given["body"], self.login or LOGIN, on=number)]))

    def _changed(self, method: str, number: int, given: dict[str, str]) -> Answer:
        if method == "DELETE":
            del self.comments[number]
            return Answer(204, "")
        if method == "PATCH":
            self.comments[number]["body"] = given["body"]
        return Answer(200, json.dumps(self.comments[number]))

    def _graphql(self, given: dict[str, Any]) -> Answer:
        text, node = given["query"], given.get("variables", {}).get("id", "")
        if "viewer" in text:
            return Answer(200, json.dumps({"data": {"viewer": {"login": self.login}}}))
        number = int(node.removeprefix("IC_") or 0)
        if number not in self.comments:
            return Answer(200, '{"data": {"node": null}, "errors": [{"type": "NOT_FOUND"}]}')
        if "unminimizeComment" in text:
            self.hidden.discard(number)
            return Answer(200, _minimised("unminimizeComment", "unminimizedComment", is_hidden=False))
        if "minimizeComment" in text:
            self.hidden.add(number)
            return Answer(200, _minimised("minimizeComment", "minimizedComment", is_hidden=True))
        return Answer(200, json.dumps({"data": {"node": {"isMinimized": number in self.hidden}}}))

    def _list(self, target: str, every: list[dict[str, Any]]) -> Answer:
        url, query = urlsplit(target), _query(target)
        size, page = int(query.get("per_page", "30")), int(query.get("page", "1"))
        more = "&".join(f"{name}={value}" for name, value in query.items() if name not in ("per_page", "page"))
        following = f"{self.url}{url.path}?{more}{'&' if more else ''}per_page={size}&page={page + 1}"
        headers = (("Link", f'<{following}>; rel="next"'),) if len(every) > size * page else ()
        return Answer(200, json.dumps(every[size * (page - 1) : size * page]), headers)

    def _runs(self, workflow: str | None, query: dict[str, str]) -> Answer:
        found = [run for run in self.runs if run["head_branch"] == query["branch"]]
        found = [run for run in found if not workflow or run["path"].endswith(f"/{workflow}")]
        return Answer(200, json.dumps({"total_count": len(found), "workflow_runs": found}))

    def _artifacts(self, run: int, query: dict[str, str]) -> Answer:
        found = [one for one in self.artifacts.values() if (one["run"], one["name"]) == (run, query["name"])]
        return Answer(200, json.dumps({"total_count": len(found), "artifacts": found}))

    def _redirect(self, number: int) -> Answer:
        if number not in self.artifacts:
            return NOT_FOUND
        storage = self.storage or f"{self.url}/storage/"
        return Answer(302, "", (("Location", f"{storage}{number}?sig=s3cret"),))

    def _versions(self, method: str, target: str, number: str) -> Answer:
        if not number:
            return self._list(target, [one for _, one in sorted(self.versions.items(), reverse=True)])
        if int(number) not in self.versions:
            return NOT_FOUND
        if method == "DELETE":
            del self.versions[int(number)]
            return Answer(204, "")
        return Answer(200, json.dumps(self.versions[int(number)]))


def _query(target: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}


def _fits(pull: dict[str, Any], query: dict[str, str]) -> bool:
    """GitHub's filters; one that it can't make sense of filters nothing."""
    owner, _, branch = unquote(query.get("head", "")).partition(":")
    head = pull["head"]
    named = not branch or (head["repo"]["owner"]["login"], head["ref"]) == (owner, branch)
    return named and query.get("state", "open") in ("all", pull["state"])


def _minimised(mutation: str, what: str, *, is_hidden: bool) -> str:
    return json.dumps({"data": {mutation: {what: {"isMinimized": is_hidden}}}})


class _Handler(Quiet, BaseHTTPRequestHandler):
    github: FakeGitHub

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def do_PATCH(self) -> None:
        self._serve("PATCH")

    def do_DELETE(self) -> None:
        self._serve("DELETE")

    def _serve(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # who asked has gone
            self._answer(self.github.serve(method, self.path, body, dict(self.headers)))

    def _answer(self, answer: Answer) -> None:
        self.close_connection = True
        if not answer.status:
            return
        data = answer.text.encode("latin-1" if answer.binary else "utf-8")
        length = ("Transfer-Encoding", "chunked") if answer.chunked else ("Content-Length", str(len(data)))
        self.send_response(answer.status)
        for name, value in (*answer.headers, length, ("Connection", "close")):
            self.send_header(name, value)
        self.end_headers()
        data = data[: answer.cut]
        step = 1 if answer.drip else 1000 if answer.chunked else max(1, len(data))
        for start in range(0, len(data), step):
            piece = data[start : start + step]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if answer.chunked else piece)
            time.sleep(answer.drip)
        if answer.chunked and answer.cut is None:
            self.wfile.write(b"0\r\n\r\n")


@contextmanager
def serve() -> Iterator[FakeGitHub]:
    """A running server, until the end of the block."""
    github = FakeGitHub()
    with running(type("Handler", (_Handler,), {"github": github})) as port:
        github.url = f"http://127.0.0.1:{port}"
        yield github
