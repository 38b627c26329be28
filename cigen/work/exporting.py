"""What a build left in the engine in, its cache in the registry out: after the verdict, which it can't change.

It is skipped where nothing ran, and ends by itself where a registry hangs; its account says what became of it.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from cigen.duration import duration
from cigen.edge.buildfiles import remove
from cigen.edge.cacheplace import Cacheplace, places
from cigen.edge.console import Edge
from cigen.errors import EXIT_INTERRUPTED, EXIT_OK, EXIT_OUTSIDE, UsageError
from cigen.plan.records import EVERYTHING, RESULTS
from cigen.report.export import export_line
from cigen.results.export import exported, note, ran, reason, summed
from cigen.results.model import Export
from cigen.results.unread import imported
from cigen.results.vertex import Vertex
from cigen.work.comparing import named
from cigen.work.project import Piece, Project
from cigen.work.solving import Job, Solved, Solver, mark
from cigen.work.watching import Rest

NOTHING_RAN = "nothing ran"
INTERRUPTED = "it was interrupted"
NOT_ENDED = "the build before it did not come to its end"


@dataclass(frozen=True, slots=True)
class Before:
    """What came before an export: `ran` whether a step was executed, `imported` the caches that were read.

    `whole` says whether the stages that no test needs are built, too; what failed can't be exported. `ended` is false
    where not even the results could be built. `moved` says that a shard has cells which it had not in the last run.
    """

    ran: bool
    imported: tuple[str, ...]
    whole: bool = True
    ended: bool = True
    moved: bool = False

    @classmethod
    def of(cls, vertices: Iterable[Vertex], *, whole: bool = True, ended: bool = True) -> Before:
        """The same from all vertices of the build."""
        found = tuple(vertices)
        return cls(ran(found), imported(found), whole, ended)


def export_cache(solver: Solver, before: Before, *, sure: bool) -> Export:
    """Write the cache of every piece to where `--cache-to` says; it never raises for what a registry does.

    Skipped if nothing ran and every place has a cache already; if not `sure`, one that was read is as good. Whoever
    interrupts one piece means all of them.
    """
    clear(solver.output)
    kept = _kept(solver)
    found: list[Export] = []
    for piece in kept.project.pieces:
        found.append(_of_piece(kept, piece, before, sure=sure))
        if found[-1].error == INTERRUPTED:
            break
    export = summed(found)
    assert export is not None
    return export


def clear(output: Path) -> None:
    """Take away what an earlier export left."""
    for stale in output.glob("export*.jsonl"):
        remove(stale)


def _of_piece(solver: Solver, piece: Piece, before: Before, *, sure: bool) -> Export:
    written = solver.exports(piece)
    account = solver.output / f"export{mark(piece)}.jsonl"
    if not before.ended:
        export = Export(error=NOT_ENDED)
    elif not (before.ran or before.moved) and _there(_places(solver, written), before, sure=sure):
        export = Export(skipped=NOTHING_RAN)
    else:
        solver.say("writing the cache")
        known = _blobs(solver, (*written, *solver.imports(piece)))
        target = EVERYTHING if before.whole else RESULTS
        limit = float(solver.args.export_timeout)
        solved = solver.solve(
            piece,
            Job(target, "type=cacheonly", "export", Rest("writing the cache", told=True), exports=True, seconds=limit),
        )
        export = _outcome(solved, limit)
        new = {} if export.error else _blobs(solver, written)
        export = replace(export, bytes=sum(size for digest, size in new.items() if digest not in known))
    with account.open("ab") as stream:
        stream.write(note(export))
    return export


def _places(solver: Solver, words: Iterable[str]) -> tuple[Cacheplace, ...]:
    return places(words, solver.edge.environ, solver.edge.cwd)


def _blobs(solver: Solver, words: Iterable[str]) -> dict[str, int]:
    """Bytes of every blob of these caches, by digest."""
    return {digest: size for place in _places(solver, words) for digest, size in place.blobs().items()}


def _there(places: Iterable[Cacheplace], before: Before, *, sure: bool) -> bool:
    """Whether what could be written is in a cache already, as nothing ran that none has."""
    if before.imported and not sure:
        return True
    return all(place.is_there(before.imported) for place in places)


def _outcome(solved: Solved, limit: float) -> Export:
    export = exported(solved.vertices) or Export(seconds=solved.build.seconds)
    if solved.build.interrupted:
        return replace(export, error=INTERRUPTED)
    if solved.gone:
        return replace(export, error=f"it was given up after {duration(limit)}, see --export-timeout")
    if solved.build.error and not export.error:
        return replace(export, error=reason(solved.build.error))
    return export


def _kept(solver: Solver) -> Solver:
    """What is exported: the whole plan, or where the spec wants that what its tests stand upon."""
    from cigen.plan.shared import shared
    from cigen.work.project import rendered

    planned = solver.project.planned
    if planned.plan.workflow.cache.keep != "stages":
        return solver
    return solver.of(rendered(replace(planned, plan=shared(planned.plan))), "kept")


def export(args: Namespace, edge: Edge) -> int:
    """`cigen cache export`: 0 also where it can't be written, but 4 where the spec says `ignore-error: false`."""
    from cigen.edge import buildx
    from cigen.edge.buildfiles import temporary_folder
    from cigen.work.caches import chosen
    from cigen.work.parting import open_part

    if not args.cache_to:
        raise UsageError("nothing says where to: name it with --cache-to REF")
    project = open_part(args, edge)
    args = chosen(args, edge, project)
    output = edge.cwd / args.output
    before = replace(_before(output), moved=_moved(project, args, edge))
    engine = buildx.find_engine(edge.environ, args.builder)
    with temporary_folder() as recipe:
        solver = Solver(args, edge, project, engine, output=output, recipe=recipe)
        written = export_cache(solver, before, sure=False)
    edge.out(export_line(written))
    if written.error == INTERRUPTED:
        return EXIT_INTERRUPTED
    strict = bool(written.error) and not project.plan.workflow.cache.ignore_error
    return EXIT_OUTSIDE if strict else EXIT_OK


def _moved(project: Project, args: Namespace, edge: Edge) -> bool:
    """Whether a cell is new to this shard: the cache of the one that had it may soon be written without it."""
    part = project.planned.part
    if part is None or not part.shard:
        return False
    last = named(args.last, edge.cwd)
    return last is None or not set(part.cells) <= set(last.parts.get(part.name, ()))


def _before(output: Path) -> Before:
    """What the accounts of the build in the output folder tell."""
    from cigen.work.reporting import read_solve

    paths = sorted((*output.glob("solve*.jsonl"), *output.glob("rest*.jsonl")))
    if not any(path.name.startswith("solve") for path in paths):
        raise UsageError(f"{output}: no build was here, run `cigen build` first or name its folder with --output DIR")
    told = [(path, read_solve(path)) for path in paths]
    broken = {path.name.partition(".")[0].partition("-")[0] for path, solve in told if solve.build().error}
    vertices = (vertex for _, solve in told for vertex in solve.vertices)
    return Before.of(vertices, whole="rest" not in broken, ended="solve" not in broken)
