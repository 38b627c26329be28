"""The `contexts` of a spec in, their names with what they stand for out; folders stay inside the repository."""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath

from cigen.buildcontext import folder_of, is_fetched
from cigen.plan.evaluate import Evaluator, Scope
from cigen.plan.records import RESERVED
from cigen.source import Diagnostic
from cigen.spec import model as spec
from cigen.yamltext import Scalar

_NAME = re.compile(r"[a-z0-9][a-z0-9_.:/@-]*")


def contexts(source: spec.Spec, evaluator: Evaluator, scope: Scope, *, file: str) -> tuple[tuple[str, str], ...]:
    """Every context with its expressions filled in; `file` is the spec, from the repository's top."""
    return tuple((name, _value(name, value, evaluator, scope, file)) for name, value in source.contexts)


def _value(name: str, scalar: Scalar, evaluator: Evaluator, scope: Scope, file: str) -> str:
    value = evaluator.text(scalar, scope).strip()
    if message := _misnamed(name):
        evaluator.report(Diagnostic(scalar.position, message, "bad-name"))
    if not value or "\n" in value:
        message = f"`{name}`: a folder, `docker-image://…` or a git URL is wanted here, on one line"
        evaluator.report(Diagnostic(scalar.position, message, "bad-context"))
    elif re.match(r"[a-z0-9+-]+://[^/@\s]*:[^/@\s]*@", value):
        message = f"the address of `{name}` has a password in it, which everybody could read: take it out"
        evaluator.report(Diagnostic(scalar.position, message, "bad-context", len(scalar.text)))
    elif not is_fetched(value) and _leads_out(folder_of(value)[1], file):
        message = (
            f"`{value}` is outside the project, a context is a folder of its own repository: `--build-context` may"
        )
        evaluator.report(Diagnostic(scalar.position, f"{message} name any other", "outside-path", len(scalar.text)))
    return value


def _misnamed(name: str) -> str:
    if name in RESERVED or name.startswith("cigen-"):
        return f"the name `{name}` is reserved, choose another"
    if not _NAME.fullmatch(name):
        return f"the context name `{name:.80}` can't be used: it has a-z 0-9 and, after the first, also . _ - : / @"
    return ""


def _leads_out(path: str, file: str) -> bool:
    """Whether a path, seen from the spec's folder, is outside the repository."""
    found = normpath(join(dirname(file), path))
    return found.startswith(("/", "../")) or found == ".."
