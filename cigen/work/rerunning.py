"""`--rerun` and an earlier build's results in, what it takes to run some cells again out: Dockerfiles and options."""

from __future__ import annotations

import contextlib
import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cigen.edge import files
from cigen.edge.buildfiles import write_private
from cigen.edge.console import Edge
from cigen.edge.tarball import DamagedError, members
from cigen.errors import OutsideError, UsageError
from cigen.fields import joined
from cigen.plan.model import Plan, Recorded
from cigen.plan.records import earlier
from cigen.plan.rerun import rerun, uncached
from cigen.render import dockerfile
from cigen.render.command import script
from cigen.results.again import Again, Wanted, again, kept, mended, secret
from cigen.results.collected import collect
from cigen.results.earlier import EarlierError, TriedCell, read, tried
from cigen.results.join import join
from cigen.results.model import Outcome
from cigen.work.project import Piece, Project, scripts
from cigen.work.reporting import find, shown

FORMS = "failed, all or cell=GLOB"
MOST_NAMES = 6
MOST_REPORT = 512 << 20
"""Bytes of a `report.json` that are read."""
COMMAND = re.compile(r"cells/([A-Za-z0-9][A-Za-z0-9_.-]{0,200})/([1-9]\d{0,3})\.cmd")
MOST_COMMAND = 16 << 20
ROOM = 32 * 1024
"""What cells that start anew may add to a Dockerfile that is as long as it may be."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier build left: its cells, and where their logs are, in results or in a report's folder."""

    cells: tuple[TriedCell, ...] = ()
    tars: tuple[Path, ...] = ()
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Rerun:
    """The cells that run again, and the secrets that bring them their logs, by cell.

    `mended` are those that did not pass and that were changed since, which any build runs.
    """

    cells: tuple[Again, ...] = ()
    logs: tuple[tuple[str, bytes], ...] = ()
    mended: tuple[str, ...] = ()

    def prepare(self, piece: Piece, recipe: Path) -> tuple[Piece, tuple[str, ...]]:
        """The piece as it is solved for its results, its Dockerfile in `recipe`, and the options that this takes."""
        own = {cell.name for cell in piece.plan.manifest.cells}
        starts = {one.cell: one.start for one in self.cells if one.cell in own}
        if not starts:
            return piece, ()
        options = [f"--no-cache-filter={stage}" for stage in uncached(piece.plan, starts)]
        for cell, data in self.logs:
            if cell in own:
                options += [f"--secret={joined(f'id={earlier(cell)}', f'src={_written(recipe, cell, data)}')}"]
        return _cut(piece, starts, recipe), tuple(options)


def wanted(words: Iterable[str]) -> Wanted:
    """What `--rerun` says; UsageError for what it can't mean."""
    found = Wanted()
    for word in words:
        if word == "failed":
            found = replace(found, failed=True)
        elif word == "all":
            found = replace(found, all=True)
        elif word.startswith("cell=") and word != "cell=":
            found = replace(found, globs=(*found.globs, word.removeprefix("cell=")))
        else:
            near = difflib.get_close_matches(word, ("failed", "all"), n=1)
            hint = f", did you mean `{near[0]}`?" if near else f", it takes {FORMS}"
            raise UsageError(f"--rerun {word}: there is nothing of this kind{hint}")
    return found


def choose(words: Sequence[str], places: Sequence[str], project: Project, output: Path, edge: Edge) -> Rerun:
    """The cells that run again, all of an earlier build read: the next one takes its files away."""
    asked = wanted(words)
    if not words and places:
        raise UsageError("--from names what --rerun looks at: say what runs again, with --rerun failed")
    if not words:
        return Rerun()
    names = [cell.name for cell in project.plan.manifest.cells]
    part = project.planned.part
    _check(asked, names if part is None else [cell.name for cell in part.plan.cells])
    earlier_build = _earlier(places, output, edge, needed=asked.failed)
    changed = tuple(_mended(earlier_build, project.plan))
    cells = again(names, [cell for cell in earlier_build.cells if cell.name not in changed], asked)
    logs = _logs(earlier_build, {path for one in cells for path in one.logs})
    return Rerun(cells, tuple((one.cell, secret(one, logs)) for one in cells if one.step), changed)


def _mended(build: Earlier, plan: Plan) -> Iterator[str]:
    """The cells that did not pass, of which a step that counts was changed since."""
    steps = {test.name: {step.number: step.name for step in test.steps} for test in plan.manifest.tests}
    names = {cell.name: steps.get(cell.test, {}) for cell in plan.manifest.cells}
    failed = {cell.name: cell for cell in build.cells if cell.name in names and cell.outcome is not Outcome.PASSED}
    changed = _changed(build.tars, plan, failed)
    yield from (name for name, cell in failed.items() if mended(cell, names[name], changed.get(name, ())))


def _changed(tars: Sequence[Path], plan: Plan, cells: Collection[str]) -> Mapping[str, set[int]]:
    """The steps of these cells whose command is another one than that which the results were made with."""
    now = {
        (one.cell, one.number): script(one.run).encode()
        for stage in plan.stages
        if stage.cell in cells
        for one in stage.instructions
        if isinstance(one, Recorded)
    }
    found: dict[str, set[int]] = {}
    for place, command in _commands(tars) if now else ():
        if place in now and now[place].strip(b"\n") != command.strip(b"\n"):
            found.setdefault(place[0], set()).add(place[1])
    return found


def _commands(tars: Sequence[Path]) -> Iterator[tuple[tuple[str, int], bytes]]:
    """What each step's interpreter got, as far as the results tell."""
    for tar in tars:
        with contextlib.suppress(DamagedError):  # which was said before
            for member in members(tar):
                place = COMMAND.fullmatch(member.path)
                if place and member.regular and member.size <= MOST_COMMAND:
                    yield (place[1], int(place[2])), b"".join(member.chunks())


def sentence(rerun: Rerun) -> str:
    """What runs again, in one line."""
    changed = f"; what was changed since runs in any build: {_listed(rerun.mended)}" if rerun.mended else ""
    if not rerun.cells:
        return f"no cell has to run again, so this is a plain build{changed}"
    return f"runs again: {_listed([f'{one.cell} from step {one.start}' for one in rerun.cells])}{changed}"


def _listed(names: Sequence[str]) -> str:
    """Some of them, and how many more there are."""
    left = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {left:,} more" if left > 0 else "")


def _check(asked: Wanted, names: Sequence[str]) -> None:
    for glob in asked.unknown(names):
        near = difflib.get_close_matches(glob, names, n=3)
        example = f"did you mean {' or '.join(near)}?" if near else f"there are: {_listed(names) or 'none'}"
        raise UsageError(f"--rerun cell={glob}: no cell has such a name, {example}")


def _earlier(places: Sequence[str], output: Path, edge: Edge, *, needed: bool) -> Earlier:
    """The results that were named, else those of the last build; none is fine where none is needed."""
    found = _read(places or (str(output),), edge, output)
    if found is not None and all(cell.lost for cell in found.cells):
        edge.err("cigen: the earlier build ended before it brought results back, so it is not known what failed")
    if found is not None:
        return found
    if places:
        wanted = "a report's folder, a results tar or a report.json is wanted"
        raise UsageError(f"--from {' '.join(places)}: there are no results here, {wanted}")
    if needed:
        folder = shown(output, edge.cwd)
        raise UsageError(f"--rerun failed: there is no earlier build in {folder}: build first, or name one with --from")
    return Earlier()


def _read(places: Sequence[str], edge: Edge, output: Path) -> Earlier | None:
    """Results are read where there are some, as they hold every log; else what a report tells of them.

    A build that broke in a stage left its account alone, which is all that a workflow's next attempt gets of it.
    """
    tars = find([place for place in places if not place.endswith(".json")], edge.cwd, output).tars
    if tars and (found := _of_tars(tars, edge)).cells:
        return found
    for path in (edge.cwd / place for place in places):
        account = path / "report.json" if path.is_dir() else path
        if account.is_file():
            return _of_account(account, edge)
    return Earlier() if any(any((edge.cwd / place).glob("solve*.jsonl")) for place in places) else None


def _of_tars(tars: Sequence[Path], edge: Edge) -> Earlier:
    parts = [collect(members(path), shown(path, edge.cwd)) for path in tars]
    brought = {cell.name for part in parts if part.manifest for cell in part.manifest.cells}
    for problem in (problem for part in parts for problem in part.problems):
        edge.err(f"cigen: {problem.file}: {problem.reason}")
    return Earlier(tried(join(parts), brought), tuple(tars))


def _of_account(path: Path, edge: Edge) -> Earlier:
    try:
        return Earlier(read(files.read_regular(path, MOST_REPORT)), folder=path.parent)
    except EarlierError as error:
        raise OutsideError(f"{shown(path, edge.cwd)}: {error}") from error


def _logs(build: Earlier, paths: Collection[str]) -> Mapping[str, bytes]:
    """The logs at these paths below a report's folder; one that is not there is empty."""
    found: dict[str, bytes] = {}
    for tar in build.tars:
        with contextlib.suppress(DamagedError):  # which was said before
            for member in members(tar):
                path = files.log_path(member.path)
                if path in paths and member.regular and path not in found:
                    found[path] = kept(member.chunks())
    if build.folder is not None:
        places = {path: files.below(build.folder, path) for path in paths}
        found |= {path: kept(files.read_chunks(place)) for path, place in places.items() if files.is_regular(place)}
    return found


def _cut(piece: Piece, starts: Mapping[str, int], recipe: Path) -> Piece:
    """The piece with cells that start anew; as it was where that would be too long, and all of these cells runs."""
    name = Path(piece.dockerfile.path).name
    plan = rerun(piece.plan, starts)
    written = replace(dockerfile.render(plan, scripts()), path=f"{name}.again")
    if dockerfile.size(written) > dockerfile.MOST_BYTES + ROOM:
        return piece
    ignored = files.read_if_there(recipe / f"{name}.dockerignore")
    if ignored is not None:
        files.write(replace(written, path=f"{written.path}.dockerignore", text=ignored), recipe)
    files.write(written, recipe)
    return replace(piece, plan=plan, dockerfile=written)


def _written(recipe: Path, cell: str, data: bytes) -> Path:
    path = recipe / f"earlier-{cell}"
    write_private(path, data)
    return path
