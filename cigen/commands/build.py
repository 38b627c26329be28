"""`cigen build`: solve the results, report them, then build what is left and export the cache.

The verdict comes first: nobody waits for an export to learn whether the tests pass.
"""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from cigen.edge.console import Edge
from cigen.errors import EXIT_INTERRUPTED, EXIT_OK, EXIT_OUTSIDE, EXIT_RED
from cigen.work.annotating import add_annotation_options
from cigen.work.baselineoptions import add_baseline_options
from cigen.work.buildoptions import add_build_options

if TYPE_CHECKING:
    from cigen.results.model import Build, Report


FULL = "; the engine's disk is full: make room, `docker buildx prune` drops its cache"
STOPPED = "; the engine was being stopped: start it and build again"
REMEDIES = (
    ("no space left on device", FULL),
    ("exit code: 74", FULL),
    ("database not open", STOPPED),
    ("/buildkit-mount", STOPPED),
    (
        "snapshot does not exist",
        "; the engine has lost a result, as a full disk makes it: restart it, or drop its cache",
    ),
)
LOST = re.compile(
    r"no space left on device|disk quota exceeded|failed to commit .* snapshot"
    r"|database not open|lstat \S*/buildkit-mount\d+\S*: no such file"
)
"""What the engine says where it has no room, or had none when it kept a result, or is on its way out."""
GONE = re.compile(r"(?:failed to build: )?(?:failed to receive status: |failed to solve: Unavailable: )")
"""How the last words of a build begin whose engine told no more, whatever it said of a step before."""
WENT_AWAY = "; the engine went away: see that it runs, and build again"
RECORDER = re.compile(r"exit code (?!12[67]$)\d+")
"""A recorded step ends well whatever happens, but where the engine has no room or is ended; or the shell is missing."""


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `cigen build`."""
    add_build_options(parser)
    parser.add_argument(
        "--rerun", metavar="WHAT", action="append", default=[],
        help="run again what did not pass in the last build: failed; or all, or cell=GLOB; repeatable",
    )  # fmt: skip
    parser.add_argument(
        "--from", dest="rerun_from", metavar="REPORT", action="append", default=[],
        help="an earlier report, its folder or results, for --rerun; by default that of the last build; repeatable",
    )  # fmt: skip
    add_baseline_options(parser)
    parser.add_argument("--summary", metavar="FILE", help="add the summary to this file, such as $GITHUB_STEP_SUMMARY")
    add_annotation_options(parser)
    parser.add_argument("--quiet", action="store_true", help="no progress, and of the report the verdict only")


def run(args: Namespace, edge: Edge) -> int:
    """0 for a green run, 1 for a red one or a stage that fails, 4 where the engine fails, 130 if interrupted."""
    from cigen.edge import buildx, files
    from cigen.edge.buildfiles import temporary_folder
    from cigen.work.annotating import annotate
    from cigen.work.building import Building
    from cigen.work.caches import chosen
    from cigen.work.parting import open_part
    from cigen.work.reporting import tell_runner
    from cigen.work.solving import Solver
    from cigen.work.staging import build_stages

    project = open_part(args, edge)
    engine = buildx.find_engine(edge.environ, args.builder)
    args = chosen(args, edge, project)
    output = edge.cwd / args.output
    files.make_folder(output)
    with temporary_folder() as recipe:
        solver = Solver(args, edge, project, engine, output=output, recipe=recipe)
        report = build_stages(solver) if args.stages else Building(solver).run()
    if report.red or not args.stages:
        tell_runner(report, output, edge, summary=args.summary)
    if words := _last_words(report):
        edge.err(f"cigen: {words}")
    annotate(report, args.annotations, edge)
    return _exit_code(report)


def _exit_code(report: Report) -> int:
    build = report.build
    if build is not None and build.interrupted:
        return EXIT_INTERRUPTED
    if build is not None and build.error and not _is_ours(build):
        return EXIT_OUTSIDE
    return EXIT_RED if report.red else EXIT_OK


def _is_ours(build: Build) -> bool:
    """Whether a step of a stage failed, and no image, registry or engine."""
    broken = build.broken
    if broken is None or not broken.stage or broken.instruction.startswith("FROM ") or GONE.match(build.error):
        return False
    if " exec /.cigen/record " in broken.instruction and RECORDER.fullmatch(broken.reason):
        return False
    return not LOST.search(f"{build.error} {broken.reason}")


def _last_words(report: Report) -> str:
    """What ended the build, where no step of the spec did; the image's or the registry's name is in it."""
    from cigen.report.escape import inert, line

    code = _exit_code(report)
    if code == EXIT_INTERRUPTED:
        return "interrupted; the next build goes on from the cache"
    if code != EXIT_OUTSIDE or report.build is None:
        return ""
    error = report.build.error
    remedy = next((what for why, what in REMEDIES if why in error), WENT_AWAY if GONE.match(error) else "")
    return f"the build failed: {inert(line(error, 400))}{remedy}"
