"""`cigen build`: solve the results, report them, then build what is left and export the cache.

The verdict comes first: nobody waits for an export to learn whether the tests pass.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cigen.edge.console import Edge
from cigen.errors import EXIT_INTERRUPTED, EXIT_OK, EXIT_OUTSIDE, EXIT_RED

if TYPE_CHECKING:
    from cigen.edge.buildx import Engine
    from cigen.plan.manifest import Manifest
    from cigen.project import Project
    from cigen.rendered import RenderedFile
    from cigen.results.model import Build, Report
    from cigen.results.solve import Event, Hint


REPEATABLE = (
    ("--cache-from", "REF", "read the cache of this image (or type=…)"),
    ("--cache-to", "REF", "write the cache there, all of it, after the verdict"),
    ("--secret", "SECRET", "a secret for mounts, id=NAME,src=FILE"),
    ("--build-arg", "NAME=VALUE", "a value for an ARG"),
    ("--option", "OPTION", "any other option of `docker buildx build`"),
)


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `cigen build`."""
    parser.add_argument("--spec", metavar="FILE", help="the spec; cigen.yml here or in a folder above by default")
    parser.add_argument(
        "--output", metavar="DIR", default="cigen-report", help="where results and reports go [%(default)s]"
    )
    parser.add_argument("--builder", metavar="NAME", help="the buildx builder; the current one by default")
    for name, metavar, what in REPEATABLE:
        parser.add_argument(name, metavar=metavar, action="append", default=[], help=f"{what}; repeatable")
    parser.add_argument("--summary", metavar="FILE", help="add the summary to this file, such as $GITHUB_STEP_SUMMARY")
    parser.add_argument("--quiet", action="store_true", help="no progress, and of the report the verdict only")


def run(args: Namespace, edge: Edge) -> int:
    """0 for a green run, 1 for a red one or a stage that fails, 4 where the engine fails, 130 if interrupted."""
    from cigen.edge import buildx, files
    from cigen.edge.buildfiles import temporary_folder
    from cigen.project import open_project

    project = open_project(args.spec, edge.cwd)
    engine = buildx.find_engine(edge.environ, args.builder)
    output = edge.cwd / args.output
    files.make_folder(output)
    with temporary_folder() as recipe:
        for rendered in (project.dockerfile, _without(project.ignored, output, project.root)):
            if rendered is not None:
                files.write(replace(rendered, path=Path(rendered.path).name), recipe)
        return _Run(args, edge, project, engine, output=output, recipe=recipe).both()


def _without(ignored: RenderedFile | None, output: Path, root: Path) -> RenderedFile | None:
    """The ignore file with the output folder in it, or every build would change its own context."""
    if ignored is None or output == root or not output.is_relative_to(root):
        return ignored
    return replace(ignored, text=f"{ignored.text}{output.relative_to(root).as_posix()}\n")


class Counter:
    """Turns the events of a build into a state to show and notes that stay."""

    def __init__(self, manifest: Manifest) -> None:
        from cigen.results.live import LiveCount

        self._live = LiveCount(manifest)
        self._names = {test.name: {step.number: step.name for step in test.steps} for test in manifest.tests}
        self._tests = {cell.name: cell.test for cell in manifest.cells}
        self._stage = ""

    def take(self, event: Event) -> tuple[str, str]:
        """The state after the event, and a note where a step failed or a cache is of no use."""
        from cigen.results.solve import Hint, Started

        failed = self._live.counts.failed
        self._live.take(event)
        if isinstance(event, Started) and not event.vertex.recorded:
            self._stage = event.vertex.stage
        elif isinstance(event, Started):
            self._stage = ""
        newly = isinstance(event, Hint) and self._live.counts.failed > failed
        return self._state(), self._note(event) if newly and isinstance(event, Hint) else _cache_trouble(event)

    def _state(self) -> str:
        counts = self._live.counts
        words = [f"{counts.done} of {counts.total} cells done"]
        words += [f"{counts.failed} failed"] if counts.failed else []
        words += [f"{counts.running} running"] if counts.running else []
        words += [f"{counts.steps} of {counts.all_steps} steps"] if counts.steps else []
        words += [f"building {self._stage}"] if self._stage else []
        return " · ".join(words)

    def _note(self, hint: Hint) -> str:
        from cigen.report.escape import inert, line

        name = self._names.get(self._tests.get(hint.cell, ""), {}).get(hint.step, "")
        code = "" if hint.code is None else f" {hint.code}"
        return inert(f"✗ {hint.cell}: step {hint.step} `{line(name)}` {hint.outcome}{code}")


class Rest:
    """The same for what is built after the verdict."""

    def __init__(self) -> None:
        self._state = ""

    def take(self, event: Event) -> tuple[str, str]:
        """The state after the event, and a note where a cache is of no use."""
        from cigen.results.solve import Started

        if isinstance(event, Started):
            stage = event.vertex.stage
            self._state = f"building {stage}" if stage else event.vertex.name.removeprefix("[internal] ")
        return f"the rest · {self._state}" if self._state else "the rest", _cache_trouble(event)


def _cache_trouble(event: Event) -> str:
    """What BuildKit does not count as a failure: a cache that it could not read, or not write."""
    from cigen.report.escape import inert, line
    from cigen.results.solve import Finished

    if not isinstance(event, Finished) or not event.vertex.error:
        return ""
    name = event.vertex.name
    known = name.startswith(("importing cache manifest", "exporting cache"))
    return inert(f"{line(name)} failed: {line(event.vertex.error, 300)}") if known else ""


class _Run:
    """One `cigen build`: first the results and their report, then the rest."""

    def __init__(
        self, args: Namespace, edge: Edge, project: Project, engine: Engine, *, output: Path, recipe: Path
    ) -> None:
        from cigen.edge import buildx

        self.args = args
        self.edge = edge
        self.project = project
        self.engine = engine
        self.output = output
        self.recipe = recipe
        self.options, self.exports = buildx.options(
            cache_from=args.cache_from,
            cache_to=args.cache_to,
            secrets=args.secret,
            others=[*(f"--build-arg={value}" for value in args.build_arg), *args.option],
        )

    def both(self) -> int:
        """The exit code of the whole."""
        from cigen.reporting import tell_runner

        report = self._tested()
        if not _ended(report) and (self.exports or self.project.plan.has_loose_stages):
            report = self._rest(report)
        tell_runner(report, self.output, self.edge, summary=self.args.summary)
        if words := _last_words(report):
            self.edge.err(f"cigen: {words}")
        return _exit_code(report)

    def _tested(self) -> Report:
        """Build the results and report them."""
        from cigen.edge import files
        from cigen.edge.buildfiles import remove
        from cigen.plan.records import RESULTS
        from cigen.reporting import REST, Inputs, make_report

        tar = self.output / "results.tar"
        for stale in (tar, self.output / REST):
            remove(stale)
        new = self.recipe / "results.tar"
        shown = Counter(self.project.plan.manifest)
        build = self._solve(RESULTS, f"type=tar,dest={new}", self.options, account="solve.jsonl", shown=shown)
        if new.exists() and not build.error:
            files.move(new, tar)
        inputs = Inputs(tars=[tar] if tar.exists() else [])
        report = make_report(inputs, self.edge.cwd, manifest=self.project.plan.manifest, build=build)
        self._write(report, tars=inputs.tars)
        return report

    def _rest(self, report: Report) -> Report:
        """Build the stages that no test needs, and export the cache; neither can turn the verdict green."""
        from cigen.plan.records import EVERYTHING
        from cigen.reporting import REST
        from cigen.results.solve import fold

        self._say("the rest: stages that no test needs" if not self.exports else "the rest, and the cache's export")
        options = (*self.options, *self.exports)
        rest = self._solve(EVERYTHING, "type=cacheonly", options, account=REST, shown=Rest())
        if not rest.error:
            return report
        report = replace(report, build=fold(report.build, rest))
        self._write(report)
        return report

    def _solve(
        self, target: str, output: str, options: tuple[str, ...], *, account: str, shown: Counter | Rest
    ) -> Build:
        """One build; what BuildKit tells of it is shown, and kept in the file `account`."""
        from cigen.edge.buildfiles import growing
        from cigen.edge.buildx import BuildRequest, solve
        from cigen.edge.progress import Progress
        from cigen.results.solve import Solve

        request = BuildRequest(target, self.recipe / "Dockerfile", self.project.root, output, options)
        told = Solve()
        interrupted, code = False, 1
        with growing(self.output / account) as add, Progress(self.edge, quiet=self.args.quiet) as progress:

            def take(piece: bytes) -> None:
                add(piece)
                for event in told.feed(piece):
                    progress.show(*shown.take(event))

            try:
                code = solve(self.engine, request, take)
            except KeyboardInterrupt:
                interrupted = True
        return replace(told.build(130 if interrupted else code), interrupted=interrupted)

    def _write(self, report: Report, tars: Iterable[Path] = ()) -> None:
        from cigen.reporting import write_reports

        write_reports(report, self.output, self.edge, tars=tars, quiet=self.args.quiet)

    def _say(self, text: str) -> None:
        if not self.args.quiet:
            self.edge.err(f"cigen: {text}")


def _ended(report: Report) -> bool:
    """Whether the build was ended before its end: by a failing step, by the engine, by the user."""
    return report.build is not None and bool(report.build.error)


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
