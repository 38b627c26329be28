"""Platforms of tests and stages: the dimension, the variants of what a cell needs, the runners."""

from __future__ import annotations

import pytest

from cigen.plan.model import Copy, Recorded, Stage
from tests.planned import cells, dockerfile, plan, planned

TEST = "    from: base\n    platforms: [linux/amd64, linux/arm64]\n    steps: [make]\n"
BASE = "stages:\n  base: {from: 'debian:12', steps: [apt-get update]}\n"
SPEC = f"{BASE}tests:\n  t:\n{TEST}"


def stages(text: str) -> dict[str, Stage]:
    return {stage.name: stage for stage in plan(text).stages}


def rules(text: str) -> list[str]:
    return [problem.rule for problem in planned(text)[1]]


def test_dimension__is_the_last_and_in_expressions_and_names() -> None:
    text = SPEC.replace("steps: [make]", "matrix: {n: [1, 2]}\n    steps: ['make {{ platform }}']")

    assert cells(text) == ["t-1-linux-amd64", "t-1-linux-arm64", "t-2-linux-amd64", "t-2-linux-arm64"]
    assert [one.name for one in plan(text).manifest.tests[0].dimensions] == ["n", "platform"]
    assert "make linux/arm64\n" in dockerfile(text)


def test_dimension__is_excluded_and_included_like_any_other() -> None:
    matrix = "{n: [1, 2], exclude: [{n: 2, platform: linux/arm64}], include: [{n: 3, platform: linux/arm/v7}]}"
    text = SPEC.replace("steps: [make]", f"matrix: {matrix}\n    steps: [make]")
    text += "workflow: {runners: {linux/arm/v7: arm}}\n"

    assert cells(text) == ["t-1-linux-amd64", "t-1-linux-arm64", "t-2-linux-amd64", "t-3-linux-arm-v7"]


def test_dimension__may_come_from_data() -> None:
    text = SPEC.replace("[linux/amd64, linux/arm64]", "['{{ arm }}']")

    assert [cell.name for cell in plan(text, {"arm": "linux/arm64"}).manifest.cells] == ["t-linux-arm64"]


def test_spread__writes_what_a_cell_starts_from_once_for_each_platform() -> None:
    text = dockerfile(SPEC)

    for platform in ("linux/amd64", "linux/arm64"):
        name = platform.replace("/", "-")
        assert f"\nFROM --platform={platform} debian:12 AS base-{name}\nRUN apt-get update\n" in text
        assert f"\nFROM base-{name} AS t-{name}\n" in text
    assert " AS base\n" not in text


def test_spread__keeps_the_original_where_something_without_platform_needs_it() -> None:
    text = SPEC.replace("tests:", "  other: {from: base}\ntests:")

    assert {"base", "base-linux-amd64", "base-linux-arm64", "other"} <= set(stages(text))


def test_spread__a_plan_without_platforms_stays_as_it_is() -> None:
    found = stages(f"{BASE}tests:\n  t: {{from: base, steps: [make]}}\n")

    assert list(found)[:2] == ["base", "t"]
    assert not any(stage.platform for stage in found.values())


def test_spread__what_holds_files_alone_is_no_other_on_another_platform() -> None:
    more = "  files: {from: scratch, steps: [{copy: a, to: /}]}\n"
    more += "  both: {from: base, steps: [{copy: a, from: files, to: /}]}\n"
    found = stages(SPEC.replace("tests:", f"{more}tests:").replace("    from: base", "    from: both"))

    assert [name for name in found if name.startswith("files")] == ["files"]
    assert [one.origin for one in found["both-linux-arm64"].instructions if isinstance(one, Copy)] == ["files"]


def test_spread__a_stage_with_a_platform_stays_and_its_parent_follows() -> None:
    more = "  tool: {from: base, platform: '${BUILDPLATFORM}'}\n"
    more += "  app: {from: base, steps: [{copy: a, from: tool, to: /}]}\n"
    text = SPEC.replace("tests:", f"{more}tests:").replace("    from: base", "    from: app")
    found = stages(text)

    assert (found["tool"].parent.name, found["tool"].platform) == ("base-buildplatform", "$BUILDPLATFORM")
    assert "FROM --platform=$BUILDPLATFORM debian:12 AS base-buildplatform\n" in dockerfile(text)
    assert [one.origin for one in found["app-linux-arm64"].instructions if isinstance(one, Copy)] == ["tool"]


def test_spread__images_that_are_copied_or_mounted_from_become_stages_of_the_platform() -> None:
    steps = "steps: [{copy: /a, from: busybox, to: /b}, {run: make, mounts: [{type: bind, from: busybox, target: /m}]}]"
    found = stages(SPEC.replace("steps: [make]", steps))
    arm = found["t-linux-arm64"].instructions
    image = found["cigen-image-1-linux-arm64"]

    assert (image.parent.name, image.platform) == ("busybox", "linux/arm64")
    assert [one.origin for one in arm if isinstance(one, Copy)] == ["cigen-records", image.name]
    (run,) = (one.run for one in arm if isinstance(one, Recorded))
    assert ("from", image.name) in run.mounts[0]


def test_spread__folders_of_contexts_have_no_platform_and_images_have() -> None:
    steps = "steps: [{copy: a, from: folder, to: /}, {copy: b, from: image, to: /}]"
    head = "contexts: {folder: docs, image: docker-image://busybox}\n"
    found = stages(head + SPEC.replace("steps: [make]", steps))
    arm = found["t-linux-arm64"].instructions

    assert [one.origin for one in arm if isinstance(one, Copy)][1:] == ["folder", "cigen-image-1-linux-arm64"]


def test_spread__a_cell_that_starts_from_a_cell_needs_the_same_platform() -> None:
    same = "  u: {from: 't-linux-arm64', platforms: [linux/arm64], steps: [make]}\n"

    assert rules(SPEC + same) == []
    assert rules(SPEC + same.replace("t-linux-arm64", "t-linux-amd64")) == ["wrong-platform"]


@pytest.mark.parametrize("name", ["base-linux-arm64", "t-linux-arm64"])
def test_spread__a_name_that_is_taken_is_said(name: str) -> None:
    text = SPEC.replace("tests:", f"  {name}: {{from: busybox}}\ntests:")

    assert len(rules(text)) == 1
    assert rules(text)[0] in ("clashing-stages", "clashing-cells")


def test_verdict__starts_from_what_the_first_cell_does() -> None:
    assert plan(SPEC).verdict_parent.name == "base-linux-amd64"


def test_runners__have_defaults_and_are_asked_for_where_there_is_none() -> None:
    rare = SPEC.replace("linux/amd64,", "linux/s390x,")

    assert plan(SPEC).workflow.runners == (("linux/amd64", "ubuntu-24.04"), ("linux/arm64", "ubuntu-24.04-arm"))
    assert rules(rare) == ["unknown-runner"]
    assert rules(rare + "workflow: {enabled: false}\n") == []
    given = plan(f"{rare}workflow: {{runner: big, runners: {{linux/s390x: mainframe}}}}\n").workflow
    assert given.runners == (("linux/s390x", "mainframe"), ("linux/arm64", "ubuntu-24.04-arm"))


def test_runners__the_workflows_own_is_that_of_amd64() -> None:
    assert plan(f"{SPEC}workflow: {{runner: big}}\n").workflow.runners[0] == ("linux/amd64", "big")


@pytest.mark.parametrize(
    ("more", "emulation"),
    [
        ("", False),
        ("  native: {from: base, platform: $BUILDPLATFORM}\n", False),
        ("  all: {from: scratch, collect: [t]}\n", True),
        ("  other: {from: base, platform: linux/386}\n", True),
        ("  arm: {from: base, platform: linux/arm64}\n", False),
    ],
)
def test_emulation__is_for_parts_that_need_stages_of_another_platform(more: str, emulation: bool) -> None:
    text = SPEC.replace("tests:", f"{more}tests:").replace("[make]", "[make]\n    artifacts: [{path: a}]")

    assert plan(text).workflow.emulation is emulation
