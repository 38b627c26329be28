"""How long a fresh `cigen render --stdout` takes for N cells of 10 steps; text bars in bench/out/render_scale.txt.

Required: 1,000 cells in under a second, start-up included, and a cost per cell that does not grow.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = (10, 100, 1_000, 2_000)
ROUNDS = 5
STEPS = "".join(
    f"      - {{name: step {n}, run: 'make {{{{ v }}}} {n}'}}\n" if n % 2 else f"      - run: make step{n}\n"
    for n in range(10)
)


def spec(cells: int) -> str:
    """A spec of one test; every second step differs from cell to cell."""
    return f'tests:\n  t:\n    from: busybox\n    matrix:\n      v: "{{{{ range({cells}) }}}}"\n    steps:\n{STEPS}'


def seconds(command: list[str], cwd: Path) -> tuple[float, float]:
    """The best of some runs, on the clock and of the processor; compiled modules are kept, as installed ones are."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    clock, processor = [], []
    for _ in range(ROUNDS):
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, cwd=cwd, env=environ, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        clock.append(time.perf_counter() - started)
        processor.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(clock), min(processor)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clock, nothing = seconds([sys.executable, "-c", "pass"], folder)
        lines = [f"{'python -c pass':>14}  {clock:6.3f} s, {nothing:6.3f} s of processor"]
        for cells in SIZES:
            (folder / "cigen.yml").write_text(spec(cells))
            clock, taken = seconds([sys.executable, "-m", "cigen", "render", "--stdout"], folder)
            each = f"{taken / cells * 1000:6.2f} ms a cell, {taken / nothing:5.1f} times `pass`"
            lines.append(
                f"{cells:>8} cells  {clock:6.3f} s, {taken:6.3f} s of processor  {each}  {'#' * round(taken * 30)}"
            )
        text = "\n".join(lines) + "\n"
    out = Path(__file__).parent / "out"
    out.mkdir(exist_ok=True)
    (out / "render_scale.txt").write_text(text)
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
