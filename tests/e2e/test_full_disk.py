"""Disks that are full: the engine's in the middle of a build, and the one that the report is written to.

Nothing that an engine without room made is kept as a result: once there is room, the next build makes it anew.
"""

from __future__ import annotations

import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.e2e.command import Done, Folder
from tests.e2e.engine import Engine, NoEngineError
from tests.e2e.halfdone import pausing, pausing_spec
from tests.e2e.secondengine import SecondEngine, second_engine

pytestmark = pytest.mark.engine

MEGABYTES = 64
DONE = {(f"t-{cell}", step) for cell in (1, 2) for step in (1, 2, 3, 4)}
"""The cells that do not pause."""
PAUSE = 15
"""Seconds that the other ones do, in which the disk is filled."""


@pytest.fixture
def small(engine: Engine) -> Iterator[SecondEngine]:
    """An engine with a disk of a few megabytes."""
    try:
        with second_engine(engine, megabytes=MEGABYTES) as started:
            yield started
    except NoEngineError as error:
        pytest.fail(str(error), pytrace=False)


def with_spec(engine: Engine, path: Path, run: str) -> Folder:
    folder = Folder(path, engine)
    folder.spec(pausing_spec("full", run))
    return folder


def fill(path: Path) -> None:
    """Write until there is no room."""
    with path.open("wb", buffering=0) as stream, suppress(OSError):
        while stream.write(bytes(4096)):
            pass


def assert_said(done: Done) -> None:
    """In one line with what to do, and with an exit code that is not the tests'; nothing is green."""
    assert done.code == 4, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("cigen: the build failed: ")
    assert line.endswith("; the engine's disk is full: make room, `docker buildx prune` drops its cache")
    assert done.report["verdict"] == "failed"


def test_disk__that_is_filled_from_outside_ends_the_build_and_spoils_no_later_one(
    small: SecondEngine, tmp_path: Path
) -> None:
    folder = with_spec(small.engine, tmp_path, "echo {{ n }} > /small")
    running = folder.start(*pausing(folder, PAUSE))
    running.wait_for_steps(DONE)
    filler = small.folder / "data/filler"
    fill(filler)
    assert_said(running.ended())
    assert_said(folder.cigen(*pausing(folder, 0)))

    filler.unlink()
    following = folder.cigen(*pausing(folder, 0))
    assert (following.code, following.steps & DONE) == (0, set()), following.stdout


def test_disk__that_a_step_fills_ends_the_build_and_there_is_room_again_without_the_cache(
    small: SecondEngine, tmp_path: Path
) -> None:
    fills = "test {{ n }} -lt 4 || dd if=/dev/zero of=/big bs=64k"
    folder = with_spec(small.engine, tmp_path, fills)
    assert_said(folder.cigen(*pausing(folder, PAUSE)))
    drop_cache(folder)
    folder.spec((folder.path / "cigen.yml").read_text().replace(fills, "echo small"))
    assert folder.cigen(*pausing(folder, 0)).code == 0


def drop_cache(folder: Folder) -> None:
    """The engine removes what the failed step wrote when it comes to it, and till then can't even note what to drop."""
    end = time.monotonic() + 30
    while (done := folder.docker("buildx", "prune", "--all", "--force")).returncode:
        assert time.monotonic() < end, done.stderr
        time.sleep(1)


@contextmanager
def tiny(place: Path) -> Iterator[Path]:
    """A folder with room for nearly nothing."""
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tiny", place], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


@pytest.mark.parametrize("leave", [0, 12, 40])
def test_output__that_has_no_room_is_said_once(engine: Engine, tmp_path: Path, leave: int) -> None:
    """`leave` is the room in KiB: for nothing, for the account, for most of the report."""
    folder = Folder(tmp_path, engine)
    folder.spec(f'name: small\ntests: {{t: {{from: busybox, steps: ["seq 4000; echo {uuid.uuid4()}"]}}}}\n')
    with tiny(tmp_path / "cigen-report") as place:
        fill(place / "filler")
        with (place / "filler").open("rb+") as stream:
            stream.truncate((64 - leave) * 1024 if leave else (place / "filler").stat().st_size)
        done = folder.cigen("build", "--quiet", "--option=--network=none")
        assert done.code == 4, done.stdout + done.stderr
        (line,) = done.stderr.splitlines()
        assert line.startswith("cigen: ")
        assert "No space left on device" in line
    assert folder.cigen("build", "--quiet", "--option=--network=none").code == 0
