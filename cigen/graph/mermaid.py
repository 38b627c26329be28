"""A Drawing in, a Mermaid flowchart out, as GitHub shows it in Markdown. https://mermaid.js.org/syntax/flowchart.html"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cigen.graph import labels
from cigen.graph.drawing import Drawing
from cigen.graph.members import Link
from cigen.graph.nodes import Node
from cigen.rendered import RenderedFile

ARROWS = {Link.FROM: "-->", Link.COPY: "-.->", Link.COLLECT: "==>"}
CLASSES = (
    ("stage", "fill:#dbeafe,stroke:#2563eb,color:#1e293b"),
    ("test", "fill:#dcfce7,stroke:#16a34a,color:#1e293b"),
    ("collector", "fill:#fef3c7,stroke:#d97706,color:#1e293b"),
    ("internal", "fill:#f1f5f9,stroke:#94a3b8,color:#1e293b"),
)
_SPECIAL = re.compile(r"[^A-Za-z0-9 .,:/@=+×…→·\u00c0-\uffff-]")


def render(drawing: Drawing) -> RenderedFile:
    """The flowchart: boxes for stages, double ones for tests, arrows from what is needed to what needs it."""
    numbers = {node.key: number for number, node in enumerate(drawing.nodes)}
    kinds = [kind(node) for node in drawing.nodes]
    lines = ["flowchart TD"]
    lines += [
        f"  n{numbers[node.key]}{_box(node, drawing)}:::{one}" for node, one in zip(drawing.nodes, kinds, strict=True)
    ]
    lines += [
        f"  n{numbers[need]} {ARROWS[link]} n{numbers[node.key]}" for node in drawing.nodes for need, link in node.links
    ]
    lines += [f"  classDef {name} {style}" for name, style in CLASSES if name in kinds]
    return RenderedFile("graph.mmd", "\n".join(lines) + "\n")


def kind(node: Node) -> str:
    """What it is drawn as."""
    if node.members[0].internal:
        return "internal"
    if node.members[0].test:
        return "test"
    return "collector" if any(link is Link.COLLECT for _, link in node.links) else "stage"


def _box(node: Node, drawing: Drawing) -> str:
    opening, closing = ("[[", "]]") if node.is_pile else ("[", "]")
    first, *rest = map(_quoted, lines_of(node, drawing))
    text = "<br/>".join([f"<b>{first}</b>", *rest])
    return f'{opening}"{text}"{closing}'


def lines_of(node: Node, drawing: Drawing) -> Iterator[str]:
    """What stands in a box: the name, how many cells, how much work, the image or what is collected."""
    yield labels.shown(node.name, 40)
    parts = [labels.cells_of(node) if node.is_test else "", labels.collected(node)]
    parts += [labels.effort(node, drawing.measures), labels.origin(node)]
    yield from (part for part in parts if part)


def _quoted(text: str) -> str:
    """Everything that Mermaid, Markdown or HTML could take for their own as a number."""
    return _SPECIAL.sub(lambda match: f"#{ord(match[0])};", text)
