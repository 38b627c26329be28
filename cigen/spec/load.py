"""The text of a spec in; a Spec, its diagnostics and the tree it came from out. Everything wrong is found at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from cigen.source import Diagnostic, Position
from cigen.spec.model import Definition, Spec, Stage, Test, steps_mapping
from cigen.spec.steps import STEP_KINDS, StepBase, step_kind
from cigen.spec.values import Located, kind_of
from cigen.yamltext import Mapping, Node, Scalar, parse
from cigen.yamltext import Sequence as YamlSequence

_ROUNDS = 20
SECTIONS = {"stages": "stage", "tests": "test", "define": "definition"}
"""The sections of a spec that hold named entries, each with what such an entry is called."""


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
    """A stage, test or definition stands where its name does; a definition that is a list has it as its steps."""
    for section in SECTIONS:
        entries = tree.get(section)
        if not isinstance(entries, Mapping):
            continue
        for name, entry in entries.items():
            if section == "define" and isinstance(entry, YamlSequence):
                entry = entries[name] = steps_mapping(entry)
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
            diagnostics.extend(_diagnostic(tree, one) for one in _without_echoes(errors))
            pruned = [_prune(tree, one) for one in errors]
            if not all(pruned):
                return None, diagnostics
    return None, diagnostics


def _without_echoes(errors: list[Any]) -> list[Any]:
    """A key that is missing because it is misspelt is one problem, and so is a list whose entries are all faulty."""
    misspelt = {(*e["loc"][:-1], _meant(e, errors)) for e in errors if e["type"] == "extra_forbidden"}
    faulty = {e["loc"][:end] for e in errors for end in range(len(e["loc"]))}
    return [
        e
        for e in errors
        if not (e["type"] == "missing" and e["loc"] in misspelt)
        and not (e["type"] == "too_short" and e["loc"] in faulty)
    ]


def _meant(error: Any, errors: list[Any]) -> str:
    """The missing key beside an unknown one that it was probably meant to be."""
    beside = [e["loc"][-1] for e in errors if e["type"] == "missing" and e["loc"][:-1] == error["loc"][:-1]]
    return suggestion(str(error["loc"][-1]), map(str, beside))


def _diagnostic(tree: Mapping, error: Any) -> Diagnostic:
    """One pydantic error as a message with a place in the file."""
    path = _path(error["loc"])
    node, key_position = _find(tree, path)
    node = error.get("ctx", {}).get("node", node)
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
    if name in STEP_KINDS and len(path) >= 3 and path[-3] == "steps":
        kind = step_kind(_find(tree, path[:-1])[0])
        message = f"{_what(path[:-1])} is `{kind}` and `{name}` at once: make two steps of it"
        return Diagnostic(position, message, "unknown-key", len(name))
    hint = suggestion(name, known)
    rest = f": did you mean `{hint}`?" if hint else f", known are: {', '.join(known)}"
    if name == "escape":
        rest = ": lines go on with `\\` here, Windows and its `# escape` are not known; take it out"
    return Diagnostic(position, f"unknown key `{name}` in {_what(path[:-1])}{rest}", "unknown-key", len(name))


def _no_kind(node: Any, position: Position) -> Diagnostic:
    keys = list(node) if isinstance(node, Mapping) else []
    hint = next((guess for key in keys if (guess := suggestion(key, STEP_KINDS))), "")
    rest = f"did you mean `{hint}`?" if hint else f"it needs one of: {', '.join(STEP_KINDS)}"
    if any(" " in key for key in keys):
        rest = "put quotes around a command that holds `: `, or write it below `run: |`"
    found = f"a step can't be made of {', '.join(f'`{key}`' for key in keys) or 'nothing'}"
    return Diagnostic(position, f"{found}: {rest}", "unknown-step")


def suggestion(name: str, known: Iterable[str]) -> str:
    """The known name that was probably meant, or an empty text."""
    return next(iter(difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)), "")


def _known_keys(path: Sequence[Any], node: Any) -> list[str]:
    from cigen.spec import model

    shapes: dict[str, type[Located]] = {
        "cache": model.Cache,
        "workflow": model.Workflow,
        "report": model.Report,
        "defaults": model.Defaults,
    }
    entries: dict[str, type[Located]] = {
        "tests": Test,
        "stages": Stage,
        "define": Definition,
        "images": model.Image,
        "workflow": model.Comment if path[-1:] == ["comment"] else model.Builder,
    }
    shape: type[Located] = Spec
    if len(path) >= 2 and path[-2] == "steps":
        kind = step_kind(node)
        shape = STEP_KINDS[kind] if kind else StepBase
    elif len(path) >= 2 and path[-2] == "artifacts":
        shape = model.Artifact
    elif len(path) == 2:
        shape = entries.get(str(path[0]), Stage)
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
    """Where a node stands; its key's place where it is nothing, or a list or mapping that may start lines below."""
    if isinstance(node, Scalar):
        return node.position if node.text or node.value is not None else fallback
    return (
        node.position if isinstance(node, Mapping | YamlSequence) and node.position.line == fallback.line else fallback
    )


def _what(path: Sequence[Any]) -> str:
    """A place in the spec in words."""
    kinds = {**SECTIONS, "images": "image"}
    owner = f'{kinds[path[0]]} "{path[1]}"' if len(path) >= 2 and path[0] in kinds else ""
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
    if path and path[0] in ("name", "lanes", "cache", "workflow", "report", "defaults", "contexts", "syntax"):
        tree.pop(path[0], None)
        return True
    if path[:1] == ["images"]:
        _find(tree, path[:1])[0].pop(path[1], None) if len(path) > 1 else tree.pop("images")
        return True
    parent, position = _find(tree, path[:-1])
    if error["type"] == "extra_forbidden" and isinstance(parent, Mapping):
        parent.pop(path[-1], None)
        return True
    for end in range(len(path), 3, -1):
        entries, _ = _find(tree, path[: end - 1])
        number = path[end - 1]
        if path[end - 2] in ("steps", "artifacts") and isinstance(entries, YamlSequence) and isinstance(number, int):
            entries[number] = _harmless(path[end - 2], entries.position)
            return True
    if len(path) == 2 and path[0] in SECTIONS and isinstance(parent, Mapping):
        parent[path[1]] = _entry(position, path[0])
        return True
    if len(path) >= 3 and path[0] in SECTIONS:
        entry, _ = _find(tree, path[:2])
        return isinstance(entry, Mapping) and _mend(entry, path[2])
    return False


def _mend(entry: Mapping, key: str) -> bool:
    """Leave a key of a stage or test out, or give it a value that is none of its faults."""
    entry.pop(key, None)
    entry.update({name: value for name, value in _entry(entry.position).items() if name == key})
    return True


def _entry(position: Position, section: str = "tests") -> Mapping:
    """A stage, test or definition that stands in for one that could not be read."""
    entry = Mapping(position)
    steps = YamlSequence(position)
    steps.append(_harmless("steps", position))
    entry["steps"] = steps
    if section != "define":
        entry["from"] = Scalar("scratch", "scratch", position, position.line, ())
    return entry


def _harmless(kind: str, position: Position) -> Node:
    """A step or artifact that stands in for a faulty one, so that the numbers of the others stay."""
    scalar = Scalar(True, "true", position, position.line, ())
    if kind == "steps":
        return scalar
    artifact = Mapping(position)
    artifact["path"] = scalar
    return artifact
