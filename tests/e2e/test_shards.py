"""A matrix in four shards on a real engine: together they are the whole, and what is missing or mixed is red."""

from __future__ import annotations

import json
import shutil
import uuid
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.command import Done, Folder
from tests.e2e.engine import Engine

pytestmark = pytest.mark.engine

SPEC = """
name: shards
defaults: {network: none}
stages:
  base: {from: busybox, steps: ["echo KEY > /base"]}
  left: {from: base, steps: ["echo left > /left"]}
  loose: {from: base, steps: ["echo loose"]}
  all: {from: scratch, collect: [t]}
tests:
  t:
    from: left
    matrix: {n: "{{ range(23) | list }}"}
    steps:
      - "test {{ n }} != 7 && echo {{ n }} > /a"
    artifacts: [{path: /a, to: "{{ n }}", optional: true}]
  last: {from: base, steps: [{copy: /a, to: /, from: t-3}, "test -s /a"]}
"""
COMMIT, OTHER = "a" * 40, "b" * 40
SHARDS = ("s1", "s2", "s3", "s4")


@pytest.fixture(scope="module")
def folder(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A spec that nobody has built before, its four shards built side by side, the second of another commit, too."""
    found = Folder(tmp_path_factory.mktemp("shards"), engine)
    found.spec(SPEC.replace("KEY", uuid.uuid4().hex))
    for number, name in enumerate(SHARDS, 1):
        built(found, name, f"{number}/4", COMMIT)
    built(found, "other", "2/4", OTHER)
    return found


def built(folder: Folder, output: str, shard: str, commit: str, *more: str) -> Done:
    return folder.cigen(
        "build", "--quiet", "--cache-from=none", f"--shard={shard}", f"--output={output}", *more, GITHUB_SHA=commit
    )


def outcomes(found: Any) -> dict[str, tuple[str, bool]]:
    return {cell["name"]: (cell["outcome"], cell["missing"]) for cell in found["results"]["cells"]}


def cells(folder: Folder, output: str) -> set[str]:
    return set(outcomes(json.loads((folder.path / output / "report.json").read_text())))


def test_shards__each_reports_its_own_cells_and_together_they_are_the_whole(folder: Folder) -> None:
    own = [cells(folder, name) for name in SHARDS]
    assert sum(map(len, own)) == len(set.union(*own)) == 24

    merged = folder.cigen("report", *SHARDS)
    whole = folder.cigen("build", "--quiet", "--cache-from=none")

    assert merged.code == whole.code == 1
    assert outcomes(merged.report) == outcomes(whole.report)
    assert merged.report["totals"] == whole.report["totals"]
    assert merged.report["problems"] == []
    assert whole.steps == set(), "the engine had all of it from the shards, so their cache keys are the same"


def test_shards__a_lost_one_is_red_and_names_its_cells(folder: Folder) -> None:
    lost = cells(folder, "s3")
    found = folder.cigen("report", "s1", "s2", "s4")

    assert found.code == 1
    assert {name for name, (_, missing) in outcomes(found.report).items() if missing} == lost
    reason = found.report["problems"][0]["reason"]
    assert "part `s3` of 4 did not arrive" in reason
    assert all(name in reason for name in lost)
    assert found.report["cells"]["total"] == 24


def test_shards__one_of_another_commit_is_red(folder: Folder) -> None:
    found = folder.cigen("report", "s1", "other", "s3", "s4")

    assert found.code == 1
    assert "is of commit bbbbbbbbbbbb" in found.report["problems"][0]["reason"]
    assert {name for name, (_, missing) in outcomes(found.report).items() if missing} == cells(folder, "s2")


def test_shards__one_that_came_twice_is_red(folder: Folder) -> None:
    found = folder.cigen("report", "s1", "s2", "s3", "s4", "s4/../other")
    assert found.code == 1
    shutil.copytree(folder.path / "s1", folder.path / "again", dirs_exist_ok=True)
    found = folder.cigen("report", *SHARDS, "again")
    assert "part `s1` is in " in found.report["problems"][0]["reason"]


def test_shards__an_empty_one_is_green_and_says_so(engine: Engine, tmp_path: Path) -> None:
    folder = Folder(tmp_path, engine)
    folder.spec('tests: {unit: {from: busybox, network: none, steps: ["true"]}}')
    empty, full = built(folder, "s2", "2/2", COMMIT), built(folder, "s1", "1/2", COMMIT)

    assert (empty.code, full.code) == (0, 0)
    assert "no cell is in this part" in empty.stdout
    both = folder.cigen("report", "s1", "s2")
    assert (both.code, both.report["cells"]["total"]) == (0, 1)
    alone = folder.cigen("report", "s2")
    assert (alone.code, alone.report["cells"]["missing"]) == (1, 1)


def test_stages__builds_what_cells_stand_upon_and_nothing_else(engine: Engine, tmp_path: Path) -> None:
    folder = Folder(tmp_path, engine)
    folder.spec(SPEC.replace("KEY", uuid.uuid4().hex))
    stages = folder.cigen("build", "--stages", "--cache-from=none")

    assert (stages.code, stages.runs) == (0, {"base", "left"})
    assert "report.json" not in stages.files
    assert "2 steps ran" in stages.stdout
    built(folder, "cigen-report", "1/4", COMMIT)
    shard = Done(0, "", "", folder._files())
    assert not {"base", "left"} & shard.runs


def test_stages__a_failing_one_ends_with_its_log(engine: Engine, tmp_path: Path) -> None:
    folder = Folder(tmp_path, engine)
    folder.spec(SPEC.replace("echo KEY > /base", f"echo {uuid.uuid4().hex}; echo why; exit 3"))
    found = folder.cigen("build", "--stages", "--cache-from=none")

    assert found.code == 1
    assert "why" in found.stdout
    assert found.report["build"]["broken"]["stage"] == "base"
