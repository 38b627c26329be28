"""What reading results costs: 500,000 cases in one file and in 1,000, 7 % of them red, about 145 MB.

Beside each other, in turn, each in a process of its own: a bare expat loop that counts outcomes (the floor), cigen from
files to the Report with counters and failures (also where it may use one processor only, as two that share their caches
take more CPU for the same), and all of `cigen report` with every file it writes. CPU seconds are user and system, with
those of the process's own children, the least of all turns; memory is the most that one process held. A machine's speed
may change by the second, so how many times the floor a way takes is the median over its turns, each compared with the
two floors right before and after it.
Usage: `python3 -m bench.read_results [--cases N] [--files N …] [--times N] [--unwritten]`, from the top folder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import truediv
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from xml.parsers import expat

from bench.generate import write

WAYS = {
    "expat, counting (floor)": ("-m", "bench.read_results", "--floor"),
    "cigen, files to Report": ("-m", "bench.read_results", "--report"),
    "the same, one processor": ("-m", "bench.read_results", "--alone", "--report"),
    "cigen, junit and report": ("-m", "cigen", "report", "--quiet", "--output=out", "--write=junit.xml,report.json"),
    "cigen report, all files": ("-m", "cigen", "report", "--quiet", "--output=out"),
}
FLOOR, REPORT, ALONE, BOTH, ALL = WAYS
RED = 1
"""The exit code of `cigen report` where a case is red."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a process and its children took: seconds of CPU and of the clock, MB at the most, and what it printed."""

    cpu: float
    wall: float
    memory: float
    text: str


def floor(folder: Path) -> dict[str, int]:
    """The least that any reader in Python does: every element's name and attributes seen, outcomes counted."""
    counts = Counter[str]()

    def start(tag: str, _: dict[str, str]) -> None:
        if tag in ("testcase", "failure", "error", "skipped"):
            counts[tag] += 1

    for path in sorted(folder.glob("*.xml")):
        parser = expat.ParserCreate()
        parser.StartElementHandler = start
        with path.open("rb") as file:
            parser.ParseFile(file)
    return {key: counts[key] for key in ("testcase", "failure", "error", "skipped")}


def report(folder: Path) -> dict[str, int]:
    """The Report, with its counters and failures, of which nothing is written."""
    from cigen.results.tally import Keep
    from cigen.work import reporting

    top = folder.absolute().parent
    made = reporting.make_report(reporting.find([str(folder)], top, top / "out"), top, keep=Keep())
    totals = made.totals
    return {"testcase": totals.tests, "failure": totals.failed, "error": totals.errors, "skipped": totals.skipped}


def measure(folder: Path, way: str) -> Run:
    """One process, by the kernel's own account of it."""
    top = Path(__file__).parents[1]
    env = {**os.environ, "PYTHONPATH": str(top)}
    begun = time.perf_counter()
    with (folder.parent / "printed").open("w+b") as out:
        process = subprocess.Popen([sys.executable, *WAYS[way], folder.name], cwd=folder.parent, env=env, stdout=out)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = code = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode()
    assert code == (RED if way in (BOTH, ALL) else 0), f"{way}: exit code {code}\n{text}"
    return Run(used.ru_utime + used.ru_stime, time.perf_counter() - begun, used.ru_maxrss / 1000, text)


def agree(folder: Path, turns: dict[str, list[Run]]) -> None:
    """What cigen found is what the floor counted, or its speed is worth nothing."""
    seen, counted = (json.loads(turns[way][0].text) for way in (FLOOR, REPORT))
    assert counted == seen, (counted, seen)
    if ALL not in turns:
        return
    with (folder.parent / "out" / "report.json").open() as file:
        totals = next(json.loads(f"{{{line.rstrip()[:-1]}}}") for line in file if line.startswith('"totals"'))["totals"]
    assert [totals[key] for key in ("tests", "failed", "errors", "skipped")] == list(seen.values()), totals


def table(title: str, size: int, turns: dict[str, list[Run]], floors: dict[str, list[float]]) -> str:
    """The numbers, and how many times the floor each is."""
    rows = []
    for name, runs in turns.items():
        run, times = min(runs, key=lambda run: run.cpu), median(map(truediv, (one.cpu for one in runs), floors[name]))
        memory = max(one.memory for one in runs)
        rows.append(f"{name:24} {run.cpu:9.2f} {size / 1e6 / run.cpu:8.1f} {run.wall:9.2f} {memory:8.0f} {times:8.2f}")
    head = f"{'':24} {'CPU s':>9} {'MB/s':>8} {'wall s':>9} {'peak MB':>8} {'x floor':>8}"
    return "\n".join([f"{title}, {size / 1e6:.0f} MB ({os.cpu_count()} processors)", head, *rows, ""])


def compare(cases: int, files: int, times: int, ways: Sequence[str]) -> str:
    """These ways in turn, as often as asked for, with the floor before and after each."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "results"
        folder.mkdir()
        size = write(folder, cases, files)
        turns: dict[str, list[Run]] = {FLOOR: [measure(folder, FLOOR)], **{way: [] for way in ways}}
        around: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(times):
            for way in ways:
                before = turns[FLOOR][-1].cpu
                turns[way].append(measure(folder, way))
                turns[FLOOR].append(measure(folder, FLOOR))
                around[way].append((before + turns[FLOOR][-1].cpu) / 2)
        agree(folder, turns)
    around[FLOOR] = [run.cpu for run in turns[FLOOR]]
    return table(f"{cases:,} cases in {files:,} file{'s' * (files != 1)}", size, turns, around)


def main() -> None:
    """Measure, print and keep; or be one of those that are measured."""
    parser = ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, default=500_000)
    parser.add_argument("--files", type=int, nargs="+", default=[1, 1000])
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--unwritten", action="store_true", help="leave out the ways in which reports are written")
    parser.add_argument("--floor", type=Path, help="be the floor for this folder")
    parser.add_argument("--report", type=Path, help="make a Report of this folder")
    parser.add_argument("--alone", action="store_true", help="use one processor only")
    args = parser.parse_args()
    if args.alone:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if args.floor or args.report:
        print(json.dumps(floor(args.floor) if args.floor else report(args.report)))
        return
    out = Path(__file__).parent / "out"
    out.mkdir(exist_ok=True)
    text = ""
    for files in args.files:
        shown = compare(
            args.cases, files, args.times, (REPORT, ALONE) if args.unwritten else (REPORT, ALONE, BOTH, ALL)
        )
        print(shown, flush=True)
        text += f"{shown}\n"
    (out / "read_results.txt").write_text(text)


if __name__ == "__main__":
    main()
