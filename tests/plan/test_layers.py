"""Layers: what is counted, what is refused."""

from __future__ import annotations

from cigen.plan.layers import MOST_MOUNTED, refused, stacks
from cigen.plan.model import Copy, Onbuild, Pairs, Parent, Run, Stage, Words
from cigen.source import Position
from tests.planned import plan, planned

HERE = Position("cigen.yml", 5, 3)
RUN = Run(HERE, "s", "true", ("sh",))
PLAIN = Copy(HERE, ("a",), "/a")
LINKED = Copy(HERE, ("a",), "/a", link=True)


def _stage(name: str, parent: str, *lines: object, is_stage: bool = False) -> Stage:
    return Stage(name, Parent(parent, is_stage=is_stage), name, tuple(lines), HERE)  # type: ignore[arg-type]


def test_stacks__what_changes_files_is_a_layer_and_nothing_else() -> None:
    env, workdir, user = Pairs(HERE, "ENV", (("a", "b"),)), Words(HERE, "WORKDIR", ("/w",)), Words(HERE, "USER", ("u",))
    assert stacks([_stage("s", "scratch", RUN, env, PLAIN, user, workdir)], {})["s"].image == 3


def test_stacks__a_stage_stands_on_all_that_its_parents_stack() -> None:
    stages = [_stage("a", "scratch", RUN, RUN), _stage("b", "a", RUN, is_stage=True)]
    assert stacks(stages, {})["b"].image == 3


def test_stacks__an_image_counts_as_the_lock_says_and_as_one_where_it_is_silent() -> None:
    stages = [_stage("a", "busybox", RUN), _stage("b", "debian", RUN), _stage("c", "empty", RUN)]
    found = stacks(stages, {"debian": 7, "empty": 0})
    assert [(found[name].image, found[name].base) for name in "abc"] == [(2, -1), (8, 7), (2, -1)]


def test_stacks__linked_copies_that_follow_each_other_are_mounted_as_one() -> None:
    found = stacks([_stage("s", "scratch", LINKED, LINKED, RUN, LINKED, PLAIN, LINKED)], {})["s"]
    assert (found.image, found.mounted) == (6, 5)


def test_stacks__linked_copies_go_on_in_a_stage_that_starts_there() -> None:
    found = stacks([_stage("a", "scratch", LINKED), _stage("b", "a", LINKED, is_stage=True)], {})["b"]
    assert (found.image, found.mounted) == (2, 1)


def test_stacks__a_trigger_is_a_layer_of_the_stages_below() -> None:
    triggers = (Onbuild(HERE, "COPY . /src"), Onbuild(HERE, "env A=b"))
    found = stacks([_stage("a", "scratch", *triggers), _stage("b", "a", is_stage=True)], {})
    assert (found["a"].image, found["b"].image) == (0, 1)


def test_refused__no_more_layers_than_the_kernel_stacks() -> None:
    assert not refused([_stage("s", "scratch", *[RUN] * MOST_MOUNTED)], {})
    assert len(refused([_stage("s", "scratch", *[RUN] * (MOST_MOUNTED + 1))], {})) == 1


def test_refused__the_layers_of_a_known_image_count() -> None:
    stage = _stage("s", "big", *[RUN] * 450)
    assert not refused([stage], {"big": 50})
    assert "501 layers, 51 of them of its image" in refused([stage], {"big": 51})[0].message


def test_refused__a_thousand_linked_copies_are_fine() -> None:
    assert not refused([_stage("s", "scratch", *[LINKED] * 1000)], {})


def test_refused__only_the_first_of_a_chain_is_named() -> None:
    over = _stage("a", "scratch", *[RUN] * 501)
    assert len(refused([over, _stage("b", "a", RUN, is_stage=True)], {})) == 1


def test_build__a_cell_with_too_many_steps_is_refused_with_its_place() -> None:
    steps = ", ".join(["make"] * 501)
    _, problems = planned(f"tests:\n  t: {{from: busybox, steps: [{steps}]}}\n")
    assert [(one.rule, str(one.position)) for one in problems] == [("too-many-layers", "cigen.yml:2:3")]
    assert "put several commands into one `run`" in problems[0].message


def test_build__a_collector_of_many_cells_stacks_few_layers() -> None:
    spec = """
stages: {all: {from: busybox, collect: [t]}}
tests: {t: {from: busybox, matrix: {v: "{{ range(600) }}"}, steps: [a], artifacts: [{path: x}]}}
"""
    assert max(one.image for one in stacks(plan(spec).stages, {}).values()) == 16
