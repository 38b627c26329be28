"""`cigen render`: writes the Dockerfile and the workflow, or says what is stale."""

from __future__ import annotations

import difflib
import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from cigen.edge.console import Edge
from cigen.errors import EXIT_OK, EXIT_RED
from cigen.rendered import RenderedFile

if TYPE_CHECKING:
    from cigen.project import Project


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `cigen render`."""
    parser.add_argument("--spec", metavar="FILE", help="the spec; cigen.yml here or in a folder above by default")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 with a diff where a file is stale")
    parser.add_argument(
        "--stdout",
        nargs="?",
        const="dockerfile",
        choices=("dockerfile", "workflow"),
        help="write nothing; print this file (the Dockerfile where none is named)",
    )


def run(args: Namespace, edge: Edge) -> int:
    """0 where everything is written or fresh, 1 where `--check` finds a stale file."""
    from cigen.project import open_project
    from cigen.render import workflow

    project = open_project(args.spec, edge.cwd)
    rendered_workflow = workflow.render(project.plan)
    if args.stdout is not None:
        texts = [one.text for one in project.dockerfiles] if args.stdout == "dockerfile" else [rendered_workflow.text]
        edge.out("\n".join(texts))
        return EXIT_OK
    files = [(project.root, one) for one in (*project.dockerfiles, *project.ignored)]
    files += [(project.repository, rendered_workflow)] if project.plan.workflow.enabled else []
    left = _left(project)
    return _check(files, left, edge) if args.check else _write(files, left, edge)


def _left(project: Project) -> tuple[Path, ...]:
    """Further Dockerfiles of an earlier rendering, when the spec was larger."""
    written = {project.root / one.path for one in project.dockerfiles}
    first = project.root / project.plan.dockerfile
    found = sorted(first.parent.glob(f"{first.name}.*"))
    numbered = (path for path in found if path.name.removeprefix(f"{first.name}.").split(".")[0].isdecimal())
    ignored = {project.root / one.path for one in project.ignored}
    return tuple(path for path in numbered if path not in written | ignored)


def _write(files: list[tuple[Path, RenderedFile]], left: tuple[Path, ...], edge: Edge) -> int:
    from cigen.edge.buildfiles import remove
    from cigen.edge.files import read_if_there, write

    for root, rendered in files:
        path = root / rendered.path
        state = "unchanged" if path.is_file() and read_if_there(path) == rendered.text else "written"
        if state == "written":
            write(rendered, root)
        edge.out(f"{_shown(path, edge)}: {state}")
    for path in left:
        remove(path)
        edge.out(f"{_shown(path, edge)}: removed")
    return EXIT_OK


def _check(files: list[tuple[Path, RenderedFile]], left: tuple[Path, ...], edge: Edge) -> int:
    from cigen.edge.files import read_if_there

    stale = 0
    for root, rendered in files:
        path = root / rendered.path
        found = read_if_there(path) if path.is_file() else None
        if found != rendered.text:
            stale += 1
            edge.out(_difference(_shown(path, edge), found, rendered.text))
    for path in left:
        stale += 1
        edge.out(f"{_shown(path, edge)}: of an earlier rendering, not needed any more\n")
    if stale:
        are = "is" if stale == 1 else "are"
        what = f"{stale} of {len(files) + len(left)} files {are} stale"
        edge.err(f"cigen: {what}, run `cigen render` and commit what it writes")
    return EXIT_RED if stale else EXIT_OK


def _difference(name: str, found: str | None, wanted: str) -> str:
    before = [] if found is None else found.splitlines(keepends=True)
    label = "/dev/null" if found is None else name
    lines = difflib.unified_diff(
        before, wanted.splitlines(keepends=True), label, f"{name} (as `cigen render` writes it)"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _shown(path: Path, edge: Edge) -> str:
    return os.path.relpath(path, edge.cwd)
