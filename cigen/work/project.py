"""What commands share: find the spec, read it and its data, plan, render; all problems at once."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cigen.edge.files import NotUtf8Error, read_if_there, read_text
from cigen.errors import OutsideError, SpecError, UsageError
from cigen.lock import Lock
from cigen.lock import read as parse_lock
from cigen.plan.build import build
from cigen.plan.locking import locked
from cigen.plan.model import Plan
from cigen.plan.part import split
from cigen.render import dockerfile
from cigen.rendered import RenderedFile
from cigen.results.partfile import Part
from cigen.source import Diagnostic, Position, arrange, explain
from cigen.spec.data import parse_data
from cigen.spec.load import load
from cigen.spec.model import Spec
from cigen.work.pagefolder import project_pages
from cigen.yamltext import Scalar

SPEC_NAMES = ("cigen.yml", "cigen.yaml")


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned spec: `root` is its folder, `repository` the one that holds `.github`, `lock` where its lock is."""

    plan: Plan
    root: Path
    repository: Path
    lock: Path
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """What one Dockerfile holds: the whole plan, unless that is more than an engine takes at once; counted from 1."""

    number: int
    plan: Plan
    dockerfile: RenderedFile


@dataclass(frozen=True, slots=True)
class Project:
    """A planned and rendered spec; its folder, `root`, is the build context."""

    planned: Planned
    pieces: tuple[Piece, ...]
    ignored: tuple[RenderedFile, ...]

    @property
    def plan(self) -> Plan:
        """The plan of all pieces."""
        return self.planned.plan

    @property
    def root(self) -> Path:
        """The spec's folder."""
        return self.planned.root

    @property
    def repository(self) -> Path:
        """The folder that holds `.github`."""
        return self.planned.repository

    @property
    def dockerfiles(self) -> tuple[RenderedFile, ...]:
        """One for each piece."""
        return tuple(piece.dockerfile for piece in self.pieces)


def find_spec(given: str | None, cwd: Path) -> Path:
    """The spec that was named, or the nearest `cigen.yml` upwards; UsageError where there is none."""
    if given:
        path = cwd / given
        if not path.is_file():
            raise UsageError(f"{given}: no such file, name the spec with --spec FILE")
        return path
    for folder in (cwd, *cwd.parents):
        for name in SPEC_NAMES:
            if (folder / name).is_file():
                return folder / name
    raise UsageError("no cigen.yml here or in a folder above: `cigen init` writes one, --spec FILE names another")


def open_project(given: str | None, cwd: Path) -> Project:
    """The planned and rendered spec, at what its lock says; SpecError holds every problem that was found."""
    return rendered(pinned(given, cwd))


def pinned(given: str | None, cwd: Path) -> Planned:
    """The planned spec at what its lock says; SpecError holds every problem that was found."""
    planned = plan_spec(given, cwd)
    lock, problems = read_lock(planned.lock, cwd)
    if lock is not None and not problems:
        plan, problems = locked(planned.plan, lock, planned.lock.name)
        planned = replace(planned, plan=plan)
    if problems:
        raise SpecError(problems)
    return planned


def plan_spec(given: str | None, cwd: Path) -> Planned:
    """The planned spec, its lock not looked at; SpecError holds every problem that was found."""
    path = find_spec(given, cwd)
    root = path.parent
    repository = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
    loaded = load(_text(path, os.path.relpath(path, cwd)), os.path.relpath(path, cwd))
    if loaded.spec is None:
        raise SpecError(loaded.diagnostics)
    data, problems = _data(loaded.spec, root, repository, cwd)
    pages, faults = project_pages(loaded.spec.report, root, repository, cwd)
    problems += faults
    file = path.relative_to(repository).as_posix()
    plan, found = build(loaded.spec, data, file=file, default_name=_name(root), pages=pages)
    echoes = ("undefined-name", "expression-failed") if problems else ()
    diagnostics = (*loaded.diagnostics, *problems, *(one for one in found if one.rule not in echoes))
    if plan is None or diagnostics:
        raise SpecError(diagnostics)
    return Planned(plan, root, repository, path.with_suffix(".lock"))


def _text(path: Path, name: str) -> str:
    """The text of a spec or its lock; what is no text is a fault of the spec, with its place."""
    try:
        return read_text(path)
    except NotUtf8Error as error:
        message = f"the byte 0x{error.byte:02x} is not UTF-8: save the file as UTF-8"
        raise SpecError([Diagnostic(Position(name, error.line, error.column), message, "not-utf-8")]) from error


def read_lock(path: Path, cwd: Path) -> tuple[Lock | None, tuple[Diagnostic, ...]]:
    """The lock beside a spec, None where there is none, and what is wrong with it."""
    name = os.path.relpath(path, cwd)
    return parse_lock(_text(path, name), name) if path.exists() else (None, ())


def explained(diagnostics: Iterable[Diagnostic], cwd: Path) -> str:
    """Every problem with its source line, and how many there are."""
    arranged = arrange(diagnostics)
    lines = {one.position.file: _lines(cwd / one.position.file) for one in arranged}
    shown = [explain(one, lines[one.position.file]) for one in arranged]
    count = "1 problem" if len(arranged) == 1 else f"{len(arranged)} problems"
    return "\n".join([*shown, count])


def rendered(planned: Planned) -> Project:
    """The Dockerfiles of a plan; SpecError says what an engine would refuse."""
    pieces = _pieces(planned.plan)
    problems = [one for piece in pieces for one in dockerfile.refused(piece.plan, piece.dockerfile)]
    problems += _cut_images(planned.plan) if len(pieces) > 1 else []
    if problems:
        raise SpecError(problems)
    ignore = read_if_there(planned.root / ".dockerignore") or "" if planned.plan.uses_context else ""
    ignored = tuple(dockerfile.render_ignored(piece.plan, ignore) for piece in pieces if piece.plan.uses_context)
    return Project(planned, pieces, ignored)


def _cut_images(plan: Plan) -> list[Diagnostic]:
    """An image depends on the verdict on all tests, so that these have to be in one Dockerfile."""
    message = "an image depends on all tests, which are too many for one Dockerfile"
    message += ": take the image out, or split the matrix into several specs"
    return [Diagnostic(image.position, message, "cut-images") for image in plan.workflow.images]


def _pieces(plan: Plan) -> tuple[Piece, ...]:
    """The whole plan if one Dockerfile can hold it, else as many pieces as it takes, if that can be."""
    shipped, texts = scripts(), dict[int, str]()
    whole = dockerfile.render(plan, shipped, texts)
    size = dockerfile.size(whole)
    pieces: tuple[Piece, ...] = (Piece(1, plan, whole),)
    count = 1 + size // dockerfile.MOST_BYTES
    while count > 1 and count <= len(plan.manifest.cells):
        plans = enumerate(split(plan, count), 1)
        pieces = tuple(Piece(number, one, dockerfile.render(one, shipped, texts)) for number, one in plans)
        largest = max(dockerfile.size(piece.dockerfile) for piece in pieces)
        if largest <= dockerfile.MOST_BYTES or largest > 0.9 * size:
            break
        count += 1
    return pieces


def scripts() -> dockerfile.Scripts:
    """The shell scripts that cigen ships."""
    folder = Path(__file__).parents[1] / "templates"
    return dockerfile.Scripts(
        record=read_text(folder / "recorder.sh"),
        gather=read_text(folder / "gather.sh"),
        verdict=read_text(folder / "verdict.sh"),
    )


def _data(spec: Spec, root: Path, repository: Path, cwd: Path) -> tuple[dict[str, Any], list[Diagnostic]]:
    """The data of every `load` entry, and what is wrong with it."""
    data: dict[str, Any] = {}
    problems: list[Diagnostic] = []
    for name, scalar in spec.load:
        data[name], found = _loaded(scalar, root, repository, cwd)
        problems.extend(found)
    return data, problems


def _loaded(scalar: Scalar, root: Path, repository: Path, cwd: Path) -> tuple[Any, tuple[Diagnostic, ...]]:
    """The data of one file, or why there is none."""
    text, width = scalar.text, len(scalar.text)
    if not text.strip() or "\0" in text:
        message = "the name of a file is wanted here, found nothing that can be one"
        return {}, (Diagnostic(scalar.position, message, "wrong-type"),)
    path = (root / text).resolve()
    if not path.is_relative_to(repository.resolve()):
        message = f"`{text:.200}` is outside the project, a spec loads only files of its own repository"
        return {}, (Diagnostic(scalar.position, message, "outside-path", width),)
    try:
        return parse_data(os.path.relpath(path, cwd), read_text(path))
    except OutsideError as error:
        reason = str(error).removeprefix(f"{path}: ") if os.path.exists(path) else "there is no such file"
        return {}, (Diagnostic(scalar.position, f"`{text:.200}`: {reason}", "missing-file", width),)


def _name(root: Path) -> str:
    """The folder's name as a spec's name."""
    name = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in root.resolve().name.lower())
    return name.lstrip("0123456789._-")[:63] or "cigen"


def _lines(path: Path) -> tuple[str, ...]:
    try:
        return tuple((read_if_there(path) or "").split("\n"))
    except OutsideError:
        return ()
