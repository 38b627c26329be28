"""A workflow's entries in, the same entries out, with cigen's own pins replaced by those that are locked."""

from __future__ import annotations

from dataclasses import replace

from cigen.render.pins import PINS, Pin
from cigen.yamlwrite import Entry, Items, Node

Pins = tuple[tuple[str, str, str], ...]


def pinned(entries: tuple[Entry, ...], pins: Pins) -> tuple[Entry, ...]:
    """The entries, every `uses:` of a pin at the locked commit where there is one of the same major version.

    Another major version takes other inputs than those that cigen writes.
    """
    chosen = {pin.uses: Pin(*found, pin.folder) for pin in PINS for found in pins if serves(found[0], found[1], pin)}
    return tuple(_entry(entry, chosen) for entry in entries) if chosen else entries


def serves(repository: str, version: str, pin: Pin) -> bool:
    """Whether an action at a version can stand in for a pin."""
    return repository == pin.repository and major(version) == major(pin.version)


def major(version: str) -> str:
    """`7` of `v7.0.1`."""
    return version.removeprefix("v").partition(".")[0]


def _entry(entry: Entry, chosen: dict[str, Pin]) -> Entry:
    if entry.key == "uses" and isinstance(entry.value, str):
        pin = chosen.get(entry.value)
        return entry if pin is None else replace(entry, value=pin.uses, note=pin.version)
    return replace(entry, value=_node(entry.value, chosen))


def _node(node: Node, chosen: dict[str, Pin]) -> Node:
    if isinstance(node, Items):
        return replace(node, values=tuple(_node(value, chosen) for value in node.values))
    if isinstance(node, tuple):
        return tuple(_entry(entry, chosen) for entry in node)
    return node
