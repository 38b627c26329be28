from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from ruamel.yaml import YAML

from cigen.plan.manifest import Manifest
from cigen.plan.model import Comment, Plan, Workflow
from cigen.render.workflow import render
from tests.expressions import evaluate

DEFAULT = Workflow(path=".github/workflows/demo.yml", name="demo")
CHECKED = replace(DEFAULT, check_run=True)
OWN = "me/it"
PULL = {"github.event_name": "pull_request", "github.repository": OWN, "github.actor": "me"}
HEAD = "github.event.pull_request.head.repo.full_name"
UPLOADED = "needs.report.outputs.uploaded"


def jobs(workflow: Workflow) -> Any:
    text = render(Plan("demo", "cigen.yml", (), Manifest("demo", "cigen.yml", (), ()), workflow)).text
    return YAML(typ="safe", pure=True).load(io.StringIO(text))["jobs"]


def inputs(workflow: Workflow) -> Any:
    return jobs(workflow)["comment"]["steps"][-1]["with"]


def runs(workflow: Workflow, **changed: object) -> bool:
    names = {"event": "github.event_name", "actor": "github.actor", "head": HEAD, "uploaded": UPLOADED}
    context: dict[str, object] = {**PULL, HEAD: OWN, UPLOADED: "4711"}
    context |= {names[name]: value for name, value in changed.items()}
    return evaluate(jobs(workflow)["comment"]["if"], context) == "True"


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        (Comment(), {}),
        (Comment("failure"), {"when": "failure"}),
        (Comment("change", "minimize"), {"when": "change", "green": "minimize"}),
        (Comment("always", "delete"), {"green": "delete"}),
    ],
)
def test_comment__is_posted_as_the_spec_says(comment: Comment, said: dict[str, str]) -> None:
    found = inputs(replace(DEFAULT, comment=comment))

    assert {key: found[key] for key in ("when", "green") if key in found} == said
    assert found["mode"] == "comment"
    assert found["comment"] == "${{ runner.temp }}/cigen/report/comment.md"


def test_comment__that_is_off_has_no_job() -> None:
    assert list(jobs(replace(DEFAULT, comment=Comment("off")))) == ["test", "report"]


def test_comment__is_for_pull_requests_of_the_repository_itself() -> None:
    assert runs(DEFAULT)
    assert not runs(DEFAULT, event="push", head=None)
    assert not runs(DEFAULT, event="merge_group", head=None)
    assert not runs(DEFAULT, head="stranger/it")
    assert not runs(DEFAULT, actor="dependabot[bot]")


def test_check_run__is_for_every_run_that_may_write_one() -> None:
    assert runs(CHECKED)
    assert runs(CHECKED, event="push", head=None)
    assert runs(CHECKED, event="merge_group", head=None)
    assert not runs(CHECKED, head="stranger/it")
    assert not runs(CHECKED, event="push", head=None, actor="dependabot[bot]")


@pytest.mark.parametrize(("event", "when"), [("pull_request", "failure"), ("push", "off"), ("merge_group", "off")])
def test_check_run__no_comment_is_tried_where_there_is_no_pull_request(event: str, when: str) -> None:
    found = inputs(replace(CHECKED, comment=Comment("failure")))

    assert evaluate(found["when"], {"github.event_name": event}) == when
    assert found["check-run"] == "true"


def test_check_run__alone_writes_no_comment() -> None:
    alone = replace(CHECKED, comment=Comment("off"))

    assert inputs(alone)["when"] == "off"
    assert jobs(alone)["comment"]["permissions"] == {"checks": "write"}


def test_comment__each_way_has_the_permissions_that_it_needs() -> None:
    assert jobs(DEFAULT)["comment"]["permissions"] == {"pull-requests": "write"}
    assert jobs(CHECKED)["comment"]["permissions"] == {"pull-requests": "write", "checks": "write"}
    assert "check-run" not in inputs(DEFAULT)


def test_comment__takes_the_report_of_its_own_run() -> None:
    """By its name, so that the job can be run again alone; and the check run is in the same folder."""
    found = jobs(CHECKED)
    (uploaded,) = [step["with"] for step in found["report"]["steps"] if "upload-artifact" in step.get("uses", "")]
    download = found["comment"]["steps"][0]["with"]

    assert download["name"] == uploaded["name"]
    assert download["path"] + "/" == uploaded["path"]
    assert uploaded["overwrite"] is True


def test_comment__is_for_a_report_of_the_same_attempt() -> None:
    """One that broke before its upload leaves the artifact of the attempt before, under the same name."""
    for workflow in (DEFAULT, CHECKED):
        report = jobs(workflow)["report"]
        (upload,) = [step for step in report["steps"] if step.get("id") == "upload"]

        assert upload["with"]["name"] == "cigen-report"
        assert report["outputs"] == {"uploaded": "${{ steps.upload.outputs.artifact-id }}"}
        assert runs(workflow, uploaded="4711")
        assert not runs(workflow, uploaded="")


def test_comment__waits_for_no_other_job_of_its_kind() -> None:
    """A group would drop the one that waits, which may be the newest."""
    assert "concurrency" not in jobs(DEFAULT)["comment"]
