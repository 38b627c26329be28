"""A folder in; the project's own pages in it out, each as its file name and its text, and what is wrong with them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from cigen.edge.files import NotUtf8Error, read_regular
from cigen.errors import OutsideError
from cigen.source import Diagnostic, Position

if TYPE_CHECKING:
    from cigen.spec.model import Report
    from cigen.yamltext import Scalar

PAGES = ("summary.md.j2", "comment.md.j2")
"""Files that stand in for the built-in pages of the same name."""
MOST = 100_000
"""Bytes of one of them: it travels with the results of every build."""

Pages = tuple[tuple[str, str], ...]
Fault = tuple[int, str]


def read_pages(folder: Path) -> Pages:
    """Those that are there; OutsideError says what is wrong with one, or that there is none."""
    return tuple((path.name, _read(path)) for path in _found(folder))


def project_pages(
    given: Report | None, root: Path, repository: Path, cwd: Path
) -> tuple[Pages, tuple[Diagnostic, ...]]:
    """The pages that a spec names, looked at before anything is built, or why there are none."""
    if given is None or given.templates is None:
        return (), ()
    named = given.templates
    if not named.text.strip() or "\0" in named.text:
        message = "the name of a folder is wanted here, found nothing that can be one"
        return (), (_problem(named, message, "wrong-type"),)
    folder = (root / named.text).resolve()
    if not folder.is_relative_to(repository.resolve()):
        message = f"`{named.text:.200}` is outside the project, a spec names only folders of its own repository"
        return (), (_problem(named, message, "outside-path"),)
    try:
        looked_at = [_looked_at(path, os.path.relpath(path, cwd)) for path in _found(folder)]
    except OutsideError as error:
        said = str(error).removeprefix(f"{folder}: ").removeprefix(f"{folder}{os.sep}")
        return (), (_problem(named, f"`{named.text:.200}`: {said}", "bad-pages"),)
    pages = tuple((path.name, text) for path, text, _ in looked_at)
    return pages, tuple(problem for _, _, found in looked_at for problem in found)


def _found(folder: Path) -> tuple[Path, ...]:
    """The pages that are there, at least one; a link out of the folder could bring in anything of this machine."""
    if not folder.is_dir():
        raise OutsideError(f"{folder}: is no folder: name one that holds {' or '.join(PAGES)}")
    found = tuple(folder / name for name in PAGES if os.path.lexists(folder / name))
    if not found:
        raise OutsideError(f"{folder}: holds neither {' nor '.join(PAGES)}: put one of them there")
    for path in found:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise OutsideError(f"{path}: leads out of its folder: put the file itself there")
    return found


def _read(path: Path) -> str:
    return read_regular(path, MOST)


def _looked_at(path: Path, name: str) -> tuple[Path, str, tuple[Diagnostic, ...]]:
    """A page with what is wrong with it; one that is no text is empty."""
    try:
        text = _read(path)
    except NotUtf8Error as error:
        message = f"the byte 0x{error.byte:02x} is not UTF-8: save the file as UTF-8"
        return path, "", (Diagnostic(Position(name, error.line, error.column), message, "not-utf-8"),)
    found = faults_of(path.name, text)
    return path, text, tuple(Diagnostic(Position(name, line, 1), message, "bad-page") for line, message in found)


def faults_of(page: str, text: str) -> tuple[Fault, ...]:
    """What is wrong with one of PAGES: each a line and what to read about it."""
    from cigen.pagefault import faults
    from cigen.report import comment, markdown

    names = {"summary.md.j2": markdown.value_names, "comment.md.j2": comment.value_names}
    return faults(page, text, names[page]())


def _problem(named: Scalar, message: str, rule: str) -> Diagnostic:
    return Diagnostic(named.position, message, rule, len(named.text))
