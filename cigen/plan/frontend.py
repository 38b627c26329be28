"""The `syntax` of a spec in, what reads its Dockerfile out; and what the front end that engines have built in lacks.

https://docs.docker.com/build/buildkit/dockerfile-release-notes/#1200
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cigen.plan.evaluate import Evaluator, Scope
from cigen.source import Diagnostic, Position
from cigen.spec import model as spec
from cigen.spec import steps as kinds

_IMAGE = re.compile(r"[a-z0-9][a-z0-9._/:-]*(?:[:@][A-Za-z0-9_][A-Za-z0-9_.:-]*)?")
_REMEDY = "add `syntax: docker/dockerfile:1` at the top, whose versions from 1.20 on have it"


def frontend(source: spec.Spec, evaluator: Evaluator, scope: Scope) -> str:
    """The image that reads the Dockerfile, empty for the built-in front end; reports what that would not know."""
    if source.syntax is None:
        for problem in _lacking(source):
            evaluator.report(problem)
        return ""
    image = evaluator.text(source.syntax, scope).strip()
    if not _IMAGE.fullmatch(image) and "{{" not in image:
        message = f"`syntax` is an image such as `docker/dockerfile:1`, found `{image:.60}`"
        evaluator.report(Diagnostic(source.syntax.position, message, "bad-image", len(image)))
    return image


def _lacking(source: spec.Spec) -> Iterator[Diagnostic]:
    for step in _steps(source):
        if isinstance(step, kinds.CopyStep) and step.parents:
            yield _needed(step.position, "parents")
        if isinstance(step, kinds.CommandStep) and step.security is not None:
            yield _needed(step.security.position, "security", len(step.security.text))


def _needed(position: Position, key: str, width: int = 1) -> Diagnostic:
    message = f"`{key}` is not known to the front end that engines have built in: {_REMEDY}"
    return Diagnostic(position, message, "needs-syntax", width)


def _steps(source: spec.Spec) -> Iterator[kinds.StepBase]:
    for entries in (source.define, source.stages, source.tests):
        for entry in entries.values():
            yield from entry.steps
