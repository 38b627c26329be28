"""The one comment that cigen keeps on a pull request: found by its marker and author, created or brought up to date.

https://docs.github.com/en/rest/issues/comments
"""

from __future__ import annotations

from dataclasses import dataclass

from cigen.edge.github import ForbiddenError, GitHub, Json, MissingError
from cigen.edge.http import UnsureError
from cigen.errors import OutsideError

ACTIONS_BOT = "github-actions[bot]"
"""Whose name a job's own token comments in."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as GitHub has it; `number` is its id, which grows with time."""

    number: int
    author: str
    body: str
    url: str


@dataclass(frozen=True, slots=True)
class Thread:
    """The comments of one pull request; `author` is whose comments are ours."""

    github: GitHub
    repository: str
    pull_request: int
    author: str

    def keep(self, body: str) -> Comment:
        """Makes `body`, whose first line is its marker, the one comment of ours that begins with that line.

        A creation that broke off may have happened, so it is looked for before the next attempt.
        """
        attempt = 0
        while True:
            try:
                return self._keep_once(body)
            except UnsureError as error:
                attempt += 1
                self.github.wait(attempt, error)

    def _keep_once(self, body: str) -> Comment:
        """Of several, the oldest stays: two runs that create at the same time agree on which one that is."""
        own = self._own(first_line(body))
        created = None if own else self._create(body)
        if created:
            own = [created, *(comment for comment in self._own(first_line(body)) if comment.number != created.number)]
        oldest, *doubles = sorted(own, key=lambda comment: comment.number)
        kept = oldest if oldest == created else self._update(oldest, body)
        for double in doubles:
            self.github.delete(self._path(double))
        return kept

    def _own(self, marker: str) -> list[Comment]:
        every = self.github.get_all(f"repos/{self.repository}/issues/{self.pull_request}/comments?per_page=100")
        comments = map(_comment, every)
        return [one for one in comments if one.author == self.author and first_line(one.body) == marker]

    def _create(self, body: str) -> Comment:
        path = f"repos/{self.repository}/issues/{self.pull_request}/comments"
        return _comment(self.github.post(path, {"body": body}))

    def _update(self, comment: Comment, body: str) -> Comment:
        try:
            return _comment(self.github.patch(self._path(comment), {"body": body}))
        except MissingError as error:
            raise UnsureError(f"the comment was deleted while it was written: {error}") from error

    def _path(self, comment: Comment) -> str:
        return f"repos/{self.repository}/issues/comments/{comment.number}"


def own_login(github: GitHub, graphql_url: str) -> str:
    """Whose name the token comments in; the bot of GitHub Actions where that can't be asked.

    `GET /user` would not do: it refuses the tokens of jobs and apps, which are what most runs have.
    """
    try:
        login = _at(github.query(graphql_url, "query { viewer { login } }"), "data", "viewer", "login")
    except (ForbiddenError, MissingError):
        login = None
    return login if isinstance(login, str) and login else ACTIONS_BOT


def first_line(text: str) -> str:
    """The line that holds the marker, without its end."""
    return text.partition("\n")[0].rstrip()


def _comment(tree: Json) -> Comment:
    number, login, body, url = (_at(tree, *keys) for keys in (("id",), ("user", "login"), ("body",), ("html_url",)))
    if not isinstance(number, int):
        raise OutsideError("GitHub answered with something else than a comment; is GITHUB_API_URL right?")
    return Comment(number=number, author=_text(login), body=_text(body), url=_text(url))


def _at(tree: Json, *keys: str) -> Json:
    for key in keys:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""
