"""`cigen report`: results tars and JUnit files from anywhere in, one report out."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from cigen.edge.console import Edge
from cigen.errors import EXIT_OK, EXIT_RED, UsageError
from cigen.work.annotating import add_annotation_options
from cigen.work.baselineoptions import add_baseline_options
from cigen.work.ending import add_ended_option, ended_jobs


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
    add_baseline_options(parser)
    add_ended_option(parser)
    parser.add_argument("--summary", metavar="FILE", help="also add the summary to FILE, such as $GITHUB_STEP_SUMMARY")
    parser.add_argument(
        "--write",
        metavar="FILES",
        default="all",
        help="which files to write, with commas between: junit.xml, report.json, …, `all` or `none` (default: all)",
    )
    parser.add_argument(
        "--name", metavar="NAME", help="what the report is called; by default as the spec that was built"
    )
    parser.add_argument(
        "--templates", metavar="DIR", help="a folder with pages of your own: summary.md.j2, comment.md.j2 or both"
    )
    parser.add_argument(
        "--untrusted",
        action="store_true",
        help="the results are a stranger's, as those of a fork: only what they say of tests counts, and pages say so",
    )
    add_annotation_options(parser)
    parser.add_argument("--quiet", action="store_true", help="print the verdict and no more")


def run(args: Namespace, edge: Edge) -> int:
    """0 if all passed, 1 if anything is red, unreadable or missing, a path is not there or a job ended badly."""
    from cigen.report.outputs import WITH_ALL_CASES
    from cigen.results.ended import judged
    from cigen.results.tally import Keep
    from cigen.work import baselines, reporting
    from cigen.work.annotating import annotate
    from cigen.work.claiming import claimed, pages
    from cigen.work.comparing import named
    from cigen.work.locating import locate

    names, own, jobs = _wanted(args), pages(args, edge), ended_jobs(args)
    inputs = reporting.find(args.paths or [args.output], edge.cwd, edge.cwd / args.output)
    inputs.accounts += [edge.cwd / file for file in args.solve or ()]
    baseline = baselines.find(args, edge)
    compares = baseline is not None or not names.isdisjoint(WITH_ALL_CASES)
    keep = None if compares else Keep()
    report = reporting.make_report(inputs, edge.cwd, last=named(args.last, edge.cwd), keep=keep)
    report = claimed(report, args, edge, own, mixed=inputs.mixed)
    report = locate(report, edge, told=() if args.untrusted else inputs.places)
    report = baselines.told(report, baseline, args, edge) if compares else report
    report = judged(report, jobs)
    output = edge.cwd / args.output
    reporting.write_reports(report, output, edge, tars=inputs.tars, quiet=args.quiet, names=names)
    reporting.tell_runner(report, output, edge, summary=args.summary)
    annotate(report, args.annotations, edge)
    return EXIT_RED if report.red else EXIT_OK


def _wanted(args: Namespace) -> frozenset[str]:
    """The files that `--write` names; the summary too where it is to be added to another."""
    from cigen.report.outputs import OUTPUTS

    words = {word.strip() for word in args.write.split(",")} - {""}
    unknown = sorted(words - {*OUTPUTS, "all", "none"})
    if unknown:
        raise UsageError(
            f"--write: there is no file `{unknown[0]}`, there are {', '.join(OUTPUTS)}, or `all`, or `none`"
        )
    names = frozenset(OUTPUTS) if "all" in words else words & OUTPUTS.keys()
    return frozenset(names) | ({"summary.md"} if args.summary is not None else set())
