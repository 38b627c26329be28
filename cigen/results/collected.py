"""The members of a results tar in, the raw records of each cell out. Format 1, see `docs/results-format.md`.

All of it is written by whoever wrote the tests, so nothing is followed, nothing is believed to be small, and what can't
be read becomes a Problem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from cigen.errors import OutsideError
from cigen.plan.manifest import Manifest, ManifestError, from_json
from cigen.results import logs, partfile, reading
from cigen.results.model import Log, Problem
from cigen.results.reading import ResultFile
from cigen.results.record import Gathered, RecordError, Result, read_gathered, read_result
from cigen.results.tally import Keep

CELL = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,200}"
RECORD = re.compile(
    rf"cells/(?P<cell>{CELL})/(?:(?P<step>[1-9]\d{{0,3}})"
    r"(?:\.attempt-(?P<attempt>[1-9]\d{0,3})|\.(?P<earlier>earlier))?\.(?P<kind>result|log)"
    r"|(?P<gathered>gathered)|junit/(?P<junit>[^/]{1,255}))"
)
MOST_MANIFEST = 64 << 20
MOST_RECORD = 64 << 10
MOST_GATHERED = 4 << 20


class Entry(Protocol):
    """A member of an archive, as `edge/tarball.py` reads it."""

    @property
    def path(self) -> str:
        """Relative, with forward slashes."""

    @property
    def size(self) -> int:
        """In bytes."""

    @property
    def regular(self) -> bool:
        """Whether it is a file of its own: no link, pipe or device."""

    @property
    def directory(self) -> bool:
        """Whether it is a folder."""

    @property
    def chunks(self) -> Callable[[], Iterator[bytes]]:
        """Reads its bytes, piece by piece."""


@dataclass(slots=True)
class CellRecords:
    """What one cell left behind, by step number; `unreadable` says why a step's result can't be used."""

    results: dict[int, Result] = field(default_factory=dict)
    unreadable: dict[int, str] = field(default_factory=dict)
    logs: dict[int, Log] = field(default_factory=dict)
    attempt_logs: dict[int, dict[int, Log]] = field(default_factory=dict)
    earlier_logs: dict[int, Log] = field(default_factory=dict)
    gathered: Gathered | None = None
    junit: dict[str, ResultFile] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Collected:
    """One results tar, read to its end or to where it breaks; `manifest` None where there is none to be read.

    `part` is there where it says of which part of a plan it is.
    """

    file: str
    manifest: Manifest | None
    cells: dict[str, CellRecords]
    problems: tuple[Problem, ...]
    part: partfile.Part | None = None


def collect(entries: Iterable[Entry], file: str, keep: Keep | None = None) -> Collected:
    """Read every entry of the results called `file`; never raises for what is in them."""
    reader = _Reader(file, keep or Keep())
    try:
        for entry in entries:
            reader.take(entry)
    except OutsideError as error:
        reader.problem("", str(error).partition(f"{file}: ")[2] or str(error))
    if reader.manifest is None and not reader.problems:
        reader.problem("", "it has no manifest.json, so it is no results tar of cigen")
    return Collected(file, reader.manifest, reader.cells, tuple(reader.problems), reader.part)


class _Reader:
    """Takes the entries one by one."""

    def __init__(self, file: str, keep: Keep) -> None:
        self.manifest: Manifest | None = None
        self.part: partfile.Part | None = None
        self.cells: dict[str, CellRecords] = {}
        self.problems: list[Problem] = []
        self._file = file
        self._seen: set[str] = set()
        self._keep = keep

    def problem(self, path: str, reason: str) -> None:
        self.problems.append(Problem(f"{self._file}:{path}" if path else self._file, reason))

    def take(self, entry: Entry) -> None:
        record = RECORD.fullmatch(entry.path)
        if entry.directory or (record is None and entry.path not in ("manifest.json", partfile.PATH)):
            return
        if not entry.regular:
            self.problem(entry.path, "is no regular file, so it was not read")
        elif entry.path in self._seen:
            self.problem(entry.path, "is in the archive twice, the first one counts")
        elif entry.path == partfile.PATH:
            self._take_part(entry)
        elif record is None:
            self._take_manifest(entry)
        else:
            self._take_record(record, entry)
        self._seen.add(entry.path)

    def _take_manifest(self, entry: Entry) -> None:
        try:
            self.manifest = from_json(_read(entry, MOST_MANIFEST))
        except (ManifestError, RecordError) as error:
            self.problem(entry.path, str(error))

    def _take_part(self, entry: Entry) -> None:
        try:
            self.part = partfile.read(_read(entry, partfile.MOST_BYTES))
        except (partfile.PartError, RecordError) as error:
            self.problem(entry.path, str(error))

    def _take_record(self, record: re.Match[str], entry: Entry) -> None:
        cell = self.cells.setdefault(record["cell"], CellRecords())
        if record["step"]:
            self._take_step(cell, record, entry)
        elif record["junit"]:
            cell.junit[record["junit"]] = reading.read(entry.chunks, record["junit"], self._keep)
        else:
            try:
                cell.gathered = read_gathered(_read(entry, MOST_GATHERED))
            except RecordError as error:
                self.problem(entry.path, str(error))

    def _take_step(self, cell: CellRecords, record: re.Match[str], entry: Entry) -> None:
        number = int(record["step"])
        name = f"logs/{record['cell']}/{number:02}"
        if record["kind"] == "result":
            if not (record["attempt"] or record["earlier"]):
                self._take_result(cell, number, entry)
        elif record["earlier"]:
            cell.earlier_logs[number] = logs.keep(entry.chunks(), f"{name}.earlier.log")
        elif record["attempt"]:
            attempt = int(record["attempt"])
            log = logs.keep(entry.chunks(), f"{name}.attempt-{attempt}.log")
            cell.attempt_logs.setdefault(number, {})[attempt] = log
        else:
            result = cell.results.get(number)
            cell.logs[number] = logs.keep(entry.chunks(), f"{name}.log", passed=result is not None and result.passed)
        _calm(cell, number)

    def _take_result(self, cell: CellRecords, number: int, entry: Entry) -> None:
        try:
            cell.results[number] = read_result(_read(entry, MOST_RECORD))
        except RecordError as error:
            cell.unreadable[number] = str(error)
            self.problem(entry.path, str(error))


def _calm(cell: CellRecords, number: int) -> None:
    """Forget most of the log of a step that passed at once: thousands of them would fill the memory."""
    result, log = cell.results.get(number), cell.logs.get(number)
    if result is not None and log is not None and result.passed and result.attempts == 1:
        cell.logs[number] = logs.calm(log)


def _read(entry: Entry, most: int) -> str:
    if entry.size > most:
        raise RecordError(f"it has {entry.size} bytes, more than {most} are not read")
    return b"".join(entry.chunks()).decode("utf-8", "replace")
