"""Plans for drawings: of a spec's text, or with names that no spec may have."""

from __future__ import annotations

from dataclasses import replace

from cigen.graph.drawing import Drawing, drawing
from cigen.plan.model import Copy, Parent, Plan, Run, Stage
from cigen.source import Position
from tests.planned import plan

HERE = Position("cigen.yml", 3, 3)
FAN = """
name: fan
stages:
  base: {from: busybox, steps: [one, two, three]}
  all: {from: base, collect: [t], into: /out}
tests:
  t:
    from: base
    matrix: {v: [1, 2, 3], w: [a, b]}
    steps: [four, five]
    artifacts: [{path: log}]
"""
CHAIN = """
name: row
stages:
  build: {from: golang, steps: [go build]}
  runtime: {from: alpine, steps: [{copy: /app /app, from: build}]}
tests:
  t: {from: runtime, steps: [/app --version]}
"""
HOSTILE = (
    '"]];click n0 "javascript:alert(1)"',
    "<img src=x onerror=alert(1)>",
    "#quot;#35;`md`**b**%%{init}%%",
    'a\\" -> "b\\n',
    "end\nsubgraph x",
    "\x1b[31mred\x1b[0m\u202egnp",
    "</title></svg><script>alert(1)</script>]]>",
    "&lt;&#60;&quot;",
    "中文名字" * 30,
)


def stage(name: str, parent: str = "busybox", *origins: str, steps: int = 1, of_image: bool = False) -> Stage:
    """A stage with some steps that copies from others."""
    copies = [Copy(HERE, ("/",), "/", origin=origin) for origin in origins]
    runs = [Run(HERE, f"s{number}", "true", ("sh",)) for number in range(steps)]
    is_stage = parent != "busybox" and not of_image
    return Stage(name, Parent(parent, is_stage=is_stage), name, (*copies, *runs), HERE)


def with_stages(*stages: Stage, name: str = "demo") -> Plan:
    """A plan of these stages and no test."""
    return replace(plan(FAN), name=name, stages=stages, collectors=(), manifest=replace(plan(FAN).manifest, cells=()))


def hostile() -> Plan:
    """A plan where every name is meant to break out."""
    first, *rest = HOSTILE
    stages = [stage(first, HOSTILE[1], of_image=True)]
    stages += [stage(name, first, HOSTILE[0]) for name in rest]
    return with_stages(*stages, name=HOSTILE[6])


def drawn(text: str, *, cells: bool = False) -> Drawing:
    """The drawing of a spec, by steps."""
    return drawing(plan(text), seconds={}, cells=cells)
