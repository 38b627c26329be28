"""A parser in, the options that say what a run is compared with, for a build and for a report of any results."""

from __future__ import annotations

from argparse import ArgumentParser


def add_baseline_options(parser: ArgumentParser) -> None:
    """What a run is compared with, and what of that makes it fail."""
    parser.add_argument(
        "--baseline",
        metavar="FILE",
        help="the report.json or history.json of an earlier run to compare with, or `auto`: the default branch's last",
    )
    parser.add_argument(
        "--fail-on",
        choices=("any", "new"),
        help="fail on any failure, or only on those that the baseline does not have [what the spec says, else any]",
    )
