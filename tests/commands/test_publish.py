from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import pytest

from cigen.commands import publish
from cigen.edge.console import Edge
from cigen.errors import CigenError, OutsideError, UsageError
from tests.commandline import complained, edge_in, said
from tests.fakegithub import FORBIDDEN, LOGIN, Answer, FakeGitHub

BODY = "<!-- cigen:report it -->\n### ✓ fine\n"


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
        "<!-- cigen:report it -->\n" + "x" * publish.MAX_COMMENT,
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
    body = BODY.ljust(publish.MAX_COMMENT, "😀")
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
