"""The command line as a function: arguments in, exit code and what was printed out."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from cigen.cli import run
from cigen.edge.console import Edge

SMALLEST = "tests:\n  unit:\n    from: busybox\n    steps: [make test]\n"


@dataclass(frozen=True)
class Result:
    """What a command did."""

    code: int
    out: str
    err: str


def cigen(*arguments: str, cwd: Path, environ: Mapping[str, str] | None = None) -> Result:
    """Run one command in `cwd`."""
    edge = edge_in(cwd, environ)
    code = run(arguments, edge)
    return Result(code, _printed(edge.stdout), _printed(edge.stderr))


def edge_in(cwd: Path, environ: Mapping[str, str] | None = None) -> Edge:
    """An edge that keeps what is printed."""
    return Edge(io.StringIO(), io.StringIO(), environ or {}, cwd, colour=False, width=100)


def said(edge: Edge) -> list[str]:
    """The lines on standard output."""
    return _printed(edge.stdout).splitlines()


def complained(edge: Edge) -> list[str]:
    """The lines on standard error."""
    return _printed(edge.stderr).splitlines()


def _printed(stream: TextIO) -> str:
    assert isinstance(stream, io.StringIO)
    return stream.getvalue()


def project(folder: Path, spec: str = SMALLEST, **files: str) -> Path:
    """A folder with a spec and a `.git`, so that it is a repository of its own."""
    (folder / ".git").mkdir(parents=True, exist_ok=True)
    (folder / "cigen.yml").write_bytes(spec.encode("utf-8", "surrogatepass"))
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder
