"""Other people's judgement on every workflow that is rendered here: examples, golden specs, and a table of variants."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from cigen.render import workflow
from cigen.render.companions import COMPANIONS
from cigen.work.project import plan_spec
from tests.linters import WORKFLOWS, workflows
from tests.planned import plan

ROOT = Path(__file__).parents[2]
SPECS = sorted([*ROOT.glob("examples/*/cigen.yml"), *ROOT.glob("tests/golden/*/cigen.yml")])
ACTION = {"action.yml": (ROOT / "action.yml").read_text(encoding="utf-8")}
CELLS = "tests: {t: {from: base, matrix: {n: [1, 2, 3, 4, 5]}, steps: [make]}}\n"
BASE = "stages: {base: {from: busybox}}\n"
PLATFORMS = CELLS.replace("{from: base", "{from: base, platforms: [linux/amd64, linux/arm64]")
CACHES = {
    "cache-gha": "cache: gha",
    "cache-none": "cache: none",
    "cache-s3": "cache: {type: s3, options: {bucket: ci, region: eu-west-1}}",
    "cache-azblob": "cache: {type: azblob, options: {account_url: 'https://a.blob.core.windows.net'}}",
    "cache-local": "cache: {type: local, options: {path: /var/cache/ci}}",
    "cache-hub": "cache: docker.io/me/cache",
    "cache-ghcr": "cache: {image: ghcr.io/me/it, keep: stages, ignore-error: false, sweep: false}",
}
BUILDERS = {
    "builder-docker": "workflow: {builder: {driver: docker}}\ncache: none",
    "builder-sized": "workflow: {builder: {max-parallelism: 4, max-used-space: 60GB, reserved-space: 20GB}}",
    "builder-kubernetes": "workflow: {builder: {driver: kubernetes, options: {replicas: 4}}}",
    "builder-remote": "workflow: {builder: {driver: remote, endpoint: 'tcp://buildkit.example:1234'}}",
}
COMMENTS = {
    f"comment-{when}-{green}": f"workflow: {{comment: {{when: {when}, green: {green}}}, check-run: {check}}}"
    for when in ("always", "failure", "change")
    for green, check in (("keep", "false"), ("minimize", "true"), ("delete", "true"))
}
COMMENTS |= {f"comment-off-{check}": f"workflow: {{comment: off, check-run: {check}}}" for check in ("false", "true")}
FORKS = {
    f"forks-{name}": f"workflow: {{forks: true, {rest}}}"
    for name, rest in {
        "plain": "comment: true",
        "change": "comment: {when: change, green: delete}, check-run: true",
        "shards": "shards: 4, runner: '${{ vars.RUNNER }}'",
        "self": "action: $/action, secrets: [NPM_TOKEN]",
    }.items()
}
IMAGES = {
    "images": "images: {app: {stage: base}, other: {stage: base, name: docker.io/me/other, platforms: [linux/arm64]}}",
    "images-sharded": "images: {app: {stage: base}}\nworkflow: {shards: 4, check-run: true, forks: true}",
}
OTHERS = {
    "smallest": "",
    "own": "workflow: {action: ./, check-run: true}",
    "shards": "workflow: {shards: 4}",
    "branches": "workflow: {branches: [main, 'release/**'], timeout: 6h, secrets: [A, B]}",
    "new": "report: {fail-on: new}",
}
VARIANTS = {**CACHES, **BUILDERS, **COMMENTS, **FORKS, **IMAGES, **OTHERS}
PLATFORM_VARIANTS = {"platforms": "", "platforms-forks": "workflow: {shards: 2, forks: true, check-run: true}"}


@cache
def rendered() -> dict[str, str]:
    """All workflows of all specs, each by a name of its own."""
    plans = {f"{path.parent.name}-spec": plan_spec(str(path), ROOT).plan for path in SPECS}
    plans |= {name: plan(f"{BASE}{CELLS}{rest}\n") for name, rest in VARIANTS.items()}
    plans |= {name: plan(f"{BASE}{PLATFORMS}{rest}\n") for name, rest in PLATFORM_VARIANTS.items()}
    texts = {name: workflow.render(found).text for name, found in plans.items()}
    for name, found in plans.items():
        files = {one.__name__.rpartition(".")[2]: one.render(found) for one in COMPANIONS}
        texts |= {f"{name}-{kind}": file.text for kind, file in files.items() if file is not None}
    return texts


def test_rendered__holds_every_kind_of_workflow() -> None:
    """So that nothing below is about nothing."""
    names = set(rendered())

    assert len(SPECS) >= 8
    assert {"install-matrix-spec", "lock-matrix-spec", "smallest", "smallest-sweep", "forks-plain-forks"} <= names
    assert "images-sharded-forks" in names
    assert "cache-gha-sweep" not in names
    assert "own-forks" not in names


@pytest.mark.parametrize("judge", WORKFLOWS)
def test_rendered__no_linter_finds_anything(judge: str) -> None:
    assert workflows(judge, rendered(), ACTION) == ""


@pytest.mark.parametrize("judge", WORKFLOWS)
def test_docs__no_linter_finds_anything_in_what_is_to_be_copied(judge: str) -> None:
    page = (ROOT / "docs/forks.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```yaml\n(name: .*?)```", page, re.DOTALL)

    assert workflows(judge, {"by-hand": block}, ACTION) == ""


BROKEN = {
    "actionlint": ("needs: report", "needs: reports", "reports"),
    "tag twin": ("retention-days:", "retention-day:", 'input "retention-day" is not defined'),
    "zizmor": ("persist-credentials: false", "persist-credentials: true", "artipacked"),
    "schema": ("    runs-on:", "    run-on:", "run-on"),
}


@pytest.mark.parametrize("judge", WORKFLOWS)
def test_linter__complains_of_a_broken_one_among_many(judge: str) -> None:
    before, after, said = BROKEN[judge]
    fine = rendered()["smallest"]
    assert before in fine

    complaints = workflows(judge, {"fine": fine, "broken": fine.replace(before, after)}, ACTION)

    assert said in complaints
    assert "broken.yml" in complaints
    assert "fine.yml:" not in complaints


@pytest.mark.parametrize("judge", WORKFLOWS)
def test_linter__complains_of_a_broken_workflow_for_forks(judge: str) -> None:
    """What each of them would see if the one that is most dangerous went wrong."""
    fine = rendered()["forks-plain-forks"]
    broken = {
        "actionlint": fine.replace("needs: render", "needs: renders"),
        "tag twin": fine.replace("run-id:", "run-ids:"),
        "zizmor": fine.replace("# zizmor: ignore[dangerous-triggers]", "#"),
        "schema": fine.replace("workflow_run:", "workflow_runs:"),
    }[judge]

    assert broken != fine
    assert workflows(judge, {"fine": fine}, ACTION) == ""
    assert workflows(judge, {"broken": broken}, ACTION) != ""


def test_zizmor__the_ignored_finding_is_the_only_one() -> None:
    """Its comment hides one rule on one line, which is told to be there as soon as the comment is gone."""
    bare = rendered()["forks-plain-forks"].replace("# zizmor: ignore[dangerous-triggers]", "#")

    complaints = workflows("zizmor", {"bare": bare})

    assert complaints.count("error[") + complaints.count("warning[") + complaints.count("help[") == 1
    assert "error[dangerous-triggers]" in complaints
