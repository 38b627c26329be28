"""What results say of themselves and what the command line says in, a report with what is believed of it out."""

from __future__ import annotations

import os
from argparse import Namespace
from dataclasses import replace

from cigen.edge.console import Edge
from cigen.errors import OutsideError, UsageError
from cigen.results.model import Report
from cigen.work.annotating import known_origin
from cigen.work.pagefolder import faults_of, read_pages

LONGEST_NAME = 100
_DOUBTED = (
    "beside other files of tests, only what a tar says of tests counts: give --name, --templates and --fail-on yourself"
)
Pages = tuple[tuple[str, str], ...]


def pages(args: Namespace, edge: Edge) -> Pages | None:
    """The project's own pages in the folder that is named, warned of what is wrong with them; None where none is."""
    if not args.templates:
        return None
    try:
        found = read_pages(edge.cwd / args.templates)
    except OutsideError as error:
        folder = edge.cwd / args.templates
        said = str(error).removeprefix(f"{folder}: ").removeprefix(f"{folder}{os.sep}")
        raise UsageError(f"--templates {args.templates:.200}: {said}") from error
    for name, text in found:
        for line, message in faults_of(name, text):
            edge.err(f"warning: {os.path.join(args.templates, name):.200}:{line}: {message}")
    return found


def claimed(report: Report, args: Namespace, edge: Edge, own: Pages | None, *, mixed: bool = False) -> Report:
    """The report under the name that it was given, with its run, and with the pages that it is to have.

    Of what a stranger sent only results count: no name, no page, and nothing that would forgive a failure. So it is
    with tars that are `mixed` with other files of tests: one of those tests may have left them.
    """
    if mixed or args.untrusted:
        if not args.untrusted and _loses(report, args, own):
            edge.err(f"cigen: {_DOUBTED}")
        report = replace(report, name="", templates=(), only_new=False)
    return replace(
        report,
        name=_name(args.name) if args.name else report.name,
        templates=report.templates if own is None else own,
        untrusted=args.untrusted,
        origin=known_origin(edge),
    )


def _loses(report: Report, args: Namespace, own: Pages | None) -> bool:
    """Whether results say something of themselves that the command line does not."""
    said = (report.name and not args.name, report.templates and own is None, report.only_new and not args.fail_on)
    return any(said)


def _name(given: str) -> str:
    name = given.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError(f"--name {given!r:.120} is no name: use up to {LONGEST_NAME} characters that can be printed")
    return name
