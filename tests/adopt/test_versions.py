"""Which versions a project says it works with."""

from __future__ import annotations

import pytest

from cigen.adopt.versions import fitting

PYTHONS = ("3.10", "3.11", "3.12")
NODES = ("20", "22", "24")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("", PYTHONS),
        ("*", PYTHONS),
        (">=3.10", PYTHONS),
        (">=3.11", ("3.11", "3.12")),
        (">=3.11.4, <4", ("3.11", "3.12")),
        (">=3.8,<3.12", ("3.10", "3.11")),
        ("<3.12.5", PYTHONS),
        ("<3.12.0", ("3.10", "3.11")),
        ("<=3.11", ("3.10", "3.11")),
        (">3.10", ("3.11", "3.12")),
        ("==3.11.*", ("3.11",)),
        ("==3.*", PYTHONS),
        ("!=3.11.*", ("3.10", "3.12")),
        ("!=3.11.1", PYTHONS),
        ("~=3.11", ("3.11", "3.12")),
        ("~=3.11.2", ("3.11",)),
        ("^3.11", ("3.11", "3.12")),
        ("~3.11", ("3.11",)),
        (">=3.15", ("3.15",)),
        ("==2.7.18", ("2.7",)),
    ],
)
def test_fitting__reads_what_python_projects_say(wanted: str, found: tuple[str, ...]) -> None:
    assert fitting(PYTHONS, wanted) == found


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (">=18", NODES),
        (">=20.9.0 <23", ("20", "22")),
        ("^22.1", ("22",)),
        ("~22", ("22",)),
        ("v22.1.0", ("22",)),
        ("22.x", ("22",)),
        ("22", ("22",)),
        ("^20.0.0 || >=24", ("20", "24")),
        ("20 - 22", ("20", "22")),
        ("lts/*", NODES),
        ("16", ("16",)),
    ],
)
def test_fitting__reads_what_node_projects_say(wanted: str, found: tuple[str, ...]) -> None:
    assert fitting(NODES, wanted) == found
