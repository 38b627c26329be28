"""A Drawing in, an SVG out that needs nothing else, for light and dark pages. https://www.w3.org/TR/SVG2/"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from cigen.graph import labels
from cigen.graph.drawing import Drawing
from cigen.graph.layout import Edge, Layout, Place, lay_out
from cigen.graph.mermaid import kind, lines_of
from cigen.graph.nodes import Node
from cigen.rendered import RenderedFile

LETTER, NAME_LETTER = 7.3, 9.0
"""Room for one letter, in points, with some to spare: which font of one width is used is the reader's matter."""
LINE, NAME_LINE, PADDING = 17.0, 22.0, 14.0
STYLE = """\
  text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #475569 }
  .name { font-size: 14.5px; font-weight: 600; fill: #0f172a }
  .page { fill: #ffffff }
  rect { stroke-width: 1.25 }
  .stage { fill: #eff6ff; stroke: #60a5fa } .test { fill: #f0fdf4; stroke: #4ade80 }
  .collector { fill: #fffbeb; stroke: #fbbf24 } .internal { fill: #f8fafc; stroke: #cbd5e1 }
  .path { stroke-width: 2.75 }
  path { fill: none; stroke: #94a3b8; stroke-width: 1.5 }
  .copy { stroke-dasharray: 5 4 } .collect { stroke: #d97706; stroke-width: 2.5 }
  .head { fill: #94a3b8 } .collects { fill: #d97706 }
  @media (prefers-color-scheme: dark) {
    text { fill: #94a3b8 } .name { fill: #f1f5f9 } .page { fill: #0d1117 }
    .stage { fill: #172554; stroke: #3b82f6 } .test { fill: #052e16; stroke: #22c55e }
    .collector { fill: #422006; stroke: #d97706 } .internal { fill: #1e293b; stroke: #475569 }
    path { stroke: #64748b } .collect { stroke: #f59e0b } .head { fill: #64748b } .collects { fill: #f59e0b }
  }
"""


def render(drawing: Drawing) -> RenderedFile:
    """Boxes in layers; on the longest chain their frames are bold. Whoever points at a box or edge is told more."""
    texts = {node.key: tuple(lines_of(node, drawing)) for node in drawing.nodes}
    layout = lay_out(drawing.nodes, {node.key: _size(texts[node.key]) for node in drawing.nodes})
    caption = _caption(drawing)
    width = max(layout.width, labels.columns(caption) * LETTER + 48)
    height = layout.height + LINE + 8
    shift = (width - layout.width) / 2
    body = [*map(_edge, layout.edges), *(_box(node, texts[node.key], layout, drawing) for node in drawing.nodes)]
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{_text(drawing.name)}: what needs what">',
        f"<style>\n{STYLE}</style>",
        f'<rect class="page" width="{width:.0f}" height="{height:.0f}" rx="8"/>',
        f'<g transform="translate({shift:.1f} 0)">',
        *body,
        "</g>",
        f'<text x="{width / 2:.1f}" y="{height - 16:.1f}" text-anchor="middle">{_text(caption)}</text>',
        "</svg>",
    ]
    return RenderedFile("graph.svg", "\n".join(lines) + "\n")


def _caption(drawing: Drawing) -> str:
    one = drawing.measures
    longest = f"longest chain {labels.part(one.longest, one)}"
    return f"{one.width:,} at once · {longest} · {one.speedup:.1f} times faster at best"


def _size(lines: tuple[str, ...]) -> tuple[float, float]:
    letters = max([labels.columns(lines[0]) * NAME_LETTER, *(labels.columns(line) * LETTER for line in lines[1:])])
    return letters + 2 * PADDING, NAME_LINE + LINE * (len(lines) - 1) + PADDING * 1.25


def _box(node: Node, lines: tuple[str, ...], layout: Layout, drawing: Drawing) -> str:
    place = layout.boxes[node.key]
    on_path = " path" if {one.name for one in node.members} & {one.name for one in drawing.measures.path} else ""
    parts = [f"<g><title>{_text(_title(node, lines))}</title>"]
    parts += list(_shadow(place, kind(node))) if node.is_pile else []
    parts.append(_rect(place, f"{kind(node)}{on_path}", 0.0))
    y = place.y + PADDING * 0.6 + NAME_LINE * 0.75
    for index, line in enumerate(lines):
        name = ' class="name"' if not index else ""
        parts.append(f'<text{name} x="{place.middle:.1f}" y="{y:.1f}" text-anchor="middle">{_text(line)}</text>')
        y += LINE if index else NAME_LINE - 2
    return "".join([*parts, "</g>"])


def _shadow(place: Place, look: str) -> Iterator[str]:
    """More boxes behind that of a test, as there are more cells than one."""
    yield from (_rect(place, look, offset) for offset in (8.0, 4.0))


def _rect(place: Place, look: str, offset: float) -> str:
    x, y = place.x + offset, place.y + offset
    return (
        f'<rect class="{look}" x="{x:.1f}" y="{y:.1f}" width="{place.width:.1f}" height="{place.height:.1f}" rx="7"/>'
    )


def _title(node: Node, lines: tuple[str, ...]) -> str:
    """What the box says, and the first of its cells by name."""
    names = labels.listed((one.name for one in node.members), 40) if node.is_test else ""
    return "\n".join(filter(None, [*lines, names]))


def _edge(edge: Edge) -> str:
    (x, y), *rest = edge.points
    words = [f"M{x:.1f} {y:.1f}"]
    tip = rest[-1]
    rest[-1] = (tip[0], tip[1] - 6)
    for index, (to_x, to_y) in enumerate(rest):
        half = (y + to_y) / 2
        straight = index % 2 == 1  # beside the boxes of a layer
        words.append(
            f"L{to_x:.1f} {to_y:.1f}"
            if straight
            else f"C{x:.1f} {half:.1f} {to_x:.1f} {half:.1f} {to_x:.1f} {to_y:.1f}"
        )
        x, y = to_x, to_y
    title = _text(f"{edge.by} {_VERBS[edge.link.value]} {edge.need}")
    head = "collects" if edge.link.value == "collect" else "head"
    arrow = f"{tip[0]:.1f},{tip[1]:.1f} {tip[0] - 4.5:.1f},{tip[1] - 9:.1f} {tip[0] + 4.5:.1f},{tip[1] - 9:.1f}"
    return (
        f'<g><title>{title}</title><path class="{edge.link.value}" d="{" ".join(words)}"/>'
        f'<polygon class="{head}" points="{arrow}"/></g>'
    )


_VERBS = {"from": "starts from", "copy": "copies from", "collect": "collects"}


def _text(text: str) -> str:
    """As XML takes it: quoted, and no character that it has no place for."""
    return escape("".join(c if c == "\n" or c.isprintable() else ascii(c)[1:-1] for c in text))
