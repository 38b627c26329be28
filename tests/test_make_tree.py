"""The examples' own repositories are the same bytes each time, or a build would not find its cache."""

from __future__ import annotations

import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.e2e.engine import ROOT

EXAMPLE = ROOT / "examples/lock-matrix"


def tree(folder: Path) -> dict[str, bytes]:
    """What the script makes in a copy of the example."""
    folder.mkdir()
    for name in ("make-tree", "stack", "locks.txt"):
        shutil.copy(EXAMPLE / name, folder / name)
    subprocess.run([folder / "make-tree"], check=True, capture_output=True)
    return {path.name: path.read_bytes() for path in (folder / "tree").iterdir()}


def test_make_tree__many_at_once__all_are_the_same_bytes(tmp_path: Path) -> None:
    """With several threads git packs one in eight differently on a machine under load."""
    with ThreadPoolExecutor(8) as pool:
        first, *others = pool.map(tree, [tmp_path / str(number) for number in range(40)])
    assert sorted(first) == ["ocaml.bundle", "relocatable.bundle", "upstream.bundle"]
    assert [number for number, other in enumerate(others) if other != first] == []
