"""The C++ framework doctest's own XML in, cases out; it is all but Catch2's.

Format: https://github.com/doctest/doctest/blob/master/doc/markdown/reporters.md (`-r=xml`).
"""

from __future__ import annotations

from cigen.results.formats.xml import catch2

NAME = "doctest"
ROOTS = ("doctest",)


class Reader(catch2.Reader):
    """The elements of one file."""

    NAME = NAME
    ROOTS = ROOTS
