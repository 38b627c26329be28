"""A Report in, the artifacts out that failed cells did not leave; in any other cell a missing one is a failure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cigen.results.model import Report


@dataclass(frozen=True, slots=True)
class Absent:
    """The artifacts, by their paths in the cell, that these cells lack."""

    paths: tuple[str, ...]
    cells: tuple[str, ...]


def absent(report: Report) -> tuple[Absent, ...]:
    """Each artifact once, those that the same cells lack together; in the order of the cells."""
    cells: dict[str, list[str]] = {}
    for path, cell in _lacking(report):
        cells.setdefault(path, []).append(cell)
    paths: dict[tuple[str, ...], list[str]] = {}
    for path, names in cells.items():
        paths.setdefault(tuple(dict.fromkeys(names)), []).append(path)
    return tuple(Absent(tuple(group), names) for names, group in paths.items())


def _lacking(report: Report) -> Iterator[tuple[str, str]]:
    for cell in report.cells:
        if cell.failed_step is not None and not cell.missing:
            yield from ((artifact.path, cell.name) for artifact in cell.artifacts if artifact.missing)
