"""`cigen publish`: a rendered comment in, the one sticky comment of a pull request out."""

from __future__ import annotations

import argparse

from cigen.edge.console import Edge


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `cigen publish`."""
    parser.add_argument(
        "comment", nargs="?", default="cigen-report/comment.md", help="the file to post (default: %(default)s)"
    )
    parser.add_argument(
        "--pull-request", type=_positive, metavar="N", help="the pull request (default: the one that the run is for)"
    )
    parser.add_argument(
        "--when",
        choices=("always", "failure", "change", "off"),
        default="always",
        help="when to make a comment: always, on a failure, on a change, or never (default: %(default)s)",
    )
    parser.add_argument(
        "--green",
        choices=("keep", "minimize", "delete"),
        default="keep",
        help="what becomes of a comment when all is well: kept up to date, folded away, deleted (default: %(default)s)",
    )
    parser.add_argument("--check-run", action="store_true", help="also post `check.json`, from beside the comment")


def run(args: argparse.Namespace, edge: Edge) -> int:
    """Posts the file; a token that may not comment is a warning, as the verdict on the tests is given elsewhere."""
    from cigen.work.publishing import publish

    return publish(args, edge)


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 12 and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text!r:.40} is not the number of a pull request")
    return int(text)
