"""`cigen schema`: prints the JSON Schema of the spec, for editors."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from cigen.edge.console import Edge
from cigen.errors import EXIT_OK


def add_arguments(parser: ArgumentParser) -> None:
    """It has no options of its own."""


def run(args: Namespace, edge: Edge) -> int:  # noqa: ARG001 - as every command's
    """0."""
    from cigen.spec import schema

    edge.out(schema.text())
    return EXIT_OK
