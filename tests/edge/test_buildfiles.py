from pathlib import Path

import pytest

from cigen.edge.buildfiles import growing, remove, temporary_folder
from cigen.errors import OutsideError


def test_growing__what_was_added_is_there_at_once(tmp_path: Path) -> None:
    path = tmp_path / "solve.jsonl"
    path.write_text("of an earlier build")
    with growing(path) as add:
        add(b"one\n")
        assert path.read_bytes() == b"one\n"
        add(b"")
        add(b"two\n")
    assert path.read_bytes() == b"one\ntwo\n"


def test_growing__full_disk_is_the_worlds_fault() -> None:
    with growing(Path("/dev/full")) as add, pytest.raises(OutsideError, match="/dev/full: can't be written: No space"):
        add(b"one\n")


def test_growing__place_that_can_not_be_written_is_the_worlds_fault(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="can't be written: Is a directory"), growing(tmp_path):
        pass


def test_remove__takes_what_is_there_and_minds_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    remove(tmp_path / "x")
    remove(tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_remove__folder_in_its_place_is_the_worlds_fault(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="can't be replaced"):
        remove(tmp_path)


def test_temporary_folder__is_gone_afterwards() -> None:
    with temporary_folder() as folder:
        (folder / "file").write_text("x")
    assert not folder.exists()


def test_temporary_folder__no_place_for_one_is_the_worlds_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    with pytest.raises(OutsideError, match="set TMPDIR to one that works"), temporary_folder():
        pass
