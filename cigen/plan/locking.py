"""A Plan and a Lock in, the same Plan at the digests and commits of the lock out; and what it wants locked at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cigen import reference
from cigen.buildcontext import IMAGE
from cigen.lock import Key, Kind, Lock, Want
from cigen.plan.collectors import collectors
from cigen.plan.layers import refused
from cigen.plan.model import Add, Checkout, Clone, Copy, Instruction, Parent, Plan, Recorded, Run, Stage
from cigen.plan.records import EMPTY, RESERVED
from cigen.plan.repositories import checkout_script
from cigen.source import Diagnostic, Position

LOCK_NAME = "cigen.lock"

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Left:
    """A name that can't be locked, and why."""

    position: Position
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Survey:
    """Everything in a plan that moves: what can be locked, and what can't."""

    wants: tuple[Want, ...]
    left: tuple[Left, ...]


def survey(plan: Plan) -> Survey:
    """What a lock of this plan holds, each once, in the plan's order."""
    run = _Pass(plan, Lock())
    run.plan()
    return Survey(tuple(Want(key, place) for key, place in run.wanted.items()), tuple(run.left.values()))


def wants(plan: Plan) -> tuple[Want, ...]:
    """What a lock of this plan holds, each once, in the plan's order."""
    return survey(plan).wants


def locked(plan: Plan, lock: Lock, file: str = LOCK_NAME) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """The plan with every image at its digest and every branch or tag at its commit, and what the lock lacks."""
    run = _Pass(plan, lock)
    pinned, layers = run.plan(), lock.layers()
    missing = {key: place for key, place in run.wanted.items() if key not in run.values}
    problems = (*_not_locked(missing, file), *refused(pinned.stages, layers))
    return replace(pinned, collectors=collectors(pinned.stages, layers)), problems


def _not_locked(missing: dict[Key, Position], file: str) -> Iterable[Diagnostic]:
    """One diagnostic a place, as one line of a spec can stand for many branches."""
    at: dict[Position, list[Key]] = {}
    for key, place in missing.items():
        at.setdefault(place, []).append(key)
    for place, keys in at.items():
        shown = ", ".join(f"`{key}`" for key in keys[:_MOST_NAMED])
        more = f" and {len(keys) - _MOST_NAMED} more" if len(keys) > _MOST_NAMED else ""
        verb = "is" if len(keys) == 1 else "are"
        yield Diagnostic(
            place, f"{shown}{more} {verb} not in {file}, run `cigen lock` to add what is new", "not-locked"
        )


class _Pass:
    """One walk over the plan that notes what moves, and puts in its place what the lock knows."""

    def __init__(self, plan: Plan, lock: Lock) -> None:
        self.source = plan
        self.lock = lock
        self.values = lock.values()
        self.wanted: dict[Key, Position] = {}
        self.left: dict[tuple[str, str], Left] = {}
        stages, contexts = (stage.name for stage in plan.stages), (name for name, _ in plan.contexts)
        self.own = {name.lower() for name in (*stages, *contexts, *RESERVED, EMPTY)}
        self.clones: dict[str, str] = {}
        self.top = Position(plan.spec, 1, 1)

    def plan(self) -> Plan:
        source = self.source
        syntax = self.pinned_image(source.syntax, self.top) if source.syntax else ""
        contexts = tuple((name, self.context(value)) for name, value in source.contexts)
        stages = tuple(self.stage(stage) for stage in source.stages)
        verdict = self.parent(source.verdict_parent, self.top)
        return self.workflow(replace(source, syntax=syntax, contexts=contexts, stages=stages, verdict_parent=verdict))

    def stage(self, stage: Stage) -> Stage:
        parent = self.parent(stage.parent, stage.position)
        self.clones[stage.name] = self.clones.get(stage.parent.name, "") if stage.parent.is_stage else ""
        lines = tuple(self.instruction(line, stage.name) for line in stage.instructions)
        same = parent is stage.parent and all(new is old for new, old in zip(lines, stage.instructions, strict=True))
        return stage if same else replace(stage, parent=parent, instructions=lines)

    def parent(self, parent: Parent, position: Position) -> Parent:
        if parent.is_stage or parent.digest:
            return parent
        digest = self.image(parent.name, position)
        return replace(parent, digest=digest) if digest else parent

    def instruction(self, line: Instruction, stage: str) -> Instruction:
        if isinstance(line, Recorded):
            run = self.run(line.run, stage)
            return line if run is line.run else replace(line, run=run)
        if isinstance(line, Run):
            return self.run(line, stage)
        if isinstance(line, Copy):
            origin = self.pinned_image(line.origin, line.position)
            return line if origin == line.origin else replace(line, origin=origin)
        if isinstance(line, Add):
            sources = tuple(self.source_of(source, line.position) for source in line.sources)
            return line if sources == line.sources else replace(line, sources=sources)
        return line

    def run(self, run: Run, stage: str) -> Run:
        if run.mounts:
            mounts = tuple(tuple(self.mount(pair, run.position) for pair in mount) for mount in run.mounts)
            run = run if mounts == run.mounts else replace(run, mounts=mounts)
        if isinstance(run.git, Clone):
            self.clones[stage] = run.git.repository
            self.leave_clone(run.git, run.position)
        return self.checkout(run, run.git, stage) if isinstance(run.git, Checkout) else run

    def mount(self, pair: tuple[str, str], position: Position) -> tuple[str, str]:
        return (pair[0], self.pinned_image(pair[1], position)) if pair[0] == "from" else pair

    def checkout(self, run: Run, git: Checkout, stage: str) -> Run:
        """The script for the commit; its heading says what that stood for."""
        if reference.is_commit(git.ref):
            return run
        if git.repository or git.remote == "origin":
            repository = git.repository or self.clones[stage]
        else:
            repository = "" if reference.against_repository(git.remote) else git.remote
        branch = git.ref.removeprefix(f"{git.remote}/")
        ref = git.ref if branch == git.ref else f"refs/heads/{branch}"
        commit = self.ref(repository, ref, git.ref, run.position)
        if not commit:
            return run
        name = f"checkout {git.ref}" if run.name == "checkout" else run.name
        return replace(run, name=name, script=checkout_script(commit, git.remote), git=replace(git, ref=commit))

    def leave_clone(self, git: Clone, position: Position) -> None:
        if git.branch and not reference.is_commit(git.branch):
            reason = "a clone takes what is there; a `checkout` behind it can be locked"
            self.leave(f"{git.repository} {git.branch}", reason, position)

    def image(self, name: str, position: Position) -> str:
        """The digest of an image; empty for a stage, a context, what has a digest, and what is not in the lock."""
        if not name or name == "scratch" or "@" in name or name.isdigit() or name.lower() in self.own:
            return ""
        if "$" in name:
            return self.leave(name, "it has a variable in it", position)
        if reference.image(name) is None:
            return self.leave(name, "it is no name of an image", position)
        return self.value(Key(Kind.IMAGE, name), position)

    def pinned_image(self, name: str, position: Position) -> str:
        digest = self.image(name, position)
        return f"{name}@{digest}" if digest else name

    def context(self, value: str) -> str:
        if value.startswith(IMAGE):
            return IMAGE + self.pinned_image(value.removeprefix(IMAGE), self.top)
        return self.source_of(value, self.top)

    def source_of(self, text: str, position: Position) -> str:
        """A source of ADD, or a context: a git URL at its commit, anything else as it is."""
        git = reference.git_source(text)
        if git is None or reference.is_commit(git.ref):
            return text
        commit = self.ref(git.repository, git.ref, text, position)
        return git.at(commit) if commit else text

    def ref(self, repository: str, ref: str, shown: str, position: Position) -> str:
        """The commit of a branch or tag; empty where it can't be locked, or is not in the lock."""
        head = "it is whatever is checked out already" if shown == "HEAD" else ""
        reason = head or reference.against_ref(ref) or reference.against_repository(repository)
        return self.leave(shown, reason, position) if reason else self.value(Key(Kind.REF, repository, ref), position)

    def workflow(self, plan: Plan) -> Plan:
        """The workflow with its action at a commit, its tag behind it for readers and update bots."""
        pins = tuple(
            (entry.key.name, entry.key.ref, entry.value) for entry in self.lock.entries if entry.key.kind is Kind.ACTION
        )
        workflow = replace(plan.workflow, pins=pins)
        action = reference.action(workflow.action) if workflow.enabled else None
        if action is not None and not reference.is_commit(action.ref):
            commit = self.value(Key(Kind.ACTION, action.repository, action.ref), self.top)
            uses = f"{action.repository}{action.folder}@{commit} # {action.ref}"
            workflow = replace(workflow, action=uses) if commit else workflow
        return replace(plan, workflow=workflow)

    def value(self, key: Key, position: Position) -> str:
        self.wanted.setdefault(key, position)
        return self.values.get(key, "")

    def leave(self, name: str, reason: str, position: Position) -> str:
        self.left.setdefault((name, reason), Left(position, name, reason))
        return ""
