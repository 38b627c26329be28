from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from cigen.plan.model import Cache, Workflow
from cigen.render.cachepolicy import all_reads, environment, is_local, login, permissions, reads, writes
from cigen.yamlwrite import Entry
from tests.expressions import evaluate

WORKFLOW = Workflow(path="w.yml", name="w", branches=("trunk", "release/**"), cache=Cache(image="ghcr.io/me/cache"))


@dataclass(frozen=True)
class Run:
    event: str = "push"
    ref: str = "refs/heads/trunk"
    ref_type: str = "branch"
    actor: str = "dev"
    head: str | None = None

    def tags(
        self, workflow: Workflow = WORKFLOW, part: str = "", group: str = "", *, base: bool = False
    ) -> tuple[list[str], str]:
        """What the run reads and what it writes, or its part of that name."""
        context: dict[str, object] = {
            "github.event_name": self.event,
            "github.ref": self.ref,
            "github.ref_type": self.ref_type,
            "github.actor": self.actor,
            "github.repository": "me/it",
            "github.event.pull_request.number": 7 if self.event == "pull_request" else None,
            "github.event.pull_request.head.repo.full_name": self.head,
        }
        context |= {f"env.{one.key}": evaluate(str(one.value), context) for one in environment(workflow)}
        context |= {"matrix.name": part} if part else {}
        context |= {"matrix.group": group} if group else {}
        (read,), (write,) = reads(workflow, base=base), writes(workflow, base=base)
        return evaluate(str(read.value), context).split(), evaluate(str(write.value), context)


PLATFORMS = replace(
    WORKFLOW, platforms=("linux/amd64", "linux/arm64"), runners=(("linux/amd64", "a"), ("linux/arm64", "b"))
)
MAIN, MISC, OWN = (f"ghcr.io/me/cache:{tag}" for tag in ("main", "misc", "pr-7"))
PULL = Run("pull_request", "refs/pull/7/merge", head="me/it")


@pytest.mark.parametrize(
    ("run", "reads", "writes"),
    [
        (Run(), [MAIN], MAIN),
        (PULL, [OWN, MAIN], OWN),
        (replace(PULL, head="you/it"), [MAIN], ""),
        (replace(PULL, head=None), [MAIN], ""),
        (replace(PULL, actor="dependabot[bot]"), [MAIN], ""),
        (Run(actor="dependabot[bot]"), [MAIN], ""),
        (Run(ref="refs/heads/release/1"), [MAIN], MISC),
        (Run("merge_group", "refs/heads/gh-readonly-queue/trunk/pr-7"), [MAIN], MISC),
        (Run("workflow_dispatch"), [MAIN], MISC),
        (Run("workflow_dispatch", "refs/tags/v1", ref_type="tag"), [], ""),
        (Run("push", "refs/tags/trunk", ref_type="tag"), [], ""),
    ],
)
def test_policy__who_reads_and_who_writes(run: Run, reads: list[str], writes: str) -> None:
    assert run.tags() == (reads, writes)
    part = [f"{tag}-linux-arm64" for tag in reads], f"{writes}-linux-arm64" if writes else ""
    assert run.tags(PLATFORMS, part="linux-arm64") == part


def test_policy__a_shard_reads_all_shards_and_writes_its_own() -> None:
    shards = replace(WORKFLOW, shards=2)
    names = ("base", "s1", "s2")

    assert PULL.tags(shards, "s2") == ([f"{tag}-{name}" for tag in (OWN, MAIN) for name in names], f"{OWN}-s2")
    assert PULL.tags(shards, base=True) == ([f"{OWN}-base", f"{MAIN}-base"], f"{OWN}-base")
    assert replace(PULL, head="you/it").tags(shards, "s2") == ([f"{MAIN}-{name}" for name in names], "")


def test_policy__a_shard_of_a_platform_reads_those_of_its_platform() -> None:
    shards = replace(PLATFORMS, shards=2)
    names = tuple(f"linux-arm64-{name}" for name in ("base", "s1", "s2"))

    assert Run().tags(shards, "linux-arm64-s2", "linux-arm64") == (
        [f"{MAIN}-{name}" for name in names],
        f"{MAIN}-linux-arm64-s2",
    )
    assert Run().tags(shards, "linux-arm64", "linux-arm64", base=True)[1] == f"{MAIN}-linux-arm64-base"


def test_policy__what_needs_everything_reads_all_that_the_default_branch_wrote() -> None:
    (read,) = all_reads(replace(PLATFORMS, shards=2))
    context: dict[str, object] = {"github.ref_type": "branch", "env.CACHE_IMAGE": "ghcr.io/me/cache"}
    groups = ("linux-amd64", "linux-arm64")

    assert evaluate(str(read.value), context).split() == [
        f"{MAIN}-{group}-{name}" for group in groups for name in ("base", "s1", "s2")
    ]
    assert evaluate(str(read.value), {**context, "github.ref_type": "tag"}).split() == []


@pytest.mark.parametrize("kind", ["gha", "none"])
def test_policy__other_backends_have_no_image_and_no_login_to_a_registry(kind: str) -> None:
    workflow = replace(WORKFLOW, cache=Cache(type=kind))

    assert "CACHE_IMAGE" not in [entry.key for entry in environment(workflow)]
    assert permissions(workflow) == ()
    assert "docker/login-action" not in str(login(workflow))
    assert bool(reads(workflow)) == bool(writes(workflow)) == (kind == "gha")


def test_policy__githubs_own_cache_has_a_scope_for_each_tag() -> None:
    workflow = replace(WORKFLOW, cache=Cache(type="gha"), shards=2)
    read, write = PULL.tags(workflow, "s1")

    scopes = [dict(field.split("=") for field in word.split(","))["scope"] for word in (*read, write)]
    assert scopes == [f"{tag}-{name}" for tag in ("pr-7", "main") for name in ("base", "s1", "s2")] + ["pr-7-s1"]


def test_policy__a_branch_name_with_quotes_is_only_a_name() -> None:
    workflow = replace(WORKFLOW, branches=("a' || 'x' != '",))

    assert Run(ref="refs/heads/other").tags(workflow) == ([MAIN], MISC)
    assert Run(ref="refs/heads/a' || 'x' != '").tags(workflow) == ([MAIN], MAIN)


def with_image(image: str) -> Workflow:
    return replace(WORKFLOW, cache=Cache(image=image))


def values(step: tuple[Entry, ...]) -> dict[str, object]:
    inner = next(entry.value for entry in step if entry.key == "with")
    assert isinstance(inner, tuple)
    return {entry.key: entry.value for entry in inner}


@pytest.mark.parametrize("image", ["ghcr.io/${{ github.repository }}/c", "containers.acme.ghe.com/me/c"])
def test_login__github_registries_get_the_runs_own_token(image: str) -> None:
    (step,) = login(with_image(image))

    assert values(step)["registry"] == image.partition("/")[0]
    assert values(step)["password"] == "${{ github.token }}"
    assert [one.key for one in permissions(with_image(image))] == ["packages"]


@pytest.mark.parametrize(
    ("image", "registry"),
    [
        ("quay.io/me/c", "quay.io"),
        ("me/c", "docker.io"),
        ("c", "docker.io"),
        ("registry.example:5000/c", "registry.example:5000"),
        ("containers.evil.example/c", "containers.evil.example"),
        ("ghcr.io.evil.example/c", "ghcr.io.evil.example"),
        ("${{ vars.A || 'x/y' }}/c", "${{ vars.A || 'x/y' }}"),
        ("localhost.evil.example/c", "localhost.evil.example"),
    ],
)
def test_login__no_other_registry_ever_sees_the_runs_token(image: str, registry: str) -> None:
    (step,) = login(with_image(image))

    assert values(step)["registry"] == registry
    assert values(step)["password"] == "${{ secrets.CIGEN_REGISTRY_TOKEN }}"
    assert permissions(with_image(image)) == ()


@pytest.mark.parametrize("image", ["localhost/c", "localhost:5000/c", "127.0.0.1:5000/c", "[::1]:5000/c"])
def test_login__a_registry_on_the_runner_needs_none(image: str) -> None:
    assert is_local(with_image(image))
    assert login(with_image(image)) == ()


def test_policy__without_an_image_there_is_no_cache() -> None:
    off = with_image("")

    assert not [*environment(off), *reads(off), *writes(off), *all_reads(off), *login(off)]
