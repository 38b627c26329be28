"""`cigen graph`."""

from __future__ import annotations

import json
import re
from argparse import Namespace
from pathlib import Path

import pytest

from cigen.work.parting import open_part
from tests.commandline import cigen, edge_in, project
from tests.conftest import Golden
from tests.graph.plans import FAN

ROOT = Path(__file__).parents[2]
TWO = """
stages: {x: {from: busybox, steps: [x]}, y: {from: busybox, steps: [y]}}
tests:
  t: {from: "{{ 'x' if w == 'a' else 'y' }}", matrix: {v: [1, 2, 3], w: [a, b]}, steps: [s]}
"""


def test_graph__is_text_by_default(tmp_path: Path) -> None:
    result = cigen("graph", cwd=project(tmp_path, FAN))
    assert result.code == 0
    assert result.out.startswith("fan · 6 cells of 1 test · 2 stages\n\n  base       3 steps · from busybox\n")


@pytest.mark.parametrize(("form", "start"), [("mermaid", "flowchart"), ("dot", 'digraph "fan"'), ("svg", "<svg ")])
def test_graph__in_other_forms(tmp_path: Path, form: str, start: str) -> None:
    assert cigen("graph", "--format", form, cwd=project(tmp_path, FAN)).out.startswith(start)


def test_graph__into_a_file(tmp_path: Path) -> None:
    folder = project(tmp_path, FAN)
    assert cigen("graph", "--format", "svg", "--output", "a.svg", cwd=folder).out == ""
    assert (folder / "a.svg").read_text() == cigen("graph", "--format", "svg", cwd=folder).out


def test_graph__every_cell_is_in_one_shard(tmp_path: Path) -> None:
    shown = cigen("graph", "--shards", "2", cwd=project(tmp_path, FAN)).out
    assert "3 cells, 6 steps, after base: t 1-a, 2-a, 3-a\n" in shown
    assert "3 cells, 6 steps, after base: t 1-b, 2-b, 3-b\n" in shown


def test_graph__with_the_times_of_the_last_run(tmp_path: Path) -> None:
    last = {"format": 1, "cells": {"t-2-b": 60, "t-1-a": 10}, "stages": {"base": 30}}
    folder = project(tmp_path, FAN, last=json.dumps(last))
    shown = cigen("graph", "--last", "last", cwd=folder).out
    assert "longest chain     1m 30s of 4 min: base 30 s → t-2-b 1 min → all\n" in shown
    assert "not measured      1 stage, counted as 0 s: all\n" in shown


@pytest.mark.parametrize("before", [{}, {"s1": ["t-1-b", "t-2-b", "t-3-b"], "s2": ["t-1-a", "t-2-a", "t-3-a"]}])
def test_graph__shards_are_those_that_are_built(tmp_path: Path, before: dict[str, list[str]]) -> None:
    """By times of stages, too, and with the cut of the last run where it stays."""
    last = {"cells": {f"t-{v}-{w}": 20 + v for v in (1, 2, 3) for w in "ab"}, "stages": {"x": 50, "y": 50}}
    folder = project(tmp_path, TWO, last=json.dumps({"format": 1, **last, "parts": before}))
    shown = cigen("graph", "--last=last", "--shards=2", cwd=folder).out
    args = Namespace(spec=None, platform=None, stages=False, last="last")
    for number in (1, 2):
        built = open_part(Namespace(**vars(args), shard=f"{number}/2"), edge_in(folder)).plan.manifest.cells
        names = [cell.name for cell in built]
        assert names == before.get(f"s{number}", [f"t-{v}-{'ab'[number - 1]}" for v in (1, 2, 3)])
        assert re.search(rf"\n    {number} .*: t {', '.join(name[2:] for name in names)}\n", shown)


def test_graph__times_of_another_spec_are_none(tmp_path: Path) -> None:
    folder = project(tmp_path, FAN, last='{"format": 1, "cells": {"other": 1}}', none='{"format": 1}')
    plain = cigen("graph", "--shards=2", cwd=folder).out
    assert cigen("graph", "--shards=2", "--last=last", cwd=folder).out == plain
    assert cigen("graph", "--shards=2", "--last=none", cwd=folder).out == plain


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--shards", "0"], 2, "--shards is a number from 1 to 256, found `0`"),
        (["--shards", "²"], 2, "--shards is a number"),
        (["--output", "no/such/file"], 2, "--output is a file in a folder that is there"),
        (["--output", "."], 2, "--output is a file"),
        (["--last", "none.json"], 2, "--last none.json: can't be read"),
        (["--last", "bad.json"], 2, "--last bad.json: it is no JSON"),
        (["--last", "report.json"], 2, "--last report.json: it is a report.json, name the last.json beside it"),
        (["--format", "png"], 2, ""),
    ],
)
def test_graph__says_what_it_can_not_do(tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    folder = project(tmp_path, FAN)
    (folder / "bad.json").write_text("{")
    (folder / "report.json").write_text('{"format": 1, "results": {"cells": []}}')
    result = cigen("graph", *arguments, cwd=folder)
    assert (result.code, result.out) == (code, "")
    assert words in result.err


def test_graph__a_broken_spec_is_explained(tmp_path: Path) -> None:
    assert cigen("graph", cwd=project(tmp_path, "tests: {}\n")).code == 3


def test_graph__an_image_in_the_lock_has_its_layers(tmp_path: Path) -> None:
    spec = "tests: {t: {from: busybox, steps: [a]}}\n"
    digest = "sha256:" + "0" * 64
    lock = f"version: 1\nimages:\n  busybox:\n    digest: {digest}\n    layers: 7\n"
    shown = cigen("graph", cwd=project(tmp_path, spec, **{"cigen.lock": lock})).out
    assert "layers            9 at most, in t (7 of them its image's)" in shown


def test_docs__the_page_shows_what_is_printed(golden: Golden) -> None:
    example, page = ROOT / "examples/install-matrix", ROOT / "docs/graph.md"
    blocks = {
        "text\n$ cigen graph --shards 3\n": cigen("graph", "--shards", "3", cwd=example).out,
        "mermaid\n": cigen("graph", "--format", "mermaid", cwd=example).out,
    }
    made = page.read_text()
    for opening, printed in blocks.items():
        before, found, after = made.partition(f"```{opening}")
        assert found
        made = f"{before}{found}{printed}{after[after.index('```') :]}"
    golden(page, made)
