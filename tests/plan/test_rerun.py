"""Plans in which cells start anew: what is cut where, and that nothing else is written otherwise."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cigen.plan.model import Gather, Instruction, Onbuild, Plan, Recorded, Stage
from cigen.plan.part import split
from cigen.plan.rerun import rerun, uncached
from cigen.render import dockerfile
from cigen.work.project import scripts
from tests.planned import plan

SPEC = """
stages:
  base: {from: busybox, steps: [make base]}
tests:
  t:
    from: base
    matrix: {n: "{{ range(6) | list }}"}
    steps:
      - make a
      - {copy: x /x, from: base}
      - env: {A: b}
      - make b
      - {run: make clean, always: true}
    artifacts: [{path: a}]
lanes: 2
"""
WHOLE = plan(SPEC)
NAMES = [cell.name for cell in WHOLE.manifest.cells]


def stage(found: Plan, name: str) -> Stage:
    return next(stage for stage in found.stages if stage.name == name)


def steps(instructions: tuple[Instruction, ...]) -> list[int]:
    return [one.number for one in instructions if isinstance(one, Recorded)]


def test_rerun__a_cell_is_what_passed_and_the_rest() -> None:
    again = rerun(WHOLE, {"t-2": 2})

    done, rest = stage(again, "cigen-done-t-2"), stage(again, "t-2")
    assert (done.parent, done.cell, steps(done.instructions)) == (stage(WHOLE, "t-2").parent, "", [1])
    assert (rest.parent.name, rest.parent.is_stage, rest.cell) == ("cigen-done-t-2", True, "t-2")
    assert steps(rest.instructions) == [2, 3]
    assert done.instructions + rest.instructions == stage(WHOLE, "t-2").instructions


def test_rerun__from_the_first_step_runs_all_that_is_recorded() -> None:
    again = rerun(WHOLE, {"t-0": 1})

    assert steps(stage(again, "cigen-done-t-0").instructions) == []
    assert steps(stage(again, "t-0").instructions) == [1, 2, 3]


def test_rerun__a_step_that_the_cell_has_not_means_the_next_one() -> None:
    text = SPEC.replace("- make b", "- {run: make b, when: n != 3}")

    again = rerun(plan(text), {"t-3": 2})

    assert steps(stage(again, "t-3").instructions) == [3]


def test_rerun__behind_the_last_step_the_cell_is_looked_at_again() -> None:
    rest = stage(rerun(WHOLE, {"t-3": 9}), "t-3")

    assert [type(one) for one in rest.instructions] == [Gather]


def test_rerun__onbuild_stays_where_nothing_starts_from_it() -> None:
    one = stage(WHOLE, "t-1")
    trigger = Onbuild(one.position, "RUN make")
    given_ = replace(WHOLE, stages=(replace(one, instructions=(trigger, *one.instructions)),))

    again = rerun(given_, {"t-1": 2})

    assert trigger not in stage(again, "cigen-done-t-1").instructions
    assert stage(again, "t-1").instructions[0] == trigger


def test_rerun__names_the_stages_without_cache_in_their_order() -> None:
    again = rerun(WHOLE, {"t-4": 1, "t-1": 2})

    assert uncached(again, ["t-4", "t-1", "gone"]) == ("t-1", "t-4")


def test_rerun__a_cell_of_another_piece_is_none_of_ours() -> None:
    first, second = split(WHOLE, 2)

    assert rerun(first, {"t-5": 2}) == first
    assert stage(rerun(second, {"t-5": 2}), "cigen-done-t-5")
    assert uncached(first, ["t-5"]) == ()


def lines(found: Plan) -> list[str]:
    """The instructions of a Dockerfile, without those that name its stages, and without words to people."""
    text = dockerfile.render(found, scripts()).text
    return [line for line in text.splitlines() if line and not re.match(r"FROM|# ", line)]


@given(st.dictionaries(st.sampled_from(NAMES), st.integers(1, 5)))
def test_rerun__every_instruction_stands_as_it_stood(starts: dict[str, int]) -> None:
    again = rerun(WHOLE, starts)

    assert lines(again) == lines(WHOLE)
    assert again.manifest == WHOLE.manifest
    assert len(again.stages) == len(WHOLE.stages) + len(starts)
