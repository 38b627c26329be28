"""Collectors: their shape, the account of it, and what is refused about artifacts."""

from __future__ import annotations

import pytest

from cigen.plan.collectors import FAN_IN
from cigen.plan.manifest import from_json, to_json
from cigen.plan.model import Copy
from tests.planned import plan, planned

SPEC = """
stages: {{all: {{from: busybox, collect: [t]{stage}}}}}
tests: {{t: {{from: busybox, matrix: {{v: "{{{{ range({cells}) }}}}"}}, steps: [a], artifacts: [{artifacts}]}}}}
"""


def _spec(cells: int = 2, artifacts: str = "{path: x.log}", stage: str = "") -> str:
    return SPEC.format(cells=cells, artifacts=artifacts, stage=stage)


def _problems(artifacts: str, stage: str = "") -> list[tuple[str, str]]:
    return [(one.rule, one.message) for one in planned(_spec(artifacts=artifacts, stage=stage))[1]]


@pytest.mark.parametrize(("cells", "stages", "levels"), [(1, 1, 1), (16, 1, 1), (17, 3, 2), (256, 17, 2), (257, 20, 3)])
def test_collectors__a_tree_is_as_high_as_it_has_to_be(cells: int, stages: int, levels: int) -> None:
    found = plan(_spec(cells)).collectors[0]
    assert (found.name, found.copies, len(found.stages), found.levels) == ("all", cells, stages, levels)
    assert found.fan_in <= FAN_IN
    assert (found.layers, found.base) == (2, -1)


@pytest.mark.parametrize("cells", [1, 16, 17, 300])
def test_collectors__every_artifact_is_copied_once_and_no_stage_has_more_than_its_share(cells: int) -> None:
    found = plan(_spec(cells))
    tree = [stage for stage in found.stages if stage.name in found.collectors[0].stages]
    copies = [line for stage in tree for line in stage.instructions if isinstance(line, Copy)]
    assert all(copy.link for copy in copies)
    assert sorted(copy.to for copy in copies if copy.to != "/") == sorted(f"/t-{n}/x.log" for n in range(cells))
    assert max(len(stage.instructions) for stage in tree) <= FAN_IN


def test_collectors__the_results_are_accounted_for_too() -> None:
    assert [one.name for one in plan(_spec(20)).collectors] == ["all", "results"]


@pytest.mark.parametrize(
    ("chown", "linked"), [("1000", True), ("1000:1000", True), ("opam", False), ("opam:1000", False), ("", True)]
)
def test_collection__only_numbers_are_linked(chown: str, linked: bool) -> None:
    stage = next(one for one in plan(_spec(stage=f", chown: '{chown}'" if chown else "")).stages if one.name == "all")
    copy = stage.instructions[0]
    assert isinstance(copy, Copy)
    assert (copy.link, copy.chown) == (linked, chown)


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("/x", "starts at the top"),
        ("../x", "climbs out"),
        ("a/../x", "climbs out"),
        ("x*", "holds `*`"),
        ("x[1]", "holds `[`"),
        (".", "names nothing"),
        ("$HOME", "holds '$'"),
        ('a"b', "holds '\"'"),
    ],
)
def test_artifacts__a_destination_that_the_engine_would_refuse_is_refused_first(to: str, words: str) -> None:
    problems = _problems(f"{{path: x, to: '{to}'}}")
    assert problems[0][0] == "bad-path"
    assert words in problems[0][1]


def test_artifacts__a_destination_is_looked_at_though_nobody_collects_it() -> None:
    spec = "tests: {t: {from: busybox, steps: [a], artifacts: [{path: x, to: /x}]}}"
    assert [one.rule for one in planned(spec)[1]] == ["bad-path"]


@pytest.mark.parametrize(
    "artifacts",
    [
        "{path: x, to: out}",
        "{path: x, to: ./out}",
        "{path: x.log, to: logs/}",
        "{path: '*/x.log', to: logs/}",
        "{path: a, to: '{{ cell }}/a'}, {path: b, to: '{{ cell }}//a'}",
        "{path: a.log, to: '{{ cell }}'}, {path: '*.txt', to: '{{ cell }}'}",
        "{path: a.log, to: '{{ cell }}'}, {path: b.log, to: '{{ cell }}/b.log'}",
    ],
)
def test_artifacts__two_at_one_place_are_refused(artifacts: str) -> None:
    assert [rule for rule, _ in _problems(artifacts)] == ["clashing-artifacts"]


@pytest.mark.parametrize(
    "artifacts",
    [
        "{path: x}",
        "{path: x/, to: out/}",
        "{path: '*.log', to: logs/}",
        "{path: _opam, to: '{{ cell }}'}, {path: log, to: '{{ cell }}/log'}",
        "{path: x.d/, to: '{{ cell }}'}, {path: log, to: '{{ cell }}/log'}",
        "{path: x, to: 'with space {{ v }}'}",
    ],
)
def test_artifacts__what_may_be_meant_is_left_alone(artifacts: str) -> None:
    assert not _problems(artifacts)


@pytest.mark.parametrize(
    ("stage", "rule"),
    [
        (", chown: 'a b'", "bad-owner"),
        (', chown: "a\\nUSER root"', "bad-owner"),
        (", into: ''", "bad-path"),
        (', into: "/x\\nRUN y"', "bad-path"),
        (", into: '/x*'", "bad-path"),
    ],
)
def test_collection__what_would_break_the_copy_is_refused(stage: str, rule: str) -> None:
    assert [found for found, _ in _problems("{path: x}", stage)] == [rule]


@pytest.mark.parametrize("option", ["into: /x", "chown: '1'"])
def test_collection__an_option_of_collecting_needs_something_to_collect(option: str) -> None:
    _, problems = planned(f"stages: {{s: {{from: busybox, {option}}}}}\ntests: {{t: {{from: s, steps: [a]}}}}")
    assert [one.rule for one in problems] == ["bad-option"]


def test_manifest__an_optional_artifact_is_marked_and_others_are_as_before() -> None:
    manifest = plan(_spec(artifacts="{path: a}, {path: b, optional: true}")).manifest
    assert from_json(to_json(manifest)) == manifest
    assert [one.optional for one in manifest.tests[0].artifacts] == [False, True]
    assert to_json(manifest).count('"optional"') == 1
