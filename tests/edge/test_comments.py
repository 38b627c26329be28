from __future__ import annotations

import pytest

from cigen.edge.comments import ACTIONS_BOT, Thread, own_login, pulls_at
from cigen.edge.event import Head
from cigen.edge.github import GitHub
from cigen.edge.secret import Secret
from cigen.errors import OutsideError
from tests.clock import Time
from tests.fakegithub import FORBIDDEN, LOGIN, NOT_FOUND, Answer, FakeGitHub

MARKER = "<!-- cigen:report it -->"
COMMIT = "c0ffee" + "0" * 34
HEAD = Head("fork", "fork/it", "topic/ä&b", COMMIT)


def client(server: FakeGitHub) -> GitHub:
    return GitHub(server.url, Secret("t0ken"), clock=Time().clock)


@pytest.mark.parametrize("place", [0, 99, 100, 499])
def test_own__is_found_on_any_page(server: FakeGitHub, place: int) -> None:
    for number in range(500):
        server.add(f"{MARKER}\r\nold" if number == place else f"{number}")

    (own,) = Thread(client(server), "me/it", 7).own(MARKER, LOGIN)

    assert (own.number, own.node, own.url) == (
        1001 + place,
        f"IC_{1001 + place}",
        f"https://github.example/comments/{1001 + place}",
    )
    assert server.methods() == ["GET"] * 5


@pytest.mark.parametrize(
    ("body", "author"),
    [
        (MARKER, "somebody"),
        (MARKER, "github-actions"),
        (f"> {MARKER}", LOGIN),
        (f"x\n{MARKER}", LOGIN),
        ("<!-- cigen:report other -->\n", LOGIN),
        ("<!-- cigen:report it2 -->", LOGIN),
        (f"{MARKER} and more", LOGIN),
    ],
)
def test_own__no_other_comment_is_ours(server: FakeGitHub, body: str, author: str) -> None:
    server.add(body, author)

    assert Thread(client(server), "me/it", 7).own(MARKER, LOGIN) == []


def test_own__a_comment_of_a_deleted_account_is_passed_over(server: FakeGitHub) -> None:
    server.comments[server.add(MARKER)]["user"] = None

    assert Thread(client(server), "me/it", 7).own(MARKER, LOGIN) == []


@pytest.mark.parametrize("entry", ["1", "{}", '{"id": "1"}', '{"id": true}', '{"id": -1}', '["a"]', "null"])
def test_own__an_answer_that_makes_no_sense_is_an_error(server: FakeGitHub, entry: str) -> None:
    server.fail("GET", Answer(200, f"[{entry}]"))

    with pytest.raises(OutsideError, match="something else than a comment"):
        Thread(client(server), "me/it", 7).own(MARKER, LOGIN)


def test_head__is_the_commit_that_the_pull_request_is_at(server: FakeGitHub) -> None:
    server.open_pull(7, "topic", COMMIT)

    assert Thread(client(server), "me/it", 7).head() == COMMIT


@pytest.mark.parametrize("answer", [FORBIDDEN, NOT_FOUND, Answer(200, "[]"), Answer(200, '{"head": {"sha": 1}}')])
def test_head__is_nothing_where_that_is_not_told(server: FakeGitHub, answer: Answer) -> None:
    server.fail("GET", answer)

    assert Thread(client(server), "me/it", 7).head() == ""


@pytest.mark.parametrize(
    ("login", "own"), [("octocat", "octocat"), (LOGIN, LOGIN), (None, ACTIONS_BOT), ("", ACTIONS_BOT)]
)
def test_own_login__is_asked_for(server: FakeGitHub, login: str | None, own: str) -> None:
    server.login = login

    assert own_login(client(server), f"{server.url}/graphql") == own


@pytest.mark.parametrize(("status", "text"), [(403, "{}"), (404, "{}"), (200, '{"errors": []}'), (200, "[]")])
def test_own_login__is_the_actions_bot_where_that_is_refused(server: FakeGitHub, status: int, text: str) -> None:
    server.fail("POST", Answer(status, text))

    assert own_login(client(server), f"{server.url}/graphql") == ACTIONS_BOT


def test_pulls_at__is_the_open_one_with_that_very_commit(server: FakeGitHub) -> None:
    server.open_pull(7, HEAD.branch, COMMIT, of="fork/it")
    server.open_pull(8, HEAD.branch, "b" * 40, of="fork/it")
    server.open_pull(9, HEAD.branch, COMMIT, of="other/it")
    server.open_pull(10, HEAD.branch, COMMIT, of="fork/it", state="closed")
    server.open_pull(11, "other", COMMIT, of="fork/it")

    assert pulls_at(client(server), "me/it", HEAD) == (7,)
    assert server.requests[0][1] == ("/repos/me/it/pulls?state=open&head=fork:topic%2F%C3%A4%26b&per_page=100")


def test_pulls_at__a_filter_that_github_does_not_heed_lets_no_other_one_in(server: FakeGitHub) -> None:
    server.open_pull(6, "main", "a" * 40)
    server.open_pull(7, HEAD.branch, COMMIT, of="fork/it")
    every = f"[{', '.join(str(pull).replace(chr(39), chr(34)) for pull in server.pulls.values())}, null, 1]"
    server.fail("GET", Answer(200, every))

    assert pulls_at(client(server), "me/it", HEAD) == (7,)


def test_pulls_at__of_another_base_is_none(server: FakeGitHub) -> None:
    server.open_pull(7, HEAD.branch, COMMIT, of="fork/it")
    server.pulls[7]["base"]["repo"]["full_name"] = "me/other"

    assert pulls_at(client(server), "me/it", HEAD) == ()
