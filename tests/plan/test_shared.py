"""What all shards stand upon: the stages beneath cells, and none that needs a cell."""

from __future__ import annotations

from cigen.plan.part import of_platform
from cigen.plan.shared import shared
from cigen.render import dockerfile
from cigen.work.project import scripts
from tests.planned import plan

SPEC = """
stages:
  base: {from: "debian:12", steps: [make]}
  lib: {from: base, steps: [make lib]}
  tools: {from: busybox, steps: [make tools]}
  data: {from: scratch, steps: [{copy: /t, to: /, from: tools}]}
  unused: {from: base, steps: [make unused]}
  all: {from: base, collect: [first]}
tests:
  first: {from: lib, matrix: {n: [1, 2]}, steps: [make], artifacts: [{path: a}]}
  mounted: {from: busybox, steps: [{run: make, mounts: [{type: bind, from: data, target: /d}]}]}
  after: {from: all, steps: [make]}
"""


def names(text: str) -> set[str]:
    return {stage.name for stage in shared(plan(text)).stages if not stage.name.startswith(("cigen-", "results"))}


def test_shared__holds_what_a_cell_stands_upon_and_nothing_that_needs_a_cell() -> None:
    assert names(SPEC) == {"base", "lib", "tools", "data"}


def test_shared__its_target_builds_what_no_other_of_its_stages_builds() -> None:
    found = shared(plan(SPEC))
    everything = next(stage for stage in found.stages if stage.name == "cigen-everything")
    assert [getattr(line, "origin", "") for line in everything.instructions] == ["results", "lib", "data"]
    assert found.manifest.cells == ()
    assert found.manifest.whole == 4
    assert found.has_loose_stages


def test_shared__its_stages_are_written_byte_for_byte_as_in_the_whole() -> None:
    whole = dockerfile.render(plan(SPEC), scripts()).text
    part = dockerfile.render(shared(plan(SPEC)), scripts()).text
    for name in ("base", "lib", "tools", "data"):
        text = next(one for one in part.split("\n\n#") if f" AS {name}\n" in one)
        assert text in whole


def test_shared__is_nothing_where_cells_start_from_images() -> None:
    found = shared(plan("tests: {unit: {from: busybox, steps: [make]}}"))
    assert not found.has_loose_stages


def test_shared__of_a_platform_has_the_stages_of_that_platform() -> None:
    text = """
    stages: {base: {from: busybox, steps: [make]}}
    tests: {unit: {from: base, platforms: [linux/amd64, linux/arm64], steps: [make]}}
    """
    found = [shared(of_platform(plan(text), platform)) for platform in ("linux/amd64", "linux/arm64")]
    stages = [{stage.name for stage in one.stages if stage.name.startswith("base")} for one in found]
    assert all(stages)
    assert not stages[0] & stages[1]


def test_shared__of_what_is_shared_is_the_same() -> None:
    found = shared(plan(SPEC))
    assert shared(found) == found
