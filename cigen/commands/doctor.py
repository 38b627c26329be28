"""`cigen doctor`: looks at the engine in use, and says what does not suit the spec and what to do about it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from cigen.edge.console import Edge
from cigen.errors import EXIT_OK, EXIT_RED


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `cigen doctor`."""
    parser.add_argument("--spec", metavar="FILE", help="the spec; cigen.yml here or in a folder above, if there is one")
    parser.add_argument("--builder", metavar="NAME", help="the buildx builder; the current one by default")
    parser.add_argument(
        "--output", metavar="DIR", default="cigen-report", help="where the last build's report is [%(default)s]"
    )


def run(args: Namespace, edge: Edge) -> int:
    """0 without a problem, 1 with one; OutsideError where no engine answers."""
    from cigen.doctor import text
    from cigen.doctor.examination import examine
    from cigen.doctor.model import Level
    from cigen.work.examining import facts

    known = facts(args, edge)
    findings = examine(known)
    edge.out(text.render(known.builder, findings, colour=edge.colour, width=min(edge.width, 120)).text)
    return EXIT_RED if text.worst(findings) is Level.PROBLEM else EXIT_OK
