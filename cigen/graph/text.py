"""A Drawing in, what a terminal shows of it out: the tree, and what there is to say about it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cigen.graph import labels
from cigen.graph.account import facts
from cigen.graph.drawing import Drawing
from cigen.graph.nodes import Node
from cigen.rendered import RenderedFile

INDENT = 2
MOST_PREFIX = 40
KEY = 18
"""The column in which the words of a fact begin."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What is written on: its width in columns, and whether colours show."""

    colour: bool
    width: int

    def paint(self, text: str, code: str) -> str:
        """The text in a colour, where there are any."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text.strip() else text


def render(drawing: Drawing, *, colour: bool = False, width: int = 100) -> RenderedFile:
    """The text for a terminal."""
    paper = Paper(colour, max(width, 60))
    blocks = [_head(drawing, paper), "\n".join(_tree(drawing, paper))]
    blocks += ["\n".join(_facts(block, paper)) for block in facts(drawing)]
    return RenderedFile("graph.txt", "\n\n".join(filter(None, blocks)) + "\n")


def _head(drawing: Drawing, paper: Paper) -> str:
    cells = sum(bool(one.test) for one in drawing.members.values())
    tests = len({one.test for one in drawing.members.values() if one.test})
    stages = len(drawing.members) - cells
    parts = [f"{labels.counted(cells, 'cell')} of {labels.counted(tests, 'test')}", labels.counted(stages, "stage")]
    return " · ".join([paper.paint(labels.shown(drawing.name), "1"), *parts])


@dataclass(frozen=True, slots=True)
class _Line:
    """A node where it stands in the tree: `prefix` leads to it, `below` goes on under it."""

    node: Node
    prefix: str
    below: str
    parent: str
    has_children: bool


def _tree(drawing: Drawing, paper: Paper) -> Iterator[str]:
    """Every node once, below the lowest of those that it needs."""
    lines = list(_lines(drawing.nodes))
    column = max(
        (labels.columns(line.prefix) + labels.columns(labels.shown(line.node.name, 40)) for line in lines), default=0
    )
    column = min(column, paper.width // 2) + 2
    for line in lines:
        yield from _entry(line, drawing, column, paper)


def _lines(nodes: Iterable[Node]) -> Iterator[_Line]:
    levels: dict[str, int] = {}
    children: dict[str, list[Node]] = {"": []}
    for node in nodes:
        levels[node.key] = node.level
        parent = max((key for key, _ in node.links), key=lambda key: levels[key], default="")
        children.setdefault(parent, []).append(node)
    waiting = [_Line(node, "", "", "", node.key in children) for node in reversed(children[""])]
    while waiting:
        line = waiting.pop()
        yield line
        inner = children.get(line.node.key, [])
        below = line.below if len(line.below) < MOST_PREFIX else f"…{line.below[4:]}"
        for node in reversed(inner):
            last = node is inner[-1]
            branch, on = ("└─ ", "   ") if last else ("├─ ", "│  ")
            waiting.append(_Line(node, below + branch, below + on, line.node.key, node.key in children))


def _entry(line: _Line, drawing: Drawing, column: int, paper: Paper) -> Iterator[str]:
    """The node's line, and more below it where its words don't fit."""
    name = labels.shown(line.node.name, 40)
    hue = "36;1" if line.node.members[0].test else "1"
    gap = max(column - labels.columns(line.prefix) - labels.columns(name), 2)
    start = " " * INDENT
    rows = _wrapped(_words(line, drawing), paper.width - INDENT - column)
    first = rows[0] if rows else ""
    yield f"{start}{paper.paint(line.prefix, '2')}{paper.paint(name, hue)}{' ' * gap}{first}".rstrip()
    trunk = f"{line.below}{'│' if line.has_children else ''}"
    for row in rows[1:]:
        yield f"{start}{paper.paint(trunk, '2')}{' ' * (column - labels.columns(trunk))}{row}".rstrip()


def _words(line: _Line, drawing: Drawing) -> list[str]:
    node = line.node
    parts = [labels.cells_of(node) if node.is_test else "", labels.collected(node)]
    parts += [labels.effort(node, drawing.measures), labels.copied(node, but=line.parent), labels.origin(node)]
    return [part for part in parts if part]


def _wrapped(parts: Iterable[str], width: int) -> list[str]:
    """The parts with dots between them, on as many lines as they need."""
    rows: list[str] = []
    for part in parts:
        joined = f"{rows[-1]} · {part}" if rows else part
        if rows and labels.columns(joined) <= width:
            rows[-1] = joined
        else:
            rows.append(part)
    return rows


def _facts(block: Iterable[tuple[str, str]], paper: Paper) -> Iterator[str]:
    """Pairs of a key and a sentence; a key that begins with a blank belongs to the fact above it."""
    texts = [(f"{'  ' if key.startswith(' ') else ''}{labels.shown(key.strip(), 40)}", words) for key, words in block]
    hang = " " * (INDENT + min(max([KEY, *(labels.columns(label) + 2 for label, _ in texts)]), MOST_PREFIX))
    for label, sentence in texts:
        rows = textwrap.wrap(sentence, paper.width - len(hang), break_on_hyphens=False) or [""]
        gap = max(len(hang) - INDENT - labels.columns(label), 1)
        head = label if label.startswith(" ") else paper.paint(label, "1")
        yield f"{' ' * INDENT}{head}{' ' * gap}{rows[0]}".rstrip()
        yield from (f"{hang}{row}" for row in rows[1:])
