"""The text of a `cigen.lock` in, a Lock out, and back: what names of images, branches and actions stand for.

The format is described in `docs/lock.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from cigen.reference import is_commit
from cigen.source import Diagnostic, Position
from cigen.yamltext import Mapping, Node, Scalar, parse
from cigen.yamlwrite import Entry as Line
from cigen.yamlwrite import document, scalar

VERSION = 1
MOST_LAYERS = 10_000

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}")
_REMEDY = "take the entry out and run `cigen lock`"
_WORD = re.compile(r"[^\s\x00-\x20\x7f]{1,1000}")
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
_HEADER = (
    "Written by `cigen lock`: what the names in {spec} stood for. Commit this file.",
    "`cigen lock --check` says what has moved since, `cigen lock --update NAME` moves it.",
)


class Kind(StrEnum):
    """What can be locked; the section of the file."""

    IMAGE = "images"
    REF = "refs"
    ACTION = "actions"


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """A name that moves: an image; a branch or tag (`ref`) of a repository; an action at a version (`ref`)."""

    kind: Kind
    name: str
    ref: str = ""

    def __str__(self) -> str:
        join = "@" if self.kind is Kind.ACTION else " "
        return f"{self.name}{join}{self.ref}" if self.ref else self.name


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """What a name stands for: a digest or commit; `layers` are those of an image, on linux/amd64 if it has several."""

    key: Key
    value: str
    layers: int = 0


@dataclass(frozen=True, slots=True)
class Want:
    """A name that somebody wants locked, and where the spec says it first."""

    key: Key
    position: Position


@dataclass(frozen=True, slots=True)
class Lock:
    """All entries."""

    entries: tuple[Entry, ...] = ()

    def values(self) -> dict[Key, str]:
        """Digests and commits by what they are locked for."""
        return {entry.key: entry.value for entry in self.entries}

    def layers(self) -> dict[str, int]:
        """How many layers each image has."""
        return {entry.key.name: entry.layers for entry in self.entries if entry.key.kind is Kind.IMAGE}


def is_digest(text: str) -> bool:
    """Whether a text is the digest of an image."""
    return _DIGEST.fullmatch(text) is not None


def write(lock: Lock, spec: str) -> str:
    """The file: the same entries are the same bytes."""
    header = tuple(line.format(spec=" ".join(spec.split())) for line in _HEADER)
    entries = sorted(lock.entries)
    sections = [(kind, [entry for entry in entries if entry.key.kind is kind]) for kind in Kind]
    lines = tuple(Line(kind.value, _section(kind, found), apart=True) for kind, found in sections if found)
    return document((Line("version", VERSION, apart=True), *lines), header=header)


def _section(kind: Kind, entries: list[Entry]) -> tuple[Line, ...]:
    names = dict.fromkeys(entry.key.name for entry in entries)
    return tuple(
        Line(scalar(name), tuple(line for entry in entries if entry.key.name == name for line in _lines(kind, entry)))
        for name in names
    )


def _lines(kind: Kind, entry: Entry) -> tuple[Line, ...]:
    if kind is Kind.IMAGE:
        return (Line("digest", entry.value), Line("layers", entry.layers))
    if kind is Kind.ACTION:
        return (Line("version", entry.key.ref), Line("commit", entry.value))
    return (Line(scalar(entry.key.ref), entry.value),)


def read(text: str, file: str) -> tuple[Lock, tuple[Diagnostic, ...]]:
    """The Lock of a file's text, and all that is wrong with it."""
    tree, problems = parse(text, file)
    if problems:
        return Lock(), problems
    reader = _Reader(file)
    entries = tuple(reader.entries(tree))
    return Lock(entries), tuple(reader.diagnostics)


class _Reader:
    """One pass over the tree; problems are collected."""

    def __init__(self, file: str) -> None:
        self.top = Position(file, 1, 1)
        self.diagnostics: list[Diagnostic] = []

    def entries(self, tree: Node | None) -> Iterator[Entry]:
        if not isinstance(tree, Mapping):
            self.report(self.top, "this is no lock, delete it and run `cigen lock`")
            return
        version = tree.get("version")
        if not isinstance(version, Scalar) or version.value != VERSION:
            message = f"the format has to be `version: {VERSION}`: use the cigen that wrote this, or write it anew"
            self.report(version.position if isinstance(version, Scalar) else self.top, message)
            return
        self.known(tree, ("version", *Kind))
        for kind in Kind:
            for name, node in self.mapping(tree.get(kind, Mapping(tree.position)), tree, kind):
                yield from self.entry(kind, name, node, tree[kind].keys_at[name])

    def entry(self, kind: Kind, name: str, node: Node, place: Position) -> Iterator[Entry]:
        right = _REPOSITORY if kind is Kind.ACTION else _WORD
        if not right.fullmatch(name):
            self.report(place, f"`{name:.80}` names nothing that can be locked, take it out", len(name))
        elif not isinstance(node, Mapping):
            self.report(place, f"`{name:.80}` has to be a mapping, run `cigen lock --update all`", len(name))
        elif kind is Kind.REF:
            for ref, commit in node.items():
                yield Entry(Key(kind, name, ref), self.commit(commit, node.keys_at[ref]))
        elif kind is Kind.ACTION:
            self.known(node, ("version", "commit"))
            version = self.text(node, "version", _WORD)
            yield Entry(Key(kind, name, version), self.commit(node.get("commit"), place))
        else:
            self.known(node, ("digest", "layers"))
            yield Entry(Key(kind, name), self.text(node, "digest", _DIGEST), self.count(node))

    def mapping(self, node: Node, parent: Mapping, key: str) -> Iterator[tuple[str, Node]]:
        if isinstance(node, Mapping):
            yield from node.items()
        elif not (isinstance(node, Scalar) and node.value is None):
            self.report(parent.keys_at[key], f"`{key}` has to be a mapping", len(key))

    def text(self, node: Mapping, key: str, right: re.Pattern[str]) -> str:
        found = node.get(key)
        if isinstance(found, Scalar) and right.fullmatch(found.text):
            return found.text
        place = found.position if found is not None else node.position
        shown = f"`{found.text:.80}`" if isinstance(found, Scalar) else "something else" if found else "nothing"
        self.report(place, f"`{key}` is no {key}, found {shown}: {_REMEDY}")
        return ""

    def commit(self, found: Node | None, place: Position) -> str:
        if isinstance(found, Scalar) and is_commit(found.text):
            return found.text
        shown = f"found `{found.text:.80}`" if isinstance(found, Scalar) else "found none"
        message = f"a commit has 40 (or 64) hexadecimal digits, {shown}: {_REMEDY}"
        self.report(found.position if found is not None else place, message)
        return ""

    def count(self, node: Mapping) -> int:
        found = node.get("layers")
        value = found.value if isinstance(found, Scalar) else None
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_LAYERS:
            return value
        self.report(found.position if found is not None else node.position, f"`layers` is no count: {_REMEDY}")
        return 0

    def known(self, node: Mapping, keys: tuple[str, ...]) -> None:
        for key, place in node.keys_at.items():
            if key not in keys:
                self.report(place, f"unknown key `{key:.80}`, there are: {', '.join(keys)}", len(key))

    def report(self, position: Position, message: str, width: int = 1) -> None:
        self.diagnostics.append(Diagnostic(position, message, "bad-lock", width))
