from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import pytest

from cigen.commands import publish
from cigen.edge import http
from cigen.edge.commenttext import MAX_COMMENT
from cigen.edge.console import Edge
from cigen.errors import CigenError, OutsideError, UsageError
from tests.clock import Time
from tests.commandline import cigen, complained, edge_in, said
from tests.fakechecks import FakeChecks
from tests.fakegithub import FORBIDDEN, LOGIN, Answer, FakeGitHub

BODY = "<!-- cigen:report it -->\n<!-- cigen:state outcome=passed change=no -->\n### ✓ fine\n"


@pytest.fixture(autouse=True)
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    """Waiting costs nothing."""
    time = Time()
    monkeypatch.setattr(http, "Clock", lambda: time.clock)
    return time


@pytest.fixture
def edge(server: FakeGitHub, tmp_path: Path) -> Edge:
    (tmp_path / "event.json").write_text(json.dumps({"pull_request": {"number": 7}}), encoding="utf-8")
    (tmp_path / "comment.md").write_text(BODY, encoding="utf-8")
    environ = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": server.url,
        "GITHUB_REPOSITORY": "me/it",
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "GITHUB_TOKEN": "t0ken",
    }
    return edge_in(tmp_path, environ)


def publish_with(edge: Edge, *words: str) -> int:
    parser = argparse.ArgumentParser()
    publish.add_arguments(parser)
    return publish.run(parser.parse_args(words), edge)


def with_environ(edge: Edge, **changes: str) -> Edge:
    return replace(edge, environ={**edge.environ, **changes})


def test_publish__posts_the_file_then_updates_the_same_comment(server: FakeGitHub, edge: Edge, tmp_path: Path) -> None:
    assert publish_with(edge, "comment.md") == 0
    (tmp_path / "comment.md").write_text(BODY + "again\n", encoding="utf-8")
    assert publish_with(edge, "comment.md") == 0

    assert server.bodies() == [BODY + "again\n"]
    assert said(edge) == ["commented on pull request 7: https://github.example/comments/1001"] * 2


def test_publish__a_text_that_is_there_already_has_not_changed(server: FakeGitHub, edge: Edge) -> None:
    publish_with(edge, "comment.md")
    publish_with(edge, "comment.md")

    assert server.bodies() == [BODY]
    assert said(edge)[1:] == [
        "nothing has changed: the comment on pull request 7 says all of it already: "
        "https://github.example/comments/1001"
    ]


def test_publish__says_that_it_waits_for_a_server_that_is_down(edge: Edge, time: Time) -> None:
    edge = with_environ(edge, GITHUB_API_URL="http://127.0.0.1:1")

    with pytest.raises(OutsideError, match="can't be reached"):
        publish_with(edge, "comment.md")

    lines = complained(edge)
    begin = "cigen: http://127.0.0.1:1/graphql can't be reached (ConnectionError); trying again in"
    assert lines[0] == f"{begin} 1 s, for 240 s at most"
    assert lines[-1] == f"{begin} 60 s, for 117 s at most"
    assert all(nap < 10 or any(f" in {nap:.0f} s, " in line for line in lines) for nap in time.naps)


def test_publish__a_file_that_is_not_there_is_an_error_with_the_remedy(edge: Edge, tmp_path: Path) -> None:
    with pytest.raises(OutsideError) as caught:
        publish_with(edge, "nosuch.md")
    assert str(caught.value) == (
        f"{tmp_path}/nosuch.md: can't be read: No such file or directory; "
        "run `cigen report` first, or download its artifact"
    )


def test_publish__comments_in_the_name_of_the_token(server: FakeGitHub, edge: Edge) -> None:
    server.login = "my-app[bot]"
    server.add(BODY + "mine", "my-app[bot]")
    server.add(BODY + "not mine", LOGIN)

    publish_with(edge, "comment.md")

    assert server.bodies() == [BODY, BODY + "not mine"]


def test_publish__the_pull_request_can_be_named(server: FakeGitHub, edge: Edge) -> None:
    edge = with_environ(edge, GITHUB_EVENT_PATH="")

    assert publish_with(edge, "comment.md", "--pull-request", "7") == 0
    assert server.bodies() == [BODY]


@pytest.mark.parametrize("request_line", ["GET", "/repos/me/it/issues/7/comments"])
def test_publish__a_token_that_may_not_comment_is_a_warning(server: FakeGitHub, edge: Edge, request_line: str) -> None:
    server.fail(request_line, FORBIDDEN)

    assert publish_with(edge, "comment.md") == 0
    assert said(edge) == [
        "::warning title=cigen::the token may not comment on the pull request: give its job "
        "`permissions: pull-requests: write`, or switch comments off in the spec"
    ]
    assert "Resource not accessible by integration" in complained(edge)[0]
    assert server.bodies() == []


def test_publish__a_token_that_may_only_read_is_a_warning(server: FakeGitHub, edge: Edge) -> None:
    server.accidents = [("/graphql", FORBIDDEN), ("POST", FORBIDDEN)]
    edge = with_environ(edge, GITHUB_ACTIONS="")

    assert publish_with(edge, "comment.md") == 0
    assert said(edge) == []
    assert "may not comment" in complained(edge)[1]


@pytest.mark.parametrize(
    ("method", "answer"),
    [("GET", Answer(404)), ("GET", Answer(200, "<html>")), ("GET", Answer(401)), ("GET", Answer(422))],
)
def test_publish__any_other_failure_is_the_worlds(server: FakeGitHub, edge: Edge, method: str, answer: Answer) -> None:
    server.fail(method, answer)

    with pytest.raises(OutsideError):
        publish_with(edge, "comment.md")
    assert server.bodies() == []


@pytest.mark.parametrize(
    "body",
    [
        "",
        "### no marker\n",
        "\n" + BODY,
        "<!-- cigen:report -->\n",
        "<!-- cigen:report  a -->\n",
        "<!-- cigen:report a --> b -->\n",
        "<!-- cigen:report a> -->\n",
        "<!-- cigen:report a\n-->\n",
        BODY + "x" * MAX_COMMENT,
    ],
)
def test_publish__a_file_that_could_not_be_found_again_is_refused(
    server: FakeGitHub, edge: Edge, tmp_path: Path, body: str
) -> None:
    (tmp_path / "comment.md").write_text(body, encoding="utf-8")

    with pytest.raises(UsageError, match=r"comment\.md"):
        publish_with(edge, "comment.md")
    assert server.requests == []


def test_publish__a_comment_of_exactly_the_limit_is_posted(server: FakeGitHub, edge: Edge, tmp_path: Path) -> None:
    body = BODY.ljust(MAX_COMMENT, "😀")
    (tmp_path / "comment.md").write_text(body, encoding="utf-8")

    assert publish_with(edge, "comment.md") == 0
    assert server.bodies() == [body]


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("GITHUB_REPOSITORY", "", "set it to the repository to comment in"),
        ("GITHUB_TOKEN", "", "set GITHUB_TOKEN"),
        ("GITHUB_EVENT_PATH", "", "`pull_request` is not about a pull request: name one with --pull-request N"),
        ("GITHUB_EVENT_PATH", "/nowhere", "can't be read"),
    ],
)
def test_publish__what_is_missing_is_named(
    server: FakeGitHub, edge: Edge, variable: str, value: str, message: str
) -> None:
    with pytest.raises(CigenError, match=message):
        publish_with(with_environ(edge, **{variable: value}), "comment.md")
    assert server.requests == []


@pytest.mark.parametrize("number", ["0", "-1", "x", "7.0", "٣", "9" * 5000])
def test_publish__a_number_that_is_none_is_bad_usage(
    edge: Edge, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        publish_with(edge, "--pull-request", number)
    assert "is not the number of a pull request" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "outcome", "comments"),
    [
        ((), "passed", 1),
        (("--when", "failure"), "passed", 0),
        (("--when", "failure"), "failed", 1),
        (("--when", "change"), "passed", 0),
        (("--when", "off"), "failed", 0),
        (("--green", "delete"), "passed", 0),
        (("--green", "delete"), "failed", 1),
        (("--green", "minimize"), "passed", 1),
    ],
)
def test_publish__comments_when_it_is_told_to(
    server: FakeGitHub, edge: Edge, tmp_path: Path, options: tuple[str, ...], outcome: str, comments: int
) -> None:
    (tmp_path / "comment.md").write_text(BODY.replace("passed", outcome), encoding="utf-8")

    assert publish_with(edge, "comment.md", *options) == 0
    assert len(server.bodies()) == comments
    assert len(server.hidden) == ("minimize" in options)
    assert len(said(edge)) == 1


def test_publish__off_asks_nobody_and_needs_no_file(server: FakeGitHub, edge: Edge) -> None:
    assert publish_with(edge, "nowhere.md", "--when", "off") == 0
    assert server.requests == []


def test_publish__options_are_taken_from_the_environment(server: FakeGitHub, edge: Edge, tmp_path: Path) -> None:
    environ = {**edge.environ, "CIGEN_COMMENT": "comment.md", "CIGEN_WHEN": "failure", "CIGEN_CHECK_RUN": "false"}

    assert cigen("publish", cwd=tmp_path, environ=environ).out == (
        "there is no comment to make: the report is not one for `--when failure` and `--green keep`\n"
    )
    assert cigen("publish", cwd=tmp_path, environ={**environ, "CIGEN_GREEN": "hide"}).code == 2


CHECK = {"format": 1, "name": "cigen: it", "conclusion": "failure", "title": "1 failed", "summary": "s", "text": ""}
RUN = {
    "GITHUB_SERVER_URL": "https://github.example",
    "GITHUB_RUN_ID": "4711",
    "GITHUB_RUN_NUMBER": "6",
    "GITHUB_RUN_ATTEMPT": "2",
    "GITHUB_SHA": "d" * 40,
    "GITHUB_WORKFLOW_REF": "me/it/.github/workflows/ci.yml@refs/pull/7/merge",
}


@pytest.fixture
def checks(server: FakeGitHub, tmp_path: Path) -> FakeChecks:
    """Check runs, and a file that makes one."""
    (tmp_path / "check.json").write_text(json.dumps({**CHECK, "annotations": [], "left_out": 0}), encoding="utf-8")
    checks = FakeChecks()
    server.routes.append(checks)
    return checks


def test_publish__says_which_run_of_which_workflow_wrote_it(server: FakeGitHub, edge: Edge) -> None:
    publish_with(with_environ(edge, **RUN), "comment.md")

    assert server.bodies() == [
        "<!-- cigen:report it .github/workflows/ci.yml -->\n"
        "<!-- cigen:state run=6 attempt=2 outcome=passed change=no -->\n### ✓ fine\n"
    ]


def test_publish__posts_the_check_run_too(server: FakeGitHub, edge: Edge, checks: FakeChecks) -> None:
    assert publish_with(with_environ(edge, **RUN), "comment.md", "--check-run") == 0
    assert (len(server.bodies()), [run["name"] for run in checks.runs.values()]) == (1, ["cigen: it"])


@pytest.mark.parametrize("when", ["always", "off"])
def test_publish__a_push_gets_its_check_run_and_no_comment(
    server: FakeGitHub, edge: Edge, checks: FakeChecks, tmp_path: Path, when: str
) -> None:
    (tmp_path / "event.json").write_text('{"ref": "refs/heads/main"}', encoding="utf-8")
    edge = with_environ(edge, **RUN, GITHUB_EVENT_NAME="push")

    assert publish_with(edge, "comment.md", "--check-run", "--when", when) == 0
    assert (server.bodies(), [run["head_sha"] for run in checks.runs.values()]) == ([], ["d" * 40])


def test_publish__a_comment_that_fails_does_not_take_the_check_run_with_it(
    server: FakeGitHub, edge: Edge, checks: FakeChecks
) -> None:
    server.fail("/repos/me/it/issues/7/comments", Answer(200, "<html>"))

    with pytest.raises(OutsideError, match="did not answer with JSON"):
        publish_with(with_environ(edge, **RUN), "comment.md", "--check-run")
    assert len(checks.runs) == 1


def test_publish__a_check_run_that_fails_does_not_take_the_comment_with_it(
    server: FakeGitHub, edge: Edge, checks: FakeChecks
) -> None:
    server.fail("POST /repos/me/it/check-runs", FORBIDDEN)

    assert publish_with(with_environ(edge, **RUN), "comment.md", "--check-run") == 0
    assert (len(server.bodies()), checks.runs) == (1, {})


def test_publish__without_a_run_there_is_no_check_run(server: FakeGitHub, edge: Edge, checks: FakeChecks) -> None:
    assert publish_with(edge, "comment.md", "--check-run") == 0
    assert (len(server.bodies()), checks.runs) == (1, {})
    assert "no run of GitHub Actions" in complained(edge)[0]


def test_publish__an_address_that_is_a_command_is_not_printed(server: FakeGitHub, edge: Edge) -> None:
    server.fail(
        "POST /repos/me/it/issues/7/comments",
        Answer(201, '{"id": 5, "user": {"login": "x"}, "html_url": "https://a\\n::error::no", "body": ""}', after=True),
    )
    server.comments[5] = {"id": 5, "user": {"login": "x"}, "body": BODY, "on": 7, "html_url": "https://a/##[error]x"}

    publish_with(edge, "comment.md")

    assert said(edge) == ["commented on pull request 7"]


@pytest.mark.parametrize(("number", "comments"), [("7", 0), ("8", 1)])
def test_publish__an_older_commit_gets_no_comment_that_a_newer_run_may_not_have_wanted(
    server: FakeGitHub, edge: Edge, tmp_path: Path, number: str, comments: int
) -> None:
    """Of another pull request than the run's nothing is known."""
    event = {"pull_request": {"number": 7, "head": {"sha": "a" * 40}}}
    (tmp_path / "event.json").write_text(json.dumps(event), encoding="utf-8")
    (tmp_path / "comment.md").write_text(BODY.replace("passed", "failed"), encoding="utf-8")
    server.open_pull(int(number), "topic", "b" * 40)

    assert publish_with(edge, "comment.md", "--when", "failure", "--pull-request", number) == 0
    assert len(server.bodies()) == comments
