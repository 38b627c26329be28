"""`cigen render`: writes the Dockerfile and the workflow, or says what is stale."""

from __future__ import annotations

import difflib
from argparse import ArgumentParser, Namespace
from pathlib import Path

from cigen.edge.console import Edge
from cigen.errors import EXIT_OK, EXIT_RED
from cigen.rendered import RenderedFile


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
        edge.out(project.dockerfile.text if args.stdout == "dockerfile" else rendered_workflow.text)
        return EXIT_OK
    files = [(project.root, project.dockerfile)]
    files += [(project.root, project.ignored)] if project.ignored is not None else []
    files += [(project.repository, rendered_workflow)] if project.plan.workflow.enabled else []
    return _check(files, edge) if args.check else _write(files, edge)


def _write(files: list[tuple[Path, RenderedFile]], edge: Edge) -> int:
    from cigen.edge.files import read_if_there, write

    for root, rendered in files:
        path = root / rendered.path
        state = "unchanged" if path.is_file() and read_if_there(path) == rendered.text else "written"
        if state == "written":
            write(rendered, root)
        edge.out(f"{_shown(path, edge)}: {state}")
    return EXIT_OK


def _check(files: list[tuple[Path, RenderedFile]], edge: Edge) -> int:
    from cigen.edge.files import read_if_there

    stale = 0
    for root, rendered in files:
        path = root / rendered.path
        found = read_if_there(path) if path.is_file() else None
        if found != rendered.text:
            stale += 1
            edge.out(_difference(_shown(path, edge), found, rendered.text))
    if stale:
        edge.err(f"cigen: {stale} of {len(files)} files are stale, run `cigen render` and commit what it writes")
    return EXIT_RED if stale else EXIT_OK


def _difference(name: str, found: str | None, wanted: str) -> str:
    before = [] if found is None else found.splitlines(keepends=True)
    label = "/dev/null" if found is None else name
    lines = difflib.unified_diff(
        before, wanted.splitlines(keepends=True), label, f"{name} (as `cigen render` writes it)"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _shown(path: Path, edge: Edge) -> str:
    return str(path.relative_to(edge.cwd)) if path.is_relative_to(edge.cwd) else str(path)
