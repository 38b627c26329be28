"""A Report in, a line for each thing that is odd about its files of results out."""

from __future__ import annotations

from collections.abc import Iterator

from cigen.results.model import Report


def oddities(report: Report) -> Iterator[tuple[str, str]]:
    """The file and what there is to say of it: what was mended first, then disagreements."""
    for odd in report.odd:
        if odd.mended:
            yield odd.file, f"was mended before it could be read: {', '.join(odd.mended)}"
        yield from ((odd.file, note) for note in odd.notes)
