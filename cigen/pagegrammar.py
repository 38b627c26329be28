"""The grammar of a project's own pages: a parsed template in, the same with everything counted out, or an error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment, nodes

_NODES = """
Template Output Extends Block For If Macro CallBlock Call Include Import FromImport Assign AssignBlock With Const
TemplateData Name Tuple List CondExpr Filter Test Getitem Getattr Slice Concat Compare Operand Keyword And Or Not
Neg Add Sub Mul FloorDiv Mod
"""
STATEMENTS = frozenset(_NODES.split())
"""The nodes of Jinja's grammar that a project's own page may have."""


def rewritten(tree: nodes.Template, environment: Environment, name: str) -> nodes.Template:
    """The same page with everything counted: literal text, loops, comparisons, `~` and what `{% set %}` holds."""
    from jinja2 import TemplateSyntaxError, nodes
    from jinja2.visitor import NodeTransformer

    def through(filter_name: str, node: Any, line: int) -> nodes.Filter:
        return nodes.Filter(node, filter_name, [], [], None, None, lineno=line)

    class Counting(NodeTransformer):
        def generic_visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> nodes.Node:
            if type(node).__name__ not in STATEMENTS or (isinstance(node, nodes.For) and node.recursive):
                raise TemplateSyntaxError(f"{_said(node)} can't be used in a page", _line(node), name)
            return super().generic_visit(node, *args, **kwargs)

        def visit_Filter(self, node: nodes.Filter) -> nodes.Node:  # noqa: N802
            if node.name.startswith("_"):
                raise TemplateSyntaxError(f"there is no filter `{node.name}`", node.lineno, name)
            return self.generic_visit(node)

        def visit_TemplateData(self, node: nodes.TemplateData) -> nodes.Node:  # noqa: N802
            return through("_quoted", nodes.Const(node.data, lineno=node.lineno), node.lineno)

        def visit_Const(self, node: nodes.Const) -> nodes.Node:  # noqa: N802
            return through("_quoted", node, node.lineno) if isinstance(node.value, str) else node

        def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
            parts = [self.visit(part) for part in node.nodes]
            return through("join", nodes.List(parts, lineno=node.lineno), node.lineno)

        def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
            self.generic_visit(node)
            node.iter = through("_loop", node.iter, node.lineno)
            return node

        def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802
            self.generic_visit(node)
            node.expr = through("_compared", node.expr, node.lineno)
            for operand in node.ops:
                operand.expr = through("_compared", operand.expr, node.lineno)
            return node

        def visit_AssignBlock(self, node: nodes.AssignBlock) -> nodes.Node:  # noqa: N802
            self.generic_visit(node)
            node.filter = through("_quoted", node.filter, node.lineno)
            return node

    counted: nodes.Template = Counting().visit(tree)
    counted.set_environment(environment)
    return counted


def _said(node: nodes.Node) -> str:
    kind = type(node).__name__
    return {"For": "a recursive loop", "Pow": "`**`", "Dict": "a mapping", "Scope": "`autoescape`"}.get(
        kind, f"`{kind.lower()}`"
    )


def _line(node: nodes.Node) -> int:
    """Where it stands; some nodes do not know, what is in them does."""
    from jinja2 import nodes

    return node.lineno or next((one.lineno for one in node.find_all(nodes.Node) if one.lineno), 1)


def asked(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """The other templates that one names, each with its line."""
    from jinja2 import nodes

    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        found = node.template.find(nodes.Const) or node.template  # type: ignore[attr-defined]
        if isinstance(found, nodes.Const):
            yield node.lineno, str(found.value)


def unbound(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """The names that a page takes from what it is given, each with its line.

    Not those that it sets somewhere itself, as Jinja can't say whether that was on the way to where they are used, nor
    those that it knows may be missing: with `default`, or where it asks whether they are defined.
    """
    from jinja2 import meta, nodes

    given = meta.find_undeclared_variables(tree)
    asked_of: set[nodes.Node] = set()
    for node in tree.find_all((nodes.Filter, nodes.Test)):
        if isinstance(node, nodes.Test) and node.name in ("defined", "undefined") and isinstance(node.node, nodes.Name):
            given.discard(node.node.name)
        elif isinstance(node, nodes.Filter) and node.name in ("default", "d") and node.node is not None:
            asked_of.add(node.node)
    names = tuple(tree.find_all(nodes.Name))
    given -= {node.name for node in names if node.ctx != "load"} | set(_named(tree))
    yield from ((node.lineno, node.name) for node in names if node.name in given and node not in asked_of)


def _named(tree: nodes.Template) -> Iterator[str]:
    """The macros that a page has or imports, and the pages that it imports them from."""
    from jinja2 import nodes

    for node in tree.find_all((nodes.Macro, nodes.Import, nodes.FromImport)):
        if isinstance(node, nodes.FromImport):
            yield from (name if isinstance(name, str) else name[1] for name in node.names)
        elif isinstance(node, nodes.Macro | nodes.Import):
            yield node.name if isinstance(node, nodes.Macro) else node.target
