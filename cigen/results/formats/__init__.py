"""The formats of results that are read, each told by its content; one module a format, all with one signature."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from cigen.results.formats import ctrf, dart, gotest, jest, mocha, rspec, tap
from cigen.results.formats.xml import boost, catch2, ctest, doctest, junit, nunit2, nunit3, robot, testng, trx, xunit
from cigen.results.formats.xml.driver import Readers
from cigen.results.tally import Tally


class Format(Protocol):
    """What each module of a format that is no XML holds."""

    NAME: str

    def recognises(self, head: bytes) -> bool:
        """Whether a file with these first 64 KiB is of this format."""

    def read(self, chunks: Iterator[bytes], tally: Tally) -> None:
        """Give every case to `tally`; UnreadableError where the rest can't be read."""


TEXT_FORMATS: tuple[Format, ...] = (ctrf, jest, mocha, rspec, dart, gotest, tap)
XML_FORMATS = (
    junit.Reader, nunit2.Reader, nunit3.Reader, xunit.Reader, trx.Reader,
    boost.Reader, catch2.Reader, ctest.Reader, doctest.Reader, robot.Reader, testng.Reader,
)  # fmt: skip
XML_READERS: Readers = {root: reader for reader in XML_FORMATS for root in reader.ROOTS}
OTHER_RESULTS = frozenset({"testrun", "testExecutions", "suite"})
"""Roots of further formats: results that must not be passed over, though they can't be read."""
