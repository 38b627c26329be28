from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from cigen.doctor import reading
from cigen.doctor.examination import examine
from cigen.doctor.model import Builder, Disk, Facts, Finding, Level, Policy, Record, Shared, Subject
from cigen.doctor.text import render, worst
from tests.conftest import Golden
from tests.doctor import captured
from tests.runnercommands import commands

PAGE = Path(__file__).parents[2] / "docs/doctor.md"

BUILDER = Builder("default", "docker")
OK = Finding(Level.OK, "buildx", "0.29.1")
NOTE = Finding(Level.NOTE, "eviction", "garbage collection keeps 2.1 GB " * 4, "set `reservedSpace` " * 6)
PROBLEM = Finding(Level.PROBLEM, "image store", "overlay2", "put `{}` there")


def test_text__says_first_how_bad_it_is() -> None:
    heads = [render(BUILDER, found).text.splitlines()[0] for found in ((), (OK,), (OK, NOTE), (PROBLEM, NOTE, PROBLEM))]

    assert heads == [
        "✓ default: all is well · driver docker",
        "✓ default: all is well · driver docker",
        "! default: 1 note · driver docker",
        "✗ default: 2 problems, 1 note · driver docker",
    ]


def test_text__has_every_finding_with_what_to_do() -> None:
    assert render(BUILDER, (OK, PROBLEM)).text.splitlines()[1:] == [
        "",
        "  ✓ buildx       0.29.1",
        "  ✗ image store  overlay2",
        "                 → put `{}` there",
    ]


def test_text__keeps_to_the_width() -> None:
    lines = render(BUILDER, (OK, NOTE, PROBLEM), width=64).text.splitlines()

    assert max(map(len, lines)) <= 64
    assert len(lines) > 8


def test_text__lets_nobody_act_on_the_terminal() -> None:
    text = render(Builder("a\x1b[2J", "docker\n✓ fine"), (Finding(Level.OK, "x\x07", "y\x1b]0;z\x07"),)).text

    assert not [c for c in text if not c.isprintable() and c != "\n"]
    assert len(text.splitlines()) == 3


def test_text__gives_the_runner_no_command() -> None:
    found = (Finding(Level.OK, "x", f"{'y ' * 40} ::error::e ##[add-mask]e", "::add-mask::e"),)
    assert commands(render(Builder("::error::e", "##[error]e"), found, width=60).text) == []


def test_text__has_colours_where_they_show() -> None:
    assert "\x1b[31;1m✗\x1b[0m" in render(BUILDER, (PROBLEM,), colour=True).text
    assert "\x1b" not in render(BUILDER, (PROBLEM,)).text


def test_worst__is_the_level_that_decides() -> None:
    assert [worst(found) for found in ((), (OK,), (OK, NOTE), (NOTE, PROBLEM, OK))] == [
        Level.OK,
        Level.OK,
        Level.NOTE,
        Level.PROBLEM,
    ]


def test_text__on_the_page_is_what_is_printed(golden: Golden) -> None:
    cells = tuple(f"test-{number}" for number in range(26))
    made = [Record(name, ("base",), 0, f"exec /.cigen/record {name} 1 /bin/sh") for name in cells]
    builder = reading.builder(captured.INSPECT_DOCKER)
    node = replace(builder.nodes[0], policies=(Policy(most=2_100_000_000),))
    host = reading.host(captured.INFO.replace("+dfsg4", ""))
    facts = Facts(
        buildx="0.29.1",
        builder=replace(builder, nodes=(node,)),
        host=host,
        disk=Disk(271_000_000_000, 82_500_000_000),
        records=(*made, Record("base", size=5_300_000_000), Record("other", size=600_000_000)),
        subject=Subject("relocatable", cells),
        shared=(Shared("ghcr.io/o/r/cigen-cache:main", 212_000, 1_600_000_000, 214, ("gzip",), login=True),),
    )

    before, block, after = re.split(r"(?<=\$ cigen doctor\n)(.*?)(?=```)", PAGE.read_text(), flags=re.DOTALL)

    assert block.startswith("✗ default")
    golden(PAGE, f"{before}{render(facts.builder, examine(facts)).text}{after}")
