"""A failure in, the line of the repository it belongs to out: the one that its log or results name, or a spec's."""

from __future__ import annotations

from dataclasses import dataclass

from cigen.report.escape import plain
from cigen.report.failures import Failure
from cigen.results.model import Report, is_decent
from cigen.source import Position


@dataclass(frozen=True, slots=True)
class Place:
    """A path in the repository, empty where none is known; so are `line` and `column` if they are 0."""

    file: str = ""
    line: int = 0
    column: int = 0


NOWHERE = Place()
MOST_LINES = 10_000_000
"""No file has more; GitHub takes numbers of 32 bits."""


class Ground:
    """What is known of the repository that a report is on."""

    def __init__(self, report: Report) -> None:
        self._spec = report.spec
        self._known = None if report.places is None else frozenset(path for _, path in report.places)
        self._cells = {cell.name: cell.position for cell in report.cells}

    def of(self, failure: Failure) -> Place:
        """Where a file of the repository went wrong; else the step in the spec, or the test that the cell is of."""
        for spot in failure.known_spots:
            if (place := self.there(spot.file, spot.at, spot.column)).file:
                return place
        position = failure.position
        if position is not None and failure.step is None and (place := self.there(position.file, position.line)).file:
            return place
        return self.in_spec(position if failure.step is not None else self._cells.get(failure.where[0]))

    def in_spec(self, position: Position | None) -> Place:
        """A line of the spec, where it is known."""
        if position is None or position.file != self._spec or not _number(position.line):
            return NOWHERE
        return Place(position.file, position.line) if _can_stand(position.file) else NOWHERE

    def there(self, file: str, line: int = 0, column: int = 0) -> Place:
        """A line of a file of the repository; what only may be one is believed where nobody could look."""
        known = self._known is None or file == self._spec or file in self._known
        line = _number(line)
        return Place(file, line, _number(column) if line else 0) if known and _can_stand(file) else NOWHERE


def _can_stand(file: str) -> bool:
    """Whether a name is a path inside the repository, and reads as what it is."""
    return is_decent(file) and plain(file) == file and "\\" not in file and len(file) <= 1024


def _number(line: int) -> int:
    return line if 0 < line <= MOST_LINES else 0
