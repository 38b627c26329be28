from cigen.plan.manifest import Manifest
from cigen.plan.model import Gather, Pairs, Parent, Plan, Recorded, Run, Stage, Words, Workflow
from cigen.render.outline import outline
from cigen.source import Position

PLACE = Position("cigen.yml", 7)


def run(script: str, line: int = 7) -> Run:
    return Run(Position("cigen.yml", line), "", script, ("/bin/sh", "-e"))


BUSYBOX = Parent("busybox", is_stage=False)


def plan(*instructions: object, parent: Parent = BUSYBOX) -> Plan:
    stage = Stage("base", parent, "", instructions, PLACE)  # type: ignore[arg-type]
    return Plan("demo", "cigen.yml", (stage,), Manifest("demo", "cigen.yml", (), ()), Workflow("", ""))


def marks(*instructions: object) -> list[str]:
    return [mark for mark, _ in outline(plan(*instructions))["base"]]


def test_outline__numbers_what_buildkit_numbers_with_lines() -> None:
    env, workdir = Pairs(PLACE, "ENV", (("A", "1"),)), Words(Position("cigen.yml", 9), "WORKDIR", ("/x",))
    recorded = Recorded(run("make", 12), "t-1", 1)
    found = outline(plan(env, workdir, Words(PLACE, "USER", ("1",)), recorded, Gather("t-1", ())))
    assert [line for _, line in found["base"]] == [7, 9, 12, 0]
    from_stage = outline(plan(workdir, parent=Parent("base", is_stage=True)))
    assert [line for _, line in from_stage["base"]] == [9]
    assert outline(plan(workdir, parent=Parent("scratch", is_stage=False))) == from_stage


def test_outline__a_later_line_of_a_heredoc_is_part_of_the_mark() -> None:
    first, second = marks(run("set -e\necho 1\n")), marks(run("set -e\necho 2\n"))
    assert first[0] == second[0]
    assert first[1] != second[1]
    assert all(len(mark) == 16 for mark in first)


def test_outline__what_makes_no_vertex_is_part_of_the_next_one() -> None:
    env = Pairs(PLACE, "ENV", (("A", "1"),))
    assert marks(env, run("a"), run("b"))[2] == marks(run("a"), run("b"))[2]
    assert marks(env, run("a"))[1] != marks(run("a"))[1]
