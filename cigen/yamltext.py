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
_HALVES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_DEEP = re.compile(r"(?:[\[{][ \t]*){" + str(MOST_DEEP) + "}")
_DROPPED = re.compile(r"!(?=\s|$)|&(?![\w-]+(?:[\s,\]}]|$))[^\s,]*")
_TAGS = frozenset({"binary", "bool", "float", "int", "map", "merge", "null", "seq", "str", "timestamp", "value"})
_CLEARER = (
    ("found character '\\t'", "a tab can't start a token, indent with spaces"),
    ("but found another document", "a second document starts here, a file holds one: take the `---` out"),
    (
        "found undefined alias",
        "the alias has no anchor of that name before it; a text that begins with `*` needs quotes",
    ),
    (
        "mapping values are not allowed here",
        "a `:` does not fit here: put quotes around a text that holds it, or give the line above its own",
    ),
    ("found unexpected end of stream", "the file ends inside a quoted text, close its quotes"),
    ("but got '<stream end>'", "the file ends inside a list or mapping, close its bracket"),
    ("could not find expected ':'", "a key needs a `:` and a space behind it"),
    ("but found '<block mapping start>'", "the indentation fits nothing above, line it up with its neighbours"),
    ("but found '<scalar>'", "a text does not fit here: check quotes and indentation above"),
    (
        "cannot start any token",
        "no text begins with this character: put quotes around it, or write a command below `run: |`",
    ),
    (
        "found unknown escape character",
        "no escape of a text in double quotes: write `\\\\` for a backslash, or use single quotes",
    ),
    ("expected escape sequence of", "the escape lacks hexadecimal digits: write `\\\\` for a backslash"),
    ("chr() arg not in range", "an escape such as `\\U0011ffff` stands for no character"),
    ("expected ',' or", "this does not fit into the brackets: a comma is missing before it, or quotes around a text"),
    ("expected the node content", "a value is wanted here: no list of dashes stands in brackets"),
    ("expected chomping", "behind `|` or `>` stands nothing else: the text begins on the next line"),
    ("found incompatible YAML document", "this is read as YAML 1.2: take the `%YAML` line out"),
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

    @property
    def in_quotes(self) -> str:
        """What to add to a message where a number, or true or false, is a text because of its quotes."""
        opening = "".join(self.lines[self.position.line - 1 : self.position.line])[self.position.column - 1 :][:1]
        alike = re.fullmatch(r"[-+]?[0-9]+|true|false", self.text) is not None
        return " in quotes, which make it a text" if alike and opening in ("'", '"') else ""

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
            yaml = YAML(typ="safe", pure=True)
            yaml.composer.warn_double_anchors = False  # YAML allows them
            root = yaml.compose(text)
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
            self.report(Position(self.file, 1, 1), f"not to be read as YAML: {_clear(error)}", "yaml-syntax")
        return None

    def node(self, node: Any) -> Node:
        self.count(node)
        if node.tag.removeprefix("tag:yaml.org,2002:") not in _TAGS:
            message = (
                f"the tag {node.tag} is not known here: leave it out, or put quotes around a text that begins with `!`"
            )
            self.report(self.at(node.start_mark), message, "unknown-tag")
        self.check_kept(node.start_mark)
        if node.id == "scalar":
            return self.scalar(node)
        self.open.add(id(node))
        result = self.mapping(node) if node.id == "mapping" else self.sequence(node)
        self.open.discard(id(node))
        return result

    def check_kept(self, mark: Any) -> None:
        """YAML drops what begins a command such as `! grep x` or `&& make`, and turns its meaning around."""
        dropped = _DROPPED.match(self.lines[mark.line], mark.column) if mark.line < len(self.lines) else None
        if dropped:
            message = f"here YAML drops `{dropped[0]}`: put quotes around a text that begins with it"
            self.report(self.at(mark), message, "needs-quotes", len(dropped[0]))

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
        text = _joined(node.value)
        self.carried(text, position)
        end = node.end_mark.line + (1 if node.end_mark.column else 0)
        return Scalar(_value(node.tag, text), text, position, max(end, position.line), self.lines)

    def carried(self, text: str, position: Position) -> bool:
        """Whether a Dockerfile can carry the text; reported where not."""
        found = _CONTROL.search(text)
        if found:
            message = f"this text holds the control character U+{ord(found[0]):04X}, which nothing can carry"
            self.report(position, f"{message}; leave it out", "control-character")
        return found is None

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
                continue
            name = _joined(key.value)
            if key.tag.endswith(":merge"):
                self.report(position, "merge keys (`<<`) are not read here, repeat the entries", "merge-key", 2)
            elif name in result:
                message = f"the key `{name}` stands twice, first on line {result.keys_at[name].line}"
                self.report(position, message, "duplicate-key", len(name))
            elif self.carried(name, position):
                result.keys_at[name] = position
                result[name] = self.node(value)
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


def _joined(text: str) -> str:
    """The text with characters that JSON wrote as two halves, such as `\\ud83d\\ude42`, put together."""
    return _HALVES.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)


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
