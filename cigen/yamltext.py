"""YAML text in, a tree out in which every key and value knows its place; the only importer of ruamel.yaml.

Scalars keep their source text, so `5.10` stays `5.10` wherever a text is wanted. YAML 1.2 (https://yaml.org/spec/1.2.2/).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from cigen.source import Diagnostic, Position

MOST_REPEATED = 50_000
"""More nodes than this behind aliases are refused: a small file can unfold to gigabytes."""
MOST_DEEP = 100

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_DEEP = re.compile(r"(?:[\[{][ \t]*){" + str(MOST_DEEP) + "}")
_TAGS = frozenset({"binary", "bool", "float", "int", "map", "merge", "null", "seq", "str", "timestamp", "value"})
_CLEARER = (
    ("found character '\\t'", "a tab can't start a token, indent with spaces"),
    ("but found another document", "a second document starts here, a file holds one: take the `---` out"),
    ("found undefined alias", "the alias has no anchor of that name before it"),
    ("mapping values are not allowed here", "a `:` does not fit here: put quotes around the text that holds it"),
    ("found unexpected end of stream", "the file ends inside a quoted text, close its quotes"),
    ("but got '<stream end>'", "the file ends inside a list or mapping, close its bracket"),
    ("could not find expected ':'", "a key needs a `:` and a space behind it"),
    ("but found '<block mapping start>'", "the indentation fits nothing above, line it up with its neighbours"),
    ("but found '<scalar>'", "a text does not fit here: check quotes and indentation above"),
    ("special characters are not allowed", "the file holds a control character, leave it out or write it as an escape"),
)
"""Parts of the parser's messages, and what they mean for whoever wrote the file."""

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
    text = text.removeprefix("\ufeff")
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
        self.repeated = 0
        self.seen: set[int] = set()
        self.open: set[int] = set()

    def read(self, text: str) -> Node | None:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import MarkedYAMLError, YAMLError
        from ruamel.yaml.reader import ReaderError

        try:
            if _DEEP.search(text):
                raise RecursionError
            root = YAML(typ="safe", pure=True).compose(text)
            return None if root is None else self.node(root)
        except MarkedYAMLError as error:
            message = _clear(error)
            opened = message.startswith(("the file ends", "a key needs"))
            mark = (opened and error.context_mark) or error.problem_mark or error.context_mark
            self.report(self.at(mark), message, "yaml-syntax")
        except ReaderError as error:
            before = text[: error.position]
            position = Position(self.file, before.count("\n") + 1, len(before) - before.rfind("\n"))
            self.report(position, _clear(error), "yaml-syntax")
        except YAMLError as error:
            self.report(Position(self.file, 1, 1), _clear(error), "yaml-syntax")
        except RecursionError:
            message = "the text is nested too deeply to be read, a spec needs less than ten levels"
            self.report(Position(self.file, 1, 1), message, "yaml-syntax")
        except _AliasError as error:
            self.report(self.at(error.mark), str(error), "too-many-aliases")
        except (ValueError, AttributeError, NotImplementedError) as error:
            self.report(Position(self.file, 1, 1), f"not to be read as YAML: {error}", "yaml-syntax")
        return None

    def node(self, node: Any) -> Node:
        self.count(node)
        if node.tag.removeprefix("tag:yaml.org,2002:") not in _TAGS:
            message = f"the tag {node.tag} is not known here, leave it out"
            self.report(self.at(node.start_mark), message, "unknown-tag")
        if node.id == "scalar":
            return self.scalar(node)
        self.open.add(id(node))
        result = self.mapping(node) if node.id == "mapping" else self.sequence(node)
        self.open.discard(id(node))
        return result

    def count(self, node: Any) -> None:
        """Aliases bring the same node again: not inside itself, and not too many."""
        if id(node) in self.open:
            raise _AliasError("an alias stands inside its own anchor, so this has no end", node.start_mark)
        self.repeated += id(node) in self.seen
        self.seen.add(id(node))
        if self.repeated > MOST_REPEATED:
            message = f"aliases unfold to more than {MOST_REPEATED:,} entries, write fewer of them"
            raise _AliasError(message, node.start_mark)

    def scalar(self, node: Any) -> Scalar:
        position = self.at(node.start_mark)
        found = _CONTROL.search(node.value)
        if found:
            message = (
                f"this text holds the control character U+{ord(found[0]):04X}, which nothing can carry; leave it out"
            )
            self.report(position, message, "control-character")
        end = node.end_mark.line + (1 if node.end_mark.column else 0)
        return Scalar(_value(node.tag, node.value), node.value, position, max(end, position.line), self.lines)

    def sequence(self, node: Any) -> Sequence:
        result = Sequence(self.at(node.start_mark))
        result.extend(self.node(item) for item in node.value if not isinstance(item, tuple))
        return result

    def mapping(self, node: Any) -> Mapping:
        result = Mapping(self.at(node.start_mark))
        for key, value in node.value:
            position = self.at(key.start_mark)
            if not isinstance(key.value, str):
                self.report(position, self.bad_key(position), "bad-key")
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

    def bad_key(self, position: Position) -> str:
        """Nearly always it is an expression: without quotes, YAML reads `{{` as a mapping in a mapping."""
        before = self.lines[position.line - 1][: position.column]
        if not before.endswith("{{"):
            return "a key has to be a plain text"
        return 'a text that begins with `{{` needs quotes: "{{ … }}"'

    def at(self, mark: Any) -> Position:
        return Position(self.file, mark.line + 1, mark.column + 1) if mark else Position(self.file, 1, 1)

    def report(self, position: Position, message: str, rule: str, width: int = 1) -> None:
        self.diagnostics.append(Diagnostic(position, message, rule, width))


class _AliasError(ValueError):
    """Aliases that have no end, or nearly none."""

    def __init__(self, message: str, mark: Any) -> None:
        super().__init__(message)
        self.mark = mark


def has_control(text: str) -> bool:
    """Whether a text holds a character that neither a Dockerfile nor a shell can carry."""
    return _CONTROL.search(text) is not None


def _clear(error: Exception) -> str:
    """The parser's message in words that say what to do."""
    message = getattr(error, "problem", None) or getattr(error, "context", None) or str(error).splitlines()[0]
    return next((clear for part, clear in _CLEARER if part in f"{message} {error}"), str(message))


def _value(tag: str, text: str) -> Value:
    """A flag, a whole number as Python writes it, nothing, or the text: `5.10`, `007` and `0x1f` stay what they are."""
    kind = tag.rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if kind == "int" and len(text) < 20 and text.removeprefix("-").isdecimal() and str(int(text)) == text:
        return int(text)
    return text
