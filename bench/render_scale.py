"""How long fresh `cigen render` and `cigen check` take for N cells of 10 steps, and in how much memory.

Required: 1,000 cells rendered in under a second, 10,000 in under 6 s and 600 MB, checked in under 3 s, start-up
included, and a cost per cell that does not grow. Text in bench/out/render_scale.txt, a plot of the cost per cell in
bench/out/render_scale.svg.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SIZES = (100, 300, 1_000, 3_000, 10_000)
ROUNDS = 3
COMMANDS = {"render": "#2563eb", "check": "#16a34a"}
STEPS = "".join(
    f"      - {{name: step {n}, run: 'make {{{{ v }}}} {n}'}}\n" if n % 2 else f"      - run: make step{n}\n"
    for n in range(10)
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a command took: seconds on the clock, seconds of the processor, MiB of memory; the best of some runs."""

    clock: float
    processor: float
    memory: float


def spec(cells: int) -> str:
    """A spec of one test; every second step differs from cell to cell."""
    return f'tests:\n  t:\n    from: busybox\n    matrix:\n      v: "{{{{ range({cells}) }}}}"\n    steps:\n{STEPS}'


def measure(command: Sequence[str], cwd: Path) -> Taken:
    """The best of some runs; compiled modules are kept, as installed ones are."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    runs = [_once(command, cwd, environ) for _ in range(ROUNDS)]
    return Taken(*(min(column) for column in zip(*runs, strict=True)))


def _once(command: Sequence[str], cwd: Path, environ: dict[str, str]) -> tuple[float, float, float]:
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, env=environ, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    clock = time.perf_counter() - started
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
    return clock, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def line(command: str, cells: int, taken: Taken, nothing: Taken, start: Taken) -> str:
    """One row: a cell's cost is what it adds to a spec of one cell."""
    each = (taken.processor - start.processor) / cells * 1000
    times = taken.processor / nothing.processor
    return (
        f"{command:>7} {cells:>7,} cells  {taken.clock:6.2f} s  {taken.processor:6.2f} s of processor  "
        f"{taken.memory:5.0f} MiB  {each:5.2f} ms a cell  {times:6.1f} times `pass`  {'#' * round(each * 60)}\n"
    )


def plot(points: dict[str, list[tuple[int, float]]]) -> str:
    """The milliseconds of a cell over the number of cells, which is on a logarithmic scale."""
    width, height, left, bottom = 640, 320, 56, 40
    most = max(each for found in points.values() for _, each in found) * 1.25
    column = {size: left + (width - left - 90) * index / (len(SIZES) - 1) for index, size in enumerate(SIZES)}
    parts = [f'<text x="{column[size]:.0f}" y="{height - 14}" text-anchor="middle">{size:,}</text>' for size in SIZES]
    for part in range(5):
        value, y = most * part / 4, height - bottom - (height - 2 * bottom) * part / 4
        parts.append(f'<path d="M{left} {y:.0f}H{width - 90}" stroke="#8884"/>')
        parts.append(f'<text x="{left - 8}" y="{y + 4:.0f}" text-anchor="end">{value:.2f}</text>')
    for name, found in points.items():
        places = [(column[size], height - bottom - (height - 2 * bottom) * each / most) for size, each in found]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        parts.append(f'<path d="M{path}" fill="none" stroke="{COMMANDS[name]}" stroke-width="2"/>')
        parts.append(f'<text x="{places[-1][0] + 10:.0f}" y="{places[-1][1] + 4:.0f}">{name}</text>')
    style = 'font-family="sans-serif" font-size="12" fill="#666"'
    title = f'<text x="{left}" y="20">ms of processor for each cell of 10 steps, by cells</text>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {style}>'
    return f"{head}{title}{''.join(parts)}</svg>\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        nothing = measure([sys.executable, "-c", "pass"], folder)
        text = f"`python -c pass`: {nothing.clock:.3f} s, {nothing.processor:.3f} s of processor\n"
        points: dict[str, list[tuple[int, float]]] = {}
        for command in COMMANDS:
            words = [sys.executable, "-m", "cigen", command, *(["--stdout"] if command == "render" else [])]
            (folder / "cigen.yml").write_text(spec(1))
            start = measure(words, folder)
            for cells in SIZES:
                (folder / "cigen.yml").write_text(spec(cells))
                taken = measure(words, folder)
                text += line(command, cells, taken, nothing, start)
                each = (taken.processor - start.processor) / cells * 1000
                points.setdefault(command, []).append((cells, each))
    out = Path(__file__).parent / "out"
    out.mkdir(exist_ok=True)
    (out / "render_scale.txt").write_text(text)
    (out / "render_scale.svg").write_text(plot(points))
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
