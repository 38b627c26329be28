"""What `--platform`, `--shard`, `--stages` and `--last` make of a project."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from cigen.edge.tarball import members
from cigen.errors import UsageError
from cigen.results.collected import collect
from cigen.results.last import Last
from cigen.work.parting import parted, stamp
from cigen.work.project import Project, open_project
from tests import factories
from tests.commandline import cigen, project

SPEC = """
stages: {base: {from: busybox, steps: [make]}, loose: {from: base, steps: [make loose]}}
tests:
  t: {from: base, platforms: [linux/amd64, linux/arm64], matrix: {n: [1, 2, 3]}, steps: [make]}
  u: {from: base, steps: [make]}
"""
SHA = "a" * 40


@pytest.fixture
def whole(tmp_path: Path) -> Project:
    return open_project(None, project(tmp_path, SPEC))


def cells(found: Project) -> list[str]:
    return [cell.name for cell in found.plan.manifest.cells]


def test_parted__nothing_asked_for_is_all_of_it(whole: Project) -> None:
    assert parted(whole, platform="", shard=None) is whole


@pytest.mark.parametrize("n", [1, 2, 3, 9])
def test_parted__every_cell_is_in_one_shard_of_its_platform(whole: Project, n: int) -> None:
    found = [
        parted(whole, platform=platform, shard=(number, n))
        for platform in whole.plan.workflow.platforms
        for number in range(1, n + 1)
    ]
    assert sorted(name for one in found for name in cells(one)) == sorted(cells(whole))
    parts = [one.planned.part for one in found]
    assert len({part.parts for part in parts if part}) == 1
    assert all(list(part.cells) == cells(one) for part, one in zip(parts, found, strict=True) if part)
    assert [part.name for part in parts if part][:1] == ["linux-amd64-s1"]
    assert sum("loose" in {stage.name for stage in one.plan.stages} for one in found) == 1


def test_parted__a_platform_alone_is_a_part_too(whole: Project) -> None:
    found = parted(whole, platform="linux/arm64", shard=None)
    assert found.planned.part is not None
    assert [name for name, _ in found.planned.part.parts] == ["linux-amd64", "linux-arm64"]
    assert list(found.planned.part.cells) == cells(found)


def test_parted__times_change_the_cut(whole: Project) -> None:
    slow = Last({f"t-{n}-linux-arm64": seconds for n, seconds in ((1, 1.0), (2, 2.0), (3, 100.0))})
    found = parted(whole, platform="linux/arm64", shard=(1, 2), last=slow)
    assert cells(found) == ["t-3-linux-arm64"]


def test_parted__the_cut_of_the_last_run_stays_while_it_fits(whole: Project) -> None:
    arm = tuple(f"t-{n}-linux-arm64" for n in (1, 2, 3))
    before = {"linux-arm64-s1": (arm[0], arm[2]), "linux-arm64-s2": (arm[1],)}

    def cut(seconds: tuple[float, ...], parts: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        last = Last(dict(zip(arm, seconds, strict=True)), parts=parts)
        part = parted(whole, platform="linux/arm64", shard=(1, 2), last=last).planned.part
        assert part is not None
        return {name: names for name, names in part.parts if name.startswith("linux-arm64")}

    assert cut((1.0, 2.05, 1.0), before) == before
    assert cut((1.0, 2.05, 1.0), {}) == {"linux-arm64-s1": (arm[1],), "linux-arm64-s2": (arm[0], arm[2])}
    assert cut((50.0, 1.0, 50.0), before) != before
    assert cut((1.0, 2.05, 1.0), {"linux-arm64-s1": arm[:1], "linux-arm64-s2": arm[1:2]}) != before
    assert cut((1.0, 2.05, 1.0), {"linux-arm64-s1": arm, "linux-arm64-s2": arm[1:2]}) != before


def test_parted__stages_have_no_cell(whole: Project) -> None:
    found = parted(whole, platform="linux/amd64", shard=None, stages=True)
    assert (cells(found), found.planned.part) == ([], None)
    assert "loose" not in {stage.name for stage in found.plan.stages}


def test_parted__a_platform_that_no_cell_has_is_refused(whole: Project) -> None:
    with pytest.raises(UsageError, match="--platform linux/s390x: no cell is for it, there are: linux/amd64"):
        parted(whole, platform="linux/s390x", shard=None)


@pytest.mark.parametrize("given", ["0/4", "5/4", "1", "1/0", "a/b", "1/257", "-1/4", "1/4/2", " 1/4", "1/4\n", "٣/4"])
def test_build__a_shard_that_can_not_be_is_bad_usage(given: str, tmp_path: Path) -> None:
    found = cigen("build", f"--shard={given}", cwd=project(tmp_path))
    assert found.code == 2
    assert "I/N is wanted, such as 2/4, the second of four: I from 1 to N, and N at most 256" in found.err


def test_build__stages_of_a_shard_are_bad_usage(tmp_path: Path) -> None:
    found = cigen("build", "--shard=1/2", "--stages", cwd=project(tmp_path))
    assert (found.code, "leave --shard out" in found.err) == (2, True)


def test_build__stages_that_are_to_run_again_are_bad_usage(tmp_path: Path) -> None:
    found = cigen("build", "--rerun=failed", "--stages", cwd=project(tmp_path))
    assert (found.code, "leave --rerun out" in found.err) == (2, True)


def test_build__times_that_are_not_there_are_bad_usage(tmp_path: Path) -> None:
    found = cigen("build", "--shard=1/2", "--last=none.json", cwd=project(tmp_path))
    assert found.code == 2
    assert found.err.startswith("cigen: --last none.json: can't be read")


def test_build__times_that_can_not_be_read_are_bad_usage(tmp_path: Path) -> None:
    folder = project(tmp_path, **{"last.json": '{"format": 99}'})
    found = cigen("build", "--shard=1/2", "--last=last.json", cwd=folder)
    assert (found.code, "--last last.json: format 99 is not known here" in found.err) == (2, True)


def test_stamp__says_in_the_results_what_they_are_a_part_of(whole: Project, tmp_path: Path) -> None:
    tar = tmp_path / "results.tar"
    found = parted(whole, platform="linux/amd64", shard=(1, 2))
    tar.write_bytes(factories.tar(factories.green(found.plan.manifest)))
    stamp(tar, found, found.pieces[0], {"GITHUB_SHA": SHA})
    read = collect(members(tar), "results.tar")
    assert read.problems == ()
    assert read.part is not None
    assert (read.part.name, read.part.shard, read.part.commit) == ("linux-amd64-s1", "1/2", SHA)
    assert read.part.plan == whole.plan.manifest


def test_stamp__leaves_the_results_of_the_whole_as_they_are(whole: Project, tmp_path: Path) -> None:
    tar = tmp_path / "results.tar"
    tar.write_bytes(b"anything")
    stamp(tar, whole, whole.pieces[0], {"GITHUB_SHA": SHA})
    assert tar.read_bytes() == b"anything"
