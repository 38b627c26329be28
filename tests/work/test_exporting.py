"""What an export of the cache does before any registry is asked."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from cigen.plan.part import split
from cigen.rendered import RenderedFile
from cigen.results.model import Build
from cigen.work.exporting import INTERRUPTED, NOT_ENDED, Before, _before, _moved, export_cache
from cigen.work.parting import parted
from cigen.work.project import Piece, Planned, Project, open_project
from cigen.work.solving import Job, Solved
from tests.commandline import project
from tests.factories import rawjson, vertex
from tests.planned import plan

SPEC = "tests: {t: {from: busybox, matrix: {n: [1, 2]}, steps: [make]}}\n"
RAN = vertex("a", "[t-1 2/2] RUN make", started=1, completed=2, inputs=["sha256:b"])


class Interrupted:
    """Stands in for a Solver of two pieces, each of which the user interrupts."""

    def __init__(self, output: Path) -> None:
        whole = plan(SPEC)
        pieces = tuple(Piece(n, one, RenderedFile("Dockerfile", "")) for n, one in enumerate(split(whole, 2), 1))
        self.project = Project(Planned(whole, output, output, output / "cigen.lock"), pieces, ())
        self.args = Namespace(export_timeout=9)
        self.output = output
        self.solved: list[int] = []

    def solve(self, piece: Piece, _: Job) -> Solved:
        self.solved.append(piece.number)
        return Solved(Build(1.0, 0, 0, error="canceled", interrupted=True), ())

    def imports(self, _: Piece) -> tuple[str, ...]:
        return ()

    exports = imports

    def __getattr__(self, name: str) -> Any:
        return {"say": lambda _: None, "edge": Namespace(environ={}, cwd=self.output)}[name]


def told(*objects: dict[str, object], error: str = "") -> bytes:
    return rawjson(*objects, error=error)


def test_export__an_interrupt_ends_it_for_all_pieces(tmp_path: Path) -> None:
    solver: Any = Interrupted(tmp_path)
    assert export_cache(solver, Before(ran=True, imported=()), sure=True).error == INTERRUPTED
    assert solver.solved == [1]


def test_export__a_build_that_broke_is_not_done_once_more(tmp_path: Path) -> None:
    (tmp_path / "solve.jsonl").write_bytes(told(RAN, error="failed to solve: exit code: 3"))
    solver: Any = Interrupted(tmp_path)
    assert export_cache(solver, _before(tmp_path), sure=False).error == NOT_ENDED
    assert solver.solved == []


@pytest.mark.parametrize(
    ("broken", "whole", "ended"), [("", True, True), ("solve-2", True, False), ("rest", False, True)]
)
def test_before__what_broke_decides_what_can_be_written(tmp_path: Path, broken: str, whole: bool, ended: bool) -> None:
    for name in ("solve", "solve-2", "rest"):
        (tmp_path / f"{name}.jsonl").write_bytes(told(RAN, error="failed" if name == broken else ""))
    before = _before(tmp_path)
    assert (before.ran, before.whole, before.ended) == (True, whole, ended)


def test_moved__a_shard_with_a_cell_that_is_new_to_it_writes_its_cache(tmp_path: Path) -> None:
    whole = open_project(None, project(tmp_path, SPEC))
    shard = parted(whole, platform="", shard=(1, 2))
    own = shard.planned.part
    assert own is not None
    edge: Any = Namespace(cwd=tmp_path)

    def moved(found: Project, text: str) -> bool:
        (tmp_path / "last.json").write_text(text)
        return _moved(found, Namespace(last="last.json"), edge)

    same = {"format": 1, "cells": {own.cells[0]: 1.0}, "parts": {"s1": [*own.cells, "another"]}}
    other = {**same, "parts": {"s1": ["another"], "s2": [*own.cells]}}
    assert [moved(shard, json.dumps(tree)) for tree in (same, other, {"format": 1})] == [False, True, True]
    assert not moved(whole, json.dumps(other))
