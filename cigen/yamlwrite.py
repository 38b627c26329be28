"""A tree of entries in, YAML text out that readers of YAML 1.1 and 1.2 understand alike; comments can stand anywhere.

Only what GitHub's files and specs need: block mappings, block sequences, scalars, blocks of text and short mappings or
lists on one line. A text is quoted where a reader could take it for anything but itself
(https://yaml.org/spec/1.2.2/#73-flow-scalar-styles).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

STEP = "  "

_PLAIN = re.compile(r"[A-Za-z_/$](?:[A-Za-z0-9_./@,$(){}\[\]'!=&|<>*+ -]|:(?=[^\s]))*(?<! )", re.ASCII)
_AMOUNT = r"[0-9]+(?:ms|[smh]|/(?:tcp|udp))"
_FREE = re.compile(_AMOUNT + r"|(?:[A-Za-z_/$(]|\.(?=[ /]))(?:[!-9;-~]|:(?=[^\s])| (?=[^#\s])| (?= ))*", re.ASCII)
_FLOW = re.compile(_AMOUNT + r"|(?:[A-Za-z_/$]|--?(?=[A-Za-z]))[A-Za-z0-9_./@$()!=&|<>*+ -]*(?<! )", re.ASCII)
_RESERVED = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping, written as it is; `above` and `note` are comments, `apart` puts a blank line before it."""

    key: str
    value: Node
    above: tuple[str, ...] = ()
    note: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A sequence; `apart` puts blank lines between its entries."""

    values: tuple[Node, ...]
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Folded:
    """One long text in several lines, which a reader joins by single blanks."""

    lines: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join(self.lines)


@dataclass(frozen=True, slots=True)
class Free:
    """A text as a person would write it: without quotes wherever YAML allows that, its lines below each other."""

    text: str


@dataclass(frozen=True, slots=True)
class Flow:
    """A mapping of texts on one line."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A list of texts on one line."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """An entry of a sequence with comments above it; None for comments alone."""

    value: Node
    above: tuple[str, ...] = ()


Node = str | int | None | Folded | Free | Flow | Words | Noted | Items | tuple[Entry, ...]


def document(entries: tuple[Entry, ...], *, header: tuple[str, ...] = ()) -> str:
    """The text of a whole file, `header` being the comment lines on top."""
    return "".join(f"{line}\n" for line in (*map(comment, header), *_mapping(entries, "")))


def comment(text: str) -> str:
    """`# text`, in one line whatever the text holds."""
    return "# " + "".join(character if _visible(character) else _escape(character) for character in text)


def scalar(value: str | int | None) -> str:
    """The value as it stands behind a key or a dash; strings come back as strings from any reader."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _RESERVED:
        return value
    if value and all(map(_visible, value)):
        return "'" + value.replace("'", "''") + "'"
    return '"' + "".join(map(_double_quoted, value)) + '"'


def _mapping(entries: tuple[Entry, ...], indent: str) -> Iterator[str]:
    for entry in entries:
        if entry.apart:
            yield ""
        yield from (indent + comment(line) for line in entry.above)
        note = f" {comment(entry.note)}" if entry.note else ""
        yield from _behind(f"{indent}{entry.key}:", entry.value, indent=indent, note=note)


def _behind(head: str, value: Node, *, indent: str, note: str) -> Iterator[str]:
    """The value of a key: in its line where it is a scalar, else in the lines below it."""
    if isinstance(value, Items):
        yield f"{head}{note}"
        yield from _sequence(value, indent + STEP)
    elif isinstance(value, tuple):
        yield f"{head}{note}" if value else f"{head} {{}}{note}"
        yield from _mapping(value, indent + STEP)
    elif isinstance(value, Folded):
        yield f"{head} >-{note}"
        yield from (indent + STEP + line for line in value.lines)
    elif isinstance(value, Free | Flow | Words):
        yield from _written(f"{head} ", value, indent=indent + STEP, note=note)
    elif isinstance(value, Noted):
        raise TypeError("a Noted stands in a sequence")
    elif isinstance(value, str) and _is_literal(value):
        yield f"{head} |{note}"
        yield from (indent + STEP + line if line else "" for line in value.removesuffix("\n").split("\n"))
    else:
        yield f"{head} {scalar(value)}{note}".rstrip()


def _sequence(items: Items, indent: str) -> Iterator[str]:
    for number, value in enumerate(items.values):
        if items.apart and number:
            yield ""
        if isinstance(value, Noted):
            yield from (indent + comment(line) for line in value.above)
            yield from () if value.value is None else _item(value.value, indent)
        else:
            yield from _item(value, indent)


def _item(value: Node, indent: str) -> Iterator[str]:
    if isinstance(value, tuple):
        yield from _dashed(_mapping(value, indent + STEP), indent)
    elif isinstance(value, Free | Flow | Words):
        yield from _written(f"{indent}- ", value, indent=indent + STEP)
    elif isinstance(value, Items | Folded | Noted):
        raise TypeError(f"{type(value).__name__} in a sequence has no place in the files that are written here")
    else:
        yield f"{indent}- {scalar(value)}"


def _dashed(lines: Iterable[str], indent: str) -> Iterator[str]:
    """The lines of a mapping with the dash in front of its first key, behind that key's comments."""
    waiting = True
    for line in lines:
        is_key = bool(line.strip()) and not line.lstrip().startswith("#")
        if waiting and is_key:
            waiting = False
            yield f"{indent}- {line[len(indent) + len(STEP) :]}"
        elif waiting and line.strip():
            yield indent + line.strip()
        else:
            yield line


def _written(head: str, value: Free | Flow | Words, *, indent: str, note: str = "") -> Iterator[str]:
    """What may stand behind a key or a dash alike."""
    if isinstance(value, Free) and _is_block(value.text):
        yield f"{head}{_block_head(value.text)}{note}"
        lines = value.text.removesuffix("\n").split("\n")
        yield from (indent + line if line else "" for line in lines)
    else:
        yield f"{head}{_on_one_line(value)}{note}"


def _on_one_line(value: Free | Flow | Words) -> str:
    if isinstance(value, Flow):
        return "{" + ", ".join(f"{_flowing(name)}: {_flowing(text)}" for name, text in value.pairs) + "}"
    if isinstance(value, Words):
        return "[" + ", ".join(map(_flowing, value.texts)) + "]"
    plain = _FREE.fullmatch(value.text) and not value.text.endswith((":", " "))
    return value.text if plain and value.text.lower() not in _RESERVED else scalar(value.text)


def _flowing(text: str) -> str:
    """A text in a list or mapping on one line."""
    if _FLOW.fullmatch(text) and text.lower() not in _RESERVED:
        return text
    return scalar(text) if text and not _PLAIN.fullmatch(text) else "'" + text.replace("'", "''") + "'"


def _is_block(text: str) -> bool:
    """Whether a block of lines can say exactly this text, whatever its lines start and end with."""
    lines = text.removesuffix("\n").split("\n")
    clean = all(line.replace("\t", " ").isprintable() and (line.strip() or not line) for line in lines)
    return "\n" in text and clean and bool(lines[0]) and bool(lines[-1])


def _block_head(text: str) -> str:
    """The block's sign: its indentation where the first line starts with a blank, `-` where no line end ends it."""
    indentation = str(len(STEP)) if text[0] in " \t" else ""
    return f"|{indentation}{'' if text.endswith(chr(10)) else '-'}"


def _is_literal(value: str) -> bool:
    """Whether a literal block says exactly this: visible lines, none of blanks alone, one line end behind the last."""
    lines = value.removesuffix("\n").split("\n")
    clean = all(line.isprintable() and (line.strip() or not line) for line in lines)
    return value.endswith("\n") and clean and bool(lines[-1]) and bool(lines[0]) and not lines[0].startswith(" ")


def _visible(character: str) -> bool:
    return character.isprintable()


def _double_quoted(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    return character if _visible(character) else _escape(character)


def _escape(character: str) -> str:
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
