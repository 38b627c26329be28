from __future__ import annotations

import contextlib
import logging
import pickle

import pytest

from cigen.edge.github import ForbiddenError, GitHub, MissingError
from cigen.edge.http import UnsureError
from cigen.edge.secret import Secret
from cigen.errors import OutsideError
from tests.clock import Time
from tests.fakegithub import Answer, FakeGitHub, serve

COMMENTS = "repos/me/it/issues/7/comments"
RESET = Answer(0)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def client(server: FakeGitHub, time: Time) -> GitHub:
    return GitHub(server.url, Secret("t0ken"), clock=time.clock)


def test_get_all__follows_every_page(server: FakeGitHub, client: GitHub) -> None:
    for number in range(250):
        server.add(str(number))

    found = list(client.get_all(f"{COMMENTS}?per_page=100"))

    assert [one["body"] for one in found if isinstance(one, dict)] == [str(number) for number in range(250)]
    assert len(server.requests) == 3
    assert {token for _, _, token in server.requests} == {"Bearer t0ken"}


@pytest.mark.parametrize("accident", [RESET, Answer(500), Answer(502, "<html>"), Answer(503), Answer(504)])
def test_get_all__an_accident_is_tried_again(server: FakeGitHub, client: GitHub, time: Time, accident: Answer) -> None:
    server.fail("GET", accident, accident, accident)

    assert list(client.get_all(COMMENTS)) == []
    assert time.naps == [1.0, 2.0, 4.0]


def test_get_all__a_server_that_stays_down_ends_within_the_budget(
    server: FakeGitHub, client: GitHub, time: Time
) -> None:
    server.fail("GET", *[Answer(500)] * 50)

    with pytest.raises(
        UnsureError, match=r"GET http://127.0.0.1:\d+/repos/me/it/issues/7/comments was answered with 500"
    ):
        list(client.get_all(COMMENTS))
    assert 60 < time.passed < 120


def told_by(server: FakeGitHub, time: Time, *answers: Answer) -> list[str]:
    """What a client says while it asks for comments and gets these answers first."""
    told: list[str] = []
    server.fail("GET", *answers)
    client = GitHub(server.url, Secret("t0ken"), clock=time.clock, told=told.append)
    with contextlib.suppress(UnsureError, OutsideError):
        list(client.get_all(f"{COMMENTS}?per_page=100"))
    return [line.replace(server.url, "http://server") for line in told]


def test_told__no_silence_is_longer_than_ten_seconds_but_one_that_is_announced(server: FakeGitHub, time: Time) -> None:
    begin = "cigen: GET http://server/repos/me/it/issues/7/comments was answered with 500; trying again in"

    assert told_by(server, time, *[Answer(500)] * 50) == [
        f"{begin} 1 s, for 120 s at most",
        f"{begin} 8 s, for 113 s at most",
        f"{begin} 16 s, for 105 s at most",
        f"{begin} 32 s, for 89 s at most",
    ]
    assert time.naps == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0]


def test_told__a_server_that_nobody_reaches_is_named_without_its_secrets(time: Time) -> None:
    told: list[str] = []
    client = GitHub("http://me:pa55@127.0.0.1:1", Secret("t0ken"), clock=time.clock, budget=5, told=told.append)

    with pytest.raises(UnsureError):
        client.get(f"{COMMENTS}?access=t0ken")
    assert told == [
        "cigen: http://127.0.0.1:1/repos/me/it/issues/7/comments can't be reached (ConnectionError); "
        "trying again in 1 s, for 5 s at most"
    ]


def test_told__a_limit_is_told_as_long_as_it_is_waited_for(server: FakeGitHub, time: Time) -> None:
    begin = "cigen: http://server/repos/me/it/issues/7/comments says that too many requests were made; trying again in"

    limits = [Answer(429, headers=(("Retry-After", seconds),)) for seconds in ("30", "40", "3600")]
    assert told_by(server, time, *limits) == [
        f"{begin} 30 s, for 120 s at most",
        f"{begin} 40 s, for 90 s at most",
    ]


def test_told__what_is_not_waited_for_is_not_told(server: FakeGitHub, time: Time) -> None:
    assert told_by(server, time, Answer(429, headers=(("Retry-After", "3600"),))) == []
    assert told_by(server, time) == []


def test_told__a_rest_that_is_no_accident_is_no_news(server: FakeGitHub, time: Time) -> None:
    told: list[str] = []
    GitHub(server.url, Secret(""), clock=time.clock, told=told.append).rest(60, OutsideError("late; later"))
    assert (told, time.naps) == ([], [60])


def test_get_all__a_page_on_another_server_is_refused(server: FakeGitHub, client: GitHub) -> None:
    server.fail("GET", Answer(200, "[]", (("Link", '<https://evil.example/x>; rel="next"'),)))

    with pytest.raises(OutsideError, match=r"points to https://evil.example/x, where the token is not sent to"):
        list(client.get_all(COMMENTS))


@pytest.mark.parametrize("text", ["<html>", "", "[", '{"a": 1}', "1", "[" * 100_000])
def test_get_all__an_answer_that_is_no_list_is_an_error(server: FakeGitHub, client: GitHub, text: str) -> None:
    server.fail("GET", Answer(200, text))

    with pytest.raises(OutsideError, match="is GITHUB_API_URL right"):
        list(client.get_all(COMMENTS))


def test_redirect__on_the_same_server_is_followed_with_method_and_body(server: FakeGitHub, client: GitHub) -> None:
    number = server.add("old")
    target = f"/repos/me/it/issues/comments/{number}"
    server.fail("PATCH", *[Answer(status, "", (("Location", target),)) for status in (301, 302, 307, 308)])

    client.patch("repos/old/name/issues/comments/1", {"body": "new"})

    assert server.bodies() == ["new"]


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "http://127.0.0.1:1/", "", "http://[", "http://a:b/", "https://{}/"],
)
def test_redirect__to_another_server_never_carries_the_token(server: FakeGitHub, client: GitHub, target: str) -> None:
    host = server.url.removeprefix("http://")
    server.fail("GET", Answer(302, "", (("Location", target.format(host)),)))

    with pytest.raises(OutsideError, match=r"points to|can't be asked"):
        list(client.get_all(COMMENTS))
    assert len(server.requests) == 1


def test_redirect__another_real_server_is_not_even_asked(server: FakeGitHub, client: GitHub) -> None:
    with serve() as other:
        server.fail("GET", Answer(307, "", (("Location", f"{other.url}/{COMMENTS}"),)))

        with pytest.raises(OutsideError, match="where the token is not sent to"):
            list(client.get_all(COMMENTS))
        assert other.requests == []


@pytest.mark.parametrize("end", ["\\@", "\\", "\u3000@", "\t\\@"])
def test_redirect__a_host_that_readers_of_addresses_disagree_on_is_refused(client: GitHub, end: str) -> None:
    with serve() as other:
        with pytest.raises(OutsideError):
            client._same_host(client._root, f"{other.url}{end}{client._root.removeprefix('http://')}/x")
        assert other.requests == []


def test_redirect__a_circle_ends(server: FakeGitHub, client: GitHub) -> None:
    server.fail("GET", *[Answer(302, "", (("Location", f"/{COMMENTS}"),))] * 20)

    with pytest.raises(OutsideError, match="redirects in circles"):
        list(client.get_all(COMMENTS))


@pytest.mark.parametrize(
    "limit",
    [
        Answer(403, '{"message": "You have exceeded a secondary rate limit"}', (("Retry-After", "7"),)),
        Answer(429, "{}", (("Retry-After", "7"),)),
    ],
)
def test_limit__the_time_that_github_names_is_waited(
    server: FakeGitHub, client: GitHub, time: Time, limit: Answer
) -> None:
    server.fail("POST", limit, limit)

    client.post(COMMENTS, {"body": "a"})

    assert time.naps == [7.0, 7.0]
    assert server.bodies() == ["a"]


@pytest.mark.parametrize(
    "limit",
    [
        Answer(403, '{"message": "API rate limit exceeded"}', (("X-RateLimit-Remaining", "0"),)),
        Answer(403, '{"message": "You have exceeded a secondary rate limit"}'),
        Answer(429, "{}", (("Retry-After", "99999999"),)),
    ],
)
def test_limit__longer_than_the_budget_is_an_error_and_no_verdict_on_the_token(
    server: FakeGitHub, client: GitHub, time: Time, limit: Answer
) -> None:
    server.fail("GET", *[limit] * 5)

    with pytest.raises(OutsideError, match="too many requests") as caught:
        list(client.get_all(COMMENTS))
    assert not isinstance(caught.value, ForbiddenError)
    assert time.passed <= 60


@pytest.mark.parametrize(
    ("answer", "kind", "message"),
    [
        (
            Answer(401, '{"message": "Bad credentials"}'),
            OutsideError,
            r"401 \(Bad credentials\); the token is not valid",
        ),
        (Answer(403, '{"message": "Resource not accessible"}'), ForbiddenError, "the token may not do this"),
        (Answer(404), MissingError, "it is not there, or the token may not see it"),
        (Answer(422, '{"message": "a\\n::error::b"}'), OutsideError, r"\(a ::error::b\)"),
        (Answer(422, "[]"), OutsideError, "answered with 422;"),
        (Answer(500), UnsureError, "run it again later"),
        (RESET, UnsureError, "can't be reached"),
    ],
)
def test_post__is_tried_once_and_says_what_went_wrong(
    server: FakeGitHub, client: GitHub, answer: Answer, kind: type[OutsideError], message: str
) -> None:
    server.fail("POST", answer)

    with pytest.raises(kind, match=message) as caught:
        client.post(COMMENTS, {"body": "a"})
    assert server.methods() == ["POST"]
    assert "t0ken" not in repr(caught.value)


def test_get_all__pages_without_end_are_given_up(
    server: FakeGitHub, client: GitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cigen.edge.github._MAX_PAGES", 3)
    circle = Answer(200, "[1]", (("Link", f'<{server.url}/{COMMENTS}>; rel="next"'),))
    server.fail("GET", *[circle] * 9)

    with pytest.raises(OutsideError, match="has more than 3 pages"):
        list(client.get_all(COMMENTS))
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    "link", ["", ";;;,<", "<", '<>; rel="next"', 'x; rel=next, <y>; rel="prev"', "<" * 5000, '<a>; rel="last"; =']
)
def test_get_all__links_that_make_no_sense_are_no_bug(server: FakeGitHub, client: GitHub, link: str) -> None:
    server.fail("GET", Answer(200, "[1]", (("Link", link),)))
    with contextlib.suppress(OutsideError):
        assert list(client.get_all(COMMENTS)) == [1]


def test_get__what_has_not_changed_is_not_sent_again(server: FakeGitHub, client: GitHub) -> None:
    number = server.add("a")
    path = f"repos/me/it/issues/comments/{number}"

    found = [client.get(path), client.get(path)]
    server.comments[number]["body"] = "b"
    found.append(client.get(path))

    assert [one["body"] for one in found if isinstance(one, dict)] == ["a", "a", "b"]
    assert server.unchanged == 1


def test_get__of_another_client_knows_nothing_of_it(server: FakeGitHub, time: Time) -> None:
    for _ in range(2):
        list(GitHub(server.url, Secret("t0ken"), clock=time.clock).get_all(COMMENTS))

    assert server.unchanged == 0


def test_patch_once__is_tried_once(server: FakeGitHub, client: GitHub) -> None:
    number = server.add("old")
    server.fail("PATCH", Answer(502))

    with pytest.raises(UnsureError):
        client.patch_once(f"repos/me/it/issues/comments/{number}", {"body": "new"})
    assert server.bodies() == ["old"]


def test_patch__is_tried_again(server: FakeGitHub, client: GitHub) -> None:
    number = server.add("old")
    server.fail("PATCH", Answer(408), Answer(502))

    client.patch(f"repos/me/it/issues/comments/{number}", {"body": "new"})

    assert server.bodies() == ["new"]


def test_query__sends_its_variables(server: FakeGitHub, client: GitHub) -> None:
    number = server.add("a")

    answer = client.query(f"{server.url}/graphql", "query { isMinimized }", {"id": f"IC_{number}"})

    assert answer == {"data": {"node": {"isMinimized": False}}}


def test_rest__longer_than_the_budget_is_the_error(client: GitHub, time: Time) -> None:
    client.rest(100, OutsideError("no"))
    with pytest.raises(OutsideError, match="too late"):
        client.rest(100, OutsideError("too late"))
    assert time.naps == [100]


def test_delete__what_is_gone_is_gone(server: FakeGitHub, client: GitHub) -> None:
    client.delete("repos/me/it/issues/comments/1")


def test_query__another_server_never_gets_the_token(server: FakeGitHub, client: GitHub) -> None:
    with pytest.raises(OutsideError, match="where the token is not sent to"):
        client.query("https://evil.example/graphql", "query { viewer { login } }")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "nonsense", "ftp://a", "http://[", "http://a:b"])
def test_client__an_address_that_leads_nowhere_is_no_bug(url: str, time: Time) -> None:
    with pytest.raises(OutsideError, match="is GITHUB_API_URL right"):
        list(GitHub(url, Secret("t0ken"), clock=time.clock).get_all(COMMENTS))


def test_client__a_netrc_entry_does_not_take_the_tokens_place(
    server: FakeGitHub, client: GitHub, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))

    list(client.get_all(COMMENTS))

    assert server.requests[0][2] == "Bearer t0ken"


def test_client__the_token_is_in_no_log(server: FakeGitHub, client: GitHub, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        list(client.get_all(COMMENTS))

    assert caplog.text
    assert "t0ken" not in caplog.text


def test_secret__shows_itself_to_nobody() -> None:
    secret = Secret("t0ken")

    assert "t0ken" not in f"{secret} {secret!r} {[secret]} {(secret,)!r}"
    assert secret.reveal() == "t0ken"
    assert not hasattr(secret, "__dict__")
    with pytest.raises(TypeError):
        pickle.dumps(secret)
