"""A GitHub that runs in this process: comments, packages, runs with artifacts; with pages, refusals, accidents."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.localserver import Quiet, running

LOGIN = "github-actions[bot]"


@dataclass(frozen=True)
class Answer:
    """What goes back instead of the right answer; `after` still does what was asked for; status 0 is a reset."""

    status: int
    text: str = "{}"
    headers: tuple[tuple[str, str], ...] = ()
    after: bool = False
    binary: bool = False


NOT_FOUND = Answer(404, '{"message": "Not Found"}')
FORBIDDEN = Answer(403, '{"message": "Resource not accessible by integration"}')


@dataclass
class FakeGitHub:
    """The state of the server; `accidents` are used up one a request, in order, by those that they match."""

    url: str = ""
    comments: dict[int, dict[str, Any]] = field(default_factory=dict)
    accidents: list[tuple[str, Answer]] = field(default_factory=list)
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    hook: Callable[[str, str], None] = lambda method, path: None
    login: str | None = LOGIN
    last: int = 1000
    owners: dict[str, str] = field(default_factory=lambda: {"me": "User"})
    versions: dict[int, dict[str, Any]] = field(default_factory=dict)
    package: str = "users/me/packages/container/it%2Fcigen-cache"

    runs: list[dict[str, Any]] = field(default_factory=list)
    artifacts: dict[int, dict[str, Any]] = field(default_factory=dict)
    archives: dict[int, bytes] = field(default_factory=dict)
    storage: str = ""

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

    def add(self, body: str, author: str = LOGIN) -> int:
        """Somebody comments; the number of the comment comes back."""
        self.last += 1
        url = f"https://github.example/comments/{self.last}"
        self.comments[self.last] = {"id": self.last, "user": {"login": author}, "body": body, "html_url": url}
        return self.last

    def fail(self, method: str, *answers: Answer) -> None:
        """The next requests with this method go wrong."""
        self.accidents += [(method, answer) for answer in answers]

    def bodies(self) -> list[str]:
        """What all comments say, oldest first."""
        return [comment["body"] for _, comment in sorted(self.comments.items())]

    def methods(self) -> list[str]:
        """The methods of all requests to the comments, in order."""
        return [method for method, path, _ in self.requests if "graphql" not in path]

    def accident(self, method: str, path: str) -> Answer | None:
        """What goes wrong with this request, if anything."""
        for number, (which, answer) in enumerate(self.accidents):
            if which in (method, path):
                del self.accidents[number]
                return answer
        return None


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
        path = urlsplit(self.path).path
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.github.requests.append((method, self.path, self.headers.get("Authorization", "")))
        self.github.hook(method, path)
        accident = self.github.accident(method, path)
        right = self._right(method, path, body) if accident is None or accident.after else Answer(500)
        self._answer(accident or right)

    def _right(self, method: str, path: str, body: bytes) -> Answer:
        given = json.loads(body) if body else {}
        if path == "/graphql":
            return Answer(200, json.dumps({"data": {"viewer": {"login": self.github.login}}}))
        if match := re.fullmatch(r"/users/([a-z-]+)", path):
            kind = self.github.owners.get(match[1])
            return Answer(200, json.dumps({"login": match[1], "type": kind})) if kind else NOT_FOUND
        if path.startswith(f"/{self.github.package}/versions"):
            return self._versions(method, path.removeprefix(f"/{self.github.package}/versions").lstrip("/"))
        if path == "/repos/me/it":
            return Answer(200, '{"default_branch": "main"}')
        if match := re.fullmatch(r"/repos/me/it/actions/(?:workflows/([^/]+)/)?runs", path):
            return self._runs(match[1])
        if match := re.fullmatch(r"/repos/me/it/actions/runs/([0-9]+)/artifacts", path):
            return self._artifacts(int(match[1]))
        if match := re.fullmatch(r"/repos/me/it/actions/artifacts/([0-9]+)/zip", path):
            return self._redirect(int(match[1]))
        if match := re.fullmatch(r"/storage/([0-9]+)", path):
            archive = self.github.archives.get(int(match[1]))
            return Answer(200, archive.decode("latin-1"), binary=True) if archive is not None else NOT_FOUND
        if path == "/repos/me/it/issues/7/comments":
            return self._page() if method == "GET" else self._created(given["body"])
        match = re.fullmatch(r"/repos/me/it/issues/comments/([0-9]+)", path)
        if match and int(match[1]) in self.github.comments:
            return self._changed(method, int(match[1]), given)
        return NOT_FOUND

    def _page(self) -> Answer:
        return self._list([comment for _, comment in sorted(self.github.comments.items())])

    def _list(self, every: list[dict[str, Any]]) -> Answer:
        url = urlsplit(self.path)
        query = parse_qs(url.query)
        size, page = (int(query.get(name, [default])[0]) for name, default in (("per_page", "30"), ("page", "1")))
        link = f'<{self.github.url}{url.path}?per_page={size}&page={page + 1}>; rel="next"'
        headers = (("Link", link),) if len(every) > size * page else ()
        return Answer(200, json.dumps(every[size * (page - 1) : size * page]), headers)

    def _query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}

    def _runs(self, workflow: str | None) -> Answer:
        branch = self._query()["branch"]
        found = [run for run in self.github.runs if run["head_branch"] == branch]
        found = [run for run in found if not workflow or run["path"].endswith(f"/{workflow}")]
        return Answer(200, json.dumps({"total_count": len(found), "workflow_runs": found}))

    def _artifacts(self, run: int) -> Answer:
        name = self._query()["name"]
        found = [one for one in self.github.artifacts.values() if (one["run"], one["name"]) == (run, name)]
        return Answer(200, json.dumps({"total_count": len(found), "artifacts": found}))

    def _redirect(self, number: int) -> Answer:
        if number not in self.github.artifacts:
            return NOT_FOUND
        storage = self.github.storage or f"{self.github.url}/storage/"
        return Answer(302, "", (("Location", f"{storage}{number}?sig=s3cret"),))

    def _versions(self, method: str, number: str) -> Answer:
        if not number:
            return self._list([one for _, one in sorted(self.github.versions.items(), reverse=True)])
        if int(number) not in self.github.versions:
            return NOT_FOUND
        if method == "DELETE":
            del self.github.versions[int(number)]
            return Answer(204, "")
        return Answer(200, json.dumps(self.github.versions[int(number)]))

    def _created(self, body: str) -> Answer:
        return Answer(201, json.dumps(self.github.comments[self.github.add(body)]))

    def _changed(self, method: str, number: int, given: dict[str, str]) -> Answer:
        if method == "DELETE":
            del self.github.comments[number]
            return Answer(204, "")
        self.github.comments[number]["body"] = given["body"]
        return Answer(200, json.dumps(self.github.comments[number]))

    def _answer(self, answer: Answer) -> None:
        self.close_connection = True
        if not answer.status:
            return
        data = answer.text.encode("latin-1" if answer.binary else "utf-8")
        self.send_response(answer.status)
        for name, value in (*answer.headers, ("Content-Length", str(len(data))), ("Connection", "close")):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def serve() -> Iterator[FakeGitHub]:
    """A running server, until the end of the block."""
    github = FakeGitHub()
    with running(type("Handler", (_Handler,), {"github": github})) as port:
        github.url = f"http://127.0.0.1:{port}"
        yield github
