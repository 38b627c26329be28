"""A tar file in, its members out one by one: never unpacked, nothing followed, memory bounded.

Python's `tarfile` takes a truncated archive for a short one and reads headers of any size, so only its parser of one
512-byte block is used here. Format: POSIX.1-1988 ustar, pax `path` and `size`, GNU long names.
"""

from __future__ import annotations

import os
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cigen.errors import OutsideError

BLOCK = tarfile.BLOCKSIZE
CHUNK = 1 << 20
LONGEST_HEADER = 1 << 20
REGULAR = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)
WITHOUT_DATA = (tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE)


class DamagedError(OutsideError):
    """The archive is no tar, or not a whole one."""


@dataclass(frozen=True, slots=True)
class Member:
    """One entry; `chunks` reads its bytes and is good until the next entry is asked for."""

    path: str
    size: int
    regular: bool
    directory: bool
    chunks: Callable[[], Iterator[bytes]]


def looks_like_tar(head: bytes) -> bool:
    """Whether these first 512 bytes of a file begin a tar archive, possibly an empty one."""
    if len(head) < BLOCK:
        return False
    return not any(head[:BLOCK]) or _parsed(head[:BLOCK]) is not None


def members(path: Path) -> Iterator[Member]:
    """Every entry in order; DamagedError where the archive is no tar or not a whole one."""
    try:
        with path.open("rb") as stream:
            yield from _members(stream, path)
    except OSError as error:
        raise OutsideError(f"{path}: can't be read: {error.strerror}") from error


def append(path: Path, name: str, data: bytes) -> None:
    """Add a regular file to an archive, of which only the end is written; DamagedError where it is not a whole one."""
    header = tarfile.TarInfo(name)
    header.size = len(data)
    try:
        with path.open("r+b") as stream:
            end = max((position + _padded(size) for _, _, position, size in _headers(stream, path)), default=0)
            stream.seek(end)
            stream.write(header.tobuf(tarfile.USTAR_FORMAT))
            stream.write(data.ljust(_padded(len(data)), b"\0") + bytes(2 * BLOCK))
            stream.truncate()
    except OSError as error:
        raise OutsideError(f"{path}: can't be written: {error.strerror}") from error


def _members(stream: BinaryIO, path: Path) -> Iterator[Member]:
    for header, extended, position, size in _headers(stream, path):
        yield _member(stream, header, extended, position, size)
    while chunk := stream.read(CHUNK):
        if chunk != bytes(len(chunk)):  # `any` looks at each byte by itself, and there may be gigabytes
            raise DamagedError(f"{path}: damaged: there is more after the archive's end")


def _headers(stream: BinaryIO, path: Path) -> Iterator[tuple[tarfile.TarInfo, dict[str, str], int, int]]:
    """The header of each entry with what extends it, and where its data begins and how much there is."""
    end = os.fstat(stream.fileno()).st_size
    extended: dict[str, str] = {}
    position = 0
    while (header := _header(stream, position, path)) is not None:
        position += BLOCK
        size = _size(header, extended, path)
        if position + size > end:
            raise DamagedError(
                f"{path}: truncated: {header.name!r:.200} should have {size} bytes, the file ends before"
            )
        if header.type in (tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME):
            extended |= _extension(stream, header, position, path)
        elif header.type not in (tarfile.XGLTYPE, tarfile.GNUTYPE_LONGLINK):
            yield header, extended, position, size
            extended = {}
        position += _padded(size)


def _padded(size: int) -> int:
    """How much room some bytes take: whole blocks."""
    return -(-size // BLOCK) * BLOCK


def _header(stream: BinaryIO, position: int, path: Path) -> tarfile.TarInfo | None:
    """The header at `position`, None at the archive's end."""
    stream.seek(position)
    block = stream.read(BLOCK)
    if len(block) < BLOCK:
        raise DamagedError(f"{path}: truncated: the end of the archive is missing")
    if not any(block):
        return None
    header = _parsed(block)
    if header is None:
        raise DamagedError(f"{path}: damaged: no tar header at byte {position}")
    return header


def _parsed(block: bytes) -> tarfile.TarInfo | None:
    try:
        return tarfile.TarInfo.frombuf(block, "utf-8", "replace")
    except (tarfile.HeaderError, ValueError):
        return None


def _size(header: tarfile.TarInfo, extended: dict[str, str], path: Path) -> int:
    if header.type in WITHOUT_DATA:
        return 0
    text = extended.get("size", "")
    size = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else header.size
    if size < 0:
        raise DamagedError(f"{path}: damaged: {header.name!r:.200} has a negative size")
    return size


def _extension(stream: BinaryIO, header: tarfile.TarInfo, position: int, path: Path) -> dict[str, str]:
    """What a pax or GNU long-name entry says of the entry that follows."""
    if header.size > LONGEST_HEADER:
        raise DamagedError(f"{path}: refused: an extended header of {header.size} bytes")
    stream.seek(position)
    data = stream.read(header.size)
    if header.type == tarfile.GNUTYPE_LONGNAME:
        return {"path": data.rstrip(b"\0").decode("utf-8", "replace")}
    return dict(_pax_records(data, path))


def _pax_records(data: bytes, path: Path) -> Iterator[tuple[str, str]]:
    """`LENGTH KEY=VALUE\\n` each, where LENGTH counts the whole record; only what is asked for is kept."""
    start = 0
    while start < len(data) and data[start]:
        number, _, _ = data[start : start + 20].partition(b" ")
        length = int(number) if number.isdigit() else 0
        record = data[start : start + length]
        if length <= len(number) + 1 or len(record) < length:
            raise DamagedError(f"{path}: damaged: an extended header can't be read")
        key, _, value = record[len(number) + 1 : -1].partition(b"=")
        if key in (b"path", b"size"):
            yield key.decode(), value.decode("utf-8", "replace")
        elif key.startswith(b"GNU.sparse"):
            yield "sparse", ""
        start += length


def _member(stream: BinaryIO, header: tarfile.TarInfo, extended: dict[str, str], position: int, size: int) -> Member:
    def chunks() -> Iterator[bytes]:
        stream.seek(position)
        left = size
        while left > 0:
            chunk = stream.read(min(CHUNK, left))
            if not chunk:
                raise DamagedError(f"{header.name!r:.200} became shorter while it was read")
            left -= len(chunk)
            yield chunk

    name = extended.get("path", header.name)
    return Member(
        path=name.removeprefix("./").rstrip("/"),
        size=size,
        regular=header.type in REGULAR and "sparse" not in extended and not name.endswith("/"),
        directory=header.type == tarfile.DIRTYPE or name.endswith("/"),
        chunks=chunks,
    )
