"""Named contexts in real builds: a folder, an image, and one that stands in for a stage."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from tests.e2e.command import Folder
from tests.e2e.engine import Engine

pytestmark = pytest.mark.engine

SPEC = """name: contexts
let: {place: docs}
contexts:
  shared: ../{{ place }}
  tools: docker-image://busybox
stages:
  previous: {from: scratch}
tests:
  t:
    from: tools
    steps:
      - {copy: page, from: shared, to: /page}
      - {copy: /, from: previous, to: /previous}
      - {name: page, run: cat /page}
      - {name: previous, run: ls /previous}
"""


@pytest.fixture
def folder(engine: Engine, tmp_path: Path) -> Folder:
    """A spec in a folder of a repository, with another folder beside it."""
    for name in ("repository/.git", "repository/spec", "repository/docs", "elsewhere"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "repository/docs/page").write_text(f"page {uuid.uuid4()}\n")
    (tmp_path / "elsewhere/page").write_text("another page\n")
    folder = Folder(tmp_path / "repository/spec", engine)
    folder.spec(SPEC)
    return folder


def test_contexts__a_folder_and_an_image_are_what_the_spec_says(folder: Folder) -> None:
    done = folder.cigen("build")

    assert done.code == 0, done.stderr
    copies = [vertex.name for vertex in done.account("solve.jsonl") if "shared" in vertex.name]
    assert any("COPY --from=shared" in name for name in copies)


def test_contexts__a_change_in_the_folder_is_seen(folder: Folder) -> None:
    before = folder.cigen("build")
    again = folder.cigen("build")
    (folder.path.parent / "docs/page").write_text(f"page {uuid.uuid4()}\n")
    after = folder.cigen("build")

    assert (before.code, again.steps, after.steps) == (0, set(), {("t", 1), ("t", 2)})


def test_option__stands_in_for_a_stage_and_for_a_context_of_the_spec(folder: Folder) -> None:
    folder.spec(
        SPEC.replace("cat /page", "grep another /page").replace("ls /previous", "test -x /previous/bin/busybox")
    )
    without = folder.cigen("build")
    image = f"previous=docker-image://{folder.engine.env['CIGEN_TEST_REGISTRY']}/library/busybox"
    done = folder.cigen("build", CIGEN_BUILD_CONTEXT=f"{image}\nshared=../../elsewhere\n")

    assert without.code == 1
    assert done.code == 0, done.stdout


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("previous", "--build-context is NAME=VALUE, such as"),
        ("=x", "--build-context is NAME=VALUE, such as"),
        ("shared=../nowhere", "the context `shared` is `../nowhere`, no such folder is there"),
    ],
)
def test_option__that_can_not_be_read_is_said(folder: Folder, word: str, said: str) -> None:
    done = folder.cigen("build", "--build-context", word)

    assert done.code == 2
    assert done.stderr.startswith(f"cigen: {said}")


def test_contexts__a_folder_that_is_a_link_out_of_the_repository_is_refused(folder: Folder) -> None:
    (folder.path / "link").symlink_to(folder.path.parents[1] / "elsewhere")
    folder.spec(SPEC.replace("../{{ place }}", "link"))
    done = folder.cigen("build")

    assert done.code == 2
    assert done.stderr.startswith("cigen: the context `shared` is `link`, outside the repository: ")
