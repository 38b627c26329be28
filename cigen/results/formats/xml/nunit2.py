"""NUnit 2's results in, cases out: the whole name of a case is in its `name`, the versions before 2.5 know no `result`.

Format: https://docs.nunit.org/2.6.4/xmlFormat.html (what nunit-console 2.4 to 2.6 writes, and many others after it).
"""

from __future__ import annotations

from cigen.results.formats.xml.names import split
from cigen.results.formats.xml.nunit import NunitReader

NAME = "nunit2"
ROOTS = ("test-results", "test-suite")
"""A suite as the root is a piece of such a file, or of NUnit 3's: the words of both are read."""


class Reader(NunitReader):
    """The elements of one file."""

    NAME = NAME
    ROOTS = ROOTS

    def named(self, attributes: dict[str, str]) -> tuple[str, str]:
        """Class and name of a case, from its `name`."""
        name, classname = attributes.get("name", ""), attributes.get("classname", "")
        return (classname, name) if classname else split(name)
