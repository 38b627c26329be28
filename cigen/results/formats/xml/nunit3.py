"""NUnit 3's results in, cases out; a suite that failed outside of its cases, such as in OneTimeTearDown, is a case too.

Format: https://docs.nunit.org/articles/nunit/technical-notes/usage/Test-Result-XML-Format.html (Unity writes it too).
"""

from __future__ import annotations

from cigen.results.formats.xml.nunit import NunitReader

NAME = "nunit3"
ROOTS = ("test-run",)


class Reader(NunitReader):
    """The elements of one file."""

    NAME = NAME
    ROOTS = ROOTS

    def named(self, attributes: dict[str, str]) -> tuple[str, str]:
        """Class and name of a case; the full name knows the arguments of a fixture, `classname` does not."""
        name, full = attributes.get("name", ""), attributes.get("fullname", "")
        if name and full.endswith(f".{name}"):
            return full[: -len(name) - 1], name
        return attributes.get("classname", ""), name or full
