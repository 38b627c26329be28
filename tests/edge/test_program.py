from __future__ import annotations

from pathlib import Path

from cigen.edge.program import said


def script(folder: Path, text: str) -> dict[str, str]:
    """An environment in which `it` is a script."""
    (folder / "it").write_text(f"#!/bin/sh\n{text}\n")
    (folder / "it").chmod(0o755)
    return {"PATH": f"{folder}:/usr/bin:/bin"}


def test_said__is_what_a_program_prints_in_its_folder(tmp_path: Path) -> None:
    environ = script(tmp_path, 'echo "$1"; pwd')
    assert said("it", "x", environ=environ, seconds=9, folder=tmp_path) == f"x\n{tmp_path}\n"


def test_said__is_nothing_where_it_is_not_there_refuses_or_does_not_end(tmp_path: Path) -> None:
    assert said("no-such-program", environ={"PATH": str(tmp_path)}, seconds=9) == ""
    assert said("it", environ=script(tmp_path, "echo x; exit 1"), seconds=9) == ""
    assert said("it", environ=script(tmp_path, "echo x; exec sleep 9"), seconds=0.2) == ""
