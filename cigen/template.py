"""The Jinja environments: expressions in specs, pages for people; the only importer of jinja2.

A spec knows expressions only, `{{ … }}`, and only where no `$` stands before them: `${{ … }}` is GitHub's, and
`${#a[@]}`, `{%s}`, `{#` are shell. The environment is sandboxed and its operators are bounded, as specs come from
strangers.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2.environment import TemplateExpression
    from jinja2.sandbox import SandboxedEnvironment

MOST_TEXT = 1_000_000
"""No operator or filter of an expression makes a text or list longer than this."""

_LONG_METHODS = frozenset(
    {"center", "ljust", "rjust", "zfill", "expandtabs", "format", "format_map", "replace", "join"}
)
_FILTERS_LEFT_OUT = ("center", "format", "indent", "lipsum", "pprint", "random", "urlize", "wordwrap", "xmlattr")


class TemplateError(ValueError):
    """An expression that can't be read or evaluated."""


class UndefinedNameError(TemplateError):
    """An expression that reads something which is not there."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression; `names` are the variables it reads, `source` stands in the spec as `written`."""

    source: str
    written: str
    names: frozenset[str]
    compiled: TemplateExpression

    def evaluate(self, scope: Mapping[str, Any]) -> Any:
        """Its value in `scope`; TemplateError says why there is none."""
        from jinja2 import StrictUndefined, UndefinedError
        from jinja2 import TemplateError as JinjaError

        try:
            value = self.compiled(scope)
            if isinstance(value, StrictUndefined):
                str(value)
            return value
        except UndefinedError as error:
            raise UndefinedNameError(_clear(str(error))) from error
        except (JinjaError, ArithmeticError, TypeError, ValueError, LookupError, AttributeError) as error:
            raise TemplateError(_clear(str(error)) or type(error).__name__) from error
        except (RecursionError, MemoryError) as error:
            raise TemplateError("it is too deep or too large") from error


@dataclass(frozen=True, slots=True)
class Template:
    """A text with expressions in it: literal pieces and expressions in turn."""

    pieces: tuple[str | Expression, ...]

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """The expressions, in order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Expression))

    def fill(self, scope: Mapping[str, Any]) -> str:
        """The text in `scope`; true, false and null are written as in YAML."""
        return "".join(p if isinstance(p, str) else written(p.evaluate(scope)) for p in self.pieces)


def written(value: Any) -> str:
    """A value as text: true, false and empty for null, everything else as Python shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


@functools.lru_cache(maxsize=4096)
def compile_text(text: str) -> Template:
    """The pieces of `text`; TemplateError names an expression that is not one."""
    pieces: list[str | Expression] = []
    literal = 0
    start = _opening(text, 0)
    while start >= 0:
        end = _closing(text, start + 2)
        if end < 0:
            raise TemplateError(f"`{text[start : start + 20]}` is not closed by `}}}}`")
        pieces.extend([text[literal:start], compile_expression(text[start + 2 : end - 2], text[start:end])])
        literal = end
        start = _opening(text, end)
    pieces.append(text[literal:])
    return Template(tuple(piece for piece in pieces if piece != ""))


@functools.lru_cache(maxsize=4096)
def compile_expression(source: str, shown: str = "") -> Expression:
    """A bare expression, such as the text of a `when`."""
    from jinja2 import TemplateSyntaxError, meta

    try:
        stripped = source.strip()
        names = meta.find_undeclared_variables(_environment().parse("{{ (" + stripped + "\n) }}"))
        compiled = _environment().compile_expression(stripped, undefined_to_none=False)
    except TemplateSyntaxError as error:
        raise TemplateError(_clear(error.message or "it can't be read")) from error
    except (RecursionError, MemoryError, SyntaxError, ValueError) as error:
        raise TemplateError("it is too deep or too large") from error
    return Expression(source, shown or source, frozenset(names), compiled)


def _opening(text: str, start: int) -> int:
    """Where the next `{{` of ours starts, -1 for nowhere."""
    found = text.find("{{", start)
    while found > 0 and text[found - 1] == "$":
        closed = text.find("}}", found)
        found = text.find("{{", closed + 2 if closed >= 0 else found + 2)
    return found


def _closing(text: str, start: int) -> int:
    """The end of the expression that opens before `start`: past its `}}`, quotes and brackets respected."""
    quote, depth, index = "", 0, start
    while index < len(text):
        character = text[index]
        if quote:
            if character == "\\":
                index += 1
            elif character == quote:
                quote = ""
        elif character in "'\"":
            quote = character
        elif text.startswith("}}", index) and depth <= 0:
            return index + 2
        else:
            depth += (character in "{[(") - (character in "}])")
        index += 1
    return -1


@functools.cache
def _environment() -> SandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import SandboxedEnvironment

    class Bounded(SandboxedEnvironment):
        """The sandbox, with limits on what an operator can make."""

        intercepted_binops = frozenset({"*", "**", "%", "+"})

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            if not _bounded(operator, left, right):
                raise SecurityError(f"`{operator}` makes something too large here")
            return super().call_binop(context, operator, left, right)

        def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
            if isinstance(obj, str) and attr in _LONG_METHODS:
                return False
            return bool(super().is_safe_attribute(obj, attr, value))

    environment = Bounded(undefined=StrictUndefined)
    for name in _FILTERS_LEFT_OUT:
        environment.filters.pop(name, None)
    environment.globals.clear()
    environment.globals["range"] = _short_range
    return environment


def _bounded(operator: str, left: Any, right: Any) -> bool:
    """Whether a binary operator stays within the limits."""
    numbers = isinstance(left, int | float) and isinstance(right, int | float)
    if operator == "**":
        return numbers and abs(left) <= 1_000_000 and abs(right) <= 100
    if operator == "%":
        return numbers
    if numbers:
        return abs(left) < 10**300 and abs(right) < 10**300
    size = sum(len(side) for side in (left, right) if hasattr(side, "__len__"))
    times = max([1, *(side for side in (left, right) if isinstance(side, int))])
    return size * (times if operator == "*" else 1) <= MOST_TEXT


def _short_range(*bounds: int) -> range:
    numbers = range(*bounds)
    if len(numbers) > 100_000:
        raise TemplateError("a range of more than 100,000 numbers")
    return numbers


def _clear(message: str) -> str:
    """Jinja's message as one of ours: lower case start, no full stop."""
    message = message.strip().rstrip(".").replace("'dict object'", "the mapping").replace("'list object'", "the list")
    return message[:1].lower() + message[1:]
