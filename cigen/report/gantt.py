"""A Report in, the longest chain of its build out as a Mermaid chart. https://mermaid.js.org/syntax/gantt.html"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import nlargest
from itertools import accumulate
from unicodedata import east_asian_width

from cigen.duration import duration
from cigen.pagetemplate import Quoted
from cigen.report.escape import line
from cigen.report.happened import link_title
from cigen.results.model import Link, Report

SHORTEST = 1.0
"""Seconds; of a shorter chain nobody wants a picture."""
LEAST_LINKS = 2
LONGEST_TEXT = 44
"""As Mermaid measures it, see `_measured`: a text that it takes for a wide one, it may draw beyond the chart's left."""
_HARMLESS = frozenset(" ._/=+-,()'\"&|$*@!?[]")
"""What has no meaning to any Mermaid within a text, besides letters and digits. The rest is written by its number."""


def gantt(report: Report, bars: int) -> Quoted:
    """A bar for each of the longest links, in order, where it began; empty where there is nothing to look at."""
    chain = report.build.happened.chain if report.build and report.build.ran else None
    if not bars or chain is None or chain.seconds < SHORTEST or len(chain.links) < LEAST_LINKS:
        return Quoted("")
    starts = [0.0, *accumulate(link.seconds for link in chain.links)]
    shown = sorted(nlargest(bars, range(len(chain.links)), key=lambda place: chain.links[place].seconds))
    lines = [*_head(len(chain.links) - len(shown)), *_bars(report, chain.links, shown, starts)]
    return Quoted("\n".join(["```mermaid", *lines, "```"]))


def _head(left: int) -> Iterator[str]:
    yield "gantt"
    yield "  title critical path in seconds" + (f" without {left} shorter links" if left else "")
    yield "  dateFormat x"
    yield "  axisFormat %s"


def _bars(report: Report, links: tuple[Link, ...], shown: list[int], starts: list[float]) -> Iterator[str]:
    """A text begins with its time, so that it is no keyword; a section is a stage."""
    stage = None
    for place in shown:
        link = links[place]
        if link.stage != stage:
            stage = link.stage
            yield f"  section {_harmless(stage) or 'context'}"
        text = f"{duration(link.seconds)} {_harmless(link_title(link, report))}".rstrip()
        yield f"  {text} :{round(starts[place] * 1000)}, {max(1, round(link.seconds * 1000))}ms"


def _harmless(text: str) -> str:
    """The text with everything by its number that Mermaid may have a use for."""
    written = [_written(char) for char in " ".join(line(text).split())]
    fitting = sum(length <= LONGEST_TEXT for length in accumulate(map(_measured, written)))
    return "".join(written) if fitting == len(written) else "".join(written[:fitting]).rstrip() + "..."


def _written(char: str) -> str:
    return char if char.isalnum() or char in _HARMLESS else f"#{ord(char)};"


def _measured(written: str) -> int:
    """How long it is while Mermaid places it: a number is still one then, with three more signs around it."""
    return 1 + (east_asian_width(written) in ("W", "F")) if len(written) == 1 else len(written) + 3
