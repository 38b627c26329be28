"""`cigen lock`: writes down what images, branches, tags and actions stand for, or says what has moved since."""

from __future__ import annotations

import difflib
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from dataclasses import dataclass

from cigen.edge.console import Edge
from cigen.edge.lookup import Found, Outside, Question
from cigen.errors import EXIT_OK, EXIT_RED, OutsideError, SpecError, UsageError
from cigen.lock import Entry, Key, Kind, Lock, write
from cigen.plan.locking import Left, survey
from cigen.plan.model import Plan
from cigen.rendered import RenderedFile
from cigen.work.project import Planned, plan_spec, read_lock

ALL = "all"
_SHORT = 12


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `cigen lock`."""
    parser.add_argument("--spec", metavar="FILE", help="the spec; cigen.yml here or in a folder above by default")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; say what has moved, exit 1 if anything has"
    )
    parser.add_argument(
        "--update",
        metavar="NAME",
        action="append",
        default=[],
        help="move this to what it stands for now: an image, a repository, a branch or tag, `REPOSITORY REF`, "
        "an action, or `all`; can be given several times",
    )


@dataclass(frozen=True, slots=True)
class _State:
    """What is locked, and what has to be: `own` are the actions that cigen knows by itself."""

    planned: Planned
    before: dict[Key, Entry]
    wanted: tuple[Key, ...]
    own: dict[Key, Entry]
    left: tuple[Left, ...]

    @property
    def kept(self) -> dict[Key, Entry]:
        """The entries that are there and wanted."""
        return {key: self.before[key] for key in self.wanted if key in self.before}


def run(args: Namespace, edge: Edge) -> int:
    """0 where the lock is whole, 1 where `--check` finds that something has moved or is missing."""
    if args.check and args.update:
        raise UsageError("--check writes nothing and --update does: give one of them")
    state = _state(args.spec, edge)
    return _check(state, edge) if args.check else _write(state, args.update, edge)


def _state(spec: str | None, edge: Edge) -> _State:
    planned = plan_spec(spec, edge.cwd)
    lock, problems = read_lock(planned.lock, edge.cwd)
    if problems:
        raise SpecError(problems)
    before = {entry.key: entry for entry in (lock or Lock()).entries}
    found = survey(planned.plan)
    own = _own_actions(planned.plan, before)
    wanted = dict.fromkeys((*(want.key for want in found.wants), *own))
    return _State(planned, before, tuple(wanted), own, found.left)


def _own_actions(plan: Plan, before: Iterable[Key]) -> dict[Key, Entry]:
    """The actions of the rendered workflow that are no part of cigen, at the locked version or at cigen's own."""
    from cigen.render import workflow
    from cigen.render.locked import serves
    from cigen.render.pins import OWN_ACTION, PINS

    if not plan.workflow.enabled:
        return {}
    text = workflow.render(plan).text
    own: dict[Key, Entry] = {}
    for pin in PINS:
        if pin != OWN_ACTION and pin.uses in text:
            version = next((key.ref for key in before if serves(key.name, key.ref, pin)), pin.version)
            key = Key(Kind.ACTION, pin.repository, version)
            own[key] = Entry(key, pin.commit)
    return own


def _write(state: _State, names: list[str], edge: Edge) -> int:
    """Looks up what is new or named, and writes the file once everything was found."""
    moving = _named(names, state)
    kept = {key: entry for key, entry in state.kept.items() if key not in moving}
    ready = {key: entry for key, entry in state.own.items() if key not in kept and key not in moving}
    questions = [Question(key, newest=key in state.own) for key in state.wanted if key in moving]
    questions += [Question(key) for key in state.wanted if key not in kept and key not in ready and key not in moving]
    found = _looked_up(questions, edge, brief=False)
    if found.failures:
        raise OutsideError(_failed(found, len(questions), f"{state.planned.lock.name} is as it was"))
    after = {**kept, **ready, **found.entries}
    _tell(state, after, edge)
    text = write(Lock(tuple(after.values())), state.planned.plan.spec)
    edge.out(f"{state.planned.lock.name}: {_written(state.planned, text)}")
    return EXIT_OK


def _check(state: _State, edge: Edge) -> int:
    """One line for each entry that is now something else, and for each name that has no entry."""
    found = _looked_up([Question(key) for key in state.kept], edge, brief=True)
    moved = [(key, entry) for key, entry in state.kept.items() if found.entries.get(key, entry).value != entry.value]
    missing = [key for key in state.wanted if key not in state.before]
    for key, entry in moved:
        edge.out(f"moved: {key} {_short(entry.value)} → {_short(found.entries[key].value)}")
    for key in missing:
        edge.out(f"not locked: {key}")
    _say_left(state, edge)
    if found.failures:
        raise OutsideError(_failed(found, len(state.kept), "the others are as said above"))
    if not moved and not missing:
        edge.out(f"{state.planned.lock.name}: nothing has moved")
    return EXIT_RED if moved or missing else EXIT_OK


def _looked_up(questions: list[Question], edge: Edge, *, brief: bool) -> Found:
    """The answers from outside; nobody is asked where there is no question."""
    from cigen.edge.progress import Progress

    if not questions:
        return Found({}, ())
    with Progress(edge, quiet=False) as progress:
        progress.show(f"looking up {len(questions)} names")
        return Outside(edge.environ, edge.cwd, brief=brief).look_up(questions, progress.show)


def _named(names: list[str], state: _State) -> set[Key]:
    """The wanted keys that `--update` names."""
    moving: set[Key] = set()
    for name in names:
        found = [key for key in state.wanted if name in (ALL, str(key), key.name, *([key.ref] if key.ref else []))]
        if not found and name != ALL:
            words = sorted({word for key in state.wanted for word in (str(key), key.name, key.ref) if word})
            near = (
                [word for word in words if name in word][:1] or difflib.get_close_matches(name, words, n=1) or words[:3]
            )
            there = f"did you mean `{near[0]}`?" if len(near) == 1 else f"there are: {', '.join(near) or 'none'}"
            raise UsageError(f"--update {name}: nothing in the spec is called so, {there}")
        moving.update(found)
    return moving


def _tell(state: _State, after: dict[Key, Entry], edge: Edge) -> None:
    """What becomes of every entry that changes; an action that goes to another version is one line."""
    versions = {key.name: key for key in state.before if key.kind is Kind.ACTION}
    now = {entry.key for entry in after.values()}
    replaced: set[Key] = set()
    for key, entry in sorted(after.items()):
        before = state.before.get(entry.key)
        other = versions.get(entry.key.name) if key.kind is Kind.ACTION else None
        if before is None and other is not None and other not in now:
            edge.out(f"moved: {other} → {entry.key.ref} {_short(entry.value)}")
            replaced.add(other)
        elif before is None:
            edge.out(f"locked: {entry.key} {_short(entry.value)}")
        elif before.value != entry.value:
            edge.out(f"moved: {entry.key} {_short(before.value)} → {_short(entry.value)}")
    for key in sorted(state.before.keys() - now - replaced):
        edge.out(f"dropped: {key}, nothing in the spec wants it")
    _say_left(state, edge)


def _say_left(state: _State, edge: Edge) -> None:
    for one in state.left:
        edge.err(f"{one.position}: `{one.name}` is not locked: {one.reason}")


def _written(planned: Planned, text: str) -> str:
    from cigen.edge.files import read_if_there
    from cigen.edge.files import write as write_file

    if read_if_there(planned.lock) == text:
        return "unchanged"
    write_file(RenderedFile(planned.lock.name, text), planned.root)
    return "written"


def _failed(found: Found, asked: int, state: str) -> str:
    lines = "".join(f"\n  {line}" for line in found.failures)
    return f"{len(found.failures)} of {asked} could not be looked up, {state}:{lines}"


def _short(value: str) -> str:
    """Enough of a digest or commit to recognise it."""
    algorithm, colon, digits = value.rpartition(":")
    return f"{algorithm}{colon}{digits[:_SHORT]}"
