"""Whole commands in, the median of their times out; run in turn, so that a noisy machine hits all of them alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

CIGEN = [sys.executable, "-m", "cigen"]


def median_seconds(commands: Sequence[Sequence[str]], *, runs: int, cwd: Path | None = None) -> list[float]:
    """The median wall time of each command over `runs` rounds, after one that is not counted."""
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    times: list[list[float]] = [[] for _ in commands]
    for round_number in range(runs + 1):
        for command, taken in zip(commands, times, strict=True):
            begun = time.perf_counter()
            subprocess.run(command, cwd=cwd, env=environ, stdout=subprocess.DEVNULL, check=True)
            if round_number:
                taken.append(time.perf_counter() - begun)
    return [statistics.median(taken) for taken in times]
