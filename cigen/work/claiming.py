"""What results say of themselves and what the command line says in, a report with what is believed of it out."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace

from cigen.edge.console import Edge
from cigen.errors import OutsideError, UsageError
from cigen.results.model import Report
from cigen.work.annotating import known_origin
from cigen.work.pagefolder import read_pages

LONGEST_NAME = 100
Pages = tuple[tuple[str, str], ...]


def pages(args: Namespace, edge: Edge) -> Pages | None:
    """The project's own pages in the folder that is named; None where none is."""
    if not args.templates:
        return None
    try:
        return read_pages(edge.cwd / args.templates)
    except OutsideError as error:
        raise UsageError(f"--templates {args.templates:.200}: {error}") from error


def claimed(report: Report, args: Namespace, edge: Edge, own: Pages | None) -> Report:
    """The report under the name that it was given, with its run, and with the pages that it is to have.

    Of what a stranger sent only results count: no name, no page, and nothing that would forgive a failure.
    """
    templates = own if own is not None else () if args.untrusted else report.templates
    return replace(
        report,
        name=_name(args.name) if args.name else "" if args.untrusted else report.name,
        templates=templates,
        only_new=report.only_new and not args.untrusted,
        untrusted=args.untrusted,
        origin=known_origin(edge),
    )


def _name(given: str) -> str:
    name = given.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError(f"--name {given!r:.120} is no name: use up to {LONGEST_NAME} characters that can be printed")
    return name
