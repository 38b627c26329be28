"""What a cache of all steps costs and gives beside one of shared stages only; run by `python -m bench.worth_keeping`.

A stage that takes 100 MB and 5 s, and 26 cells of 30 MB upon it. For `keep: all` and for `keep: stages`: bytes and
seconds of the export, then what a fresh engine that reads it executes, unchanged and with one cell changed, and in what
time. It needs root and the engine of `scripts/engine up`, as each reading is done by a further engine beside it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import uuid
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.e2e.engine import Engine, find_engine
from tests.e2e.secondengine import second_engine

CELLS, MEGABYTES = 26, 30
SPEC = """name: worth-keeping
cache: {{keep: {keep}}}
stages:
  tools: {{from: busybox, steps: ["echo {unique}; dd if=/dev/urandom of=/tools bs=1048576 count=100; sleep 5"]}}
tests:
  t:
    from: tools
    matrix: {{n: [{numbers}]}}
    steps: ["dd if=/dev/urandom of=/big bs=1048576 count={megabytes}; echo {unique} {{{{ n }}}}", "echo {last}"]
"""


def main() -> None:
    """Measure both, and print."""
    engine = find_engine()
    print(f"{CELLS} cells of {MEGABYTES} MB upon a stage of 100 MB and 5 s")
    print("keep        export  seconds  unchanged: RUNs  seconds  one changed: RUNs  seconds")
    for keep in ("all", "stages"):
        unique = str(uuid.uuid4())
        reference = f"{engine.env['CIGEN_TEST_REGISTRY']}/bench/worth-keeping-{uuid.uuid4().hex[:12]}:main"
        written, _ = build(engine, spec(keep, unique), f"--cache-to={reference}")
        export = written["build"]["export"]
        row = [f"{export['bytes'] / 1e6:7.0f} MB", f"{export['seconds']:8.1f}"]
        for last in ("done", "{{ 'changed' if n == 25 else 'done' }}"):
            with second_engine(engine) as fresh:
                report, seconds = build(fresh.engine, spec(keep, unique, last), f"--cache-from={reference}")
            row.append(f"{report['build']['ran']:{16 if last == 'done' else 18}} {seconds:8.1f}")
        print(f"{keep:7} {' '.join(row)}", flush=True)


def build(engine: Engine, text: str, *options: str) -> tuple[Any, float]:
    """The report of a build, and how long it took to its verdict."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "cigen.yml").write_text(text)
        command = [str(Path(sys.executable).parent / "cigen"), "build", "--quiet", "--option=--network=none", *options]
        begun = time.monotonic()
        with subprocess.Popen(command, cwd=folder, env=dict(engine.env), stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            line = process.stdout.readline()
            seconds = time.monotonic() - begun
        if process.returncode:
            raise SystemExit(f"the build failed: {line}")
        return json.loads((Path(folder) / "cigen-report/report.json").read_text()), seconds


def spec(keep: str, unique: str, last: str = "done") -> str:
    """The spec, its last step as wanted."""
    numbers = ", ".join(map(str, range(CELLS)))
    return SPEC.format(keep=keep, unique=unique, numbers=numbers, megabytes=MEGABYTES, last=last)


if __name__ == "__main__":
    main()
