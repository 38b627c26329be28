import os
from pathlib import Path

import pytest

from cigen.edge import files
from cigen.edge.tarball import members
from cigen.errors import OutsideError
from cigen.rendered import RenderedFile
from tests import factories


def test_write__makes_the_folders_and_leaves_nothing_else(tmp_path: Path) -> None:
    assert files.write(RenderedFile("a/b.txt", "é\n"), tmp_path).read_bytes() == "é\n".encode()
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b.txt"]


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/etc/x", "", "a\\..\\x", "a\0b"])
def test_write__refuses_to_leave_its_folder(tmp_path: Path, path: str) -> None:
    with pytest.raises(OutsideError, match="refused"):
        files.write(RenderedFile(path, "x"), tmp_path)


def test_write__refuses_to_leave_its_folder_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/logs").symlink_to(tmp_path)
    with pytest.raises(OutsideError, match="refused"):
        files.write(RenderedFile("logs/x", "x"), tmp_path / "out")


def test_write__a_failure_leaves_the_old_file(tmp_path: Path) -> None:
    files.write(RenderedFile("a", "old"), tmp_path)
    (tmp_path / "b").mkdir()
    with pytest.raises(OutsideError):
        files.write(RenderedFile("b", "new"), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_write__text_that_is_no_unicode_is_shown(tmp_path: Path) -> None:
    assert files.write(RenderedFile("a", "x\udc80"), tmp_path).read_text() == "x\\udc80"


def test_read_if_there__is_none_only_where_there_is_nothing(tmp_path: Path) -> None:
    assert files.read_if_there(tmp_path / "a") is None
    (tmp_path / "a").write_bytes(b"\xff")
    with pytest.raises(OutsideError, match="UTF-8"):
        files.read_if_there(tmp_path / "a")


def test_expand__takes_paths_as_they_stand_and_globs_where_there_is_none(tmp_path: Path) -> None:
    for name in ("a.xml", "b.xml", "[x].xml"):
        (tmp_path / name).touch()
    assert files.expand(["[x].xml", "?.xml", "a.xml"], tmp_path) == tuple(
        tmp_path / name for name in ("[x].xml", "a.xml", "b.xml")
    )
    with pytest.raises(OutsideError, match="no such file"):
        files.expand(["z*"], tmp_path)


def test_expand__any_depth_is_any_depth_and_links_in_a_circle_end(tmp_path: Path) -> None:
    for name in ("a.xml", "d/b.xml", "d/e/c.xml", "d/e/c.txt", "[f]/e/d.xml", ".hidden/x.xml", "g/.h/y.xml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    for name in ("here", "there", "d/up"):
        (tmp_path / name).symlink_to(tmp_path)

    def found(pattern: str) -> list[str]:
        return [str(path.relative_to(tmp_path)) for path in files.expand([pattern], tmp_path)]

    assert found("**/*.xml") == ["[f]/e/d.xml", "a.xml", "d/b.xml", "d/e/c.xml"]
    assert found("d/**/*.xml") == found(f"{tmp_path}/d/**/*.xml") == ["d/b.xml", "d/e/c.xml"]
    assert found("**/e/**/*.xml") == ["[f]/e/d.xml", "d/e/c.xml"]
    assert found("d/e/**") == ["d/e/c.txt", "d/e/c.xml"]
    assert found("there/d/**/c.*") == ["there/d/e/c.txt", "there/d/e/c.xml"]


def test_regular_files__links_pipes_and_links_to_folders_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d/b").touch()
    (tmp_path / "a").touch()
    (tmp_path / "link").symlink_to("a")
    (tmp_path / "folder").symlink_to("d")
    os.mkfifo(tmp_path / "pipe")
    assert [str(path.relative_to(tmp_path)) for path in files.regular_files(tmp_path)] == ["a", "d/b"]


def test_extract_logs__writes_every_log_and_nothing_else(tmp_path: Path) -> None:
    tar = tmp_path / "x.tar"
    tar.write_bytes(
        factories.tar(
            {
                "cells/a/1.log": b"one",
                "cells/a/12.attempt-1.log": b"twelve",
                "cells/a/12.earlier.log": b"before",
                "cells/a/1.result": b"x",
                "cells/../../9.log": b"evil",
                "cells/../9.log": b"evil",
                "cells/a/01.log": b"double",
                "logs/a/5.log": b"elsewhere",
            }
        )
    )
    files.extract_logs(members(tar), tmp_path / "out")
    found = {
        str(path.relative_to(tmp_path / "out")): path.read_bytes() for path in files.regular_files(tmp_path / "out")
    }
    assert found == {"logs/a/01.log": b"one", "logs/a/12.attempt-1.log": b"twelve", "logs/a/12.earlier.log": b"before"}
    assert {path.name for path in tmp_path.iterdir()} == {"x.tar", "out"}


def test_extract_logs__a_truncated_archive_gives_what_it_has(tmp_path: Path) -> None:
    tar = tmp_path / "x.tar"
    tar.write_bytes(factories.tar({"cells/a/1.log": b"one", "cells/a/2.log": b"x" * 2000})[:2048])
    files.extract_logs(members(tar), tmp_path)
    assert (tmp_path / "logs/a/01.log").read_bytes() == b"one"
    assert not (tmp_path / "logs/a/02.log").exists()
