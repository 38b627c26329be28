"""What pages in Markdown are put together from: tables and things to unfold, all quoted. https://github.github.com/gfm"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cigen.pagetemplate import Quoted
from cigen.report.escape import name, words
from cigen.report.verdict import counted


@dataclass(frozen=True, slots=True)
class Table:
    """Cells of a Markdown table, quoted, the first row its head; without rows only the lines after it are shown."""

    rows: tuple[tuple[Quoted, ...], ...]
    after: tuple[Quoted, ...] = ()
    numbers: bool = False
    """Whether all but the first column is right-aligned."""

    @property
    def text(self) -> Quoted:
        """The table's lines."""
        head, *rows = self.rows
        below = ["---", *["---:" if self.numbers else "---"] * (len(head) - 1)]
        lines = [head, below, *rows]
        return Quoted("\n".join(f"| {' | '.join(line)} |" for line in lines))

    @property
    def parts(self) -> tuple[Quoted, ...]:
        """Everything as paragraphs."""
        return (self.text, *self.after) if self.rows else self.after


@dataclass(frozen=True, slots=True)
class Block:
    """Something to unfold: `summary` goes into HTML, `body` is Markdown between blank lines."""

    summary: Quoted
    body: tuple[Quoted, ...]
    open: bool = False


def enumeration(names: Sequence[str], most: int, noun: str = "cell") -> Quoted:
    """Names with commas, and how many more there are."""
    left = len(names) - most
    listed = ", ".join(name(one) for one in names[:most])
    if not listed:
        return words(counted(len(names), noun))
    return Quoted(f"{listed} and {left:,} more" if left > 0 else listed)


def some(lines: Sequence[Quoted], most: int, count: int) -> tuple[Quoted, ...]:
    """At most so many of the lines, and how many of all `count` are not among them."""
    left = count - min(most, count)
    return (*lines[:most], words(f"… and {left:,} more in `report.json`")) if left else tuple(lines)
