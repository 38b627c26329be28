"""YAML text in, a tree out in which every key and value knows its place; the only importer of ruamel.yaml.

Scalars keep their source text, so `5.10` stays `5.10` wherever a text is wanted. YAML 1.2 (https://yaml.org/spec/1.2.2/).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cigen.source import Diagnostic, Position

MOST_NODES = 500_000
"""More nodes than this, aliases counted each time, are refused: a small file can unfold to gigabytes."""

Value = None | bool | int | str


@dataclass(frozen=True, slots=True, eq=False)
class Scalar:
    """A leaf: `value` by the core schema (a float stays its text), `text` as it was written, without quotes."""

    value: Value
    text: str
    position: Position
    last_line: int
    lines: tuple[str, ...] = field(repr=False)

    def place(self, needle: str, occurrence: int = 0) -> Position:
        """Where the `occurrence`-th `needle` of this scalar stands in the file; the scalar's own place if unseen."""
        column = self.position.column - 1
        for number in range(self.position.line, min(self.last_line, len(self.lines)) + 1):
            column = self.lines[number - 1].find(needle, column)
            while column >= 0:
                if occurrence == 0:
                    return Position(self.position.file, number, column + 1)
                occurrence -= 1
                column = self.lines[number - 1].find(needle, column + 1)
            column = 0
        return self.position

    def __str__(self) -> str:
        return self.text


class Mapping(dict[str, Any]):
    """A mapping in file order; `keys_at` says where each key stands."""

    __slots__ = ("keys_at", "position")

    def __init__(self, position: Position) -> None:
        super().__init__()
        self.position = position
        self.keys_at: dict[str, Position] = {}


class Sequence(list[Any]):
    """A list in file order."""

    __slots__ = ("position",)

    def __init__(self, position: Position) -> None:
        super().__init__()
        self.position = position


Node = Scalar | Mapping | Sequence


def parse(text: str, file: str) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """The tree of the one document in `text` (None if there is none to be had) and what is wrong with it."""
    reader = _Reader(file, tuple(text.split("\n")))
    return reader.read(text), tuple(reader.diagnostics)


def plain(node: Node) -> Any:
    """The tree as dicts, lists and values."""
    if isinstance(node, Mapping):
        return {key: plain(value) for key, value in node.items()}
    if isinstance(node, Sequence):
        return [plain(value) for value in node]
    return node.value


class _Reader:
    """One pass over one text; problems are collected."""

    def __init__(self, file: str, lines: tuple[str, ...]) -> None:
        self.file = file
        self.lines = lines
        self.diagnostics: list[Diagnostic] = []
        self.nodes = 0
        self.open: set[int] = set()

    def read(self, text: str) -> Node | None:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import MarkedYAMLError, YAMLError

        if text.startswith("\ufeff"):
            text = text[1:]
        try:
            root = YAML(typ="safe", pure=True).compose(text)
            return None if root is None else self.node(root)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self.report(self.at(mark), f"{error.problem or error.context}", "yaml-syntax")
        except YAMLError as error:
            self.report(Position(self.file, 1, 1), str(error).splitlines()[0], "yaml-syntax")
        except RecursionError:
            self.report(Position(self.file, 1, 1), "the text is nested too deeply to be read", "yaml-syntax")
        except (ValueError, AttributeError, NotImplementedError) as error:
            self.report(Position(self.file, 1, 1), f"not to be read as YAML: {error}", "yaml-syntax")
        return None

    def node(self, node: Any) -> Node:
        self.nodes += 1
        if self.nodes > MOST_NODES or id(node) in self.open:
            raise RecursionError
        if isinstance(node.value, str):
            return self.scalar(node)
        self.open.add(id(node))
        result = self.mapping(node) if node.tag.endswith(":map") else self.sequence(node)
        self.open.discard(id(node))
        return result

    def scalar(self, node: Any) -> Scalar:
        position = self.at(node.start_mark)
        if not node.tag.startswith("tag:yaml.org,2002:"):
            self.report(position, f"the tag {node.tag} is not known here, leave it out", "unknown-tag")
        end = node.end_mark.line + (1 if node.end_mark.column else 0)
        return Scalar(_value(node.tag, node.value), node.value, position, max(end, position.line), self.lines)

    def sequence(self, node: Any) -> Sequence:
        result = Sequence(self.at(node.start_mark))
        result.extend(self.node(item) for item in node.value if not isinstance(item, tuple))
        return result

    def mapping(self, node: Any) -> Mapping:
        result = Mapping(self.at(node.start_mark))
        for key, value in self.pairs(node):
            position = self.at(key.start_mark)
            if not isinstance(key.value, str):
                self.report(position, "a key has to be a plain text", "bad-key")
            elif key.tag.endswith(":merge"):
                self.report(position, "merge keys (`<<`) are not read here, repeat the entries", "merge-key", 2)
            elif key.value in result:
                first = result.keys_at[key.value]
                message = f"the key `{key.value}` stands twice, first on line {first.line}"
                self.report(position, message, "duplicate-key", len(key.value))
            else:
                result.keys_at[key.value] = position
                result[key.value] = self.node(value)
        return result

    def pairs(self, node: Any) -> Iterator[tuple[Any, Any]]:
        yield from node.value

    def at(self, mark: Any) -> Position:
        return Position(self.file, mark.line + 1, mark.column + 1) if mark else Position(self.file, 1, 1)

    def report(self, position: Position, message: str, rule: str, width: int = 1) -> None:
        self.diagnostics.append(Diagnostic(position, message, rule, width))


def _value(tag: str, text: str) -> Value:
    kind = tag.rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind == "int":
        try:
            number = int(text, 0 if text[:2].lower() in ("0x", "0o") else 10)
        except ValueError:
            return text
        return number if str(number) == text or text[:2].lower() in ("0x", "0o") else text
    return text
