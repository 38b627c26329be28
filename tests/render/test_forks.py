"""The workflow for forks keeps its seven rules: each test below takes one of them."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from cigen.plan.manifest import Manifest
from cigen.plan.model import Comment, Plan, Workflow
from cigen.render.forks import render
from cigen.render.pins import PINS
from cigen.render.workflow import render as render_first
from cigen.rendered import RenderedFile
from tests.conftest import Golden
from tests.expressions import evaluate

GOLDEN = Path(__file__).parents[1] / "golden/workflow/forks.yml"
DEFAULT = Workflow(path=".github/workflows/demo.yml", name="demo", forks=True)
VARIANTS = {
    "default": DEFAULT,
    "change": replace(DEFAULT, comment=Comment("change", "minimize"), check_run=True),
    "self reference": replace(DEFAULT, action="$/", runner="${{ vars.RUNNER }}"),
    "sharded": replace(DEFAULT, shards=4, platforms=("linux/amd64", "linux/arm64"), secrets=("NPM_TOKEN",)),
}
RUN = "github.event.workflow_run"
A_FORK = {
    f"{RUN}.event": "pull_request",
    f"{RUN}.path": ".github/workflows/demo.yml",
    f"{RUN}.conclusion": "success",
    f"{RUN}.head_repository.full_name": "stranger/it",
    f"{RUN}.actor.login": "stranger",
    "github.repository": "me/it",
}


def plan(workflow: Workflow) -> Plan:
    return Plan("demo", "cigen.yml", (), Manifest("demo", "cigen.yml", (), ()), workflow)


def rendered(workflow: Workflow) -> RenderedFile:
    found = render(plan(workflow))
    assert found is not None
    return found


def tree(workflow: Workflow = DEFAULT) -> Any:
    return YAML(typ="safe", pure=True).load(io.StringIO(rendered(workflow).text))


def steps(found: Any, job: str) -> Any:
    return found["jobs"][job]["steps"]


def runs(**changed: object) -> bool:
    names = {"event": "event", "conclusion": "conclusion", "path": "path"}
    names |= {"head": "head_repository.full_name", "actor": "actor.login"}
    context = A_FORK | {f"{RUN}.{names[name]}": value for name, value in changed.items()}
    return evaluate(tree()["jobs"]["render"]["if"], context) == "True"


@pytest.fixture(params=VARIANTS)
def workflow(request: pytest.FixtureRequest) -> Workflow:
    return VARIANTS[request.param]


def test_render__the_golden_one(golden: Golden) -> None:
    golden(GOLDEN, rendered(DEFAULT).text)


def test_render__it_is_there_only_if_asked_for() -> None:
    assert render(plan(replace(DEFAULT, forks=False))) is None
    assert render(plan(replace(DEFAULT, enabled=False))) is None
    assert rendered(replace(DEFAULT, path=".github/workflows/x.y.yaml")).path == ".github/workflows/x.y-forks.yaml"


def test_render__it_waits_for_the_first_workflow_by_name(workflow: Workflow) -> None:
    first = YAML(typ="safe", pure=True).load(io.StringIO(render_first(plan(workflow)).text))

    assert tree(workflow)["on"] == {"workflow_run": {"workflows": [first["name"]], "types": ["completed"]}}
    assert tree(workflow)["name"] != first["name"]


def test_rule_1__nothing_is_checked_out_or_taken_from_a_cache(workflow: Workflow) -> None:
    for job in tree(workflow)["jobs"].values():
        for step in job["steps"]:
            assert set(step) <= {"name", "if", "uses", "with", "continue-on-error"}, "no script, no environment"
            assert not re.match(r"actions/(checkout|cache)|\./", step["uses"])


def test_rule_2__the_comment_is_made_from_the_results(workflow: Workflow) -> None:
    """A `comment.md` of the pull request's run is never downloaded: its workflow is the stranger's."""
    download, report, _ = steps(tree(workflow), "render")

    assert download["with"]["pattern"] == "cigen-results*"
    assert download["with"]["run-id"] == "${{ github.event.workflow_run.id }}"
    assert report["with"]["mode"] == "report"
    assert report["with"]["paths"] == download["with"]["path"]
    assert tree(workflow)["jobs"]["render"]["permissions"] == {"actions": "read"}


def test_rule_3__no_name_and_no_number_is_taken_from_a_stranger(workflow: Workflow) -> None:
    """What a stranger chooses stands in no input: the name is the spec's, the pull request is asked for from GitHub."""
    for job in tree(workflow)["jobs"].values():
        for step in job["steps"]:
            expressions = re.findall(r"\$\{\{(.*?)\}\}", str(step.get("with", {})))
            known = {
                f"{RUN}.id",
                "github.token",
                "runner.temp",
                f"{RUN}.conclusion == 'success' && 'success' || 'failure'",
            }
            assert {one.strip() for one in expressions} <= known
    assert steps(tree(workflow), "render")[1]["with"]["report-name"] == "demo"
    assert "pull-request" not in steps(tree(workflow), "comment")[-1]["with"]


@pytest.mark.parametrize(
    ("conclusion", "result"), [("success", "success"), ("failure", "failure"), ("timed_out", "failure")]
)
def test_render__green_results_of_a_run_that_did_not_end_well_are_no_green_comment(
    workflow: Workflow, conclusion: str, result: str
) -> None:
    """Which job it was is not known there, as the run's conclusion is all that the event has."""
    ended = steps(tree(workflow), "render")[1]["with"]["ended"]

    assert evaluate(ended, {f"{RUN}.conclusion": conclusion}) == f"demo={result}"


def test_rule_4__everything_is_below_the_runner_s_temporary_folder(workflow: Workflow) -> None:
    for job in tree(workflow)["jobs"].values():
        for step in job["steps"]:
            for key in ("path", "paths", "output", "comment"):
                assert step["with"].get(key, "${{ runner.temp }}/").startswith("${{ runner.temp }}/")


def test_rule_5__what_writes_is_a_job_of_its_own_that_reads_one_file(workflow: Workflow) -> None:
    found = tree(workflow)
    comment = found["jobs"]["comment"]

    assert found["permissions"] == {}
    assert comment["permissions"] == {"pull-requests": "write"}
    assert comment["needs"] == "render"
    assert comment["steps"][0]["uses"].startswith("actions/download-artifact@")
    assert comment["steps"][0]["with"]["name"] == steps(found, "render")[-1]["with"]["name"] == "cigen-comment"
    assert len(comment["steps"]) == 2


def test_rule_6__the_comment_says_that_it_is_a_stranger_s(workflow: Workflow) -> None:
    assert steps(tree(workflow), "render")[1]["with"]["untrusted"] == "true"


def test_rule_7__nothing_reaches_the_environment_or_the_log(workflow: Workflow) -> None:
    text = rendered(workflow).text

    assert "run:\n" not in text.partition("\njobs:")[2]
    assert "GITHUB_ENV" not in text
    assert steps(tree(workflow), "render")[1]["with"]["annotations"] == "off"
    assert steps(tree(workflow), "render")[1]["with"]["summary"] == "false"


def test_render__it_never_posts_a_check_run() -> None:
    """A required check that a stranger's results can turn green would be worth nothing."""
    text = rendered(VARIANTS["change"]).text

    assert "checks:" not in text
    assert "check-run" not in text


def test_render__the_comment_is_posted_as_the_spec_says() -> None:
    posted = steps(tree(VARIANTS["change"]), "comment")[-1]["with"]

    assert (posted["when"], posted["green"]) == ("change", "minimize")


def test_if__only_runs_with_results_of_those_who_can_not_comment_themselves() -> None:
    assert runs()
    assert runs(conclusion="failure")
    assert runs(conclusion="timed_out")
    assert runs(head="me/it", actor="dependabot[bot]")
    assert runs(head=None)
    assert not runs(head="me/it")
    for event in ("push", "pull_request_target", "workflow_dispatch", "merge_group"):
        assert not runs(event=event)
    for conclusion in ("cancelled", "skipped", "action_required", "startup_failure", None):
        assert not runs(conclusion=conclusion)


def test_if__only_runs_of_the_file_that_was_rendered_whatever_else_has_its_name() -> None:
    for path in (".github/workflows/other.yml", ".github/workflows/demo.yaml", "demo.yml", "", None):
        assert not runs(path=path)
    quoted = tree(replace(DEFAULT, path=".github/workflows/it's.yml"))["jobs"]["render"]["if"]
    assert evaluate(quoted, {**A_FORK, f"{RUN}.path": ".github/workflows/it's.yml"}) == "True"


def test_concurrency__only_a_later_attempt_of_the_same_run_ends_it() -> None:
    """The branch's name is the stranger's, and the late end of an old run must not end the report on a new one."""
    group = tree()["concurrency"]["group"]
    names = set(re.findall(r"\$\{\{ (.*?) \}\}", group))

    assert names == {"github.workflow", f"{RUN}.id"}
    assert tree()["concurrency"]["cancel-in-progress"] is True


def test_render__red_tests_are_no_failure_of_the_reporter_and_a_lost_report_is() -> None:
    _, report, upload = steps(tree(), "render")

    assert report["continue-on-error"] is True
    assert upload["with"]["if-no-files-found"] == "error"
    assert "continue-on-error" not in upload


def test_render__every_action_is_pinned_and_every_job_limited(workflow: Workflow) -> None:
    pins = {pin.uses for pin in PINS} | {"$/"}
    for job in tree(workflow)["jobs"].values():
        assert job["timeout-minutes"] <= 10
        assert {step["uses"] for step in job["steps"]} <= pins


def test_render__it_takes_the_actions_that_are_locked() -> None:
    locked = replace(DEFAULT, pins=(("actions/download-artifact", "v8.9.9", "a" * 40),))

    assert rendered(locked).text.count(f"uses: actions/download-artifact@{'a' * 40} # v8.9.9\n") == 2
