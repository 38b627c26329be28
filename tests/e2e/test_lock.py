"""`cigen lock` with the real registry: a tag moves, the lock holds, `--update` lets go, and the build is green."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.e2e.command import Folder
from tests.e2e.engine import Engine

pytestmark = pytest.mark.engine

NAME = "cigen-test-lock"
SPEC = """\
name: lock
tests:
  seen:
    from: {image}
    matrix: {{n: [1, 2]}}
    steps: [cat /note]
workflow: {{enabled: false}}
"""


def push(folder: Folder, image: str, note: str) -> None:
    """An image with a note in it."""
    text = f"FROM busybox\nRUN echo {note} >/note\n"
    words = ("buildx", "build", "--network=none", "--provenance=false", f"--tag={image}", "--push", "-")
    done = folder.docker(*words, stdin=text.encode())
    assert done.returncode == 0, done.stderr.decode()


def test_lock__holds_an_image_whose_tag_moves(engine: Engine, tmp_path: Path) -> None:
    image = f"{engine.env['CIGEN_TEST_REGISTRY']}/{NAME}:{time.time_ns()}"
    (tmp_path / ".git").mkdir()
    folder = Folder(tmp_path, engine)
    push(folder, image, "first")
    folder.spec(SPEC.format(image=image))

    locked = folder.cigen("lock")
    assert locked.code == 0, locked.stderr
    assert f"locked: {image} sha256:" in locked.stdout
    assert "layers: 2\n" in (tmp_path / "cigen.lock").read_text()
    assert folder.cigen("lock", "--check").code == 0

    push(folder, image, "second")
    checked = folder.cigen("lock", "--check")
    assert checked.code == 1
    assert f"moved: {image} sha256:" in checked.stdout
    held = folder.cigen("build")
    assert held.code == 0, held.stderr
    assert held.text("logs/seen-1/01.log") == "first\n"

    moved = folder.cigen("lock", "--update", image)
    assert moved.stdout.splitlines() == [*checked.stdout.splitlines(), "cigen.lock: written"]
    assert folder.cigen("build").text("logs/seen-2/01.log") == "second\n"
