from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from cigen.plan.manifest import Manifest
from cigen.plan.model import Cache, Plan, Workflow
from cigen.render.sweep import render
from cigen.rendered import RenderedFile
from tests.conftest import Golden
from tests.linters import actionlint, schema, tag_twin, zizmor

REPOSITORY = Path(__file__).parents[2]
GOLDEN = REPOSITORY / "tests/golden/workflow/sweep.yml"
DEFAULT = Workflow(path=".github/workflows/demo.yml", name="demo")
VARIANTS = {
    "default": DEFAULT,
    "own action": replace(DEFAULT, action="./"),
    "named image": replace(DEFAULT, cache=Cache(image="ghcr.io/me/it")),
    "hostile": replace(DEFAULT, name='it\'s # "quoted"', runner="${{ vars.RUNNER }}"),
}


def rendered(workflow: Workflow) -> RenderedFile | None:
    return render(Plan("demo", "cigen.yml", (), Manifest("demo", "cigen.yml", (), ()), workflow))


def text(workflow: Workflow) -> str:
    found = rendered(workflow)
    assert found is not None
    return found.text


def tree(workflow: Workflow) -> Any:
    return YAML(typ="safe", pure=True).load(io.StringIO(text(workflow)))


@pytest.fixture(params=VARIANTS)
def workflow(request: pytest.FixtureRequest) -> Workflow:
    return VARIANTS[request.param]


def test_render__the_golden_sweep(golden: Golden) -> None:
    golden(GOLDEN, text(DEFAULT))


def test_render__it_is_written_beside_the_workflow() -> None:
    found = rendered(replace(DEFAULT, path=".github/workflows/x.y.yaml"))

    assert found is not None
    assert found.path == ".github/workflows/x.y-sweep.yaml"


def test_render__actionlint_finds_nothing(workflow: Workflow) -> None:
    beside = {"action.yml": (REPOSITORY / "action.yml").read_text(encoding="utf-8")}

    assert actionlint(text(workflow), beside) == ""
    assert actionlint(tag_twin(text(workflow)), beside) == ""


def test_render__zizmor_finds_nothing(workflow: Workflow) -> None:
    assert zizmor(text(workflow)) == ""


def test_render__the_schema_is_met(workflow: Workflow) -> None:
    assert schema(text(workflow), "github-workflows") == ""


def test_render__it_may_delete_packages_and_nothing_else(workflow: Workflow) -> None:
    found = tree(workflow)
    job = found["jobs"]["sweep"]
    read = {"contents": "read"} if workflow.action else {}

    assert found["permissions"] == {}
    assert job["permissions"] == {**read, "packages": "write"}


def test_render__nothing_of_the_pull_request_is_checked_out(workflow: Workflow) -> None:
    steps = tree(workflow)["jobs"]["sweep"]["steps"]
    checkouts = [step["with"] for step in steps if step["uses"].startswith("actions/checkout@")]

    wanted = {"ref": "${{ github.event.repository.default_branch }}", "persist-credentials": False}
    assert checkouts == ([wanted] if workflow.action else [])


def test_render__it_runs_for_closed_pull_requests_of_the_repository_itself(workflow: Workflow) -> None:
    found = tree(workflow)

    assert found["on" if "on" in found else True] == {"pull_request": {"types": ["closed"]}}
    assert "head.repo.full_name == github.repository" in found["jobs"]["sweep"]["if"]


@pytest.mark.parametrize(
    "cache",
    [
        Cache(sweep=False),
        Cache(type="none", image=""),
        Cache(type="gha", image=""),
        Cache(image="docker.io/me/it"),
        Cache(image="localhost:5000/it"),
    ],
)
def test_render__nothing_is_swept_but_github_s_registry(cache: Cache) -> None:
    assert rendered(replace(DEFAULT, cache=cache)) is None


def test_render__without_a_workflow_there_is_no_sweep() -> None:
    assert rendered(replace(DEFAULT, enabled=False)) is None
