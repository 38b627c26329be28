"""`cigen build`: solve the results, report them, then build what is left and export the cache.

The verdict comes first: nobody waits for an export to learn whether the tests pass.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cigen.edge.console import Edge
from cigen.errors import EXIT_INTERRUPTED, EXIT_OK, EXIT_OUTSIDE, EXIT_RED, UsageError

if TYPE_CHECKING:
    from cigen.project import Project
    from cigen.rendered import RenderedFile
    from cigen.results.model import Build, Report


REPEATABLE = (
    ("--cache-from", "REF", "read the cache of this image (or type=…)"),
    ("--cache-to", "REF", "write the cache there, all of it, after the verdict"),
    ("--secret", "SECRET", "a secret for mounts, id=NAME,src=FILE"),
    ("--build-arg", "NAME=VALUE", "a value for an ARG"),
    ("--build-context", "NAME=VALUE", "a context, or what stands for a stage or image: a folder, docker-image://…"),
    ("--option", "OPTION", "any other option of `docker buildx build`"),
)


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `cigen build`."""
    parser.add_argument("--spec", metavar="FILE", help="the spec; cigen.yml here or in a folder above by default")
    parser.add_argument(
        "--output", metavar="DIR", default="cigen-report", help="where results and reports go [%(default)s]"
    )
    parser.add_argument("--platform", metavar="PLATFORM", help="only the cells for this one, such as linux/arm64")
    parser.add_argument("--builder", metavar="NAME", help="the buildx builder; the current one by default")
    for name, metavar, what in REPEATABLE:
        parser.add_argument(name, metavar=metavar, action="append", default=[], help=f"{what}; repeatable")
    parser.add_argument("--summary", metavar="FILE", help="add the summary to this file, such as $GITHUB_STEP_SUMMARY")
    parser.add_argument("--quiet", action="store_true", help="no progress, and of the report the verdict only")


def run(args: Namespace, edge: Edge) -> int:
    """0 for a green run, 1 for a red one or a stage that fails, 4 where the engine fails, 130 if interrupted."""
    from cigen.building import Building
    from cigen.edge import buildx, files
    from cigen.edge.buildfiles import temporary_folder
    from cigen.project import open_project
    from cigen.reporting import tell_runner

    project = _of_platform(open_project(args.spec, edge.cwd), args.platform)
    engine = buildx.find_engine(edge.environ, args.builder)
    output = edge.cwd / args.output
    files.make_folder(output)
    with temporary_folder() as recipe:
        for rendered in (*project.dockerfiles, *(_without(one, output, project.root) for one in project.ignored)):
            files.write(replace(rendered, path=Path(rendered.path).name), recipe)
        report = Building(args, edge, project, engine, output=output, recipe=recipe).run()
    tell_runner(report, output, edge, summary=args.summary)
    if words := _last_words(report):
        edge.err(f"cigen: {words}")
    return _exit_code(report)


def _of_platform(project: Project, platform: str | None) -> Project:
    """The project with the part of its plan that is for a platform; all of it where none is named."""
    from cigen.plan.part import of_platform
    from cigen.project import rendered

    if not platform:
        return project
    known = project.plan.workflow.platforms
    if platform not in known:
        there = f"there are: {', '.join(known)}" if known else "no test has `platforms`, build without --platform"
        raise UsageError(f"--platform {platform}: no cell is for it, {there}")
    return rendered(replace(project.planned, plan=of_platform(project.plan, platform)))


def _without(ignored: RenderedFile, output: Path, root: Path) -> RenderedFile:
    """The ignore file with the output folder in it, or every build would change its own context."""
    if output == root or not output.is_relative_to(root):
        return ignored
    return replace(ignored, text=f"{ignored.text}{output.relative_to(root).as_posix()}\n")


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
    return broken is not None and bool(broken.stage) and not broken.instruction.startswith("FROM ")


def _last_words(report: Report) -> str:
    """What ended the build, where no step of the spec did; the image's or the registry's name is in it."""
    from cigen.report.escape import line

    code = _exit_code(report)
    if code == EXIT_INTERRUPTED:
        return "interrupted; the next build goes on from the cache"
    return f"the build failed: {line(report.build.error, 400)}" if code == EXIT_OUTSIDE and report.build else ""
