"""What is wrong with a mount, and where a step's mounts take from."""

from __future__ import annotations

import pytest

from cigen.plan.model import Run
from cigen.plan.mounts import TYPES, from_context, ordered, problems
from tests.planned import plan, planned


def parse(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((key, value) for key, _, value in (word.partition("=") for word in text.split(",")))


@pytest.mark.parametrize(
    "mount",
    [
        "type=cache,target=/c",
        "target=/c",
        "TYPE=Bind,DST=/c,ro",
        "type=bind,from=other,source=/x,destination=/c,rw=true",
        "type=cache,target=$HOME/.cache,sharing=$SHARING,uid=$UID",
        "type=tmpfs,target=/c,size=1.5GiB",
        "type=secret,id=a,env=A,required",
        "type=secret,target=/a,mode=0400,uid=1,gid=2",
        "type=ssh",
        "type=ssh,id=default,target=/s,required=false",
        "type=$KIND,target=/c",
    ],
)
def test_problems__has_none_with_what_buildkit_takes(mount: str) -> None:
    assert not list(problems(parse(mount)))


@pytest.mark.parametrize(
    ("mount", "said"),
    [
        ("type=cach,target=/c", "did you mean `cache`?"),
        ("type=cache,target=/c,shareing=locked", "did you mean `sharing`?"),
        ("type=bind", "needs `target`"),
        ("type=bind,target=", "`target` of a mount needs a value"),
        ("type=bind,target=/.", "nothing can be mounted on `/.`"),
        ("type=ssh,from=x", "a mount of type `ssh` has no `from`"),
        ("type=tmpfs,target=/c,size=64q", "a size such as `64m` is wanted here, found `64q`"),
        ("type=cache,target=/c,mode=9", "an octal number"),
        ("type=secret,env=A", "needs `id`"),
        ("type=bind,target=/c,target=/d", "this has several"),
    ],
)
def test_problems__says_what_buildkit_would_refuse(mount: str, said: str) -> None:
    assert said in " ".join(message for _, message, _ in problems(parse(mount)))


def test_problems__knows_keys_of_every_type() -> None:
    for kind in TYPES:
        assert [rule for _, _, rule in problems((("type", kind), ("x-y", "z")))] == ["unknown-key"]


def test_ordered__brings_the_type_to_the_front() -> None:
    assert ordered(parse("required=true,ID=a,Type=secret")) == parse("type=secret,required=true,id=a")


def test_from_context__is_a_bind_without_from() -> None:
    assert from_context([parse("type=cache,target=/a"), parse("target=/b")])
    assert not from_context([parse("type=cache,target=/a"), parse("target=/b,from=x"), parse("type=ssh")])


SPEC = """
stages:
  seed: {{from: busybox}}
  base: {{from: busybox, steps: [{{run: make, mounts: [{{type: cache, target: /c, from: {origin}}}]}}]}}
tests: {{t: {{from: base, steps: [make]}}}}
"""


def test_plan__a_stage_that_is_mounted_is_made_before_and_not_loose() -> None:
    text = "stages:\n  base: {from: busybox, steps: [{run: make, mounts: [{target: /c, from: seed}]}]}\n"
    found = plan(f"{text}  seed: {{from: busybox}}\ntests: {{t: {{from: base, steps: [make]}}}}\n")
    assert [stage.name for stage in found.stages][:2] == ["seed", "base"]
    assert not found.has_loose_stages


def test_plan__stages_that_mount_each_other_are_a_cycle() -> None:
    _, problems_ = planned(SPEC.format(origin="base"))
    assert [problem.rule for problem in problems_] == ["cycle"]


def test_plan__a_mount_of_the_context_uses_the_context() -> None:
    bound = SPEC.format(origin="seed").replace("type: cache", "type: bind")
    assert not plan(bound).uses_context
    assert plan(bound.replace(", from: seed", "")).uses_context


def test_plan__a_mount_has_its_type_in_front() -> None:
    found = plan(SPEC.format(origin="seed").replace("{type: cache, target: /c", "{Target: /c, type: cache"))
    runs = [line for stage in found.stages if stage.name == "base" for line in stage.instructions]
    assert isinstance(runs[0], Run)
    assert runs[0].mounts == ((("type", "cache"), ("target", "/c"), ("from", "seed")),)
