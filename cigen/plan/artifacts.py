"""The artifacts of a test in, for each cell the paths to look for and how a collector takes them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from cigen.plan.evaluate import Evaluator, Scope
from cigen.plan.model import Copy
from cigen.plan.records import artifact_copy
from cigen.source import Diagnostic
from cigen.spec import model as spec
from cigen.yamltext import Scalar

WILD = "*?["


@dataclass(frozen=True, slots=True)
class Taken:
    """One artifact of one cell: the `path` it has there, and the `copy` that brings it into a collector."""

    number: int
    path: str
    copy: Copy

    @property
    def file(self) -> str:
        """The file or folder that it brings, without `/` in front; empty where only a pattern knows."""
        name = PurePosixPath(self.path).name
        if self.copy.to.endswith("/"):
            return "" if is_pattern(name) or self.path.endswith("/") else _normal(f"{self.copy.to}{name}")
        return _normal(self.copy.to)

    @property
    def folder(self) -> str:
        """The folder that it needs to be there, without `/` at either end; empty for the top."""
        return _normal(self.copy.to) if self.copy.to.endswith("/") else _normal(self.copy.to).rpartition("/")[0]

    @property
    def looks_like_file(self) -> bool:
        """Whether its name says that it is no folder: a pattern brings several, `x.log` one, `_opam` may be either."""
        exact = not is_pattern(self.path) and not self.path.endswith("/")
        return exact and bool(PurePosixPath(self.path).suffix)


def is_pattern(path: str) -> bool:
    """Whether a path stands for all that it matches."""
    return any(c in path for c in WILD)


def taken(cell: str, scope: Scope, artifacts: Iterable[spec.Artifact], evaluator: Evaluator) -> Iterator[Taken]:
    """Every artifact of a cell; its `to` is checked, as the engine's own words come late and name no place."""
    for number, artifact in enumerate(artifacts, 1):
        path = one_path(artifact.path, scope, evaluator)
        to = f"{cell}/" if is_pattern(path) else f"{cell}/{PurePosixPath(path).name}"
        if artifact.to is not None:
            to = _destination(artifact.to, scope, evaluator)
        to = f"{to}/" if is_pattern(path) and not to.endswith("/") else to
        yield Taken(number, path, artifact_copy(cell, number, to, artifact.position))


def one_path(scalar: Scalar, scope: Scope, evaluator: Evaluator) -> str:
    """A path or pattern on one line."""
    text = evaluator.text(scalar, scope).strip()
    if not text or "\n" in text:
        what = "has a line break" if text else "is empty"
        evaluator.report(Diagnostic(scalar.position, f"a path is wanted here, this {what}", "bad-path"))
    return text


def _destination(scalar: Scalar, scope: Scope, evaluator: Evaluator) -> str:
    """A place below the collector's folder."""
    text = one_path(scalar, scope, evaluator)
    if "{{" in text:  # an expression that failed, and was reported
        return text
    if problem := _problem(text):
        message = f"`to` is a path below the collector's folder, `{text:.60}` {problem}"
        evaluator.report(Diagnostic(scalar.position, message, "bad-path", len(scalar.text)))
    return text


def _problem(to: str) -> str:
    if to.startswith("/"):
        return "starts at the top: take the `/` in front out, the collector's `into` says where all of it goes"
    if ".." in to.split("/"):
        return "climbs out of it: write it without `..`"
    if to and not _normal(to):
        return "names nothing: give the artifact a name"
    wild = sorted({c for c in to if c in f"{WILD}]"})
    if wild:
        return f"holds `{wild[0]}`: a pattern belongs into `path`, `to` is the folder for all that it matches"
    odd = sorted({c for c in to if c in "\"'\\$" or not c.isprintable()})
    if odd:
        return f"holds {odd[0]!a}, which a Dockerfile reads as something else: write it without"
    return ""


def _normal(path: str) -> str:
    """The path as the engine sees it: no `.`, no doubled `/`, none at its ends."""
    return "/".join(part for part in path.split("/") if part not in ("", "."))
