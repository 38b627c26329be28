"""Files of results in, what each told out: read by several processes at once where there is much of it.

Each process has a store of its own, which it has from this one; it sends back what is kept in memory and where in the
store the cases of each file lie.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from mmap import mmap
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from typing import TYPE_CHECKING

from cigen.edge.files import read_chunks
from cigen.edge.spool import Spool
from cigen.errors import OutsideError
from cigen.results.case import Case
from cigen.results.reading import ResultFile, read
from cigen.results.tally import SHORT_DETAILS, Keep, Store, stored
from cigen.results.unreadable import UnreadableError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

LEAST = 24 << 20
"""Bytes; less than this is read sooner than a second process is there."""
MOST_PROCESSES = 8
TOLD_AT_ONCE = 16
"""Files; to tell of one alone costs as much as to read a small one."""
Found = tuple[int, ResultFile, int, int]
"""The number of a file, what it told, and from where to where its cases lie in the store."""


def read_files(paths: Sequence[Path], names: Sequence[str], keep: Keep) -> Iterator[ResultFile]:
    """What each file told, in their order; one that can't be read tells so. OutsideError where the disk is full."""
    processes = min(len(paths), _processors(), MOST_PROCESSES)
    if processes < 2 or sum(map(size, paths)) < LEAST:
        yield from (read(partial(_chunks, path), name, keep) for path, name in zip(paths, names, strict=True))
        return
    yield from _side_by_side(list(zip(paths, names, strict=True)), keep, processes)


def _processors() -> int:
    """Those that this process may use; 1 where none may be forked."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def size(path: Path) -> int:
    """Bytes; 0 where the file is no more."""
    with suppress(OSError):
        return path.stat().st_size
    return 0


def _chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file; one that is gone or refused is that file's problem, and the others are still read."""
    try:
        yield from read_chunks(path)
    except OutsideError as error:
        raise UnreadableError(str(error).removeprefix(f"{path}: ")) from None


def _side_by_side(files: Sequence[tuple[Path, str]], keep: Keep, processes: int) -> Iterator[ResultFile]:
    import multiprocessing

    context = multiprocessing.get_context("fork")
    kept = _Kept(len(files))
    stores: dict[Connection, Store | None] = {}
    for number in range(processes):
        store = Spool(on_disk=True) if keep.store is not None else None
        receiver, sender = context.Pipe(duplex=False)
        share = list(enumerate(files))[number::processes]
        stores[receiver] = store
        work = (share, replace(keep, store=store), kept, sender, tuple(stores))
        context.Process(target=_work, args=work, daemon=True).start()
        sender.close()
    found = dict(_received(stores))
    yield from (_trimmed(found[number], keep) for number in range(len(files)))


class _Kept:
    """How many cases are kept of each file, for all processes to see: of those that are too many none is sent."""

    def __init__(self, files: int) -> None:
        self._numbers = memoryview(mmap(-1, 4 * files)).cast("i")  # one more than that, 0 where a file is not read yet
        self._upto = self._sum = 0

    def tell(self, number: int, cases: int) -> None:
        """So many are kept of the file with this number."""
        self._numbers[number] = 1 + cases

    def before(self, number: int) -> int:
        """How many at least are kept of the files before."""
        while self._upto < number and (told := self._numbers[self._upto]):
            self._sum += told - 1
            self._upto += 1
        return self._sum


def _work(
    share: Sequence[tuple[int, tuple[Path, str]]],
    keep: Keep,
    kept: _Kept,
    sender: Connection,
    inherited: Sequence[Connection],
) -> None:
    """What a process does: read its share and tell of it, or end without a word if nobody is there any more.

    Only the first process is interrupted, which ends the others. The ends of the pipes that it reads from are
    `inherited`; left open, they would let this process wait for a reader for ever.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for receiver in inherited:
        receiver.close()
    with suppress(BrokenPipeError):
        try:
            _tell(share, keep, kept, sender)
        except OutsideError as error:
            sender.send(error)


def _tell(share: Sequence[tuple[int, tuple[Path, str]]], keep: Keep, kept: _Kept, sender: Connection) -> None:
    """What each file told, and at last nothing."""
    most = keep.notable
    found: list[Found] = []
    for number, (path, name) in share:
        if kept.before(number) >= most:
            keep.notable = 0
        start = keep.store.seek(0, 2) if keep.store is not None else 0
        one = read(partial(_chunks, path), name, keep)
        kept.tell(number, len(one.cases.notable))
        end = keep.store.seek(0, 2) if keep.store is not None else 0
        found.append((number, replace(one, cases=replace(one.cases, stored=None)), start, end))
        if len(found) == TOLD_AT_ONCE:
            sender.send(found)
            found = []
    if keep.store is not None:
        keep.store.seek(0)
    sender.send(found)
    sender.send(None)


def _received(stores: dict[Connection, Store | None]) -> Iterator[tuple[int, ResultFile]]:
    """What all of them tell, as it comes."""
    with DefaultSelector() as busy:
        for receiver, store in stores.items():
            busy.register(receiver, EVENT_READ, (receiver, store))
        while busy.get_map():
            for receiver, store in [ready.data for ready, _ in busy.select()]:
                try:
                    told = receiver.recv()
                except EOFError:
                    raise OutsideError(
                        "a process that read results was killed, perhaps there is too little memory"
                    ) from None
                if isinstance(told, OutsideError):
                    raise told
                if told is None:
                    busy.unregister(receiver)
                for number, file, start, end in told or ():
                    yield number, _attached(file, store, start, end)


def _attached(file: ResultFile, store: Store | None, start: int, end: int) -> ResultFile:
    lines = partial(stored, store, start, end) if store is not None else None
    return replace(file, cases=replace(file.cases, stored=lines))


def _trimmed(file: ResultFile, keep: Keep) -> ResultFile:
    """Each process could keep as much as one alone may; all together keep no more than that either."""
    notable = file.cases.notable[: max(0, keep.notable)]
    keep.notable -= len(notable)
    kept = tuple(_short(case, keep) for case in notable)
    return replace(file, cases=replace(file.cases, notable=kept))


def _short(case: Case, keep: Keep) -> Case:
    if keep.details <= 0 and len(case.details) > SHORT_DETAILS:
        case = replace(case, details=case.details[:SHORT_DETAILS])
    keep.details -= len(case.details)
    return case
