from __future__ import annotations

import pytest

from cigen.edge.comments import ACTIONS_BOT, Thread, own_login
from cigen.edge.github import GitHub
from cigen.edge.http import Clock
from cigen.edge.secret import Secret
from cigen.errors import OutsideError
from tests.clock import Time
from tests.fakegithub import LOGIN, Answer, FakeGitHub

MARKER = "<!-- cigen:report it -->"
OLD, NEW = f"{MARKER}\nold\n", f"{MARKER}\nnew\n"


def client(server: FakeGitHub) -> GitHub:
    return GitHub(server.url, Secret("t0ken"), clock=clock())


def clock() -> Clock:
    return Time().clock


def keep(server: FakeGitHub) -> None:
    Thread(client(server), "me/it", 7, LOGIN).keep(NEW)


def test_keep__the_first_time_it_is_created(server: FakeGitHub) -> None:
    server.add("hello", "somebody")

    keep(server)

    assert server.bodies() == ["hello", NEW]


def test_keep__from_then_on_it_is_brought_up_to_date(server: FakeGitHub) -> None:
    server.add(OLD.replace("\n", "\r\n"))

    keep(server)

    assert server.bodies() == [NEW]
    assert server.methods() == ["GET", "PATCH"]


@pytest.mark.parametrize("place", [0, 99, 100, 249])
def test_keep__it_is_found_on_any_page(server: FakeGitHub, place: int) -> None:
    for number in range(250):
        server.add(OLD if number == place else f"{number}")

    keep(server)

    assert len(server.comments) == 250
    assert server.bodies()[place] == NEW


@pytest.mark.parametrize(
    ("body", "author"),
    [
        (OLD, "somebody"),
        (OLD, "github-actions"),
        ("> " + OLD, LOGIN),
        ("x\n" + OLD, LOGIN),
        ("<!-- cigen:report other -->\n", LOGIN),
        ("<!-- cigen:report it --> \nx".replace(" -->", "2 -->"), LOGIN),
    ],
)
def test_keep__no_other_comment_is_touched(server: FakeGitHub, body: str, author: str) -> None:
    server.add(body, author)

    keep(server)

    assert server.bodies() == [body, NEW]


@pytest.mark.parametrize("status", [0, 500, 502, 504])
def test_keep__a_creation_that_broke_off_but_happened_is_not_repeated(server: FakeGitHub, status: int) -> None:
    server.fail("POST", Answer(status, "<html>", after=True))

    keep(server)

    assert server.bodies() == [NEW]
    assert server.methods() == ["GET", "POST", "GET", "PATCH"]


@pytest.mark.parametrize("status", [0, 500, 502, 504])
def test_keep__a_creation_that_did_not_happen_is_repeated(server: FakeGitHub, status: int) -> None:
    server.fail("POST", Answer(status), Answer(status))

    keep(server)

    assert server.bodies() == [NEW]


def test_keep__a_server_that_stays_down_ends(server: FakeGitHub) -> None:
    server.fail("POST", *[Answer(500)] * 50)

    with pytest.raises(OutsideError, match="answered with 500"):
        keep(server)


@pytest.mark.parametrize("other_first", [True, False])
def test_keep__two_runs_at_once_end_with_one_comment(server: FakeGitHub, other_first: bool) -> None:
    other = f"{MARKER}\nother\n"
    posted: list[int] = []

    def race(method: str, path: str) -> None:
        """Another run that saw no comment either posts right before or right after this one does."""
        if not posted and (method == "POST") is other_first and (other_first or server.comments):
            posted.append(server.add(other))

    server.hook = race
    keep(server)

    assert len(posted) == 1
    assert server.bodies() == [NEW]


def test_keep__earlier_doubles_are_cleared_up(server: FakeGitHub) -> None:
    first = server.add(OLD)
    server.add(OLD)
    server.add("hello", "somebody")

    keep(server)

    assert server.bodies() == [NEW, "hello"]
    assert first in server.comments


def test_keep__a_comment_that_is_deleted_meanwhile_is_created_again(server: FakeGitHub) -> None:
    server.add(OLD)
    server.hook = lambda method, path: server.comments.clear() if method == "PATCH" else None

    keep(server)

    assert server.bodies() == [NEW]


@pytest.mark.parametrize("entry", ["1", "{}", '{"id": "1"}', '["a"]', "null"])
def test_keep__an_answer_that_makes_no_sense_posts_nothing(server: FakeGitHub, entry: str) -> None:
    server.fail("GET", Answer(200, f"[{entry}]"))

    with pytest.raises(OutsideError, match="something else than a comment"):
        keep(server)
    assert server.bodies() == []


def test_keep__a_comment_of_a_deleted_account_is_passed_over(server: FakeGitHub) -> None:
    server.comments[server.add(OLD)]["user"] = None

    keep(server)

    assert server.bodies() == [OLD, NEW]


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
