"""`cigen build --stages`: the stages that cells stand upon, built and kept in the cache, so that no shard has to."""

from __future__ import annotations

from dataclasses import replace

from cigen.duration import duration
from cigen.plan.records import EVERYTHING
from cigen.report.export import export_line
from cigen.report.verdict import counted
from cigen.results.model import Build, Cases, CellTotals, Report, Totals
from cigen.results.solve import merge
from cigen.work.annotating import known_origin
from cigen.work.exporting import Before, export_cache
from cigen.work.project import Project
from cigen.work.reporting import write_reports
from cigen.work.solving import Job, Solved, Solver, forget
from cigen.work.watching import Rest


def build_stages(solver: Solver) -> Report:
    """A report without cells; its files are written only where a stage fails, and what is exported is told."""
    plan = solver.project.plan
    forget(solver.output)
    if not plan.has_loose_stages:
        solver.edge.out(f"{plan.name}: no cell stands upon a stage, so there is nothing to build")
        return _report(solver.project, None)
    solved = [
        solver.solve(piece, Job(EVERYTHING, "type=cacheonly", "solve", Rest("stages")))
        for piece in solver.project.pieces
    ]
    report = _report(solver.project, merge(tuple(one.build for one in solved)))
    report = replace(report, origin=known_origin(solver.edge))
    if report.red:
        write_reports(report, solver.output, solver.edge, quiet=solver.args.quiet)
        return report
    assert report.build is not None
    solver.edge.out(_line(solver.project, report.build))
    return _exported(solver, report, solved) if solver.args.cache_to else report


def _report(project: Project, build: Build | None) -> Report:
    manifest = project.plan.manifest
    return Report(manifest.name, (), (), Cases(), (), Totals(), CellTotals(), build=build, whole=max(1, manifest.whole))


def _line(project: Project, build: Build) -> str:
    steps = f"{counted(build.ran, 'step')} ran, {build.cached:,} cached"
    return f"{project.plan.name}: the stages that cells stand upon · {steps} · {duration(build.seconds)}"


def _exported(solver: Solver, report: Report, solved: list[Solved]) -> Report:
    before = Before.of([vertex for one in solved for vertex in one.vertices])
    export = export_cache(solver, before, sure=True)
    solver.edge.out(export_line(export))
    assert report.build is not None
    return replace(report, build=replace(report.build, export=export))
