from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cigen.edge.console import Edge
from cigen.edge.github import GitHub
from cigen.edge.secret import Secret
from cigen.report import check
from cigen.results.origin import Origin
from cigen.work.checking import post_check
from tests import runnercommands
from tests.clock import Time
from tests.commandline import complained, edge_in, said
from tests.factories import relocatable_red, report
from tests.fakechecks import FakeChecks, checks_of
from tests.fakegithub import FORBIDDEN, NOT_FOUND, Answer, FakeGitHub

ORIGIN = Origin("https://github.com", "me/it", 5, 2, 9, "c" * 40)
POST = "POST /repos/me/it/check-runs"


@pytest.fixture
def checks(server: FakeGitHub) -> FakeChecks:
    return checks_of(server)


@pytest.fixture
def edge(tmp_path: Path) -> Edge:
    return edge_in(tmp_path, {"GITHUB_ACTIONS": "true"})


def post(server: FakeGitHub, edge: Edge, content: object) -> None:
    path = edge.cwd / "check.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    post_check(GitHub(server.url, Secret("t0ken"), clock=Time().clock), ORIGIN, path, edge)


def content(**more: Any) -> dict[str, Any]:
    return {"format": 1, "name": "cigen: demo", "conclusion": "failure", "title": "1 failed", "summary": "no",
            "text": "", "annotations": [annotation()], "left_out": 0} | more  # fmt: skip


def annotation(**more: Any) -> dict[str, Any]:
    return {
        "path": "a.py",
        "start_line": 1,
        "end_line": 1,
        "annotation_level": "failure",
        "title": "t",
        "message": "m",
    } | more


def test_post_check__what_a_report_wrote_is_on_the_commit_of_the_run(
    server: FakeGitHub, checks: FakeChecks, edge: Edge
) -> None:
    post(server, edge, check.render(report(relocatable_red())).text)
    (run,) = checks.runs.values()
    assert (run["name"], run["head_sha"], run["external_id"]) == (
        "cigen: relocatable",
        "c" * 40,
        "5/2/cigen: relocatable",
    )
    assert run["details_url"] == "https://github.com/me/it/actions/runs/5/attempts/2"
    assert [one["path"] for one in run["annotations"]] == ["cigen.yml"]
    assert said(edge) == ["made a check run: https://github.example/1"]


def test_post_check__an_address_in_an_answer_is_no_command(server: FakeGitHub, checks: FakeChecks, edge: Edge) -> None:
    made = {"id": 1, "html_url": "x ##[add-mask]e\n::error::y", "output": {"annotations_count": 1}}
    server.fail(POST, Answer(201, json.dumps(made)))
    post(server, edge, content())
    assert "made a check run: x" in said(edge)[0]
    assert not runnercommands.commands("\n".join(said(edge)))


@pytest.mark.parametrize("answer", [FORBIDDEN, NOT_FOUND])
def test_post_check__a_token_that_may_not_is_a_warning_with_what_to_do(
    server: FakeGitHub, checks: FakeChecks, edge: Edge, answer: Answer
) -> None:
    server.fail(POST, answer)
    post(server, edge, content())
    assert not checks.runs
    (warning,) = runnercommands.commands("\n".join(said(edge)))
    assert warning.name == "warning"
    assert "`permissions: checks: write`" in warning.data


@pytest.mark.parametrize(
    "answer", [Answer(500), Answer(422, '{"message": "##[error]x\\n::error::y"}'), Answer(200, "no json")]
)
def test_post_check__whatever_else_goes_wrong_is_one_warning_too(
    server: FakeGitHub, checks: FakeChecks, edge: Edge, answer: Answer
) -> None:
    server.fail(POST, *[answer] * 99)
    post(server, edge, content())
    found = runnercommands.commands("\n".join([*said(edge), *complained(edge)]))
    assert [one.name for one in found] == ["warning"]


@pytest.mark.parametrize("bad", [
    "", "{", "[]", "[" * 100_000, "3", '{"format": 2}', content(name="build"), content(name=3), content(name="cigenx"),
    content(conclusion="neutral"), content(name="cigen: " + "x" * 900),
], ids=range(11))  # fmt: skip
def test_post_check__a_file_that_is_none_is_not_sent(
    server: FakeGitHub, checks: FakeChecks, edge: Edge, bad: object
) -> None:
    post(server, edge, bad)
    assert not server.requests
    assert [one.name for one in runnercommands.commands("\n".join(said(edge)))] == ["warning"]


def test_post_check__a_file_that_is_not_there_or_no_file_is_a_warning(
    server: FakeGitHub, edge: Edge, tmp_path: Path
) -> None:
    github = GitHub(server.url, Secret("t0ken"), clock=Time().clock)
    post_check(github, ORIGIN, tmp_path / "none", edge)
    subprocess.run(["mkfifo", tmp_path / "pipe"], check=True)
    post_check(github, ORIGIN, tmp_path / "pipe", edge)
    assert [one.name for one in runnercommands.commands("\n".join(said(edge)))] == ["warning"] * 2


@pytest.mark.parametrize("bad", [
    3, {}, annotation(path="/etc/passwd"), annotation(path="a/../../b"), annotation(start_line=0),
    annotation(start_line=3), annotation(start_line="1"), annotation(end_line=2**40), annotation(message=""),
    annotation(message="x" * 70_000), annotation(annotation_level="fatal"), annotation(start_line=True),
])  # fmt: skip
def test_post_check__an_annotation_that_github_would_refuse_costs_none_of_the_others(
    server: FakeGitHub, checks: FakeChecks, edge: Edge, bad: object
) -> None:
    post(server, edge, content(annotations=[annotation(message="1"), bad, annotation(message="2")]))
    (run,) = checks.runs.values()
    assert [one["message"] for one in run["annotations"]] == ["1", "2"]


def test_post_check__no_more_than_a_thousand_are_sent(server: FakeGitHub, checks: FakeChecks, edge: Edge) -> None:
    post(server, edge, content(annotations=[annotation()] * 1200))
    (run,) = checks.runs.values()
    assert len(run["annotations"]) == 1000


def test_post_check__texts_that_are_too_long_are_left_out(server: FakeGitHub, checks: FakeChecks, edge: Edge) -> None:
    long = [annotation(title="é" * 300, raw_details="x" * 70_000)]
    post(server, edge, content(title="x" * 2000, summary="x" * 70_000, text="x" * 70_000, annotations=long))
    (run,) = checks.runs.values()
    assert (run["output"]["title"], run["output"]["summary"]) == ("failure", "failure")
    assert run["annotations"][0] == annotation(title="é" * 255)
