"""Parts of a plan: whose cells they hold, and that nothing in them is written otherwise."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cigen.plan.manifest import from_json, to_json
from cigen.plan.model import Plan, Stage
from cigen.plan.part import of_cells, of_platform, part, split
from cigen.render import dockerfile
from cigen.results.parts import is_of, united
from cigen.work.project import scripts
from tests.planned import plan

SPEC = """
stages:
  base: {from: "debian:12"}
  loose: {from: base, steps: [make loose]}
  arm: {from: base, platform: linux/arm64, steps: [make arm]}
  docs: {from: scratch, collect: [u]}
  all: {from: scratch, collect: [t, u]}
tests:
  t:
    from: base
    platforms: [linux/arm64, linux/amd64]
    matrix: {n: "{{ range(40) | list }}"}
    steps: [make]
    artifacts: [{path: a}]
  u: {from: base, platforms: [linux/arm64], steps: [make], artifacts: [{path: a}]}
  v: {from: base, steps: [make]}
lanes: 4
"""
WHOLE = plan(SPEC)
NAMES = [cell.name for cell in WHOLE.manifest.cells]


def own(found: Plan) -> dict[str, Stage]:
    """The stages that are not the reserved targets."""
    return {stage.name: stage for stage in found.stages if not stage.name.endswith(("results", "everything"))}


def texts(found: Plan) -> set[str]:
    """The Dockerfile's own stages as they are written."""
    parts = dockerfile.render(found, scripts()).text.split("\n\n#")
    return {text for text in parts if not any(f"AS {name}" in text for name in ("results", "verdict", "cigen-"))}


def test_platforms__each_cell_is_in_one_part() -> None:
    parts = [of_platform(WHOLE, platform) for platform in WHOLE.workflow.platforms]

    assert WHOLE.workflow.platforms == ("linux/amd64", "linux/arm64")
    assert sorted(cell.name for one in parts for cell in one.manifest.cells) == sorted(NAMES)
    assert "v" in [cell.name for cell in parts[0].manifest.cells]
    assert "u-linux-arm64" in [cell.name for cell in parts[1].manifest.cells]


def test_platforms__each_stage_that_must_work_is_in_one_part() -> None:
    amd, arm = (own(of_platform(WHOLE, platform)) for platform in WHOLE.workflow.platforms)

    assert {"loose", "all"} <= set(amd) - set(arm)
    assert {"arm", "docs"} <= set(arm) - set(amd)
    assert amd.keys() | arm.keys() >= own(WHOLE).keys()


@settings(max_examples=15, deadline=None)
@given(st.sets(st.sampled_from(NAMES)), st.booleans())
def test_part__holds_what_the_whole_does_byte_for_byte(names: set[str], loose: bool) -> None:
    found = part(WHOLE, lambda cell: cell.name in names, loose=lambda _: loose)

    assert {cell.name for cell in found.manifest.cells} == names
    assert own(found).items() <= own(WHOLE).items()
    assert {one for one in texts(found) if " cells; the others" not in one} <= texts(WHOLE)
    origins = {stage.parent.name for stage in found.stages if stage.parent.is_stage}
    assert origins <= {stage.name for stage in found.stages}


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=len(NAMES), max_size=len(NAMES)), st.randoms())
def test_parts__their_manifests_make_the_whole_in_any_order(shares: list[int], random: object) -> None:
    owner = dict(zip(NAMES, shares, strict=True))
    manifests = [part(WHOLE, lambda cell, n=n: owner[cell.name] == n).manifest for n in range(4)]  # type: ignore[misc]
    random.shuffle(manifests)  # type: ignore[attr-defined]
    found = united(from_json(to_json(one)) for one in manifests)

    assert found is not None
    assert (found.tests, found.cells) == (WHOLE.manifest.tests, WHOLE.manifest.cells)
    assert all(is_of(found, one) for one in manifests)


def test_part__says_in_its_manifest_what_it_is_a_share_of() -> None:
    assert f'"whole": {len(NAMES)}, "tests"' in to_json(part(WHOLE, lambda cell: cell.name == "v").manifest)
    assert '"whole"' not in to_json(WHOLE.manifest)


def test_part__of_another_plan_is_not_united() -> None:
    one = part(WHOLE, lambda cell: cell.name == "v").manifest
    other = part(plan(SPEC.replace("range(40)", "range(39)")), lambda cell: cell.name != "v").manifest

    assert united([one, other]) == one
    assert not is_of(one, other)


def test_part__of_a_part_says_how_many_cells_the_whole_has() -> None:
    arm = of_platform(WHOLE, "linux/arm64")
    names = frozenset(cell.name for cell in arm.manifest.cells[:3])

    found = of_cells(arm, names, is_first=False)

    assert (len(found.manifest.cells), found.manifest.whole) == (3, len(NAMES))
    assert all(one.manifest.whole == len(NAMES) for one in split(arm, 3))
