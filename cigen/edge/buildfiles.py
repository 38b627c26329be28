"""What a build writes while it runs: a folder for the engine to read from, an account that grows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from cigen.errors import OutsideError


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that is gone afterwards; OutsideError where there is no place for one."""
    try:
        folder = TemporaryDirectory(prefix="cigen-", ignore_cleanup_errors=True)
    except OSError as error:
        raise OutsideError(
            f"no temporary folder can be made: {error.strerror}; set TMPDIR to one that works"
        ) from error
    with folder as name:
        yield Path(name)


def remove(path: Path) -> None:
    """Take a file away, if it is there."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise OutsideError(f"{path}: can't be replaced: {error.strerror}") from error


def write_private(path: Path, data: bytes) -> None:
    """A new file that nobody else may read."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
    except OSError as error:
        raise _unwritable(path, error) from error


@contextmanager
def growing(path: Path) -> Iterator[Callable[[bytes], None]]:
    """A new file, and what adds to it at once, so that nothing is lost with the process."""
    try:
        stream = path.open("wb", buffering=0)
    except OSError as error:
        raise _unwritable(path, error) from error

    def add(piece: bytes) -> None:
        try:
            left = memoryview(piece)
            while left:
                left = left[stream.write(left) or 0 :]
        except OSError as error:
            raise _unwritable(path, error) from error

    with stream:
        yield add


def _unwritable(path: Path, error: OSError) -> OutsideError:
    return OutsideError(f"{path}: can't be written: {error.strerror}")
