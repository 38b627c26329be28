"""Measures: width, depth, the longest chain, what nothing can run beside."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cigen.graph.drawing import drawing
from cigen.graph.measure import measure
from cigen.graph.members import Link, Member
from tests.graph.plans import CHAIN, FAN, drawn
from tests.planned import plan


def _graph(needs: list[list[int]], steps: list[int]) -> dict[str, Member]:
    found: dict[str, Member] = {}
    for number, (wanted, count) in enumerate(zip(needs, steps, strict=True)):
        links = tuple((str(need), Link.FROM) for need in wanted)
        level = max((found[str(need)].level + 1 for need in wanted), default=0)
        found[str(number)] = Member(str(number), "", count, "", "", "", links, level)
    return found


@st.composite
def _graphs(draw: st.DrawFn) -> dict[str, Member]:
    size = draw(st.integers(1, 9))
    needs = [draw(st.lists(st.integers(0, n - 1), unique=True, max_size=n)) if n else [] for n in range(size)]
    return _graph(needs, draw(st.lists(st.integers(1, 5), min_size=size, max_size=size)))


def _before(found: dict[str, Member], name: str) -> set[str]:
    return {one for need, _ in found[name].needs for one in (need, *_before(found, need))}


@given(_graphs())
def test_measure__agrees_with_the_definitions(found: dict[str, Member]) -> None:
    one = measure(found, {name: float(member.steps) for name, member in found.items()}, timed=False)
    chains = {name: found[name].steps for name in found}
    for name in found:
        chains[name] += max((chains[need] for need, _ in found[name].needs), default=0)
    assert one.longest == max(chains.values()) == sum(member.steps for member in one.path)
    assert all(above.name in dict(below.needs) for above, below in zip(one.path, one.path[1:], strict=False))
    before = {name: _before(found, name) for name in found}
    comparable = [name for name in found if all(o == name or o in before[name] or name in before[o] for o in found)]
    assert [member.name for member in one.alone] == comparable
    starts = {name: chains[name] - found[name].steps for name in found}
    moments = [sum(starts[name] <= t < chains[name] for name in found) for t in range(int(one.longest))]
    assert one.width == max(moments)


def test_measure__a_fan_is_as_wide_as_its_cells() -> None:
    one = drawn(FAN).measures
    assert (one.work, one.longest, one.width, one.depth, one.lanes) == (16, 6, 6, 3, 0)
    assert [member.name for member in one.path] == ["base", "t-1-a", "all"]
    assert [member.name for member in one.alone] == ["base", "all"]
    assert one.serial == 4


def test_measure__a_row_has_no_speed_up() -> None:
    one = drawn(CHAIN).measures
    assert (one.width, one.speedup) == (1, 1.0)
    assert len(one.alone) == 3


def test_measure__an_empty_stage_beside_the_first_takes_nothing_from_it() -> None:
    spec = FAN.replace("stages:", "stages:\n  none: {from: scratch}").replace(
        "three]}", "three, {copy: /x /, from: none}]}"
    )
    assert [member.name for member in drawn(spec).measures.alone] == ["base", "all"]


def test_measure__measured_times_choose_the_longest_chain() -> None:
    one = drawing(plan(FAN), seconds={"t-1-a": 1.0, "t-3-b": 9.0}).measures
    assert (one.timed, one.longest, one.path[1].name) == (True, 9.0, "t-3-b")
    assert one.work == 1 + 9


def test_measure__measured_stages_are_in_the_longest_chain() -> None:
    one = drawing(plan(FAN), seconds={"t-1-a": 1.0, "t-3-b": 9.0, "base": 3.0, "all": 0.5}).measures
    assert (one.longest, one.serial, one.work) == (12.5, 3.5, 13.5)


def test_measure__lanes_are_counted() -> None:
    assert drawn(FAN + "lanes: 2\n").measures.lanes == 2
