"""One build from plan to reports: every piece is solved and reported, then what no test needs, and the cache exported.

The verdict comes first: nobody waits for an export to learn whether the tests pass.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cigen.edge.buildfiles import growing, remove
from cigen.edge.buildx import BuildRequest, Engine, options, solve
from cigen.edge.console import Edge
from cigen.edge.contexts import options as contexts
from cigen.edge.files import move
from cigen.edge.progress import Progress
from cigen.plan.manifest import Manifest
from cigen.plan.records import EVERYTHING, RESULTS
from cigen.project import Piece, Project
from cigen.reporting import Inputs, make_report, write_reports
from cigen.results.model import Build, Report
from cigen.results.solve import Solve, fold, merge
from cigen.watching import Counter, Rest


class Building:
    """One `cigen build`, its Dockerfiles already in the folder `recipe`."""

    def __init__(
        self, args: Namespace, edge: Edge, project: Project, engine: Engine, *, output: Path, recipe: Path
    ) -> None:
        self.args = args
        self.edge = edge
        self.project = project
        self.engine = engine
        self.output = output
        self.recipe = recipe
        plan = project.plan
        given = contexts(
            plan.contexts, args.build_context, root=project.root, repository=project.repository, cwd=edge.cwd
        )
        self.others = (*(f"--build-arg={value}" for value in args.build_arg), *given, *args.option)

    def run(self) -> Report:
        """What became of all; the files of the report are written."""
        report = self._tested()
        if not ended(report) and (self.args.cache_to or self.project.plan.has_loose_stages):
            report = self._rest(report)
        return report

    def _tested(self) -> Report:
        """Build the results of every piece, and report them together."""
        for pattern in ("results*.tar", "solve*.jsonl", "rest*.jsonl"):
            for stale in self.output.glob(pattern):
                remove(stale)
        shown = Counter(self.project.plan.manifest)
        tars: list[Path] = []
        builds: list[Build] = []
        for piece in self.project.pieces:
            new, tar = self.recipe / "results.tar", self.output / f"results{_mark(piece)}.tar"
            builds.append(self._solve(piece, RESULTS, f"type=tar,dest={new}", account="solve", shown=shown))
            if new.exists() and not builds[-1].error:
                move(new, tar)
                tars.append(tar)
            if builds[-1].error:
                break
        build = merge(tuple(builds))
        assert build is not None
        build = replace(build, seconds=sum(one.seconds for one in builds))
        report = make_report(Inputs(tars=tars), self.edge.cwd, manifest=self._manifest(), build=build)
        self._write(report, tars)
        return report

    def _manifest(self) -> Manifest:
        """What was planned in all, of which every piece brings its share."""
        manifest = self.project.plan.manifest
        several = len(self.project.pieces) > 1
        return replace(manifest, whole=manifest.whole or len(manifest.cells)) if several else manifest

    def _rest(self, report: Report) -> Report:
        """Build the stages that no test needs, and export the cache; neither can turn the verdict green."""
        exports = bool(self.args.cache_to)
        self._say("the rest, and the cache's export" if exports else "the rest: stages that no test needs")
        for piece in self.project.pieces:
            rest = self._solve(piece, EVERYTHING, "type=cacheonly", account="rest", shown=Rest())
            if rest.error:
                report = replace(report, build=fold(report.build, rest))
                self._write(report)
                return report
        return report

    def _solve(self, piece: Piece, target: str, output: str, *, account: str, shown: Counter | Rest) -> Build:
        """One build; what BuildKit tells of it is shown, and kept in a file called after `account`."""
        imports, exports = options(
            cache_from=self.args.cache_from,
            cache_to=self.args.cache_to,
            secrets=self.args.secret,
            others=self.others,
            piece=piece.number,
        )
        given = (*imports, *exports) if target == EVERYTHING else imports
        dockerfile = self.recipe / Path(piece.dockerfile.path).name
        request = BuildRequest(target, dockerfile, self.project.root, output, given)
        told = Solve()
        interrupted, code = False, 1
        place = self.output / f"{account}{_mark(piece)}.jsonl"
        with growing(place) as add, Progress(self.edge, quiet=self.args.quiet) as progress:

            def take(part: bytes) -> None:
                add(part)
                for event in told.feed(part):
                    progress.show(*shown.take(event))

            try:
                code = solve(self.engine, request, take)
            except KeyboardInterrupt:
                interrupted = True
        return replace(told.build(130 if interrupted else code), interrupted=interrupted)

    def _write(self, report: Report, tars: Sequence[Path] = ()) -> None:
        write_reports(report, self.output, self.edge, tars=tars, quiet=self.args.quiet)

    def _say(self, text: str) -> None:
        if not self.args.quiet:
            self.edge.err(f"cigen: {text}")


def ended(report: Report) -> bool:
    """Whether the build was ended before its end: by a failing step, by the engine, by the user."""
    return report.build is not None and bool(report.build.error)


def _mark(piece: Piece) -> str:
    """What tells the files of a piece from those of the first."""
    return f"-{piece.number}" if piece.number > 1 else ""
