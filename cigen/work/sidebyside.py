"""Files of results in, what each told out: read by several processes at once where there is much of it.

Each process has a store of its own, which it has from this one; it sends back what is kept in memory and where in the
store the cases of each file lie.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from multiprocessing import connection
from multiprocessing.connection import Connection
from pathlib import Path

from cigen.edge.files import read_chunks
from cigen.edge.spool import Spool
from cigen.errors import OutsideError
from cigen.results.cases import Case
from cigen.results.reading import ResultFile, read
from cigen.results.tally import SHORT_DETAILS, Keep, Store, stored

LEAST = 24 << 20
"""Bytes; less than this is read sooner than a second process is there."""
MOST_PROCESSES = 8


def read_files(paths: Sequence[Path], names: Sequence[str], keep: Keep) -> Iterator[ResultFile]:
    """What each file told, in their order; OutsideError where one can't be read at all."""
    processes = min(len(paths), os.cpu_count() or 1, MOST_PROCESSES)
    much = sum(path.stat().st_size for path in paths) >= LEAST
    if processes < 2 or not much or sys.platform != "linux":
        yield from (read(partial(read_chunks, path), name, keep) for path, name in zip(paths, names, strict=True))
        return
    yield from _side_by_side(list(zip(paths, names, strict=True)), keep, processes)


def _side_by_side(files: Sequence[tuple[Path, str]], keep: Keep, processes: int) -> Iterator[ResultFile]:
    context = multiprocessing.get_context("fork")
    stores: dict[Connection, Store | None] = {}
    for number in range(processes):
        store = Spool(on_disk=True) if keep.store is not None else None
        receiver, sender = context.Pipe(duplex=False)
        share = list(enumerate(files))[number::processes]
        context.Process(target=_work, args=(share, replace(keep, store=store), sender), daemon=True).start()
        sender.close()
        stores[receiver] = store
    found = dict(_received(stores))
    yield from (_trimmed(found[number], keep) for number in range(len(files)))


def _work(share: Sequence[tuple[int, tuple[Path, str]]], keep: Keep, sender: Connection) -> None:
    """What a process does: read its share, tell of each file, and at last of nothing."""
    try:
        for number, (path, name) in share:
            start = keep.store.seek(0, 2) if keep.store is not None else 0
            one = read(partial(read_chunks, path), name, keep)
            end = keep.store.seek(0, 2) if keep.store is not None else 0
            sender.send((number, replace(one, cases=replace(one.cases, stored=None)), start, end))
        if keep.store is not None:
            keep.store.seek(0)
        sender.send(None)
    except OutsideError as error:
        sender.send(error)


def _received(stores: dict[Connection, Store | None]) -> Iterator[tuple[int, ResultFile]]:
    """What all of them tell, as it comes."""
    busy = set(stores)
    while busy:
        for receiver in connection.wait(busy):
            assert isinstance(receiver, Connection)
            try:
                told = receiver.recv()
            except EOFError:
                raise OutsideError(
                    "a process that read results was killed, perhaps there is too little memory"
                ) from None
            if isinstance(told, OutsideError):
                raise told
            if told is None:
                busy.discard(receiver)
            else:
                number, file, start, end = told
                yield number, _attached(file, stores[receiver], start, end)


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
