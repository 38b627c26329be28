"""How long a verdict waits for the cache, in the same solve and with cigen; run by `python -m bench.verdict_first`.

26 cells of 30 MB that no cache has, `mode=max`. What is measured is the time from the end of the last RUN: to the end
of `docker buildx build --cache-to` on one side, to the verdict on the terminal on the other. It takes an engine and its
registry. The wanted ratio is 5.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import uuid
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.e2e.engine import Engine, find_engine

CELLS, MEGABYTES, WANTED = 26, 30, 5.0
SPEC = """name: verdict-first
tests:
  t:
    from: busybox
    matrix: {{n: [{numbers}]}}
    steps: ["echo {unique} {{{{ n }}}}; dd if=/dev/urandom of=/big bs=1048576 count={megabytes}", "echo done"]
"""
MANNER = "mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true"


def main(rounds: int = 3) -> None:
    """Measure both in turn, and print."""
    engine = find_engine()
    print(f"{CELLS} cells of {MEGABYTES} MB, seconds from the end of the last RUN, best of {rounds}")
    together, first = [], []
    for number in range(1, rounds + 1):
        with TemporaryDirectory() as folder:
            together.append(same_solve(engine, Path(folder)))
        with TemporaryDirectory() as folder:
            first.append(verdict_first(engine, Path(folder)))
        print(f"round {number}: same solve {together[-1]:6.2f}   cigen's verdict {first[-1]:6.2f}", flush=True)
    ratio = min(together) / min(first)
    print(f"best:    same solve {min(together):6.2f}   cigen's verdict {min(first):6.2f}   ratio {ratio:.1f}")
    if ratio < WANTED:
        raise SystemExit(f"the ratio is below {WANTED}")


def same_solve(engine: Engine, folder: Path) -> float:
    """The results and the cache in one `docker buildx build` of cigen's own Dockerfile."""
    _spec(folder)
    subprocess.run([_cigen(), "render"], cwd=folder, env=dict(engine.env), check=True, capture_output=True)
    (dockerfile,) = (path for path in folder.rglob("*Dockerfile") if path.is_file())
    command = ["docker", "buildx", "build", "--progress=rawjson", "--provenance=false", "--target=results"]
    command += ["--output=type=tar,dest=results.tar", f"--cache-to=type=registry,ref={_reference(engine)},{MANNER}"]
    command += [f"--file={dockerfile}", "."]
    done = subprocess.run(command, cwd=folder, env=dict(engine.env), check=True, capture_output=True, text=True)
    return time.time() - last_run(done.stderr.splitlines())


def verdict_first(engine: Engine, folder: Path) -> float:
    """`cigen build --cache-to`, until its verdict is there; its export is waited for, too, as it may not disturb."""
    _spec(folder)
    command = [_cigen(), "build", "--quiet", "--cache-from=none", f"--cache-to={_reference(engine)}"]
    with subprocess.Popen(
        command, cwd=folder, env=dict(engine.env), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        said = time.time()
    report = json.loads((folder / "cigen-report/report.json").read_text())
    if process.returncode or "passed" not in line or report["build"]["export"]["error"]:
        raise SystemExit(f"the build failed: {line}")
    return said - last_run((folder / "cigen-report/solve.jsonl").read_text().splitlines())


def last_run(lines: Iterable[str]) -> float:
    """When the last RUN was over, in seconds since 1970."""
    trees = [json.loads(line) for line in lines if line.startswith("{")]
    vertices = [vertex for tree in trees for vertex in tree.get("vertexes") or ()]
    runs = [one for one in vertices if "] RUN " in one["name"] and "completed" in one and not one.get("cached")]
    return max(datetime.fromisoformat(one["completed"]).timestamp() for one in runs)


def _spec(folder: Path) -> None:
    numbers = ", ".join(map(str, range(CELLS)))
    (folder / "cigen.yml").write_text(SPEC.format(numbers=numbers, unique=uuid.uuid4(), megabytes=MEGABYTES))


def _reference(engine: Engine) -> str:
    return f"{engine.env['CIGEN_TEST_REGISTRY']}/bench/verdict-first-{uuid.uuid4().hex[:12]}:main"


def _cigen() -> str:
    return str(Path(sys.executable).parent / "cigen")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
