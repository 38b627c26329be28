"""Members and nodes: what needs what."""

from __future__ import annotations

from cigen.graph.members import Link, members, weights
from cigen.graph.nodes import nodes
from tests.graph.plans import FAN, drawn
from tests.planned import plan


def test_members__a_collector_needs_its_cells_and_not_the_stages_between() -> None:
    found = members(plan(FAN))
    assert dict(found["all"].needs) == {"base": Link.FROM} | {
        f"t-{v}-{w}": Link.COLLECT for v in (1, 2, 3) for w in "ab"
    }
    assert found["all"].into == "/out"


def test_members__the_stages_that_cigen_adds_are_there_if_asked_for() -> None:
    found = members(plan(FAN), internal=True)
    assert found["all"].needs == (("base", Link.FROM), ("cigen-collect-all", Link.COLLECT))
    assert {"results", "cigen-everything"} <= found.keys()


def test_members__only_steps_of_the_author_count() -> None:
    found = members(plan(FAN))
    assert [found[name].steps for name in ("base", "t-1-a", "all")] == [3, 2, 1]


def test_members__a_mount_is_a_need() -> None:
    spec = """
stages: {tools: {from: busybox, steps: [a]}}
tests: {t: {from: busybox, steps: [{run: b, mounts: [{type: bind, from: tools, target: /t}]}]}}
"""
    assert members(plan(spec))["t"].needs == (("tools", Link.COPY),)


def test_weights__a_stage_without_a_time_takes_none() -> None:
    found = weights(members(plan(FAN)), {"t-1-a": 4.0, "base": 3.0})
    assert (found["base"], found["all"]) == (3.0, 0.0)


def test_nodes__a_test_is_one_node_with_its_dimensions() -> None:
    found = nodes(members(plan(FAN)), plan(FAN).manifest)
    assert [(one.key, one.level, len(one.members)) for one in found] == [("base", 0, 1), ("t", 1, 6), ("all", 2, 1)]
    assert found[1].dimensions == (("v", 3), ("w", 2))


def test_nodes__every_cell_has_one_where_that_is_asked_for() -> None:
    assert [node.name for node in drawn(FAN, cells=True).nodes] == [
        "base",
        *(f"t-{v}-{w}" for v in (1, 2, 3) for w in "ab"),
        "all",
    ]


def test_nodes__a_test_that_needs_itself_by_way_of_a_stage_is_one_node_a_level() -> None:
    spec = """
stages: {s: {from: t-1, steps: [x]}}
tests: {t: {from: "{{ 'busybox' if v == 1 else 's' }}", matrix: {v: [1, 2, 3]}, steps: [a]}}
"""
    found = drawn(spec).nodes
    assert [(one.name, len(one.members), one.links) for one in found] == [
        ("t", 1, ()),
        ("s", 1, (("t/0", Link.FROM),)),
        ("t", 2, (("s", Link.FROM),)),
    ]
