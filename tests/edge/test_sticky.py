from __future__ import annotations

import pytest

from cigen.edge.comments import Thread
from cigen.edge.commenttext import draft
from cigen.edge.github import GitHub, RefusedError
from cigen.edge.hiding import Folds
from cigen.edge.secret import Secret
from cigen.edge.sticky import Kept, Policy, Sticky
from cigen.errors import OutsideError
from tests.clock import Time
from tests.fakegithub import LOGIN, NOT_FOUND, Answer, FakeGitHub

MARKER = "<!-- cigen:report it .github/workflows/ci.yml -->"
HEAD = "a" * 40


def body(run: int, outcome: str = "failed", change: str = "unknown", *, attempt: int = 1, text: str = "text") -> str:
    return (
        f"{MARKER}\n<!-- cigen:state run={run} attempt={attempt} outcome={outcome} change={change} -->\n{text} {run}\n"
    )


OLD, NEW = body(5), body(6)


def keep(
    server: FakeGitHub,
    wanted: str = NEW,
    *,
    when: str = "always",
    green: str = "keep",
    head: str = "",
    fold: bool = True,
) -> Kept:
    _, state, text = wanted.split("\n", 2)
    words = dict(word.split("=") for word in state.split()[2:-1])
    line = f"<!-- cigen:state outcome={words['outcome']} change={words['change']} -->"
    mine = draft(
        f"<!-- cigen:report it -->\n{line}\n{text}",
        "comment.md",
        workflow=".github/workflows/ci.yml",
        run=int(words["run"]),
        attempt=int(words["attempt"]),
    )
    assert mine.body == wanted
    github = GitHub(server.url, Secret("t0ken"), clock=Time().clock)
    sticky = Sticky(Thread(github, "me/it", 7), LOGIN, mine, Policy(when, green), head=head)
    kept = sticky.keep()
    if fold:
        sticky.fold(kept, Folds(github, f"{server.url}/graphql"))
    return kept


def test_keep__the_first_time_it_is_created(server: FakeGitHub) -> None:
    server.add("hello", "somebody")

    assert keep(server).what == "created"
    assert server.bodies() == ["hello", NEW]
    assert server.methods() == ["GET", "POST", "GET"]


def test_keep__from_then_on_it_is_brought_up_to_date(server: FakeGitHub) -> None:
    server.add(OLD.replace("\n", "\r\n"))

    assert keep(server).what == "updated"
    assert server.bodies() == [NEW]
    assert server.methods() == ["GET", "GET", "PATCH", "GET", "GET"]


def test_keep__what_it_says_already_is_not_written_again(server: FakeGitHub) -> None:
    server.add(NEW.replace("\n", "\r\n").rstrip())

    assert keep(server).what == "same"
    assert server.methods() == ["GET"]


@pytest.mark.parametrize(("there", "what"), [((), "created"), ((OLD,), "updated")])
def test_keep__what_was_written_before_it_broke_off_has_changed(
    server: FakeGitHub, there: tuple[str, ...], what: str
) -> None:
    for one in there:
        server.add(one)
    server.accidents = [("POST", Answer(502, after=True)), ("PATCH", Answer(502, after=True))]

    assert keep(server).what == what
    assert server.bodies() == [NEW]


def test_keep__a_list_that_has_not_changed_is_not_sent_again(server: FakeGitHub) -> None:
    for number in range(350):
        server.add(f"{number}", "somebody")
    server.add(OLD)

    keep(server)

    assert server.unchanged == 7  # three pages of four at the second look, four at the third


@pytest.mark.parametrize("there", [body(7), body(6, attempt=2), body(7, "passed"), body(10**17)])
def test_keep__what_a_newer_run_wrote_stays(server: FakeGitHub, there: str) -> None:
    server.add(there)

    assert keep(server).what == "newer"
    assert server.bodies() == [there]
    assert keep(server, green="delete", when="change").what == "newer"


@pytest.mark.parametrize("there", [body(5, attempt=9), f"{MARKER}\nby an older cigen\n", MARKER])
def test_keep__what_an_older_one_wrote_is_replaced(server: FakeGitHub, there: str) -> None:
    server.add(there)

    keep(server)

    assert server.bodies() == [NEW]


def test_keep__a_line_further_down_says_nothing_about_the_run(server: FakeGitHub) -> None:
    server.add(OLD + body(99))

    assert keep(server).what == "updated"


def test_keep__earlier_doubles_are_cleared_up_and_the_oldest_stays(server: FakeGitHub) -> None:
    first = server.add(OLD)
    server.add(OLD)
    server.add("hello", "somebody")
    server.add(body(4))

    keep(server)

    assert server.bodies() == [NEW, "hello"]
    assert first in server.comments


def test_keep__the_newest_of_several_is_carried_over_to_the_oldest(server: FakeGitHub) -> None:
    first = server.add(OLD)
    server.add(body(9))

    assert keep(server).what == "newer"
    assert server.bodies() == [body(9)]
    assert first in server.comments


@pytest.mark.parametrize("status", [0, 408, 500, 502, 504])
@pytest.mark.parametrize("after", [True, False])
def test_keep__a_creation_that_broke_off_ends_with_one_comment(server: FakeGitHub, status: int, after: bool) -> None:
    server.fail("POST", Answer(status, "<html>", after=after), Answer(status, "<html>", after=after))

    keep(server)

    assert server.bodies() == [NEW]
    assert server.methods().count("POST") == (1 if after else 3)


@pytest.mark.parametrize("after", [True, False])
def test_keep__an_update_that_broke_off_is_looked_at_before_it_is_tried_again(server: FakeGitHub, after: bool) -> None:
    server.add(OLD)
    server.fail("PATCH", Answer(502, "<html>", after=after))

    keep(server)

    assert server.bodies() == [NEW]
    assert server.methods().count("PATCH") == (1 if after else 2)


def test_keep__an_update_that_broke_off_is_not_tried_again_over_a_newer_one(server: FakeGitHub) -> None:
    number = server.add(OLD)
    server.fail("PATCH", Answer(0))
    server.hook = lambda method, path: server.comments[number].update(body=body(7)) if method == "PATCH" else None

    assert keep(server).what == "newer"
    assert server.bodies() == [body(7)]
    assert server.methods().count("PATCH") == 1


def test_keep__a_server_that_stays_down_ends(server: FakeGitHub) -> None:
    server.fail("POST", *[Answer(500)] * 50)

    with pytest.raises(OutsideError, match="answered with 500"):
        keep(server)


@pytest.mark.parametrize("seen", [1, 2, 3])
def test_keep__a_comment_that_is_deleted_meanwhile_is_created_again(server: FakeGitHub, seen: int) -> None:
    server.add(OLD)

    def delete(method: str, path: str) -> None:
        if len(server.requests) == seen + 1:
            server.comments.clear()

    server.hook = delete
    keep(server)

    assert server.bodies() == [NEW]


def test_keep__an_older_run_that_writes_over_it_is_written_over(server: FakeGitHub) -> None:
    number = server.add(OLD)

    def overwrite(method: str, path: str) -> None:
        if len(server.requests) == 5:  # the look after the pause
            server.comments[number]["body"] = body(5, text="late")

    server.hook = overwrite
    keep(server)

    assert server.bodies() == [NEW]


def test_keep__somebody_who_never_stops_writing_is_given_up(server: FakeGitHub) -> None:
    number = server.add(OLD)
    server.hook = lambda method, path: server.comments[number].update(body=f"{OLD}{len(server.requests)}")

    with pytest.raises(OutsideError, match="again and again"):
        keep(server)


def test_keep__the_author_is_who_github_says_it_was(server: FakeGitHub) -> None:
    server.login = "my-app[bot]"
    server.add(OLD, "my-app[bot]")

    keep(server)  # GraphQL told nothing, so the bot was looked for

    assert server.bodies() == [NEW]


def test_keep__on_a_failure_only_creates_when_red(server: FakeGitHub) -> None:
    assert keep(server, body(6, "passed"), when="failure").what == "none"
    assert server.bodies() == []
    assert keep(server, body(7), when="failure").what == "created"
    assert keep(server, body(8, "passed"), when="failure").what == "updated"
    assert server.bodies() == [body(8, "passed")]


def test_keep__on_change_writes_only_what_is_another(server: FakeGitHub) -> None:
    assert keep(server, body(6, "passed", "no"), when="change").what == "none"
    assert keep(server, body(7, "failed", "yes"), when="change").what == "created"
    assert keep(server, body(8, "failed", "no"), when="change").what == "left"
    assert server.bodies() == [body(7, "failed", "yes")]
    assert keep(server, body(9, "passed", "no"), when="change").what == "updated"
    assert keep(server, body(10, "passed", "unknown"), when="change").what == "updated"


def test_keep__a_green_one_is_deleted(server: FakeGitHub) -> None:
    server.add(OLD)
    server.add("hello", "somebody")
    server.add(body(3))

    assert keep(server, body(6, "passed"), green="delete").what == "deleted"
    assert server.bodies() == ["hello"]
    assert keep(server, body(7, "passed"), green="delete").what == "none"
    assert keep(server, body(8), green="delete").what == "created"


def test_keep__a_green_one_that_a_newer_run_writes_to_meanwhile_is_not_deleted(server: FakeGitHub) -> None:
    number = server.add(OLD)

    def write(method: str, path: str) -> None:
        if len(server.requests) == 2:
            server.comments[number]["body"] = body(7)

    server.hook = write

    assert keep(server, body(6, "passed"), green="delete").what == "newer"
    assert server.bodies() == [body(7)]


def test_keep__a_green_one_is_folded_away_and_shown_again_when_red(server: FakeGitHub) -> None:
    number = server.add(OLD)

    keep(server, body(6, "passed"), green="minimize")
    assert (server.bodies(), server.hidden) == ([body(6, "passed")], {number})
    keep(server, body(7, "passed"), green="minimize")
    assert server.hidden == {number}
    keep(server, body(8), green="minimize")
    assert (server.bodies(), server.hidden) == ([body(8)], set())


def test_keep__a_red_one_is_shown_again_though_folding_was_switched_off(server: FakeGitHub) -> None:
    server.hidden.add(server.add(body(5, "passed")))

    keep(server, body(6))

    assert server.hidden == set()


def test_keep__what_people_folded_away_while_it_was_red_stays_so(server: FakeGitHub) -> None:
    number = server.add(OLD)
    server.hidden.add(number)

    keep(server, body(6))

    assert server.hidden == {number}
    assert "graphql" not in str(server.requests)


@pytest.mark.parametrize("text", ['{"errors": [{"type": "FORBIDDEN"}]}', "[]", '{"data": {"node": null}}'])
def test_fold__a_refusal_is_one_of_the_folding_alone(server: FakeGitHub, text: str) -> None:
    server.fail("/graphql", Answer(200, text))

    with pytest.raises(RefusedError):
        keep(server, body(6, "passed"), green="minimize")
    assert server.bodies() == [body(6, "passed")]


@pytest.mark.parametrize(("when", "green"), [("failure", "keep"), ("change", "keep"), ("always", "delete")])
def test_keep__a_pull_request_that_has_moved_on_gets_no_comment_of_an_older_commit(
    server: FakeGitHub, when: str, green: str
) -> None:
    server.open_pull(7, "topic", "b" * 40)

    assert keep(server, when=when, green=green, head=HEAD).what == "outdated"
    assert server.bodies() == []


def test_keep__a_commit_that_the_pull_request_is_at_gets_its_comment(server: FakeGitHub) -> None:
    server.open_pull(7, "topic", HEAD)

    assert keep(server, when="failure", head=HEAD).what == "created"


def test_keep__a_pull_request_that_is_not_to_be_seen_gets_its_comment(server: FakeGitHub) -> None:
    server.fail("GET /repos/me/it/pulls/7", NOT_FOUND)

    assert keep(server, when="failure", head=HEAD).what == "created"
