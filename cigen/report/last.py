"""A Report in, `last.json` out: what the next run wants to know of this one. Format 1, see `docs/results-format.md`."""

from __future__ import annotations

import json
from collections.abc import Mapping

from cigen.rendered import RenderedFile
from cigen.results.model import Cell, Happened, Report

FORMAT = 1


def render(report: Report) -> RenderedFile:
    """One entry a line; of what did not come back, the run before it is believed.

    Once all of a plan came back only its own vertices are kept: each run of a cut plan would add to them for ever.
    """
    known = report.build.happened if report.build else Happened()
    names = {cell.name for cell in report.cells}
    cells = {name: seconds for name, seconds in known.cells if name in names or _is_part(report)}
    cells |= {cell.name: _seconds(cell) for cell in report.cells if not cell.missing}
    keys = [f'"format": {FORMAT}', f'"name": {json.dumps(report.name)}']
    keys += [f'"cells": {_times(cells)}', f'"stages": {_times(dict(known.stages))}']
    if report.parts:
        parts = ",\n".join(f"{json.dumps(name)}: {json.dumps(names)}" for name, names in report.parts)
        keys.append(f'"parts": {{\n{parts}\n}}')
    marks = known.marks if _is_all(report) else known.marks | known.earlier
    vertices = ",\n".join(map(json.dumps, sorted(marks)))
    keys.append(f'"vertices": [\n{vertices}\n]' if vertices else '"vertices": []')
    return RenderedFile("last.json", "{\n" + ",\n".join(keys) + "\n}\n")


def _is_all(report: Report) -> bool:
    """Whether every cell of the plan came back, from one build or from all of its parts."""
    return bool(report.cells) and not _is_part(report) and not any(cell.missing for cell in report.cells)


def _is_part(report: Report) -> bool:
    """Whether there are more cells than it tells of."""
    return len(report.cells) < report.whole


def _seconds(cell: Cell) -> float:
    """What it takes to build the cell, whether it was in this build or in the one that filled the cache."""
    return sum(step.seconds or 0.0 for step in cell.steps)


def _times(times: Mapping[str, float]) -> str:
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(round(times[name], 2))}" for name in sorted(times))
    return f"{{\n{lines}\n}}" if lines else "{}"
