"""One build from plan to reports: every piece is solved and reported, then what no test needs, and the cache exported.

The verdict comes first: nobody waits for an export to learn whether the tests pass, and none changes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cigen.edge.files import move
from cigen.plan.manifest import Manifest
from cigen.plan.records import EVERYTHING, RESULTS
from cigen.report.export import export_line
from cigen.results.model import Report
from cigen.results.solve import fold, merge
from cigen.results.vertex import Vertex
from cigen.work import baselines
from cigen.work.annotating import known_origin
from cigen.work.exporting import Before, export_cache
from cigen.work.locating import leave, locate
from cigen.work.parting import stamp
from cigen.work.project import Piece
from cigen.work.reporting import Inputs, make_report, write_files, write_reports
from cigen.work.rerunning import choose, sentence
from cigen.work.solving import Job, Solved, Solver, forget, mark
from cigen.work.watching import Counter, Rest


class Building:
    """One `cigen build` of all cells that `solver` has."""

    def __init__(self, solver: Solver) -> None:
        self.solver = solver
        self.args = solver.args
        self.project = solver.project
        self.output = solver.output
        self.vertices: list[Vertex] = []
        self.rerun = choose(solver.args.rerun, solver.args.rerun_from, solver.project, solver.output, solver.edge)

    def run(self) -> Report:
        """What became of all; the files of the report are written."""
        report = self._tested()
        if ended(report):
            return report
        if self.project.plan.has_loose_stages:
            report = self._rest(report)
        if self.args.cache_to and not (report.build and report.build.interrupted):
            report = self._export(report)
        return report

    def _tested(self) -> Report:
        """Build the results of every piece, and report them together."""
        if self.args.rerun:
            self.solver.say(sentence(self.rerun))
        baseline = baselines.find(self.args, self.solver.edge, workflow=Path(self.project.plan.workflow.path).name)
        forget(self.output)
        shown = Counter(self.project.plan.manifest)
        tars: list[Path] = []
        solves: list[Solved] = []
        for own in self.project.pieces:
            piece, more = self.rerun.prepare(own, self.solver.recipe)
            new, tar = self.solver.recipe / "results.tar", self.output / f"results{mark(piece)}.tar"
            solved = self._solve(piece, Job(RESULTS, f"type=tar,dest={new}", "solve", shown, options=more))
            solves.append(solved)
            if new.exists() and not solved.build.error:
                move(new, tar)
                stamp(tar, self.project, piece, self.solver.edge.environ)
                tars.append(tar)
            if solved.build.error:
                break
        build = merge(tuple(solved.build for solved in solves))
        assert build is not None
        build = replace(build, seconds=sum(solved.build.seconds for solved in solves))
        report = make_report(Inputs(tars=tars), self.solver.edge.cwd, manifest=self._manifest(), build=build)
        report = replace(locate(report, self.solver.edge), origin=known_origin(self.solver.edge))
        leave(report, self.output)
        report = baselines.told(report, baseline, self.args, self.solver.edge)
        self._write(report, tars)
        return report

    def _manifest(self) -> Manifest:
        """What was planned in all, of which every piece brings its share."""
        manifest = self.project.plan.manifest
        several = len(self.project.pieces) > 1
        return replace(manifest, whole=manifest.whole or len(manifest.cells)) if several else manifest

    def _rest(self, report: Report) -> Report:
        """Build the stages that no test needs; they can't turn the verdict green."""
        self.solver.say("the rest: stages that no test needs")
        for piece in self.project.pieces:
            rest = self._solve(piece, Job(EVERYTHING, "type=cacheonly", "rest", Rest())).build
            if rest.error:
                report = replace(report, build=fold(report.build, rest))
                self._write(report)
                return report
        return report

    def _export(self, report: Report) -> Report:
        """Write the cache, which is told beside the verdict and never changes it."""
        assert report.build is not None
        before = Before.of(self.vertices, whole=not ended(report))
        export = export_cache(self.solver, before, sure=True)
        report = replace(report, build=replace(report.build, export=export))
        write_files(report, self.output)
        self.solver.say(export_line(export))
        return report

    def _solve(self, piece: Piece, job: Job) -> Solved:
        solved = self.solver.solve(piece, job)
        self.vertices += solved.vertices
        return solved

    def _write(self, report: Report, tars: Sequence[Path] = ()) -> None:
        write_reports(report, self.output, self.solver.edge, tars=tars, quiet=self.args.quiet)


def ended(report: Report) -> bool:
    """Whether the build was ended before its end: by a failing step, by the engine, by the user."""
    return report.build is not None and bool(report.build.error)
