"""What summary and comment on 1,000 cells with 300 distinct failures cost; run by `python -m bench.pages`.

Processor seconds, the best of five, beside `report.json` and `junit.xml` of the same report.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from cigen.rendered import Rendered
from cigen.report import comment, data, junit, markdown
from cigen.results.model import Report
from tests import bigreports

TIMES = 5


def seconds(render: Callable[[Report], Rendered], report: Report) -> tuple[float, int]:
    """The fewest of processor seconds, and how many bytes came of it."""
    best, size = float("inf"), 0
    for _ in range(TIMES):
        start = time.process_time()
        made = render(report)
        text = made.text
        best, size = min(best, time.process_time() - start), len(text.encode())
    return best, size


def main() -> None:
    report = bigreports.large()
    outputs: dict[str, Callable[[Report], Rendered]] = {
        "report.json": data.render,
        "junit.xml": junit.render,
        "comment.md": comment.render,
    }
    floor = 0.0
    for name, render in {**outputs, "summary.md": markdown.render}.items():
        taken, size = seconds(render, report)
        floor = floor or taken
        sys.stdout.write(
            f"{name:>12}  {taken:.3f} s of processor  {taken / floor:5.1f} times report.json  {size:,} bytes\n"
        )


if __name__ == "__main__":
    main()
