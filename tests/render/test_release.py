from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from cigen.plan.manifest import Manifest
from cigen.plan.model import Cache, Image, Plan, Workflow
from cigen.render.release import jobs, tags
from cigen.render.workflow import render
from cigen.source import Position
from tests.expressions import evaluate
from tests.linters import actionlint, tag_twin, zizmor

REPOSITORY = Path(__file__).parents[2]
IMAGE = Image(
    key="app",
    stage="app",
    target="cigen-image-app",
    name="ghcr.io/${{ github.repository }}",
    tags=(),
    platforms=(),
    sbom=True,
    provenance="max",
    position=Position("cigen.yml", 1, 1),
)
WORKFLOW = Workflow(path=".github/workflows/ci.yml", name="ci", images=(IMAGE,))
TOOLS = replace(IMAGE, key="tools", name="registry.example.org/tools", platforms=("linux/amd64", "linux/arm64"))
VARIANTS = {
    "default": WORKFLOW,
    "two registries": replace(WORKFLOW, images=(IMAGE, TOOLS)),
    "foreign": replace(WORKFLOW, images=(TOOLS,), cache=Cache(image="registry.example.org/cache")),
    "by variable": replace(WORKFLOW, images=(replace(IMAGE, name="${{ vars.HOST }}/app"),)),
    "local": replace(WORKFLOW, images=(replace(IMAGE, name="localhost:5000/app"),), cache=Cache(type="none")),
    "shards": replace(WORKFLOW, shards=3),
    "secrets": replace(WORKFLOW, secrets=("NPM_TOKEN",)),
    "own repository": replace(WORKFLOW, action="./"),
}


def text_of(workflow: Workflow) -> str:
    plan = Plan(name="x", spec="cigen.yml", stages=(), manifest=Manifest("x", "x", (), ()), workflow=workflow)
    return render(plan).text


def tree_of(workflow: Workflow) -> Any:
    return YAML(typ="safe", pure=True).load(io.StringIO(text_of(workflow)))


def job_of(workflow: Workflow) -> Any:
    return tree_of(workflow)["jobs"]["images"]


def step_of(workflow: Workflow, word: str) -> Any:
    return next(step for step in job_of(workflow)["steps"] if word in step["name"])


@pytest.mark.parametrize("name", VARIANTS)
def test_render__the_linters_find_nothing(name: str) -> None:
    beside = {"action.yml": (REPOSITORY / "action.yml").read_text(encoding="utf-8")}
    text = text_of(VARIANTS[name])
    assert actionlint(text, beside) == ""
    assert actionlint(tag_twin(text), beside) == ""
    assert zizmor(text) == ""


def test_job__there_is_none_without_images() -> None:
    workflow = replace(WORKFLOW, images=())
    assert (jobs(workflow), tags(workflow)) == ((), ())
    assert "tags" not in tree_of(workflow)["on"]["push"]
    assert "images" not in tree_of(workflow)["jobs"]


def test_job__runs_when_a_version_is_pushed_too() -> None:
    assert tree_of(WORKFLOW)["on"]["push"] == {"branches": ["main"], "tags": ["v*"]}


@pytest.mark.parametrize(
    ("event", "ref", "kind", "report", "runs"),
    [
        ("push", "refs/heads/main", "branch", "success", True),
        ("push", "refs/tags/v1", "tag", "success", True),
        ("push", "refs/heads/main", "branch", "failure", False),
        ("push", "refs/heads/main", "branch", "skipped", False),
        ("push", "refs/heads/other", "branch", "success", False),
        ("pull_request", "refs/pull/7/merge", "branch", "success", False),
        ("workflow_dispatch", "refs/tags/v1", "tag", "success", False),
        ("merge_group", "refs/heads/main", "branch", "success", False),
    ],
)
def test_job__runs_after_a_green_report_of_a_push_to_main_or_of_a_version(
    event: str, ref: str, kind: str, report: str, runs: bool
) -> None:
    job = job_of(WORKFLOW)
    assert job["needs"] == "report"
    context: dict[str, object] = {"needs.report.result": report, "github.event_name": event}
    context |= {"github.ref": ref, "github.ref_type": kind}
    condition = job["if"].replace("!cancelled()", "'yes'")
    assert evaluate(condition, context) == str(runs)


def test_job__is_the_only_one_that_gets_its_permission() -> None:
    tree = tree_of(replace(WORKFLOW, cache=Cache(type="none")))
    assert {name for name, job in tree["jobs"].items() if "packages" in job["permissions"]} == {"images"}
    assert tree["jobs"]["images"]["permissions"] == {"contents": "read", "packages": "write"}


def test_job__may_write_no_package_where_images_go_elsewhere() -> None:
    assert job_of(replace(WORKFLOW, images=(TOOLS,)))["permissions"] == {"contents": "read", "packages": "read"}
    assert job_of(VARIANTS["foreign"])["permissions"] == {"contents": "read"}
    assert job_of(VARIANTS["local"])["permissions"] == {"contents": "read"}


def test_job__logs_in_once_to_each_registry() -> None:
    def registries(name: str) -> list[str]:
        steps = job_of(VARIANTS[name])["steps"]
        return [step["with"]["registry"] for step in steps if "login-action" in step["uses"]]

    assert registries("default") == ["ghcr.io"]
    assert registries("two registries") == ["ghcr.io", "registry.example.org"]
    assert registries("foreign") == ["registry.example.org"]
    assert registries("by variable") == ["ghcr.io", "${{ vars.HOST }}"]
    assert registries("local") == []


def test_job__sends_the_token_of_the_run_to_github_alone() -> None:
    for step in job_of(VARIANTS["two registries"])["steps"]:
        if "github.token" in str(step):
            assert step["with"]["registry"] == "ghcr.io"


def test_job__reads_what_every_part_of_the_default_branch_wrote_and_writes_nothing() -> None:
    step = step_of(VARIANTS["shards"], "Publish")
    context: dict[str, object] = {"env.CACHE_IMAGE": "x/c", "github.ref_type": "branch"}
    lines = evaluate(step["with"]["cache-from"], context).split()
    assert lines == ["x/c:main-base", "x/c:main-s1", "x/c:main-s2", "x/c:main-s3"]
    assert evaluate(step["with"]["cache-from"], context | {"github.ref_type": "tag"}).split() == []
    assert "cache-to" not in step["with"]


def test_job__lets_github_fill_in_names_that_are_expressions() -> None:
    assert step_of(WORKFLOW, "Publish")["with"]["push"] == "true"
    assert step_of(VARIANTS["two registries"], "Publish")["with"]["name"] == f"app={IMAGE.name}\n"
    assert "name" not in step_of(VARIANTS["local"], "Publish")["with"]


def test_job__emulates_only_what_the_runner_is_not() -> None:
    assert "qemu" not in str(job_of(WORKFLOW))
    assert "qemu" in str(job_of(VARIANTS["two registries"]))
    assert "qemu" in str(job_of(replace(WORKFLOW, emulation=True)))


def test_job__hands_secrets_to_mounts() -> None:
    step = step_of(VARIANTS["secrets"], "Publish")
    assert step["with"]["secret"] == "id=NPM_TOKEN,env=NPM_TOKEN\n"
    assert step["env"] == {"NPM_TOKEN": "${{ secrets.NPM_TOKEN }}"}
