"""The Jinja environments: expressions in specs, pages for people; the only importer of jinja2.

A spec knows expressions only, `{{ … }}`, and only where no `$` stands before them: `${{ … }}` is GitHub's, and
`${#a[@]}`, `{%s}`, `{#` are shell. The environment is sandboxed and its operators are bounded, as specs come from
strangers.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MethodType
from typing import TYPE_CHECKING, Any

from cigen.bounds import FILTERS, LimitError, check_call, check_filter, may_operate, may_use, short_range, weighed
from cigen.braces import closing, opening

if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.environment import TemplateExpression
    from jinja2.sandbox import SandboxedEnvironment

MOST_SOURCE = 2_000
"""The longest expression, in characters."""
MOST_KEPT = 1_000
_SIMPLE = frozenset({str, int, bool, type(None)})


class TemplateError(ValueError):
    """An expression that can't be read or evaluated."""


class UndefinedNameError(TemplateError):
    """An expression that reads something which is not there."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression; it `reads` names, of which `names` have to be defined; the spec has it as `written`.

    `name` is set where it is nothing but a name.
    """

    source: str
    written: str
    names: frozenset[str]
    reads: frozenset[str]
    compiled: TemplateExpression
    name: str = ""
    kept: dict[tuple[tuple[type, Any], ...], Any] = field(default_factory=dict, compare=False, repr=False)

    def evaluate(self, scope: Mapping[str, Any]) -> Any:
        """Its value in `scope`, to be read only; TemplateError says why there is none.

        A matrix asks for the same few values a thousand times, so a value is kept with the texts and numbers it is of.
        """
        if self.name and type(value := scope.get(self.name)) in _SIMPLE and self.name in scope:
            return value
        key = tuple((type(scope[name]), scope[name]) for name in self.reads if name in scope)
        if not all(kind in _SIMPLE or kind is MethodType for kind, _ in key):
            return self._evaluated(scope)
        if key not in self.kept:
            value = self._evaluated(scope)
            if len(self.kept) >= MOST_KEPT:
                return value
            self.kept[key] = value
        return self.kept[key]

    def _evaluated(self, scope: Mapping[str, Any]) -> Any:
        from jinja2 import StrictUndefined, UndefinedError
        from jinja2 import TemplateError as JinjaError

        try:
            value = self.compiled(scope)
            if isinstance(value, StrictUndefined):
                str(value)
            return weighed(value)
        except LimitError as error:
            raise TemplateError(str(error)) from error
        except UndefinedError as error:
            raise UndefinedNameError(_clear(str(error))) from error
        except (JinjaError, ArithmeticError, TypeError, ValueError, LookupError, AttributeError) as error:
            raise TemplateError(_clear(str(error)) or type(error).__name__) from error
        except (RecursionError, MemoryError) as error:
            raise TemplateError("it is too deep or too large") from error


@dataclass(frozen=True, slots=True)
class Template:
    """A text with expressions in it: literal pieces and expressions in turn; `expressions` are those alone."""

    pieces: tuple[str | Expression, ...]
    expressions: tuple[Expression, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "expressions", tuple(one for one in self.pieces if isinstance(one, Expression)))

    def fill(self, scope: Mapping[str, Any]) -> str:
        """The text in `scope`; true, false and null are written as in YAML."""
        return "".join(p if isinstance(p, str) else written(p.evaluate(scope)) for p in self.pieces)


def written(value: Any) -> str:
    """A value as text: true, false and empty for null as in YAML, lists and mappings as JSON."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if type(value) is not int and isinstance(value, list | tuple | Mapping):
        return _as_json(value)
    return str(value)


@functools.lru_cache(maxsize=4096)
def compile_text(text: str) -> Template:
    """The pieces of `text`; TemplateError names an expression that is not one."""
    pieces: list[str | Expression] = []
    literal = 0
    start = opening(text, 0)
    while start >= 0:
        end = closing(text, start + 2)
        if end < 0:
            raise TemplateError(f"`{text[start : start + 20]}` is not closed by `}}}}`")
        pieces.extend([text[literal:start], compile_expression(text[start + 2 : end - 2], text[start:end])])
        literal = end
        start = opening(text, end)
    pieces.append(text[literal:])
    return Template(tuple(piece for piece in pieces if piece != ""))


def first_unreadable(text: str) -> int:
    """Where the first expression of a text starts that can't be compiled; the text's end where all can."""
    start = opening(text, 0)
    while start >= 0:
        end = closing(text, start + 2)
        try:
            if end < 0:
                return start
            compile_expression(text[start + 2 : end - 2], text[start:end])
        except TemplateError:
            return start
        start = opening(text, end)
    return len(text)


@functools.lru_cache(maxsize=4096)
def compile_expression(source: str, shown: str = "") -> Expression:
    """A bare expression, such as the text of a `when`."""
    from jinja2 import TemplateSyntaxError, nodes
    from jinja2.environment import TemplateExpression

    if len(source) > MOST_SOURCE:
        raise TemplateError(f"an expression has at most {MOST_SOURCE:,} characters, put parts of it under `let`")
    if not source.strip():
        raise TemplateError("there is no expression between the braces")
    environment = _environment()
    try:
        expression = _only_expression(environment.parse("{{ (" + source.strip() + "\n) }}"))
        reads, names = _names(expression)
        body: list[nodes.Node] = [nodes.Assign(nodes.Name("result", "store"), _joined(expression), lineno=1)]
        compiled = TemplateExpression(environment.from_string(nodes.Template(body, lineno=1)), False)
    except TemplateSyntaxError as error:
        raise TemplateError(_unreadable(error.message or "it can't be read")) from error
    except (RecursionError, MemoryError, SyntaxError, ValueError) as error:
        raise TemplateError("it is too deep or too large") from error
    name = source.strip() if {source.strip()} == names == reads else ""
    return Expression(source, shown or source, names, reads, compiled, name)


def _only_expression(tree: nodes.Template) -> nodes.Expr:
    """The one expression of a template that holds nothing else."""
    from jinja2 import TemplateSyntaxError, nodes

    body = tree.body[0] if len(tree.body) == 1 else None
    if not isinstance(body, nodes.Output) or len(body.nodes) != 1 or isinstance(body.nodes[0], nodes.TemplateData):
        raise TemplateSyntaxError("one expression is wanted between the braces", 1)
    return body.nodes[0]


def _names(expression: nodes.Expr) -> tuple[frozenset[str], frozenset[str]]:
    """The names it reads, and those that have to be defined: `default` and `is defined` ask for those that may not."""
    from jinja2 import nodes

    whole = nodes.Output([expression])
    guards = [one.node for one in whole.find_all(nodes.Filter) if one.name in ("d", "default")]
    guards += [one.node for one in whole.find_all(nodes.Test) if one.name in ("defined", "undefined")]
    reads = frozenset(name.name for name in whole.find_all(nodes.Name))
    return reads, reads - {node.name for node in guards if isinstance(node, nodes.Name)}


def _joined(expression: nodes.Expr) -> nodes.Expr:
    """The expression with every `a ~ b` as `[a, b] | join`, which is weighed."""
    from jinja2 import nodes
    from jinja2.visitor import NodeTransformer

    class Joiner(NodeTransformer):
        def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
            parts = nodes.List([self.visit(part) for part in node.nodes], lineno=node.lineno)
            return nodes.Filter(parts, "join", [], [], None, None, lineno=node.lineno)

    joined: nodes.Expr = Joiner().visit(expression)
    joined.set_environment(_environment())
    return joined


@functools.cache
def _environment() -> SandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import SandboxedEnvironment

    class Bounded(SandboxedEnvironment):
        """The sandbox, with limits on what an operator or a call can make, and no way to change a value."""

        intercepted_binops = frozenset({"*", "**", "%", "+"})

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            if not may_operate(operator, left, right):
                only_numbers = operator == "%" and not (_is_number(left) and _is_number(right))
                why = "works on numbers only" if only_numbers else "makes something too large here"
                raise SecurityError(f"`{operator}` {why}")
            return super().call_binop(context, operator, left, right)

        def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
            check_call(__obj, args)
            return weighed(super().call(__context, __obj, *args, **kwargs))

        def getattr(self, obj: Any, attribute: str) -> Any:
            """`data.items` is the entry of that name, where there is one."""
            if isinstance(obj, Mapping) and attribute in obj:
                return obj[attribute]
            return super().getattr(obj, attribute)

        def wrap_str_format(self, value: Any) -> None:
            """`format` is not among the methods that are allowed, so nothing needs to be wrapped."""

        def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
            return may_use(obj, attr) and super().is_safe_attribute(obj, attr, value)

    environment = Bounded(undefined=StrictUndefined)
    environment.filters = {name: _bounded(name, environment.filters[name]) for name in sorted(FILTERS)}
    environment.filters["tojson"] = _bounded("tojson", _as_json)
    environment.globals.clear()
    environment.globals["range"] = short_range
    return environment


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)


def _bounded(name: str, function: Any) -> Any:
    """A filter whose arguments and result are weighed, with the marks by which Jinja knows what to hand it."""
    from jinja2 import Undefined

    first = 1 if hasattr(function, "jinja_pass_arg") else 0

    @functools.wraps(function)
    def bounded(*args: Any, **kwargs: Any) -> Any:
        given = [*args[:first], *(one if isinstance(one, Undefined) else weighed(one) for one in args[first:])]
        check_filter(name, tuple(given[first:]), kwargs)
        result = function(*given, **kwargs)
        return result if isinstance(result, Undefined) else weighed(result)

    return bounded


def _unreadable(message: str) -> str:
    """The parser's message without the brackets that stand around every expression here."""
    message = _clear(message)
    if message == "unexpected ')'":
        return "it ends too early, or with what is no part of it"
    return re.sub(
        r"^expected token '\)', got (.*)$", r"\1 does not fit here, an operator or a comma is missing", message
    )


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _clear(message: str) -> str:
    """Jinja's message as one of ours: lower case start, no full stop."""
    message = message.strip().rstrip(".").replace("'dict object'", "the mapping").replace("'list object'", "the list")
    return message[:1].lower() + message[1:]
