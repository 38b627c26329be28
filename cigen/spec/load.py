"""The text of a spec in; a Spec, its diagnostics and the tree it came from out. Everything wrong is found at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from cigen.source import Diagnostic, Position
from cigen.spec.model import STEP_KINDS, Spec
from cigen.spec.values import Located, kind_of
from cigen.yamltext import Mapping, Node, Scalar, parse
from cigen.yamltext import Sequence as YamlSequence

_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Loaded:
    """What could be made of a spec's text; `spec` leaves out what is wrong, so that later checks find more."""

    spec: Spec | None
    diagnostics: tuple[Diagnostic, ...]
    lines: tuple[str, ...]


def load(text: str, file: str) -> Loaded:
    """Read a spec; `file` is the name that messages show."""
    tree, problems = parse(text, file)
    lines = tuple(text.split("\n"))
    if tree is None:
        empty = Diagnostic(Position(file, 1, 1), "the spec is empty, it needs `tests`", "empty-spec")
        return Loaded(None, problems or (empty,), lines)
    if not isinstance(tree, Mapping):
        found = Diagnostic(tree.position, f"a spec is a mapping, found {kind_of(tree)}", "wrong-type")
        return Loaded(None, (*problems, found), lines)
    _place_at_names(tree)
    spec, found_errors = _validate(tree)
    return Loaded(spec, (*problems, *found_errors), lines)


def _place_at_names(tree: Mapping) -> None:
    """A stage or test stands where its name does."""
    for section in ("stages", "tests"):
        entries = tree.get(section)
        if isinstance(entries, Mapping):
            for name, entry in entries.items():
                if isinstance(entry, Mapping):
                    entry.position = entries.keys_at[name]


def _validate(tree: Mapping) -> tuple[Spec | None, list[Diagnostic]]:
    """The spec without its faulty parts, if enough is left, and a diagnostic for each of them."""
    diagnostics: list[Diagnostic] = []
    for _ in range(_ROUNDS):
        try:
            return Spec.model_validate(tree), diagnostics
        except ValidationError as error:
            errors = error.errors(include_url=False)
            diagnostics.extend(_diagnostic(tree, one) for one in errors)
            pruned = [_prune(tree, one) for one in errors]
            if not all(pruned):
                return None, diagnostics
    return None, diagnostics


def _diagnostic(tree: Mapping, error: Any) -> Diagnostic:
    """One pydantic error as a message with a place in the file."""
    path = _path(error["loc"])
    node, key_position = _find(tree, path)
    kind = error["type"]
    if kind == "extra_forbidden":
        return _unknown_key(tree, path, key_position)
    if kind == "missing":
        owner, _ = _find(tree, path[:-1])
        message = f"{_what(path[:-1])} needs the key `{path[-1]}`"
        return Diagnostic(_start(owner, key_position), message, "missing-key")
    if kind == "union_tag_not_found":
        return _no_kind(node, _start(node, key_position))
    if kind == "too_short":
        return Diagnostic(_start(node, key_position), f"`{path[-1]}` is empty, it needs at least one entry", "empty")
    message = (
        error["msg"] if kind in ("wrong-type", "bad-name") else f"{_wanted(kind)} is wanted here, found {kind_of(node)}"
    )
    return Diagnostic(
        _start(node, key_position), f"{_where(path)}{message}", kind if kind == "bad-name" else "wrong-type"
    )


def _unknown_key(tree: Mapping, path: Sequence[Any], position: Position) -> Diagnostic:
    name = str(path[-1])
    known = _known_keys(path[:-1], _find(tree, path[:-1])[0])
    hint = suggestion(name, known)
    rest = f": did you mean `{hint}`?" if hint else f", known are: {', '.join(known)}"
    return Diagnostic(position, f"unknown key `{name}` in {_what(path[:-1])}{rest}", "unknown-key", len(name))


def _no_kind(node: Any, position: Position) -> Diagnostic:
    keys = list(node) if isinstance(node, Mapping) else []
    hint = next((guess for key in keys if (guess := suggestion(key, STEP_KINDS))), "")
    rest = f"did you mean `{hint}`?" if hint else f"it needs one of: {', '.join(STEP_KINDS)}"
    found = f"a step can't be made of {', '.join(f'`{key}`' for key in keys) or 'nothing'}"
    return Diagnostic(position, f"{found}: {rest}", "unknown-step")


def suggestion(name: str, known: Iterable[str]) -> str:
    """The known name that was probably meant, or an empty text."""
    return next(iter(difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)), "")


def _known_keys(path: Sequence[Any], node: Any) -> list[str]:
    from cigen.spec import model

    shapes: dict[str, type[Located]] = {"cache": model.Cache, "workflow": model.Workflow}
    shape: type[Located] = Spec
    if len(path) >= 2 and path[-2] == "steps":
        kind = model.step_kind(node)
        shape = STEP_KINDS[kind] if kind else model.StepBase
    elif len(path) >= 2 and path[-2] == "artifacts":
        shape = model.Artifact
    elif len(path) == 2:
        shape = model.Test if path[0] == "tests" else model.Stage
    elif len(path) == 1:
        shape = shapes.get(str(path[0]), Spec)
    names = [field.alias or name for name, field in shape.model_fields.items()]
    return [name for name in names if name != "@position"]


def _path(loc: Sequence[Any]) -> list[Any]:
    """The path in the tree: pydantic's, without the step kind that it slips in behind a step's number."""
    path: list[Any] = []
    for part in loc:
        after_step = len(path) >= 2 and path[-2] == "steps" and isinstance(path[-1], int)
        if after_step and len(loc) > len(path) and loc[len(path)] is part and part in STEP_KINDS:
            continue_at = len(path) + 1
            return [*path, *loc[continue_at:]]
        path.append(part)
    return path


def _child(node: Any, part: Any) -> Any:
    if isinstance(node, Mapping):
        return node.get(part)
    if isinstance(node, YamlSequence) and isinstance(part, int) and part < len(node):
        return node[part]
    return None


def _find(tree: Mapping, path: Sequence[Any]) -> tuple[Any, Position]:
    """The node at `path`, the nearest above it for what is not there, and where its key stands."""
    node: Any = tree
    position = tree.position
    for part in path:
        child = _child(node, part)
        if isinstance(node, Mapping) and part in node.keys_at:
            position = node.keys_at[part]
        elif isinstance(child, Mapping | YamlSequence | Scalar):
            position = child.position
        node = child
    return node, position


def _start(node: Any, fallback: Position) -> Position:
    return node.position if isinstance(node, Scalar) and (node.text or node.value is not None) else fallback


def _what(path: Sequence[Any]) -> str:
    """A place in the spec in words."""
    names = {"tests": "test", "stages": "stage"}
    owner = f'{names[path[0]]} "{path[1]}"' if len(path) >= 2 and path[0] in names else ""
    if len(path) >= 2 and path[-2] in ("steps", "artifacts"):
        return f"{path[-2][:-1]} {path[-1] + 1} of {owner}"
    return owner or (f"`{path[-1]}`" if path else "the spec")


def _where(path: Sequence[Any]) -> str:
    return f"`{path[-1]}`: " if path and isinstance(path[-1], str) else ""


def _wanted(kind: str) -> str:
    if "tuple" in kind or "list" in kind:
        return "a list"
    return "a mapping" if "dict" in kind or "model" in kind else "another value"


def _prune(tree: Mapping, error: Any) -> bool:
    """Take the faulty part out, so that the rest can be looked at; False where nothing sensible would be left."""
    path = _path(error["loc"])
    if error["type"] == "missing":
        path = path[:-1]
    while path:
        parent, _ = _find(tree, path[:-1])
        in_steps = len(path) >= 2 and path[-2] in ("steps", "artifacts")
        if isinstance(parent, Mapping) and path[-1] in parent and error["type"] == "extra_forbidden":
            del parent[path[-1]]
            return True
        if isinstance(parent, YamlSequence) and in_steps and isinstance(path[-1], int):
            parent[path[-1]] = _harmless(path[-2], parent.position)
            return True
        if isinstance(parent, Mapping) and path[-1] in parent and len(path) == 3 and path[-1] not in ("from", "steps"):
            del parent[path[-1]]
            return True
        path = path[:-1]
    return False


def _harmless(kind: str, position: Position) -> Node:
    """A step or artifact that stands in for a faulty one, so that the numbers of the others stay."""
    scalar = Scalar(True, "true", position, position.line, ())
    if kind == "steps":
        return scalar
    artifact = Mapping(position)
    artifact["path"] = scalar
    return artifact
