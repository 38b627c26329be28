"""A place for what is too much for the memory: a file without a name, gone with the process."""

from __future__ import annotations

import tempfile

from cigen.errors import OutsideError

IN_MEMORY = 4 << 20


class Spool:
    """Bytes to write, read and cut; a few stay in memory. OutsideError where the disk has no place for more.

    One that is `on_disk` from the start may be written by a process and read by the one that started it.
    """

    def __init__(self, *, on_disk: bool = False) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 it lives as long as the report
        if on_disk:
            self._file.rollover()

    def write(self, data: bytes) -> int:
        """Write where the last `seek` went."""
        try:
            return self._file.write(data)
        except OSError as error:
            raise OutsideError(f"{tempfile.gettempdir()}: can't be written: {error.strerror}") from error

    def read(self, size: int) -> bytes:
        """At most so many bytes."""
        return self._file.read(size)

    def seek(self, place: int, whence: int = 0) -> int:
        """Go there, and say where that is."""
        return self._file.seek(place, whence)

    def truncate(self, size: int) -> object:
        """Forget what is behind this place."""
        return self._file.truncate(size)
