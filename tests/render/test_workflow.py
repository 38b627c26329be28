from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from cigen.errors import SpecError
from cigen.plan.manifest import Manifest
from cigen.plan.model import Cache, Comment, Plan, Workflow
from cigen.render.parts import is_sharded
from cigen.render.pins import PINS
from cigen.render.workflow import render
from cigen.render.workflowlimits import MAX_BYTES, MAX_EXPRESSION, problems
from cigen.render.workflowstep import upload
from cigen.yamlwrite import Entry, Items
from tests.conftest import Golden
from tests.expressions import evaluate
from tests.linters import WORKFLOWS, actionlint, tag_twin, workflows

REPOSITORY = Path(__file__).parents[2]
GOLDEN = REPOSITORY / "tests/golden/workflow/relocatable.yml"
DEFAULT = Workflow(path=".github/workflows/cigen.yml", name="relocatable")
HOSTILE = replace(
    DEFAULT,
    name='it\'s: "a"\n# jobs:\u2028x',
    branches=("it's", "a#c", "**", "yes", "1.0", "\u202emain"),
    spec="sub dir/it's ${{ github.token }}\nfoo: #.yml",
)
PLATFORMS = replace(
    DEFAULT,
    platforms=("linux/amd64", "linux/arm64"),
    runners=(("linux/amd64", "ubuntu-24.04"), ("linux/arm64", "${{ vars.ARM }}")),
    emulation=True,
)
SHARDED = replace(DEFAULT, shards=4)
VARIANTS = {
    "sharded": SHARDED,
    "sharded platforms": replace(PLATFORMS, shards=2, secrets=("NPM_TOKEN",)),
    "sharded without a cache": replace(SHARDED, cache=Cache(type="none")),
    "github cache": replace(DEFAULT, cache=Cache(type="gha", ignore_error=False)),
    "default": DEFAULT,
    "quiet": replace(DEFAULT, comment=Comment(when="off")),
    "change": replace(DEFAULT, comment=Comment("change", "minimize")),
    "check run": replace(DEFAULT, comment=Comment("failure", "delete"), check_run=True),
    "check run alone": replace(DEFAULT, comment=Comment("off"), check_run=True, action="./"),
    "no cache": replace(DEFAULT, cache=Cache(image="")),
    "local cache": replace(DEFAULT, cache=Cache(image="localhost:5000/cache")),
    "foreign cache": replace(DEFAULT, cache=Cache(image="docker.io/me/cache")),
    "own repository": replace(DEFAULT, action="./"),
    "self reference": replace(DEFAULT, action="$/action", secrets=("NPM_TOKEN", "b")),
    "runner by variable": replace(DEFAULT, runner="${{ vars.RUNNER }}", timeout=1),
    "platforms": PLATFORMS,
    "one platform": replace(PLATFORMS, platforms=("linux/arm64",), runners=(("linux/arm64", "ubuntu-24.04-arm"),)),
    "hostile": HOSTILE,
}


def plan(workflow: Workflow) -> Plan:
    return Plan(name="relocatable", spec="cigen.yml", stages=(), manifest=Manifest("x", "x", (), ()), workflow=workflow)


def text_of(workflow: Workflow) -> str:
    return render(plan(workflow)).text


def tree_of(workflow: Workflow) -> Any:
    return YAML(typ="safe", pure=True).load(io.StringIO(text_of(workflow)))


@pytest.fixture(params=VARIANTS)
def workflow(request: pytest.FixtureRequest) -> Workflow:
    return VARIANTS[request.param]


def test_render__the_golden_workflow(golden: Golden) -> None:
    rendered = render(plan(DEFAULT))

    assert rendered.path == ".github/workflows/cigen.yml"
    golden(GOLDEN, rendered.text)


@pytest.mark.parametrize("judge", WORKFLOWS)
def test_render__no_linter_finds_anything(judge: str) -> None:
    beside = {"action.yml": (REPOSITORY / "action.yml").read_text(encoding="utf-8")}

    assert workflows(judge, {name.replace(" ", "-"): text_of(one) for name, one in VARIANTS.items()}, beside) == ""


def test_render__each_platform_is_built_by_a_runner_of_its_own() -> None:
    test = tree_of(PLATFORMS)["jobs"]["test"]

    assert test["runs-on"] == "${{ matrix.runner }}"
    assert test["strategy"] == {
        "fail-fast": False,
        "matrix": {
            "include": [
                {"name": "linux-amd64", "platform": "linux/amd64", "runner": "ubuntu-24.04"},
                {"name": "linux-arm64", "platform": "linux/arm64", "runner": "${{ vars.ARM }}"},
            ]
        },
    }
    assert build_step(tree_of(PLATFORMS))["with"]["platform"] == "${{ matrix.platform }}"


def test_render__no_two_platforms_share_an_artifact_or_a_cache() -> None:
    steps = tree_of(PLATFORMS)["jobs"]["test"]["steps"]
    uploads = [step["with"]["name"] for step in steps if "upload-artifact" in step.get("uses", "")]
    inputs = step_of(tree_of(PLATFORMS), "cache-export")["with"]

    assert uploads == ["cigen-results-${{ matrix.name }}", "cigen-results-${{ matrix.name }}-cache"]
    assert all("matrix.name" in line for key in ("cache-from", "cache-to") for line in inputs[key].splitlines())


def test_render__the_cache_is_written_when_the_results_are_safe() -> None:
    steps = tree_of(DEFAULT)["jobs"]["test"]["steps"]
    names = [step["name"] for step in steps]
    export = step_of(tree_of(DEFAULT), "cache-export")

    assert names.index("Build and record") < names.index("Upload the results") < names.index("Write the cache")
    assert "cache-to" not in build_step(tree_of(DEFAULT))["with"]
    assert export["if"] == "${{ !cancelled() && env.CACHE_TAG != '' }}"
    assert export["continue-on-error"] is True
    assert "continue-on-error" not in step_of(tree_of(VARIANTS["github cache"]), "cache-export")


def test_render__a_rerun_takes_the_results_of_its_own_attempt_before() -> None:
    before = next(step for step in tree_of(SHARDED)["jobs"]["test"]["steps"] if step.get("id") == "before")
    inputs = build_step(tree_of(SHARDED))["with"]

    assert before["if"] == "${{ github.run_attempt > 1 }}"
    assert before["with"]["name"] == "cigen-results-${{ matrix.name }}"
    for outcome, rerun, place in (("success", "failed", "/t/cigen-before"), ("failure", "", ""), ("skipped", "", "")):
        context: dict[str, object] = {"steps.before.outcome": outcome, "runner.temp": "/t"}
        assert (evaluate(inputs["rerun"], context), evaluate(inputs["rerun-from"], context)) == (rerun, place)


def test_render__every_shard_gets_the_same_times_from_the_job_before() -> None:
    jobs = tree_of(SHARDED)["jobs"]

    assert jobs["test"]["needs"] == "base"
    assert jobs["report"]["needs"] == ["base", "test"]
    assert jobs["test"]["strategy"]["matrix"]["include"] == [
        {"name": f"s{number}", "shard": f"{number}/4"} for number in range(1, 5)
    ]
    handed = [step["with"]["name"] for step in jobs["base"]["steps"] if step["name"] == "Hand over the times"]
    taken = [step["with"]["name"] for step in jobs["test"]["steps"] if step["name"] == "Take the times"]
    assert handed == taken == ["cigen-last"]


def test_render__the_base_is_built_only_where_it_can_be_handed_over() -> None:
    steps = {step["name"]: step for step in tree_of(SHARDED)["jobs"]["base"]["steps"]}
    without = [step["name"] for step in tree_of(VARIANTS["sharded without a cache"])["jobs"]["base"]["steps"]]

    assert steps["Build the shared stages"]["if"] == "${{ env.CACHE_TAG != '' }}"
    assert steps["Build the shared stages"]["with"]["stages"] == "true"
    assert "Build the shared stages" not in without
    assert "Hand over the times" in without


def test_render__more_jobs_than_a_matrix_has_are_refused() -> None:
    with pytest.raises(SpecError) as caught:
        render(plan(replace(DEFAULT, shards=257)))

    assert "257 jobs" in str(caught.value.diagnostics)


def test_render__only_the_default_branch_leaves_something_for_the_next_run() -> None:
    steps = tree_of(DEFAULT)["jobs"]["report"]["steps"]
    (save,) = [step for step in steps if "cache/save" in step.get("uses", "")]

    assert "github.event_name == 'push' && github.ref == 'refs/heads/main'" in save["if"]


def test_render__the_report_takes_the_results_of_every_platform() -> None:
    report = tree_of(PLATFORMS)["jobs"]["report"]

    assert report["runs-on"] == "ubuntu-24.04"
    assert "cigen-results*" in [step.get("with", {}).get("pattern") for step in report["steps"]]
    assert report == tree_of(DEFAULT)["jobs"]["report"]


def test_render__a_single_platform_is_no_matrix() -> None:
    test = tree_of(VARIANTS["one platform"])["jobs"]["test"]

    assert (test["runs-on"], "strategy" in test) == ("ubuntu-24.04-arm", False)
    assert "platform" not in build_step(tree_of(VARIANTS["one platform"]))["with"]


def test_render__qemu_is_set_up_only_where_a_command_needs_it() -> None:
    assert "setup-qemu-action" in text_of(PLATFORMS)
    assert "setup-qemu-action" not in text_of(replace(PLATFORMS, emulation=False))


def test_render__the_twin_is_pinned_by_tag_throughout() -> None:
    twin = tag_twin(text_of(DEFAULT))

    assert "actions/checkout@v7\n" in twin
    assert not re.search("@[0-9a-f]{40}", twin)


def test_render__a_misspelt_input_would_be_noticed() -> None:
    assert "persist-credential" in actionlint(
        tag_twin(text_of(DEFAULT)).replace("persist-credentials", "persist-credential")
    )


def test_render__names_from_the_spec_stay_names() -> None:
    tree = tree_of(HOSTILE)

    assert tree["name"] == HOSTILE.name
    assert tuple(tree["on"]["push"]["branches"]) == HOSTILE.branches
    assert list(tree["jobs"]) == ["test", "report", "comment"]
    assert text_of(HOSTILE).count("\n# jobs:") == 0


def test_render__the_spec_is_no_expression() -> None:
    spec = build_step(tree_of(HOSTILE))["with"]["spec"]

    assert spec == "${{ 'sub dir/it''s ${{ github.token }}\nfoo: #.yml' }}"


def test_render__another_action_keeps_its_version_as_comment() -> None:
    text = text_of(replace(DEFAULT, action=f"me/fork@{'a' * 40} # v2.0.0"))

    assert text.count(f"uses: me/fork@{'a' * 40} # v2.0.0\n") == 4


def test_render__secrets_reach_the_build_and_nothing_else() -> None:
    tree = tree_of(replace(DEFAULT, secrets=("NPM_TOKEN",)))

    assert build_step(tree)["env"] == {"NPM_TOKEN": "${{ secrets.NPM_TOKEN }}"}
    assert build_step(tree)["with"]["secret"] == "id=NPM_TOKEN,env=NPM_TOKEN\n"
    assert step_of(tree, "cache-export")["env"] == build_step(tree)["env"]
    assert str(tree).count("NPM_TOKEN") == 8


def test_render__every_action_is_pinned_with_its_version() -> None:
    for uses in re.findall(r"uses: (.*)", text_of(DEFAULT)):
        assert uses in {f"{pin.uses} # {pin.version}" for pin in PINS}


def test_render__nothing_is_expanded_inside_a_script(workflow: Workflow) -> None:
    for job in tree_of(workflow)["jobs"].values():
        assert not [step for step in job["steps"] if "${{" in step.get("run", "")]


def test_render__every_job_is_named_limited_and_states_its_permissions(workflow: Workflow) -> None:
    tree = tree_of(workflow)

    assert tree["permissions"] == {}
    for name, job in tree["jobs"].items():
        parts = ("${{ matrix.platform }}", "${{ matrix.shard }}", "${{ matrix.platform }}, ${{ matrix.shard }}")
        assert job["name"] in (name, *(f"{name} ({part})" for part in parts))
        assert job["timeout-minutes"] > 0
        assert "permissions" in job


def test_render__the_build_ends_before_its_job_does() -> None:
    tree = tree_of(DEFAULT)

    assert build_step(tree)["timeout-minutes"] == DEFAULT.timeout < tree["jobs"]["test"]["timeout-minutes"]


def test_render__the_report_holds_no_permission_and_no_checkout() -> None:
    report = tree_of(DEFAULT)["jobs"]["report"]

    assert report["permissions"] == {}
    assert report["if"] == "${{ !cancelled() }}"
    assert not [step for step in report["steps"] if "checkout" in step.get("uses", "")]


def test_render__the_report_is_told_how_each_job_ended_that_it_waits_for(workflow: Workflow) -> None:
    report = tree_of(workflow)["jobs"]["report"]
    needs = [report["needs"]] if isinstance(report["needs"], str) else report["needs"]
    context: dict[str, object] = {f"needs.{job}.result": f"the end of {job}" for job in needs}
    (made,) = [step for step in report["steps"] if step.get("with", {}).get("mode") == "report"]

    ended = evaluate(made["with"]["ended"], context).splitlines()

    assert ended == [f"{job}=the end of {job}" for job in needs]
    assert ("base" in needs) is is_sharded(workflow)
    assert "if" not in made


def test_render__an_older_action_can_not_make_the_report_green(workflow: Workflow) -> None:
    """One that does not know `ended` only warns of it; behind a red report this step is not reached."""
    last = tree_of(workflow)["jobs"]["report"]["steps"][-1]

    assert last["if"] == "${{ needs.test.result != 'success' }}"
    assert last["run"].endswith("exit 1\n")


def test_render__the_report_alone_annotates() -> None:
    for tree in (tree_of(DEFAULT), tree_of(SHARDED)):
        steps = [step for job in tree["jobs"].values() for step in job["steps"]]
        builds = [step["with"] for step in steps if step.get("with", {}).get("mode") == "build"]
        (report,) = [step["with"] for step in steps if step.get("with", {}).get("mode") == "report"]

        assert builds
        assert {inputs["annotations"] for inputs in builds} == {"off"}
        assert "annotations" not in report


def test_render__only_the_comment_job_may_write_to_pull_requests() -> None:
    found = tree_of(DEFAULT)["jobs"]

    assert [name for name, job in found.items() if "pull-requests" in job["permissions"]] == ["comment"]
    assert found["comment"]["permissions"] == {"pull-requests": "write"}
    assert "comment" not in tree_of(VARIANTS["quiet"])["jobs"]


def test_render__the_action_of_the_own_repository_is_checked_out_wherever_it_is_used() -> None:
    for job in tree_of(replace(DEFAULT, action="./"))["jobs"].values():
        assert job["steps"][0]["with"] == {"persist-credentials": False}
        assert job["permissions"]["contents"] == "read"


def test_render__the_output_is_outside_the_workspace() -> None:
    assert build_step(tree_of(DEFAULT))["with"]["output"].startswith("${{ runner.temp }}/")


@pytest.mark.parametrize(
    ("event", "attempt", "ends"),
    [("pull_request", 1, "True"), ("pull_request", 2, "False"), ("push", 1, "False"), ("merge_group", 1, "False")],
)
def test_render__only_a_new_run_of_a_pull_request_ends_another(event: str, attempt: int, ends: str) -> None:
    """A re-run may be of an older run, and must not end the newer one."""
    context: dict[str, object] = {"github.event_name": event, "github.run_attempt": attempt}

    assert evaluate(tree_of(DEFAULT)["concurrency"]["cancel-in-progress"], context) == ends


def test_render__the_same_plan_gives_the_same_bytes() -> None:
    assert text_of(HOSTILE) == text_of(replace(HOSTILE))


@pytest.mark.parametrize(
    ("workflow", "message"),
    [
        (replace(DEFAULT, branches=()), "has no branch to run on"),
        (replace(DEFAULT, branches=("${{ github.ref }}",)), "`workflow.branches` holds '${{ github.ref }}'"),
        (replace(DEFAULT, name="${{ github.ref }}"), "GitHub allows no expression there"),
        (replace(DEFAULT, action="me/a@v1\nx: y"), "`workflow.action` is 'me/a@v1\\nx: y'"),
        (replace(DEFAULT, secrets=("A }}", "GITHUB_X")), "`workflow.secrets` holds 'A }}'"),
        (replace(DEFAULT, timeout=0), "at least 1 is needed"),
        (replace(DEFAULT, branches=tuple(f"{'b' * 250}{number}" for number in range(2000))), "GitHub takes 512,000"),
        (replace(DEFAULT, runner="${{ vars.A" + " " * MAX_EXPRESSION + "}}"), "characters, GitHub takes 21,000"),
    ],
)
def test_render__what_github_would_refuse_is_refused_here(workflow: Workflow, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        render(plan(workflow))

    assert message in str(caught.value.diagnostics[0])
    assert str(caught.value.diagnostics[0]).startswith("cigen.yml: ")


def test_limits__the_last_byte_and_the_last_character_are_still_taken() -> None:
    full = Entry("a", "${{" + " " * (MAX_EXPRESSION - 3))
    over = Entry("a", "${{" + " " * (MAX_EXPRESSION - 2))

    assert problems(DEFAULT, (full,), text=" " * MAX_BYTES, file="f") == ()
    assert len(problems(DEFAULT, (over,), text=" " * (MAX_BYTES + 1), file="f")) == 2


def test_limits__a_job_without_a_time_limit_and_a_bad_artifact_name_are_found() -> None:
    step = upload("x", "a:b", "c", days=1)
    tree = (Entry("jobs", (Entry("test", (Entry("steps", Items((step,))),)),)),)

    messages = [one.message for one in problems(DEFAULT, tree, text="", file="f")]

    assert messages == [
        "the job test has no time limit",
        "the artifact name 'a:b' holds a character that GitHub refuses",
    ]


def build_step(tree: Any) -> Any:
    return step_of(tree, "build")


def step_of(tree: Any, mode: str) -> Any:
    return next(step for step in tree["jobs"]["test"]["steps"] if step.get("with", {}).get("mode") == mode)
