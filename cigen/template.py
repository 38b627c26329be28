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

from cigen.bounds import FILTERS, LimitError, check_call, check_join, check_replace, may_operate, may_use, short_range, weighed

if TYPE_CHECKING:
    from jinja2.environment import TemplateExpression
    from jinja2.sandbox import SandboxedEnvironment

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
        """The sandbox, with limits on what an operator or a call can make, and no way to change a value."""

        intercepted_binops = frozenset({"*", "**", "%", "+"})

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            if not may_operate(operator, left, right):
                raise SecurityError(f"`{operator}` makes something too large here")
            return super().call_binop(context, operator, left, right)

        def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
            check_call(__obj, args)
            return weighed(super().call(__context, __obj, *args, **kwargs))

        def getattr(self, obj: Any, attribute: str) -> Any:
            """`data.items` is the entry of that name, where there is one."""
            if isinstance(obj, Mapping) and attribute in obj:
                return obj[attribute]
            return super().getattr(obj, attribute)

        def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
            return may_use(obj, attr) and super().is_safe_attribute(obj, attr, value)

    environment = Bounded(undefined=StrictUndefined)
    environment.filters = {name: _bounded(name, environment.filters[name]) for name in sorted(FILTERS)}
    environment.globals.clear()
    environment.globals["range"] = short_range
    return environment


def _bounded(name: str, function: Any) -> Any:
    """A filter whose result is weighed, with the marks by which Jinja knows what to hand it."""

    @functools.wraps(function)
    def bounded(*args: Any, **kwargs: Any) -> Any:
        given = [one for one in args if type(one).__name__ not in ("Context", "EvalContext", "Bounded")]
        if name == "join" and given:
            given[0] = weighed(given[0])
            check_join(given[0], kwargs.get("d", given[1] if len(given) > 1 else ""))
        if name == "replace" and len(given) > 2:
            check_replace(*given[:3])
        return weighed(function(*args, **kwargs))

    return bounded


def _clear(message: str) -> str:
    """Jinja's message as one of ours: lower case start, no full stop."""
    message = message.strip().rstrip(".").replace("'dict object'", "the mapping").replace("'list object'", "the list")
    return message[:1].lower() + message[1:]
