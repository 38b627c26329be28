"""A test's matrix in, its combinations of values out, by GitHub's rules for `include` and `exclude`.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrixinclude
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping as AbstractMapping
from collections.abc import Sequence as Sequence_
from dataclasses import dataclass, field
from typing import Any

from cigen.plan.evaluate import Evaluator, Scope, as_text, is_name, known
from cigen.source import Diagnostic, Position
from cigen.yamltext import Mapping, Scalar, Sequence

MOST_CELLS = 20_000


@dataclass(frozen=True, slots=True)
class Combination:
    """One point: `values` by name; `shown` are the names that make its cell's name."""

    values: AbstractMapping[str, Any]
    shown: tuple[str, ...]

    @property
    def suffix(self) -> str:
        """The part of the cell's name that says which point it is."""
        return "-".join(part for part in (slug(self.values[name]) for name in self.shown) if part)

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """The values as texts, a mapping by its `name`."""
        return tuple((name, label(self.values[name])) for name in self.values)


@dataclass(slots=True)
class _Parts:
    dimensions: dict[str, list[Any]] = field(default_factory=dict)
    include: list[dict[str, Any]] = field(default_factory=list)
    exclude: list[dict[str, Any]] = field(default_factory=list)


def expand(node: Any, scope: Scope, evaluator: Evaluator, *, test: str, position: Position) -> tuple[Combination, ...]:
    """The combinations of a `matrix` node; one empty combination where a test has no matrix."""
    if node is None:
        return (Combination({}, ()),)
    if not isinstance(node, Mapping):
        where = node.position if isinstance(node, Scalar | Sequence) else position
        evaluator.report(Diagnostic(where, "`matrix`: a mapping of names to lists is wanted here", "wrong-type"))
        return ()
    before = len(evaluator.diagnostics)
    parts = _read(node, scope, evaluator)
    if len(evaluator.diagnostics) > before:
        return ()
    if _count(parts) > MOST_CELLS:
        evaluator.report(Diagnostic(node.position, _too_many(test), "large-matrix"))
        return ()
    combinations = _combine(parts)
    if len(combinations) > MOST_CELLS:
        evaluator.report(Diagnostic(node.position, _too_many(test), "large-matrix"))
        return ()
    if not combinations:
        why = "everything is excluded" if parts.exclude and _count(parts) else "it has no values"
        message = f'the matrix of test "{test}" makes no cell: {why}'
        evaluator.report(Diagnostic(node.position, message, "empty-matrix"))
    return combinations


def slug(value: Any) -> str:
    """A value as part of a name: lower case, other characters than a-z 0-9 . _ become a dash."""
    return re.sub(r"[^a-z0-9._]+", "-", label(value).lower()).strip("-.")


def label(value: Any) -> str:
    """A value as a text; a mapping is known by its `name`."""
    named = type(value) not in (str, int) and isinstance(value, AbstractMapping)
    return as_text(value.get("name", "") if named else value)


def _count(parts: _Parts) -> int:
    total = 1 if parts.dimensions else 0
    for values in parts.dimensions.values():
        total *= len(values)
    return total


def _combine(parts: _Parts) -> tuple[Combination, ...]:
    """GitHub's algorithm: product, minus excluded, then each include extends what it can or stands alone."""
    names = tuple(parts.dimensions)
    points = [dict(zip(names, point, strict=True)) for point in itertools.product(*parts.dimensions.values())]
    every = _Points(points, names)
    excluded = {index for entry in parts.exclude for index in every.matching(entry)}
    kept = [point for index, point in enumerate(points) if index not in excluded] if names else []
    left = _Points(kept, names)
    extended = [dict(point) for point in kept]
    alone: list[Combination] = []
    for entry in parts.include:
        matches = left.matching(entry)
        for index in matches:
            extended[index].update({name: value for name, value in entry.items() if name not in names})
        if not matches:
            shown = (*(name for name in names if name in entry), *(name for name in entry if name not in names))
            alone.append(Combination({name: entry[name] for name in shown}, shown))
    return (*(Combination(point, names) for point in extended), *alone)


class _Points:
    """Points with a table for each set of names that an entry has asked for, as there may be thousands of both."""

    def __init__(self, points: list[dict[str, Any]], names: tuple[str, ...]) -> None:
        self.points = points
        self.names = names
        self.tables: dict[tuple[str, ...], dict[tuple[str, ...], list[int]]] = {}

    def matching(self, entry: dict[str, Any]) -> Sequence_[int]:
        """The numbers of the points that have all values of the entry, where both name them."""
        shared = tuple(name for name in self.names if name in entry)
        if not shared:
            return range(len(self.points))
        if any(isinstance(entry[name], AbstractMapping | list) for name in shared):
            points = enumerate(self.points)
            return [i for i, point in points if all(_same(point[name], entry[name]) for name in shared)]
        if shared not in self.tables:
            table: dict[tuple[str, ...], list[int]] = {}
            for index, point in enumerate(self.points):
                table.setdefault(tuple(label(point[name]) for name in shared), []).append(index)
            self.tables[shared] = table
        return self.tables[shared].get(tuple(as_text(entry[name]) for name in shared), [])


def _same(one: Any, other: Any) -> bool:
    """Equal as GitHub sees it: numbers and texts alike by how they are written; a mapping matches by its parts.

    What is no mapping matches a mapping's `name`, which stands for it wherever it is shown.
    """
    if isinstance(one, AbstractMapping) and isinstance(other, AbstractMapping):
        return all(key in one and _same(one[key], value) for key, value in other.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(other, AbstractMapping | list):
        return False
    return label(one) == as_text(other)


def _read(node: Mapping, scope: Scope, evaluator: Evaluator) -> _Parts:
    parts = _Parts()
    for name, value in node.items():
        at = node.keys_at.get(name, node.position)
        if name in ("include", "exclude"):
            setattr(parts, name, _entries(name, value, at, scope, evaluator))
        elif is_name(name, at, evaluator):
            parts.dimensions[name] = _list(name, value, at, scope, evaluator)
    _check_named(parts, node, evaluator)
    _check_excluded(parts, node, evaluator)
    return parts


def _list(name: str, value: Any, at: Position, scope: Scope, evaluator: Evaluator) -> list[Any]:
    found = _resolve(value, scope, evaluator)
    if isinstance(found, str) and "{{" in found:  # an expression that failed, and was reported
        return []
    if isinstance(found, str) or not hasattr(found, "__iter__"):
        place = value.position if isinstance(value, Scalar) and value.text else at
        shown = "nothing" if found is None else f"`{as_text(found):.40}`"
        message = f"`{name}`: a list of values is wanted here, found {shown}"
        evaluator.report(Diagnostic(place, message, "wrong-type"))
        return []
    values = list(itertools.islice(found, MOST_CELLS + 1))
    if not values:
        evaluator.report(
            Diagnostic(at, f"`{name}` has no values, so the matrix makes no cell", "empty-matrix", len(name))
        )
    twice = next((text for text, count in Counter(map(as_text, values)).items() if count > 1), None)
    if twice is not None:
        message = f"`{name}` has the value `{twice:.60}` more than once: take one out"
        evaluator.report(Diagnostic(at, message, "clashing-cells", len(name)))
    return values


def _entries(name: str, value: Any, at: Position, scope: Scope, evaluator: Evaluator) -> list[dict[str, Any]]:
    found = _resolve(value, scope, evaluator)
    if not isinstance(found, list | tuple) or not all(isinstance(entry, AbstractMapping) for entry in found):
        evaluator.report(Diagnostic(at, f"`{name}`: a list of mappings is wanted here", "wrong-type", len(name)))
        return []
    for key in {key: None for entry in found for key in entry}:
        is_name(key, at, evaluator)
    return [dict(entry) for entry in found]


def _resolve(value: Any, scope: Scope, evaluator: Evaluator) -> Any:
    """The plain value of a node, expressions evaluated wherever they stand."""
    if isinstance(value, Mapping):
        return {key: _resolve(item, scope, evaluator) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_resolve(item, scope, evaluator) for item in value]
    return evaluator.value(value, scope)


def _check_named(parts: _Parts, node: Mapping, evaluator: Evaluator) -> None:
    """A mapping among the values needs a `name`, which stands for it in cell names."""
    for name, values in parts.dimensions.items():
        if any(isinstance(v, list) or (isinstance(v, AbstractMapping) and not label(v)) for v in values):
            at = node.keys_at.get(name, node.position)
            message = f"a value of `{name}` is a mapping or list that no cell can be named by, give it a `name`"
            evaluator.report(Diagnostic(at, message, "unnamed-value", len(name)))


def _check_excluded(parts: _Parts, node: Mapping, evaluator: Evaluator) -> None:
    """An `exclude` by a name that no list has would exclude nothing; GitHub refuses it, too."""
    entries = node.get("exclude")
    for index, entry in enumerate(parts.exclude):
        for name in entry.keys() - parts.dimensions.keys():
            found = entries[index] if isinstance(entries, Sequence) else None
            at = found.keys_at[name] if isinstance(found, Mapping) else node.keys_at["exclude"]
            message = f"`exclude` names `{name}`, which the matrix has no list of; {known(name, parts.dimensions)}"
            evaluator.report(Diagnostic(at, message, "unknown-dimension", len(name)))


def _too_many(test: str) -> str:
    return f'more than {MOST_CELLS:,} cells in test "{test}", exclude some or make several specs of it'
