"""What a red run is worth: 26 cells of which one fails, then one commit that mends it, built on a fresh engine.

Beside cigen the same steps in a plain multi-stage Dockerfile, with the same registry cache in `mode=max`: a build that
fails exports nothing, so the next machine begins at the beginning. Usage: `python3 -m bench.red_run [TURNS]`, from the
top folder, as root, with the engine of `scripts/engine up`; TURNS is how long a step's loop is, 0 for none.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.e2e.command import Done, Folder
from tests.e2e.engine import Engine, find_engine
from tests.e2e.secondengine import second_engine

CELLS = 26
BROKEN = 7
TURNS = 200_000
LOOP = "i=0; while [ $i -lt {turns} ]; do i=$((i+1)); done"
PREPARE = ("echo {unique} {n}", LOOP)
CHANGED = ("echo {commit} | tee commit", f"{LOOP}; seq 1000", f"{LOOP}; grep -q good commit")
STAGES = 2
"""RUNs of the stage that all cells start from."""


@dataclass(frozen=True, slots=True)
class Case:
    """What the steps are made of; `mended` says whether the one commit is there."""

    unique: str
    turns: int
    mended: bool

    def steps(self, cell: int) -> list[str]:
        """The shell words of a cell's steps."""
        values = {"unique": self.unique, "n": cell, "commit": self._commit(cell), "turns": self.turns}
        return [step.format(**values) for step in (*PREPARE, *CHANGED)]

    @property
    def base(self) -> list[str]:
        """The steps of the stage beneath all cells."""
        return [f"echo {self.unique}", LOOP.format(turns=self.turns)]

    def _commit(self, cell: int) -> str:
        return "bad" if cell == BROKEN and not self.mended else f"good-{cell}"

    def spec(self) -> str:
        """The steps as a spec of cigen's, with a matrix over the commits."""
        commits = list(map(self._commit, range(CELLS)))
        steps = [step.format(unique=self.unique, n="{{ n }}", commit="{{ commits[n] }}", turns=self.turns)
                 for step in (*PREPARE, *CHANGED)]  # fmt: skip
        return (
            f'name: red\nlet: {{commits: "{{{{ {commits} }}}}"}}\n'
            f"stages:\n  base:\n    from: busybox\n    steps:\n{_items(self.base)}"
            f'tests:\n  t:\n    from: base\n    matrix: {{n: "{{{{ range({CELLS}) }}}}"}}\n    steps:\n{_items(steps)}'
        )

    def dockerfile(self) -> str:
        """The same as people write it: a stage a cell, and one that needs them all."""
        lines = ["FROM busybox AS base", *(f"RUN {step}" for step in self.base)]
        for cell in range(CELLS):
            lines += [f"FROM base AS t-{cell}", *(f"RUN {step}" for step in self.steps(cell))]
        copies = (f"COPY --from=t-{cell} /commit /commits/{cell}" for cell in range(CELLS))
        return "\n".join([*lines, "FROM scratch AS results", *copies, ""])


@dataclass(frozen=True, slots=True)
class Run:
    """One build: its exit code, the cells' and the stage's RUNs it executed as (stage, RUN), its seconds."""

    code: int
    executed: frozenset[tuple[str, str]]
    seconds: float


@dataclass(frozen=True, slots=True)
class Measured:
    """The red run, and the mended one on a fresh engine."""

    red: Run
    mended: Run


def measure(first: Engine, turns: int) -> dict[str, Measured]:
    """Every way in turn, each with two fresh engines that share only the registry."""
    ways: dict[str, Callable[[Engine, Case, str, Path], Run]] = {"cigen": by_cigen, "plain Dockerfile": by_hand}
    return {name: _measure(first, build, turns) for name, build in ways.items()}


def _measure(first: Engine, build: Callable[[Engine, Case, str, Path], Run], turns: int) -> Measured:
    unique = uuid.uuid4().hex
    cache = f"{first.env['CIGEN_TEST_REGISTRY']}/red-run/cache:{unique}"
    runs = []
    for mended in (False, True):
        with second_engine(first) as engine, TemporaryDirectory() as folder:
            runs.append(build(engine.engine, Case(unique, turns, mended), cache, Path(folder)))
    return Measured(*runs)


def by_cigen(engine: Engine, case: Case, cache: str, path: Path) -> Run:
    """`cigen build`, which records a failing step and exports what it built."""
    folder = Folder(path, engine)
    folder.spec(case.spec())
    begun = time.perf_counter()
    words = (f"--cache-from={cache}", *(() if case.mended else (f"--cache-to={cache}",)))
    done = folder.cigen("build", "--quiet", "--option=--network=none", *words)
    return _run(done, time.perf_counter() - begun)


def by_hand(engine: Engine, case: Case, cache: str, path: Path) -> Run:
    """`docker buildx build` with a cache to read and one to write."""
    (path / "Dockerfile").write_text(case.dockerfile())
    command = ["docker", "buildx", "build", "--progress=rawjson", "--network=none", "--provenance=false"]
    command += ["--output=type=local,dest=out", f"--cache-from=type=registry,ref={cache}"]
    command += [f"--cache-to=type=registry,ref={cache},mode=max,image-manifest=true,oci-mediatypes=true", "."]
    begun = time.perf_counter()
    done = subprocess.run(command, cwd=path, env=dict(engine.env), capture_output=True, timeout=900)
    return _run(Done(done.returncode, "", "", {"solve.jsonl": done.stderr}), time.perf_counter() - begun)


def _run(done: Done, seconds: float) -> Run:
    ran = (vertex for vertex in done.executed if vertex.instruction == "RUN" and not vertex.error)
    return Run(done.code, frozenset((vertex.stage, vertex.name) for vertex in ran), seconds)


def _items(steps: list[str]) -> str:
    return "".join(f"      - {_quoted(step)}\n" for step in steps)


def _quoted(step: str) -> str:
    return '"' + step.replace("\\", "\\\\").replace('"', '\\"') + '"'


def table(measured: dict[str, Measured], turns: int) -> str:
    """The numbers, and the ratio that is the point."""
    cigen, plain = measured["cigen"].mended, measured["plain Dockerfile"].mended
    rows = [
        f"{name:18} {len(one.red.executed):8} {one.red.seconds:9.1f} {len(one.mended.executed):14} "
        f"{one.mended.seconds:9.1f}"
        for name, one in measured.items()
    ]  # fmt: skip
    steps = len(plain.executed) / len(cigen.executed)
    return "\n".join([
        f"{CELLS} cells of {len(PREPARE) + len(CHANGED)} steps, one fails; then one commit mends it, on a fresh engine "
        f"({turns:,} turns a loop, {os.cpu_count()} processors)",
        f"{'':18} {'red: RUNs':>8} {'seconds':>9} {'mended: RUNs':>14} {'seconds':>9}",
        *rows,
        f"the mended run executes {steps:.0f} times fewer steps and takes {plain.seconds / cigen.seconds:.1f} times "
        "less time",
        "",
    ])  # fmt: skip


def main(turns: int = TURNS) -> None:
    """Measure, print and keep."""
    text = table(measure(find_engine(), turns), turns)
    print(text, end="")
    out = Path(__file__).parent / "out"
    out.mkdir(exist_ok=True)
    (out / "red_run.txt").write_text(text)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
