"""A Drawing in, a graph for Graphviz out. https://graphviz.org/doc/info/lang.html"""

from __future__ import annotations

from cigen.graph.drawing import Drawing
from cigen.graph.members import Link
from cigen.graph.mermaid import kind, lines_of
from cigen.graph.nodes import Node
from cigen.rendered import RenderedFile

EDGES = {Link.FROM: "", Link.COPY: " [style=dashed]", Link.COLLECT: " [style=bold]"}
BOXES = {
    "stage": 'fillcolor="#dbeafe", color="#2563eb"',
    "test": 'fillcolor="#dcfce7", color="#16a34a", peripheries=2',
    "collector": 'fillcolor="#fef3c7", color="#d97706"',
    "internal": 'fillcolor="#f1f5f9", color="#94a3b8"',
}
HEAD = """\
  rankdir=TB
  node [shape=box, style="rounded,filled", fontname="Helvetica", fontsize=11, fontcolor="#1e293b", margin="0.2,0.1"]
  edge [color="#64748b", arrowsize=0.7]
"""


def render(drawing: Drawing) -> RenderedFile:
    """The graph: edges from what is needed to what needs it, dashed for copies, bold for what is collected."""
    boxes = "".join(f"  {quoted(node.key)} [label={_label(node, drawing)}, {_look(node)}]\n" for node in drawing.nodes)
    edges = "".join(
        f"  {quoted(need)} -> {quoted(node.key)}{EDGES[link]}\n" for node in drawing.nodes for need, link in node.links
    )
    return RenderedFile("graph.dot", f"digraph {quoted(drawing.name)} {{\n{HEAD}{boxes}{edges}}}\n")


def _look(node: Node) -> str:
    look = BOXES[kind(node)]
    return look if node.is_pile else look.replace(", peripheries=2", "")


def _label(node: Node, drawing: Drawing) -> str:
    return quoted("\n".join(lines_of(node, drawing)))


def quoted(text: str) -> str:
    """A string as Graphviz reads it: backslashes would be escapes of its own, `&` an entity."""
    inner = text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{inner}"'
