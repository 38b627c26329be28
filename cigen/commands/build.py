"""`cigen build`: solve the results, report them, then build what is left and export the cache.

The verdict comes first: nobody waits for an export to learn whether the tests pass.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cigen.edge.console import Edge
from cigen.errors import EXIT_INTERRUPTED, EXIT_OK, EXIT_OUTSIDE, EXIT_RED

if TYPE_CHECKING:
    from cigen.edge.buildx import Engine
    from cigen.plan.manifest import Manifest
    from cigen.project import Project
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
    from cigen.project import open_project

    project = open_project(args.spec, edge.cwd)
    engine = buildx.find_engine(edge.environ, args.builder)
    output = edge.cwd / args.output
    files.make_folder(output)
    with TemporaryDirectory(prefix="cigen-") as folder:
        recipe = Path(folder)
        for rendered in (project.dockerfile, project.ignored):
            if rendered is not None:
                files.write(replace(rendered, path=Path(rendered.path).name), recipe)
        return _Run(args, edge, project, engine, output=output, recipe=recipe).both()


class Counter:
    """Turns the events of a build into a state to show and notes that stay."""

    def __init__(self, manifest: Manifest) -> None:
        from cigen.results.live import LiveCount

        self._live = LiveCount(manifest)
        self._names = {test.name: {step.number: step.name for step in test.steps} for test in manifest.tests}
        self._tests = {cell.name: cell.test for cell in manifest.cells}
        self._stage = ""

    def take(self, event: Event) -> tuple[str, str]:
        """The state after the event, and a note where a step failed."""
        from cigen.results.solve import Hint, Started

        failed = self._live.counts.failed
        self._live.take(event)
        if isinstance(event, Started) and not event.vertex.recorded:
            self._stage = event.vertex.stage
        elif isinstance(event, Started):
            self._stage = ""
        newly = isinstance(event, Hint) and self._live.counts.failed > failed
        return self._state(), self._note(event) if newly and isinstance(event, Hint) else ""

    def _state(self) -> str:
        counts = self._live.counts
        words = [f"{counts.done} of {counts.total} cells done"]
        words += [f"{counts.failed} failed"] if counts.failed else []
        words += [f"{counts.running} running"] if counts.running else []
        words += [f"{counts.steps} of {counts.all_steps} steps"] if counts.steps else []
        words += [f"building {self._stage}"] if self._stage else []
        return " · ".join(words)

    def _note(self, hint: Hint) -> str:
        from cigen.report.escape import inert

        name = self._names.get(self._tests.get(hint.cell, ""), {}).get(hint.step, "")
        code = "" if hint.code is None else f" {hint.code}"
        return inert(f"✗ {hint.cell}: step {hint.step} `{name}` {hint.outcome}{code}")


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
        self.account = output / "solve.jsonl"
        self.counter = Counter(project.plan.manifest)
        self.options, self.exports = buildx.options(
            cache_from=args.cache_from,
            cache_to=args.cache_to,
            secrets=args.secret,
            others=[*(f"--build-arg={value}" for value in args.build_arg), *args.option],
        )

    def both(self) -> int:
        """The exit code of the whole."""
        from cigen.edge import files

        tar = self.output / "results.tar"
        for stale in (tar, self.account):
            stale.unlink(missing_ok=True)
        new = self.recipe / "results.tar"
        build, interrupted = self._solve("results", f"type=tar,dest={new}", self.options, show=True)
        if new.exists() and not build.error:
            files.move(new, tar)
        report = self._report(tar, build)
        if interrupted or build.error:
            return EXIT_INTERRUPTED if interrupted else EXIT_RED if build.broken else EXIT_OUTSIDE
        if self.exports or self.project.plan.has_loose_stages:
            code = self._rest(report)
            if code != EXIT_OK:
                return code
        return EXIT_RED if report.red else EXIT_OK

    def _rest(self, report: Report) -> int:
        """Build the stages that no test needs, and export the cache; neither can turn the verdict green."""
        self._say("the rest: stages that no test needs" if not self.exports else "the rest, and the cache's export")
        everything = "cigen-everything"
        build, interrupted = self._solve(everything, "type=cacheonly", (*self.options, *self.exports), show=False)
        if not build.error and not interrupted:
            return EXIT_OK
        if report.build is not None:
            self._write(replace(report, build=replace(report.build, broken=build.broken, error=build.error)))
        return EXIT_INTERRUPTED if interrupted else EXIT_RED if build.broken else EXIT_OUTSIDE

    def _solve(self, target: str, output: str, options: tuple[str, ...], *, show: bool) -> tuple[Build, bool]:
        from cigen.edge.buildx import BuildRequest, solve
        from cigen.edge.progress import Progress
        from cigen.results.solve import Solve

        request = BuildRequest(target, self.recipe / "Dockerfile", self.project.root, output, options)
        account = Solve()
        progress = Progress(self.edge, quiet=self.args.quiet or not show)
        interrupted, code = False, 1
        with self.account.open("ab") as file, progress:

            def take(piece: bytes) -> None:
                file.write(piece)
                for event in account.feed(piece):
                    progress.show(*self.counter.take(event))

            try:
                code = solve(self.engine, request, take)
            except KeyboardInterrupt:
                interrupted = True
        build = account.build(130 if interrupted else code)
        return replace(build, interrupted=interrupted), interrupted

    def _report(self, tar: Path, build: Build) -> Report:
        from cigen.reporting import Inputs, make_report

        inputs = Inputs(tars=[tar] if tar.exists() else [])
        report = make_report(inputs, self.edge.cwd, manifest=self.project.plan.manifest, build=build)
        self._write(report, tars=inputs.tars)
        return report

    def _write(self, report: Report, tars: list[Path] | None = None) -> None:
        from cigen.reporting import write_reports

        summary = self.edge.cwd / self.args.summary if self.args.summary else None
        write_reports(report, self.output, self.edge, tars=tars or [], summary=summary, quiet=self.args.quiet)

    def _say(self, text: str) -> None:
        if not self.args.quiet:
            self.edge.err(f"cigen: {text}")
