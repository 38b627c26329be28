"""`cigen cache`: export what a build left behind, or delete the caches of a closed pull request."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace

from cigen.edge.console import Edge
from cigen.work.buildoptions import add_build_options


def add_arguments(parser: ArgumentParser) -> None:
    """The sub-commands of `cigen cache` with their options."""
    verbs = parser.add_subparsers(dest="verb", metavar="WHAT", required=True)
    _export_arguments(verbs.add_parser("export", help="write the cache of the last build, where anything ran"))
    _sweep_arguments(verbs.add_parser("sweep", help="delete the caches of a closed pull request"))


def run(args: Namespace, edge: Edge) -> int:
    """0 where it is done, 4 where the registry or GitHub would not have it."""
    if args.verb == "export":
        from cigen.work.exporting import export

        return export(args, edge)
    from cigen.work.sweeping import sweep

    return sweep(args, edge)


def _export_arguments(parser: ArgumentParser) -> None:
    """The options of `cigen cache export`: those of the build that went before."""
    add_build_options(parser)
    parser.add_argument("--quiet", action="store_true", help="no progress, and what became of the cache only")


def _sweep_arguments(parser: ArgumentParser) -> None:
    """The options of `cigen cache sweep`."""
    parser.add_argument(
        "--pull-request", type=_positive, metavar="N", help="the pull request (default: the one that the run is for)"
    )
    parser.add_argument("--image", metavar="IMAGE", help="the cache image, without tag; that of the spec by default")
    parser.add_argument("--spec", metavar="FILE", help="the spec; cigen.yml here or in a folder above by default")
    parser.add_argument("--dry-run", action="store_true", help="say what would be deleted, and delete nothing")


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 12 and int(text) > 0):
        raise ArgumentTypeError(f"{text!r:.40} is not the number of a pull request")
    return int(text)
