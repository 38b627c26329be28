"""`cigen report`: results tars and JUnit files from anywhere in, one report out."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from cigen.edge.console import Edge
from cigen.errors import EXIT_OK, EXIT_RED


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `cigen report`."""
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="results tars, JUnit XML files, BuildKit accounts, folders of them or globs (default: the output folder)",
    )
    parser.add_argument("--output", metavar="DIR", default="cigen-report", help="write into DIR (default: %(default)s)")
    parser.add_argument(
        "--solve", metavar="FILE", action="append", help="a build's account (`--progress=rawjson`); may be repeated"
    )
    parser.add_argument(
        "--last", metavar="FILE", help="the last.json of the run to compare with, if not that of the build"
    )
    parser.add_argument("--summary", metavar="FILE", help="also add the summary to FILE, such as $GITHUB_STEP_SUMMARY")
    parser.add_argument("--quiet", action="store_true", help="print the verdict and no more")


def run(args: Namespace, edge: Edge) -> int:
    """0 if all passed, 1 if anything is red, unreadable or missing, also if a path is not there."""
    from cigen.work import reporting
    from cigen.work.comparing import named

    inputs = reporting.find(args.paths or [args.output], edge.cwd, edge.cwd / args.output)
    inputs.accounts += [edge.cwd / file for file in args.solve or ()]
    report = reporting.make_report(inputs, edge.cwd, last=named(args.last, edge.cwd))
    output = edge.cwd / args.output
    reporting.write_reports(report, output, edge, tars=inputs.tars, quiet=args.quiet)
    reporting.tell_runner(report, output, edge, summary=args.summary)
    return EXIT_RED if report.red else EXIT_OK
