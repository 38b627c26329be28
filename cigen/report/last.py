"""A Report in, `last.json` out: what the next run wants to know of this one. Format 1, see `docs/results-format.md`."""

from __future__ import annotations

import json
from collections.abc import Mapping

from cigen.rendered import RenderedFile
from cigen.results.model import Cell, Happened, Report

FORMAT = 1


def render(report: Report) -> RenderedFile:
    """One entry a line; of what did not come back, the run before it is believed."""
    known = report.build.happened if report.build else Happened()
    names = {cell.name for cell in report.cells}
    cells = {name: seconds for name, seconds in known.cells if name in names}
    cells |= {cell.name: _seconds(cell) for cell in report.cells if not cell.missing}
    keys = [f'"format": {FORMAT}', f'"name": {json.dumps(report.name)}']
    keys += [f'"cells": {_times(cells)}', f'"stages": {_times(dict(known.stages))}']
    vertices = ",\n".join(map(json.dumps, sorted(known.marks)))
    keys.append(f'"vertices": [\n{vertices}\n]' if vertices else '"vertices": []')
    return RenderedFile("last.json", "{\n" + ",\n".join(keys) + "\n}\n")


def _seconds(cell: Cell) -> float:
    """What it takes to build the cell, whether it was in this build or in the one that filled the cache."""
    return sum(step.seconds or 0.0 for step in cell.steps)


def _times(times: Mapping[str, float]) -> str:
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(round(times[name], 2))}" for name in sorted(times))
    return f"{{\n{lines}\n}}" if lines else "{}"
