"""What commands share: find the spec, read it and its data, plan, render; all problems at once."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cigen.edge.files import read_if_there, read_text
from cigen.errors import OutsideError, SpecError, UsageError
from cigen.plan.build import build
from cigen.plan.model import Plan
from cigen.render import dockerfile
from cigen.rendered import RenderedFile
from cigen.source import Diagnostic, arrange, explain
from cigen.spec.data import parse_data
from cigen.spec.load import load
from cigen.spec.model import Spec

SPEC_NAMES = ("cigen.yml", "cigen.yaml")


@dataclass(frozen=True, slots=True)
class Project:
    """A planned spec: `root` is its folder, the build context; `repository` the folder that holds `.github`."""

    plan: Plan
    root: Path
    repository: Path
    dockerfile: RenderedFile
    ignored: RenderedFile | None


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
    raise UsageError("no cigen.yml here or in a folder above: write one, or name a spec with --spec FILE")


def open_project(given: str | None, cwd: Path) -> Project:
    """The planned and rendered spec; SpecError holds every problem that was found."""
    path = find_spec(given, cwd)
    root = path.parent
    repository = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
    loaded = load(read_text(path), os.path.relpath(path, cwd))
    if loaded.spec is None:
        raise SpecError(loaded.diagnostics)
    data, problems = _data(loaded.spec, root, repository, cwd)
    plan, found = build(loaded.spec, data, file=path.relative_to(repository).as_posix(), default_name=_name(root))
    echoes = ("undefined-name", "expression-failed") if problems else ()
    diagnostics = (*loaded.diagnostics, *problems, *(one for one in found if one.rule not in echoes))
    if plan is None or diagnostics:
        raise SpecError(diagnostics)
    return _rendered(plan, root, repository)


def explained(diagnostics: Iterable[Diagnostic], cwd: Path) -> str:
    """Every problem with its source line, and how many there are."""
    arranged = arrange(diagnostics)
    lines = {one.position.file: _lines(cwd / one.position.file) for one in arranged}
    shown = [explain(one, lines[one.position.file]) for one in arranged]
    count = "1 problem" if len(arranged) == 1 else f"{len(arranged)} problems"
    return "\n".join([*shown, count])


def _rendered(plan: Plan, root: Path, repository: Path) -> Project:
    rendered = dockerfile.render(plan, scripts())
    refused = dockerfile.refused(plan, rendered)
    if refused:
        raise SpecError(refused)
    ignored = None
    if plan.uses_context:
        ignored = dockerfile.render_ignored(plan, read_if_there(root / ".dockerignore") or "")
    return Project(plan, root, repository, rendered, ignored)


def scripts() -> dockerfile.Scripts:
    """The shell scripts that cigen ships."""
    folder = Path(__file__).parent / "templates"
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
        path = (root / scalar.text).resolve()
        data[name] = {}
        if not path.is_relative_to(repository.resolve()):
            message = f"`{scalar.text}` is outside the project, a spec loads only files of its own repository"
            problems.append(Diagnostic(scalar.position, message, "outside-path", len(scalar.text)))
            continue
        try:
            data[name], found = parse_data(os.path.relpath(path, cwd), read_text(path))
            problems.extend(found)
        except OutsideError as error:
            reason = str(error).removeprefix(f"{path}: ") if path.exists() else "there is no such file"
            problems.append(Diagnostic(scalar.position, f"`{scalar.text}`: {reason}", "missing-file", len(scalar.text)))
    return data, problems


def _name(root: Path) -> str:
    """The folder's name as a spec's name."""
    name = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in root.resolve().name.lower())
    return name.lstrip("0123456789._-")[:63] or "cigen"


def _lines(path: Path) -> tuple[str, ...]:
    try:
        return tuple((read_if_there(path) or "").split("\n"))
    except OutsideError:
        return ()
