"""What collectors bring together on a real engine: places, owners, patterns, what may be missing."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from cigen.plan.layers import MOST_MOUNTED
from tests.e2e.command import Done, Folder
from tests.e2e.engine import Engine
from tests.planned import dockerfile

pytestmark = pytest.mark.engine

SPEC = """
name: collected
stages:
  base:
    from: busybox
    steps:
      - copy: /etc/passwd
        content: "root:x:0:0::/:/bin/sh\\nopam:x:1234:1234::/:/bin/sh\\n"
      - copy: /etc/group
        content: "root:x:0:\\nopam:x:1234:\\n"
  all: {{from: base, collect: [t], {into}}}
tests:
  t:
    from: base
    matrix: {{v: "{{{{ range({cells}) }}}}"}}
    steps:
      - workdir: /work
      - run: mkdir -p deep/er && echo {{{{ v }}}} | tee a.log b.log deep/er/c > 'with space.txt'
      - run: test {{{{ v }}}} != 0 || echo only > extra
    artifacts:
      - {{path: deep, to: "{{{{ cell }}}}/folder"}}
      - {{path: "*.log", to: "{{{{ cell }}}}/logs"}}
      - {{path: with space.txt, to: "texts/of {{{{ v }}}}.txt"}}
      - {{path: extra, to: "extra-{{{{ v }}}}", optional: true}}
"""
BROUGHT = {"t-{}/folder/er/c", "t-{}/logs/a.log", "t-{}/logs/b.log", "texts/of {}.txt"}


def _collected(engine: Engine, spec: str) -> dict[str, tarfile.TarInfo]:
    """What is in the stage `all`."""
    built = engine.build(dockerfile(spec), target="all")
    assert built.code == 0, built.log
    return built.members()


def _below(members: dict[str, tarfile.TarInfo], folder: str) -> dict[str, tarfile.TarInfo]:
    return {name.removeprefix(folder): one for name, one in members.items() if name.startswith(folder)}


@pytest.mark.parametrize("cells", [2, 9])
def test_collector__brings_everything_to_its_place(engine: Engine, cells: int) -> None:
    """2 cells of 4 artifacts are one stage, 9 a tree."""
    members = _below(_collected(engine, SPEC.format(cells=cells, into="into: /home/opam/out")), "home/opam/out/")
    files = {name for name, one in members.items() if one.isfile()}
    assert files == {name.format(v) for name in BROUGHT for v in range(cells)} | {"extra-0"}


@pytest.mark.parametrize(
    ("chown", "owner"), [("1234:1234", (1234, 1234)), ("opam", (1234, 1234)), ("opam:root", (1234, 0)), ("7", (7, 7))]
)
def test_collector__gives_everything_its_owner(engine: Engine, chown: str, owner: tuple[int, int]) -> None:
    members = _below(_collected(engine, SPEC.format(cells=2, into=f"into: /out, chown: '{chown}'")), "out/")
    assert {(one.uid, one.gid) for one in members.values() if one.isfile()} == {owner}


def test_report__an_optional_artifact_may_be_missing_and_another_may_not(engine: Engine, tmp_path: Path) -> None:
    folder = Folder(tmp_path, engine)
    folder.spec(SPEC.format(cells=2, into="into: /out"))
    green = folder.cigen("build", "--quiet", "--option=--network=none")
    assert green.code == 0, green.stderr
    assert [_paths(green, name) for name in ("t-0", "t-1")] == [
        ["deep", "*.log", "with space.txt", "extra"],
        ["deep", "*.log", "with space.txt"],
    ]
    folder.spec(SPEC.format(cells=2, into="into: /out").replace(", optional: true", ""))
    red = folder.cigen("build", "--quiet", "--option=--network=none")
    assert (red.code, red.cell("t-0")["outcome"], red.cell("t-1")["outcome"]) == (1, "passed", "error")


def _paths(done: Done, name: str) -> list[str]:
    return [artifact["path"] for artifact in done.cell(name)["artifacts"]]


def test_layers__the_kernel_mounts_no_more_than_are_allowed(engine: Engine) -> None:
    """An engine that has made many layers takes fewer, but none takes one more; a path that is cut off is not there."""
    copies = "".join(f"COPY <<E /r/{number}\n{number}\nE\n" for number in range(MOST_MOUNTED))
    built = engine.build(f"FROM busybox\n{copies}RUN true\n", output="type=cacheonly")
    assert built.code == 1
    reasons = ("mount options is too long", "err: invalid argument", "err: no such file or directory")
    assert "lowerdir=" in built.log or reasons[0] in built.log
    assert any(reason in built.log for reason in reasons)


def test_layers__linked_copies_are_mounted_as_one(engine: Engine) -> None:
    built = engine.build(
        "FROM busybox AS src\nRUN mkdir /o && for i in $(seq 140); do echo $i > /o/$i; done\nFROM busybox AS all\n"
        + "".join(f"COPY --link --from=src /o/{number} /r/{number}\n" for number in range(1, 141))
        + "RUN ls /r | wc -l > /n; sed -n 's/.*lowerdir=//p' /proc/mounts | head -n1 | tr ':' '\\n' | wc -l > /layers\n"
        "FROM scratch\nCOPY --from=all /n /layers /\n"
    )
    assert built.code == 0, built.log
    assert built.files()["n"] == b"140\n"
    assert int(built.files()["layers"]) < 5
