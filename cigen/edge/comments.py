"""The comments of a pull request as GitHub has them: listed, created, changed, deleted; whose ours are.

https://docs.github.com/en/rest/issues/comments
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cigen.edge.commenttext import first_line
from cigen.edge.event import Head
from cigen.edge.github import ForbiddenError, GitHub, Json, MissingError
from cigen.errors import OutsideError

ACTIONS_BOT = "github-actions[bot]"
"""Whose name a job's own token comments in."""
_MOST_PULLS = 1000


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as GitHub has it; `number` is its id, which grows with time, `node` its id in GraphQL."""

    number: int
    author: str
    body: str
    url: str
    node: str


@dataclass(frozen=True, slots=True)
class Thread:
    """The comments of one pull request."""

    github: GitHub
    repository: str
    pull_request: int

    def own(self, marker: str, author: str) -> list[Comment]:
        """Those of the author that begin with the marker, from all pages."""
        comments = map(_comment, self.github.get_all(f"{self._path()}?per_page=100"))
        return [one for one in comments if one.author == author and first_line(one.body) == marker]

    def again(self, comment: Comment) -> Comment:
        """The comment as it is now; MissingError where it is gone."""
        return _comment(self.github.get(self._path(comment)))

    def create(self, body: str) -> Comment:
        """A new one; in one try, so UnsureError where it may be there."""
        return _comment(self.github.post(self._path(), {"body": body}))

    def update(self, comment: Comment, body: str) -> Comment:
        """Another text for a comment; in one try."""
        return _comment(self.github.patch_once(self._path(comment), {"body": body}))

    def delete(self, comment: Comment) -> None:
        """Done also where it is gone."""
        self.github.delete(self._path(comment))

    def head(self) -> str:
        """The commit that the pull request is at now; empty where the token may not know."""
        try:
            pull = self.github.get(f"repos/{self.repository}/pulls/{self.pull_request}")
        except (ForbiddenError, MissingError):
            return ""
        return _text(_at(pull, "head", "sha"))

    def _path(self, comment: Comment | None = None) -> str:
        where = f"{self.pull_request}/comments" if comment is None else f"comments/{comment.number}"
        return f"repos/{self.repository}/issues/{where}"


def own_login(github: GitHub, graphql_url: str) -> str:
    """Whose name the token comments in; the bot of GitHub Actions where that can't be asked.

    `GET /user` would not do: it refuses the tokens of jobs and apps, which are what most runs have.
    """
    try:
        login = _at(github.query(graphql_url, "query { viewer { login } }"), "data", "viewer", "login")
    except (ForbiddenError, MissingError):
        login = None
    return login if isinstance(login, str) and login else ACTIONS_BOT


def pulls_at(github: GitHub, repository: str, head: Head) -> tuple[int, ...]:
    """The numbers of the open pull requests from that branch whose head is that very commit."""
    from urllib.parse import quote

    of = quote(f"{head.owner}:{head.branch}", safe=":")
    every = _some(github.get_all(f"repos/{repository}/pulls?state=open&head={of}&per_page=100"), _MOST_PULLS)
    return tuple(sorted({_number(pull, "number") for pull in every if _is_at(pull, repository, head)} - {0}))


def _is_at(pull: Json, repository: str, head: Head) -> bool:
    """A filter that GitHub can't make sense of is no filter, so nothing is believed that the entry does not say."""
    said = [_text(_at(pull, *keys)).lower() for keys in (("base", "repo", "full_name"), ("head", "repo", "full_name"))]
    there = _text(_at(pull, "head", "sha")) == head.commit and _text(_at(pull, "head", "ref")) == head.branch
    return there and said == [repository.lower(), head.repository.lower()] and _at(pull, "state") == "open"


def _some(entries: Iterable[Json], most: int) -> list[Json]:
    return [entry for _, entry in zip(range(most), entries, strict=False)]


def _comment(tree: Json) -> Comment:
    number = _number(tree, "id")
    login, body, url, node = (
        _text(_at(tree, *keys)) for keys in (("user", "login"), ("body",), ("html_url",), ("node_id",))
    )
    if not number:
        raise OutsideError("GitHub answered with something else than a comment; is GITHUB_API_URL right?")
    return Comment(number=number, author=login, body=body, url=url, node=node)


def _number(tree: Json, key: str) -> int:
    value = _at(tree, key)
    return value if type(value) is int and value > 0 else 0


def _at(tree: Json, *keys: str) -> Json:
    for key in keys:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""
