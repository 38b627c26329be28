"""What was planned, as `manifest.json` in the results: a Plan's cells and steps out, the same cells and steps in.

Format 1 is documented in `docs/results-format.md`. The build carries it, so a report needs nothing but the results.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

FORMAT = 1
MOST_LINE = 16_000
"""Objects whose line would be longer are broken up, as a Dockerfile's line has at most 65,535 bytes."""
MOST_PIECE = 8_000
"""Characters of a page's line, of which each can take six bytes in JSON."""


class ManifestError(ValueError):
    """The text is no manifest that this version reads."""


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A recorded step of a test; `number` counts from 1 and names its record."""

    number: int
    name: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """An artifact's path or a pattern for JUnit files; a cell may lack an `optional` one."""

    number: int
    pattern: str
    line: int
    column: int
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Dimension:
    """One key of a matrix with the values that occur, in spec order."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlannedTest:
    """An entry under `tests`, before the matrix multiplies it."""

    name: str
    line: int
    column: int
    dimensions: tuple[Dimension, ...]
    steps: tuple[PlannedStep, ...]
    artifacts: tuple[PlannedFile, ...]
    junit: tuple[PlannedFile, ...]


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """One point of a test's matrix; `steps`, `artifacts` and `junit` are the numbers that apply to it."""

    name: str
    test: str
    values: tuple[tuple[str, str], ...]
    steps: tuple[int, ...]
    artifacts: tuple[int, ...]
    junit: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that should come back from one build; `whole` counts the cells of all its parts, where it is one.

    With `only_new`, failures that an earlier run had as well do not make this one fail. `templates` are the project's
    own pages, each a file name with its text.
    """

    name: str
    spec: str
    tests: tuple[PlannedTest, ...]
    cells: tuple[PlannedCell, ...]
    whole: int = 0
    only_new: bool = False
    templates: tuple[tuple[str, str], ...] = ()


def to_json(manifest: Manifest) -> str:
    """One line a test and one a cell, so that no line outgrows a Dockerfile and a diff stays readable."""
    tests = ",\n".join(_line(_test_object(test)) for test in manifest.tests)
    cells = ",\n".join(_line(_cell_object(cell)) for cell in manifest.cells)
    head = f'{{"format": {FORMAT}, "name": {_line(manifest.name)}, "spec": {_line(manifest.spec)}'
    head += f', "whole": {manifest.whole}' if manifest.whole else ""
    head += ', "fail-on": "new"' if manifest.only_new else ""
    pages = {name: _pieces(text) for name, text in manifest.templates}
    head += f', "templates": {json.dumps(pages, ensure_ascii=False, indent=0)}' if pages else ""
    return f'{head}, "tests": [\n{tests}\n], "cells": [\n{cells}\n]}}\n'


def from_json(text: str | bytes) -> Manifest:
    """The manifest in `text`; ManifestError says what is wrong with anything else."""
    try:
        tree = json.loads(text)
        if tree["format"] != FORMAT:
            raise ManifestError(f"format {tree['format']!r} is not known here, this cigen reads {FORMAT}")
        return Manifest(
            name=_text(tree["name"]),
            spec=_text(tree["spec"]),
            tests=tuple(_read_test(test) for test in tree["tests"]),
            cells=tuple(_read_cell(cell) for cell in tree["cells"]),
            whole=int(tree.get("whole", 0)),
            only_new=tree.get("fail-on") == "new",
            templates=tuple((name, _whole(text)) for name, text in tree.get("templates", {}).items()),
        )
    except ManifestError:
        raise
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ManifestError(f"not a manifest: {type(error).__name__}: {error}") from error


def planned_text(manifest: Manifest) -> str:
    """`planned.txt`, for readers without JSON: `CELL STEP STEP …` a line."""
    return "".join(f"{' '.join([cell.name, *map(str, cell.steps)])}\n" for cell in manifest.cells)


def _pieces(text: str) -> list[str]:
    """A text as its lines, cut where one is so long that a Dockerfile could not hold it."""
    lines = text.splitlines(keepends=True)
    return [line[start : start + MOST_PIECE] for line in lines for start in range(0, len(line), MOST_PIECE)]


def _whole(pieces: object) -> str:
    """The text of such lines; a text stands for itself."""
    return "".join(map(_text, pieces)) if isinstance(pieces, list) else _text(pieces)


def _line(value: object) -> str:
    line = json.dumps(value, ensure_ascii=False)
    return line if len(line) < MOST_LINE else json.dumps(value, ensure_ascii=False, indent=0)


def _test_object(test: PlannedTest) -> dict[str, object]:
    return {
        "name": test.name,
        "line": test.line,
        "column": test.column,
        "dimensions": [{"name": one.name, "values": one.values} for one in test.dimensions],
        "steps": [{"number": s.number, "name": s.name, "line": s.line, "column": s.column} for s in test.steps],
        "artifacts": [_file_object(file, "path") for file in test.artifacts],
        "junit": [_file_object(file, "pattern") for file in test.junit],
    }


def _file_object(file: PlannedFile, key: str) -> dict[str, object]:
    tree: dict[str, object] = {"number": file.number, key: file.pattern, "line": file.line, "column": file.column}
    return tree | {"optional": True} if file.optional else tree


def _cell_object(cell: PlannedCell) -> dict[str, object]:
    return {
        "name": cell.name,
        "test": cell.test,
        "values": dict(cell.values),
        "steps": cell.steps,
        "artifacts": cell.artifacts,
        "junit": cell.junit,
    }


def _read_test(tree: dict[str, Any]) -> PlannedTest:
    return PlannedTest(
        name=_text(tree["name"]),
        line=int(tree["line"]),
        column=int(tree["column"]),
        dimensions=tuple(Dimension(_text(d["name"]), tuple(map(_text, d["values"]))) for d in tree["dimensions"]),
        steps=tuple(
            PlannedStep(int(s["number"]), _text(s["name"]), int(s["line"]), int(s["column"])) for s in tree["steps"]
        ),
        artifacts=tuple(_read_file(file, "path") for file in tree["artifacts"]),
        junit=tuple(_read_file(file, "pattern") for file in tree["junit"]),
    )


def _read_file(tree: dict[str, Any], key: str) -> PlannedFile:
    optional = tree.get("optional") is True
    return PlannedFile(int(tree["number"]), _text(tree[key]), int(tree["line"]), int(tree["column"]), optional)


def _read_cell(tree: dict[str, Any]) -> PlannedCell:
    return PlannedCell(
        name=_text(tree["name"]),
        test=_text(tree["test"]),
        values=tuple((_text(key), _text(value)) for key, value in tree["values"].items()),
        steps=tuple(map(int, tree["steps"])),
        artifacts=tuple(map(int, tree["artifacts"])),
        junit=tuple(map(int, tree["junit"])),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ManifestError(f"a text was expected, found {value!r:.80}")
    return value
