"""A project and where it is built in, one solve after another out: each is shown as it goes, its account is kept."""

from __future__ import annotations

import time
from argparse import Namespace
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from cigen.edge.buildfiles import growing, remove
from cigen.edge.buildx import GONE, BuildRequest, Engine, drop, options, solve
from cigen.edge.console import Edge
from cigen.edge.contexts import options as contexts
from cigen.edge.files import make_folder, write
from cigen.edge.progress import Progress
from cigen.fields import pairs
from cigen.rendered import RenderedFile
from cigen.report.escape import line
from cigen.report.outputs import PATHS
from cigen.results import places
from cigen.results.model import Build, Unread
from cigen.results.solve import Event, Solve
from cigen.results.unread import at_fault, forgotten, unread_line, waiting
from cigen.results.vertex import Vertex
from cigen.work.caches import PATIENCE
from cigen.work.comparing import account_line, last_run
from cigen.work.project import Piece, Project

IMPORT_SECONDS = 60.0
"""How long a cache may take to be found; BuildKit itself would wait for ever, and run nothing meanwhile."""


MOST_DROPPED = 100
"""So many results that an engine has lost are made again in one build; one that loses more has another trouble."""


class Shown(Protocol):
    """Turns events into a state to show and notes that stay."""

    def take(self, event: Event) -> tuple[str, str]:
        """The state after the event, and a note."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to solve, where its result goes and what its account is called.

    `exports` says whether the cache is written, `seconds` how long it may take; 0 is for ever.
    """

    target: str
    output: str
    account: str
    shown: Shown
    exports: bool = False
    options: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Solved:
    """How a solve ended, and every vertex of it; `gone` if it took longer than it may."""

    build: Build
    vertices: tuple[Vertex, ...]
    gone: bool = False


class Solver:
    """Solves the pieces of a project, whose Dockerfiles are written into the folder `recipe`."""

    def __init__(
        self, args: Namespace, edge: Edge, project: Project, engine: Engine, *, output: Path, recipe: Path
    ) -> None:
        self.args = args
        self.edge = edge
        self.project = project
        self.engine = engine
        self.output = output
        self.recipe = recipe
        self._last = last_run(args, edge.cwd, output)
        self._silent = tuple(Unread(_shown(words), f"no answer within {PATIENCE:.0f} s") for words in args.silent)
        given = contexts(
            project.plan.contexts, args.build_context, root=project.root, repository=project.repository, cwd=edge.cwd
        )
        self._others = (*(f"--build-arg={value}" for value in args.build_arg), *given, *args.option)
        make_folder(recipe)
        for file in (*project.dockerfiles, *(_without(one, output, project.root) for one in project.ignored)):
            write(replace(file, path=Path(file.path).name), recipe)

    def of(self, project: Project, folder: str) -> Solver:
        """The same for another part of the plan, with its Dockerfiles in a folder below."""
        return Solver(self.args, self.edge, project, self.engine, output=self.output, recipe=self.recipe / folder)

    def solve(self, piece: Piece, job: Job) -> Solved:
        """One build; if a cache that it reads is at fault for its end, once more without any."""
        solved = self._healed(piece, job)
        lost = _lost(solved)
        if job.exports or not lost:
            return solved
        self.say(f"a cache can't be read, so it is built without: {line(lost[0].reason, 300)}")
        return self._healed(piece, job, unread=lost)

    def _healed(self, piece: Piece, job: Job, unread: tuple[Unread, ...] = ()) -> Solved:
        """One build, and again without each result that the engine has lost the files of and still offers."""
        dropped = set[str]()
        while True:
            solved = self._once(piece, job, unread)
            record = forgotten(solved.build)
            if not record or record in dropped or len(dropped) == MOST_DROPPED or not drop(self.engine, record):
                return solved
            dropped.add(record)
            self.say("the engine has lost the files of a result that it keeps: it is dropped, and made again")

    def _once(self, piece: Piece, job: Job, unread: tuple[Unread, ...] = ()) -> Solved:
        """One build; what BuildKit tells of it is shown, and kept in a file called after the job's account.

        No cache is read where one is known as `unread`; those of a silent registry never are.
        """
        told = Solve()
        request = BuildRequest(
            job.target,
            self.recipe / Path(piece.dockerfile.path).name,
            self.project.root,
            job.output,
            (*self._options(piece, job, reads=not unread), *job.options),
            late=_Patience(told, job.seconds).ends,
        )
        interrupted, code = False, 1
        place = self.output / f"{job.account}{mark(piece)}.jsonl"
        with growing(place) as add, Progress(self.edge, quiet=self.args.quiet) as progress:
            if notes := (*self._silent, *unread):
                add(unread_line(notes))
                told.feed(unread_line(notes))

            def take(part: bytes) -> None:
                add(part)
                for event in told.feed(part):
                    progress.show(*job.shown.take(event))

            try:
                code = solve(self.engine, request, take)
            except KeyboardInterrupt:
                interrupted = True
            if not job.exports:
                line = account_line(
                    piece.plan, self._last, (*job.options, *self._others), whole=self.project.planned.part is None
                )
                add(line)
                told.feed(line)
        build = told.build(130 if interrupted else code)
        return Solved(replace(build, interrupted=interrupted), told.vertices, code == GONE)

    def imports(self, piece: Piece) -> tuple[str, ...]:
        """The options that say which caches are read."""
        return tuple(word for word in self._both(piece)[0] if word.startswith("--cache-from="))

    def exports(self, piece: Piece) -> tuple[str, ...]:
        """The options that say which caches are written."""
        return self._both(piece)[1]

    def _options(self, piece: Piece, job: Job, *, reads: bool) -> tuple[str, ...]:
        others, exports = self._both(piece)
        if not reads:
            others = tuple(word for word in others if word not in self.imports(piece))
        return (*others, *exports) if job.exports else others

    def _both(self, piece: Piece) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return options(
            cache_from=self.args.cache_from,
            cache_to=self.args.cache_to,
            secrets=self.args.secret,
            others=self._others,
            piece=piece.number,
        )

    def say(self, text: str) -> None:
        """A line on what goes on, for those who want to know."""
        if not self.args.quiet:
            self.edge.err(f"cigen: {text}")


class _Patience:
    """Ends where a solve takes longer than its `seconds`, or looks for a cache as if there were no end."""

    def __init__(self, told: Solve, seconds: float) -> None:
        self._told = told
        self._seconds = seconds
        self._begun = time.monotonic()
        self._looking: float | None = None

    def ends(self) -> bool:
        """Whether it has come to its end."""
        now = time.monotonic()
        if self._seconds:
            return now - self._begun > self._seconds
        if not waiting(self._told.vertices):
            self._looking = None
            return False
        self._looking = self._looking or now
        return now - self._looking > IMPORT_SECONDS


def _lost(solved: Solved) -> tuple[Unread, ...]:
    """The caches that are at fault for the end of a solve."""
    if solved.gone:
        return tuple(Unread(one, f"no answer within {IMPORT_SECONDS:.0f} s") for one in waiting(solved.vertices))
    return at_fault(solved.vertices, solved.build)


def _shown(words: str) -> str:
    """A cache as BuildKit names it: the image, where it is one."""
    return pairs(words).get("ref", words)


def forget(output: Path) -> None:
    """Take away what an earlier build left: results, accounts and reports, but not what this one compares with."""
    for pattern in ("results*.tar", "solve*.jsonl", "rest*.jsonl", "export*.jsonl", places.NAME, *PATHS):
        for stale in output.glob(pattern):
            remove(stale)


def mark(piece: Piece) -> str:
    """What tells the files of a piece from those of the first."""
    return f"-{piece.number}" if piece.number > 1 else ""


def _without(ignored: RenderedFile, output: Path, root: Path) -> RenderedFile:
    """The ignore file with the output folder in it, or every build would change its own context."""
    if output == root or not output.is_relative_to(root):
        return ignored
    return replace(ignored, text=f"{ignored.text}{output.relative_to(root).as_posix()}\n")
