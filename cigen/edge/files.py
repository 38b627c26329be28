"""Files in and out: texts and folders read, rendered files and logs written below one folder."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from cigen.edge.tarball import CHUNK, DamagedError, Member
from cigen.errors import OutsideError
from cigen.rendered import Rendered

STEP_LOG = re.compile(
    r"cells/([A-Za-z0-9][A-Za-z0-9_.-]{0,200})/([1-9]\d{0,3})((?:\.attempt-[1-9]\d{0,3}|\.earlier)?)\.log"
)
ANY_DEPTH = re.compile(r"(?:^|(?<=/))\*\*(?:/|$)")


class NotUtf8Error(OutsideError):
    """A file that is no text in UTF-8: the first `byte` that is none, and where it stands, from 1."""

    def __init__(self, path: Path, error: UnicodeDecodeError) -> None:
        super().__init__(f"{path}: is not UTF-8 (byte {error.start}), save it as UTF-8")
        before = error.object[: error.start]
        self.byte = error.object[error.start]
        self.line = before.count(b"\n") + 1
        self.column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1


def read_text(path: Path) -> str:
    """The file as UTF-8; OutsideError with the reason where that can't be."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise OutsideError(f"{path}: can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise NotUtf8Error(path, error) from error


def read_regular(path: Path, most: int) -> str:
    """The same of a file that may be a stranger's: no pipe, which would be waited for, and of `most` bytes."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise OutsideError(f"{path}: can't be read: it is no regular file")
        with path.open("rb") as stream:
            data = stream.read(most + 1)
    except OSError as error:
        raise OutsideError(f"{path}: can't be read: {error.strerror}") from error
    if len(data) > most:
        raise OutsideError(f"{path}: can't be read: it has more than {most:,} bytes")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise NotUtf8Error(path, error) from error


def read_if_there(path: Path) -> str | None:
    """The file as UTF-8, None where there is no such file."""
    return read_text(path) if path.exists() else None


def read_chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a regular file, piece by piece."""
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                yield chunk
    except OSError as error:
        raise OutsideError(f"{path}: can't be read: {error.strerror}") from error


def read_head(path: Path) -> bytes:
    """The first 4 KiB, enough to tell what a file holds."""
    try:
        with path.open("rb") as stream:
            return stream.read(4096)
    except OSError as error:
        raise OutsideError(f"{path}: can't be read: {error.strerror}") from error


def expand(words: Iterable[str], cwd: Path) -> tuple[Path, ...]:
    """Paths as they stand or, where there is no such path, as globs (`**` too), each once and in the order given.

    OutsideError for a word that finds nothing. Folders come back as folders.
    """
    found: dict[Path, None] = {}
    for word in words:
        found.update(dict.fromkeys([cwd / word] if os.path.lexists(cwd / word) else _matches(word, cwd)))
    return tuple(found)


def _matches(pattern: str, cwd: Path) -> list[Path]:
    matches = sorted(set(_found(pattern, cwd))) if re.search(r"[*?[]", pattern) else []
    if not matches:
        raise OutsideError(f"{pattern}: there is no such file or folder")
    return [cwd / match for match in matches]


def _found(pattern: str, cwd: Path) -> Iterator[str]:
    """As Python's glob, but `**` goes through no link, as a few of them to a folder above would never end."""
    from glob import escape, glob

    deep = ANY_DEPTH.search(pattern)
    if deep is None:
        yield from glob(pattern, root_dir=cwd)
        return
    before, after = pattern[: deep.start()], pattern[deep.end() :] or "*"
    for base in glob(before, root_dir=cwd) if before else [""]:
        for root, folders, _ in os.walk(cwd / base):
            folders[:] = (name for name in folders if not name.startswith("."))
            place = root if os.path.isabs(base) else os.path.relpath(root, cwd)
            yield from _found(os.path.join(escape(place), after) if place != "." else after, cwd)


def regular_files(folder: Path) -> Iterator[Path]:
    """Every regular file below a folder, sorted by path; links and anything special are left alone."""
    for root, folders, names in os.walk(folder, onerror=_raise):
        folders.sort()
        yield from (path for name in sorted(names) if is_regular(path := Path(root) / name))


def is_regular(path: Path) -> bool:
    """Whether this is a file of its own: no link, pipe or device."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _raise(error: OSError) -> None:
    raise OutsideError(f"{error.filename}: can't be read: {error.strerror}") from error


def write(rendered: Rendered, root: Path) -> Path:
    """Write one file below `root`, whole or not at all, and say where."""
    pieces = (piece.encode("utf-8", "backslashreplace") for piece in rendered.pieces())
    return _write(below(root, rendered.path), pieces)


def make_folder(path: Path) -> None:
    """The folder, with those above it; OutsideError where that can't be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutsideError(f"{path}: can't be made: {error.strerror}") from error


def move(path: Path, place: Path) -> None:
    """Move a file, also to another disk; OutsideError where that can't be."""
    try:
        shutil.move(path, place)
    except OSError as error:
        raise OutsideError(f"{place}: can't be written: {error.strerror}") from error


def extract_logs(members: Iterable[Member], output: Path) -> None:
    """Write `cells/CELL/N.log` as `OUTPUT/logs/CELL/0N.log`; a name that came twice keeps its first text.

    A damaged archive ends it without a word: the report made from the same archive says what is wrong with it.
    """
    seen: set[str] = set()
    with contextlib.suppress(DamagedError):
        for member in members:
            path = log_path(member.path)
            if path and member.regular and path not in seen:
                folder = PurePosixPath(path).parent
                if str(folder) not in seen:
                    _made(below(output, str(folder)))
                seen |= {path, str(folder)}
                _write_log(output / path, member)


def _made(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutsideError(f"{folder}: can't be made: {error.strerror}") from error


def _write_log(place: Path, member: Member) -> None:
    """There are tens of thousands of these, and nobody waits for one: no detour through another name."""
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o666)
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(member.chunks())
    except OSError as error:
        raise OutsideError(f"{place}: can't be written: {error.strerror}") from error


def log_path(path: str) -> str:
    """Where a log of the results is kept below a report's folder; empty for what is no log."""
    match = STEP_LOG.fullmatch(path)
    return f"logs/{match[1]}/{int(match[2]):02}{match[3]}.log" if match else ""


def below(root: Path, path: str) -> Path:
    """`path` as a place under `root`; OutsideError where it would leave it, also through a link."""
    parts = PurePosixPath(path).parts
    bad = not parts or path.startswith("/") or ".." in parts or any("\\" in part or "\0" in part for part in parts)
    place = root.joinpath(*parts)
    if bad or not place.resolve().is_relative_to(root.resolve()):
        raise OutsideError(f"{path!r}: refused: it would be written outside {root}")
    return place


def _write(place: Path, chunks: Iterable[bytes]) -> Path:
    """Through a file beside it, so that no reader ever sees half of it."""
    _made(place.parent)
    try:
        handle, name = tempfile.mkstemp(prefix=".cigen-", dir=place.parent)
        unfinished = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.writelines(chunks)
            unfinished.chmod(0o666 & ~_umask())
            unfinished.replace(place)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise OutsideError(f"{place}: can't be written: {error.strerror}") from error
    return place


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
