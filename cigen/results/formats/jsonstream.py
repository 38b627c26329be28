"""The bytes of a JSON document in, the few values that a reader asks for out, one by one: any size, bounded memory.

ijson does the reading, https://pypi.org/project/ijson/; depth and the size of one value are bounded here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import Any, Final

from cigen.results.bounded import Text
from cigen.results.formats.decoded import PIECE, beginning, paired, sound, texts
from cigen.results.formats.pieces import in_text
from cigen.results.tally import Tally
from cigen.results.unreadable import UnreadableError

LONGEST = 4 << 20
DEEPEST = 200
KEPT_DEEP = 6
KEPT_PARTS = 500
TEXT = 16 << 10
MOST_BEGINNINGS = 5
CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f]")
START = re.compile(r"^[ \t]*(?=\{)", re.MULTILINE)

END: Final = object()
"""Yielded for a path of `ends` when the object there is over."""

Event = tuple[str, Any]
Fits = Callable[[frozenset[str]], bool]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a reader wants of a document; a path is its keys joined by dots, `item` for those of a list."""

    records: dict[str, frozenset[str]]
    """Lists of objects, with the keys that are wanted of each."""
    single: frozenset[str] = frozenset()
    """Values outside of records."""
    ends: frozenset[str] = frozenset()
    """Objects whose end is told."""
    required: tuple[str, ...] = ()
    """Lists without which a document is not believed."""

    @property
    def ways(self) -> frozenset[str]:
        """Every path on the way to something wanted."""
        wanted = {*(f"{path}.item" for path in self.records), *self.single, *self.ends}
        return frozenset(".".join(path.split(".")[:n]) for path in wanted for n in range(path.count(".") + 2))


class _BrokenError(UnreadableError):
    """Where no JSON goes on: the piece, and the events that it still gave."""

    def __init__(self, start: int, piece: str, events: list[Event]) -> None:
        super().__init__(f"not JSON: it can't be read on after byte {start:,}")
        braces = sum(value.count("{") if isinstance(value, str) else name == "start_map" for name, value in events)
        self.more = piece.count("{") > braces or in_text(piece)


def recognised(head: bytes, fits: Fits) -> bool:
    """Whether a JSON document begins in these first bytes of a file, after lines of text perhaps, whose keys fit."""
    return _start(beginning(head), fits) is not None


def values(chunks: Iterable[bytes], shape: Shape, fits: Fits, tally: Tally) -> Iterator[tuple[str, Any]]:
    """Each record, single value and end with its path, in the document's order; UnreadableError where it breaks off."""
    pieces = texts(chunks)
    head = ""
    for piece in pieces:
        head += piece
        if len(head) >= PIECE:
            break
    start = _start(head[:PIECE], fits) or 0
    if head[:start].strip():
        if in_text(head[:start]):
            raise UnreadableError("other results stand before it, which are not read")
        tally.note("there is text before the document, it is passed over")
    rest = chain((head[at : at + PIECE] for at in range(start, len(head), PIECE)), pieces)
    yield from _Walk(shape, tally).documents(_events(rest), rest)


def _start(text: str, fits: Fits) -> int | None:
    """Where the document begins; the lines that look like a beginning are tried in turn."""
    for match in islice(START.finditer(text), MOST_BEGINNINGS):
        paths, whole = _outline(text[match.end() :])
        if fits(paths):
            return match.end()
        if whole:  # what follows is inside of this one
            return None
    return None


@lru_cache(maxsize=MOST_BEGINNINGS)
def _outline(text: str) -> tuple[frozenset[str], bool]:
    """The paths that a document's first characters show, and whether all of them were JSON."""
    paths: set[str] = set()
    opened: list[str] = []
    key = ""
    try:
        for name, value in _events([text]):
            if name == "map_key":
                key = f"{opened[-1]}.{value[:50]}".lstrip(".") if len(opened) <= DEEPEST else ""
                if len(opened) <= KEPT_DEEP and len(paths) < KEPT_PARTS:
                    paths.add(key)
            elif name.startswith("start_"):
                opened.append((f"{key}.item".lstrip(".") if name == "start_array" else key)[:500])
                key = opened[-1]
            elif name.startswith("end_"):
                opened.pop()
                key = opened[-1] if opened else ""
            elif opened:
                key = opened[-1]
    except _BrokenError:
        return frozenset(paths), False
    except UnreadableError:
        pass
    return frozenset(paths), True


def _events(pieces: Iterable[str]) -> Iterator[Event]:
    """What ijson tells of the text; an error comes after all that was told before it."""
    import ijson  # type: ignore[import-untyped]

    told = ijson.sendable_list()
    parser = ijson.basic_parse_coro(told, use_float=True, multiple_values=True)
    faults = (ijson.JSONError, ValueError, OverflowError)
    fed = silent = 0
    try:
        for piece in filter(None, paired(pieces)):  # an empty one would be the end to ijson
            data = CONTROL.sub("\ufffd", piece).encode("utf-8", "replace")
            try:
                parser.send(data)
            except faults as error:
                events = list(told)
                yield from events
                raise _BrokenError(fed, piece, events) from error
            fed, silent = fed + len(data), 0 if told else silent + len(data)
            if silent > LONGEST:
                raise UnreadableError(f"one value is longer than {LONGEST >> 20} MiB before byte {fed:,}")
            yield from told
            told.clear()
        try:
            parser.close()
        except faults as error:
            raise UnreadableError(f"truncated: it is not over where the file ends, at byte {fed:,}") from error
    finally:  # left in the middle, the parser in Python complains
        with suppress(StopIteration, RuntimeError, *faults):
            parser.close()


class _Walk:
    """Goes through the events of a document, keeps what is wanted and passes over the rest."""

    def __init__(self, shape: Shape, tally: Tally) -> None:
        self._shape = shape
        self._ways = shape.ways
        self._tally = tally
        self._lists: set[str] = set()

    def documents(self, events: Iterator[Event], rest: Iterable[str]) -> Iterator[tuple[str, Any]]:
        """All the documents that stand one after the other; text after them is passed over if it holds no other."""
        read, inside = 0, False
        try:
            while event := next(events, None):
                inside = event[0] == "start_map"
                if not inside and not read:
                    raise UnreadableError("the document is no object")
                if inside:
                    read += 1
                    yield from self._container("", event, events)
                else:
                    _skip(event, events)
                inside = False
        except _BrokenError as error:
            if inside or not read or error.more or any("{" in piece or in_text(piece) for piece in rest):
                raise
            self._tally.note("there is text after the document, it is passed over")
        for path in self._shape.required:
            if path not in self._lists:
                raise UnreadableError(f"it has no list “{path}”")

    def _container(self, path: str, event: Event, events: Iterator[Event]) -> Iterator[tuple[str, Any]]:
        """What is wanted of an object or list that has just begun; every path in it is on the way."""
        listed = event[0] == "start_array"
        self._lists.update([path] if listed else [])
        for name, value in events:
            if name in ("end_map", "end_array"):
                break
            inner, event = f"{path}.item", (name, value)
            if not listed:
                inner, event = f"{path}.{value}".lstrip("."), next(events)
            yield from self._value(inner, event, events)
        if path in self._shape.ends:
            yield path, END

    def _value(self, path: str, event: Event, events: Iterator[Event]) -> Iterator[tuple[str, Any]]:
        name = event[0]
        if path in self._shape.records and name != "start_array":
            raise UnreadableError(f"its “{path}” is no list")
        if path in self._shape.ends and name != "start_map":
            raise UnreadableError(f"an entry of its “{path.removesuffix('.item')}” is no object")
        record = self._shape.records.get(path.removesuffix(".item")) if path.endswith(".item") else None
        if record is not None:
            yield path.removesuffix(".item"), _record(event, events, record)
        elif path in self._shape.single:
            yield path, _kept(event, events, [KEPT_PARTS])
        elif path in self._ways and name in ("start_map", "start_array"):
            yield from self._container(path, event, events)
        else:
            _skip(event, events)


def _record(event: Event, events: Iterator[Event], wanted: frozenset[str]) -> dict[str, Any]:
    """An entry of a list; what is no object has no keys, and a key that is there twice with two values has none."""
    found: dict[str, Any] = {}
    if event[0] != "start_map":
        _skip(event, events)
        return found
    for _, key in events:
        if key is None:
            break
        event = next(events)
        if key not in wanted:
            _skip(event, events)
            continue
        value = _kept(event, events, [KEPT_PARTS])
        found[key] = value if found.get(key, value) == value else None
    return found


def _kept(event: Event, events: Iterator[Event], room: list[int], depth: int = 0) -> Any:
    """A value with its long texts, deep parts and late entries left out."""
    name, value = event
    room[0] -= 1
    if name == "string":
        return sound(value if len(value) <= TEXT else Text(value).text)
    if name not in ("start_map", "start_array"):
        return value
    if depth >= KEPT_DEEP or room[0] <= 0:
        _skip(event, events)
        return None
    return (_object if name == "start_map" else _list)(events, room, depth + 1)


def _object(events: Iterator[Event], room: list[int], depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _, key in events:
        if key is None:
            break
        value = _kept(next(events), events, room, depth)
        if room[0] > 0:
            found[key[:TEXT]] = value
    return found


def _list(events: Iterator[Event], room: list[int], depth: int) -> list[Any]:
    found = []
    for event in events:
        if event[0] == "end_array":
            break
        value = _kept(event, events, room, depth)
        if room[0] > 0:
            found.append(value)
    return found


def _skip(event: Event, events: Iterator[Event]) -> None:
    """Pass over a value, whatever it is."""
    if event[0] not in ("start_map", "start_array"):
        return
    depth = 1
    for name, _ in events:
        if name in ("start_map", "start_array"):
            depth += 1
            if depth > DEEPEST:
                raise UnreadableError(f"it is nested deeper than {DEEPEST}")
        elif name in ("end_map", "end_array"):
            depth -= 1
            if not depth:
                return
