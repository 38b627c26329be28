"""`cigen doctor` at real engines: what it says of them, and that what it advises helps."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.command import Done, Folder
from tests.e2e.configured import configure
from tests.e2e.engine import Engine
from tests.e2e.remotebuildkit import NAME, remote_builder, with_builder
from tests.e2e.secondengine import SecondEngine, second_engine

pytestmark = pytest.mark.engine

MEGABYTES = 12
SPEC = """\
name: doctored
stages:
  base: {{from: busybox, network: none, steps: ["echo {mark} > /mark"]}}
tests:
  {test}:
    from: base
    network: none
    matrix: {{n: [1, 2, 3]}}
    steps: ["head -c 4000000 /dev/urandom > /noise"]
cache: {{image: "{image}"}}
"""


def folder_of(path: Path, engine: Engine) -> Folder:
    """A folder whose spec needs some megabytes, with cells and a cache image that nobody else has."""
    folder = Folder(path, engine)
    mark = uuid.uuid4().hex
    folder.spec(
        SPEC.format(mark=mark, test=f"cell-{mark[:8]}", image=f"{engine.env['CIGEN_TEST_REGISTRY']}/doctor/{mark[:8]}")
    )
    return folder


def line(done: Done, subject: str) -> str:
    """What was found about a subject, with what to do, on one line."""
    rows = re.findall(rf"^  (. {subject}  .*\n(?: {{6}}.*\n)*)", done.stdout, re.MULTILINE)
    assert len(rows) == 1, done.stdout
    return " ".join(rows[0].split())


@pytest.fixture(scope="module")
def second(engine: Engine) -> Iterator[SecondEngine]:
    with second_engine(engine) as found:
        yield found


def test_doctor__measures_what_a_spec_needs_where_it_was_built(engine: Engine, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, engine)
    image = re.findall(r'image: "(.*)"', (tmp_path / "cigen.yml").read_text())[0]

    before = folder.cigen("doctor")
    built = folder.cigen("build", "--cache-to", f"{image}:main")
    after = folder.cigen("doctor")

    assert (before.code, built.code, after.code) == (0, 0, 0), before.stdout + built.stderr
    assert "no cell of doctored is in it" in line(before, "cache")
    assert "nothing is there yet" in line(before, "shared cache")
    size = float(re.findall(r"3 of 3 cells of doctored are in it, with ([0-9.]+) MB", line(after, "cache"))[0])
    assert MEGABYTES < size < 8 * MEGABYTES
    assert re.search(r"layers, 1[2-9]\.\d MB; it needs no login", line(after, "shared cache"))
    assert "of the 1.0 MB that BuildKit reads" in line(after, "its index")
    assert "3 steps at once" in line(after, "parallelism")
    assert line(after, "image store").startswith("✓ image store containerd's")


def test_doctor__without_a_spec_looks_at_the_engine(engine: Engine, tmp_path: Path) -> None:
    done = Folder(tmp_path, engine).cigen("doctor")

    assert done.code == 0, done.stdout + done.stderr
    assert done.stdout.startswith("✓ default: all is well · driver docker\n")
    assert "parallelism" not in done.stdout


def test_doctor__looks_at_a_remote_builder(engine: Engine, tmp_path: Path) -> None:
    with remote_builder(engine) as far:
        done = folder_of(tmp_path, far).cigen("doctor", "--builder", NAME)

    assert done.code == 0, done.stdout + done.stderr
    assert f"{NAME}: " in done.stdout
    assert "driver remote" in done.stdout
    assert "entries" in line(done, "cache")
    assert "machine" not in done.stdout


def test_doctor__says_that_a_builder_is_not_started(engine: Engine, tmp_path: Path) -> None:
    idle = with_builder(engine, tmp_path, "docker-container")

    done = folder_of(tmp_path, idle).cigen("doctor", "--builder", NAME)

    assert done.code == 0, done.stdout + done.stderr
    assert f"`docker buildx inspect --bootstrap {NAME}` starts it" in line(done, "BuildKit")


def test_doctor__without_an_engine_says_what_to_do(engine: Engine, tmp_path: Path) -> None:
    done = folder_of(tmp_path, engine).cigen("doctor", DOCKER_HOST=f"unix://{tmp_path}/nobody.sock")

    assert (done.code, done.stdout) == (4, "")
    assert "no engine answers: start Docker" in done.stderr


def test_remedy__for_the_image_store_helps(second: SecondEngine, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, second.engine)
    configure(second, {"features": {"containerd-snapshotter": False}, "storage-driver": "vfs"})

    sick = folder.cigen("doctor")
    advice = line(sick, "image store")
    settings = json.loads(re.findall(r"put `(.*?)` into", advice)[0])
    configure(second, settings)
    well = folder.cigen("doctor")

    assert sick.code == 1
    assert "✗ image store vfs, which can't export a cache" in advice
    assert well.code == 0, well.stdout
    assert "containerd's" in line(well, "image store")


def test_remedy__for_eviction_helps(second: SecondEngine, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, second.engine)
    small = {"enabled": True, "defaultReservedSpace": "5MB", "defaultMaxUsedSpace": "5MB", "defaultMinFreeSpace": "1MB"}
    configure(second, {"builder": {"gc": small}})
    assert folder.cigen("build").code == 0

    sick = folder.cigen("doctor")
    advice = line(sick, "eviction")
    settings = json.loads(f"{{{re.findall(r'put `(.*?)` into', advice)[0]}}}")
    configure(second, settings)
    well = folder.cigen("doctor")

    assert sick.code == 1
    assert re.search(r"✗ eviction garbage collection keeps 5\.\d MB, doctored needs [0-9.]+ MB", advice)
    assert well.code == 0, well.stdout
    assert "keeps" in line(well, "eviction")
