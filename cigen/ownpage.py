"""A project's own pages: their templates and quoted values in, text out, or PageError.

They come from a stranger as far as we know: what one may do is listed, and all it does is counted,
https://jinja.palletsprojects.com/en/stable/sandbox/.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cigen.pagegrammar import rewritten
from cigen.pagetemplate import Quoted, settings, source

if TYPE_CHECKING:
    from jinja2 import Environment, nodes

MOST_SOURCE = 100_000
"""The longest template of a project, in characters."""
MOST_WORK = 200_000
"""How many loops, calls, comparisons and pieces of text one page may take."""
MOST_TEXT = 8_000_000
"""How many characters a page may put together on its way to what it is."""
MOST_NUMBERS = 1_000
OURS = "cigen/"
"""What stands before the name of a page of ours where a project's own page asks for it."""
TESTS = frozenset({"defined", "undefined", "none", "true", "false", "odd", "even"})
KINDS = {
    "bool": "yes or no",
    "NoneType": "nothing",
    "list": "a list",
    "tuple": "a list",
    "CellTotals": "a group of numbers",
    "Totals": "a group of numbers",
    "Table": "a table",
    "Block": "a block",
    "Macro": "a macro",
}
"""What somebody who writes a page calls a value, by its type."""
_FAULTS = (ArithmeticError, TypeError, ValueError, LookupError, AttributeError, RuntimeError, AssertionError)
_NAME = re.compile(r"[a-z_]+\.md\.j2")


class PageError(ValueError):
    """Why a project's own page can't be used: its place and the reason, in our own words or those of its template."""


def own_page(name: str, templates: tuple[tuple[str, str], ...], values: Mapping[str, object]) -> str:
    """The page `name` where any of a project's own `templates`, by name, may take the place of ours.

    PageError says what is wrong with one of them: it can't be read, asks for what is not there, takes too long, or
    shows text that is not quoted.
    """
    from jinja2 import TemplateError, TemplateSyntaxError

    environment, used = own_environment(templates)
    used.work = used.text = 0
    try:
        return "".join(environment.get_template(name).generate(**values))
    except TemplateSyntaxError as error:
        raise PageError(f"{error.name or name}:{error.lineno}: {reason(error)}") from error
    except (RecursionError, MemoryError, SyntaxError) as error:
        raise PageError(f"{_place(error, dict(templates)) or name}: it is too deep or too large") from error
    except (TemplateError, *_FAULTS) as error:
        raise PageError(f"{_place(error, dict(templates)) or name}: {reason(error)}") from error


@dataclass(slots=True)
class _Used:
    """How much a page has done; no clock, so that the same page ends in the same way everywhere."""

    work: int = 0
    text: int = 0

    def count(self, value: object) -> None:
        """Count a value with all that is in it; ValueError once it is too much."""
        unseen = [value]
        while unseen:
            one = unseen.pop()
            self.work += 1
            if isinstance(one, str):
                self.text += len(one)
            elif isinstance(one, list | tuple):
                unseen.extend(one[: MOST_WORK + 1])
            if self.work > MOST_WORK or self.text > MOST_TEXT:
                raise ValueError("it does too much: loops that are too long, or too much text")

    def loop(self, value: object) -> object:
        """What a loop goes through, its turns counted."""
        self.work += _length(value)
        self.count(())
        return value

    def compared(self, value: object) -> object:
        """A value that is looked at whole."""
        self.count(value)
        return value

    def shown(self, value: object) -> object:
        """A value on its way into the page."""
        from jinja2 import Undefined

        if isinstance(value, bool) or not isinstance(value, Quoted | int | Undefined):
            raise TypeError(f"only quoted text and numbers can be shown, this is {_kind(value)}")
        self.count("" if isinstance(value, int | Undefined) else value)
        return value

    def joined(self, values: object, between: object = "") -> Quoted:
        """One quoted text of several; the filter `join`, and what `~` does."""
        separator = str(self.shown(between)) if between != "" else ""
        self.text += len(separator) * _length(values)
        return Quoted(separator.join(str(self.shown(value)) for value in _list(values)))


def _kind(value: object) -> str:
    if isinstance(value, str):
        return "text that is not quoted"
    return KINDS.get(type(value).__name__, "something else")


@lru_cache(maxsize=2)
def own_environment(templates: tuple[tuple[str, str], ...]) -> tuple[Environment, _Used]:
    """A sandbox in which all that takes time is counted: there is no way around it but what is listed.

    A page is drawn several times until it fits, and reading a template takes longer than filling it in.
    """
    from jinja2 import FunctionLoader, TemplateSyntaxError
    from jinja2.exceptions import SecurityError
    from jinja2.runtime import BlockReference, LoopContext, Macro
    from jinja2.sandbox import SandboxedEnvironment

    used = _Used()

    class Counted(SandboxedEnvironment):
        """Every template that is loaded, every call, every operator."""

        intercepted_binops = frozenset({"*", "%", "+", "-", "//"})

        def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
            if len(source) > MOST_SOURCE:
                raise TemplateSyntaxError(f"a template has at most {MOST_SOURCE:,} characters", 1, name, filename)
            return rewritten(super()._parse(source, name, filename), self, name or "")

        def _load_template(self, *args: Any) -> Any:
            used.count(())
            return super()._load_template(*args)

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            if not (_small(left) and _small(right)):
                raise SecurityError(f"`{operator}` works on small numbers only, `~` puts texts together")
            return super().call_binop(context, operator, left, right)

        def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
            used.count([*args, *kwargs.values()])
            if not (isinstance(__obj, Macro | BlockReference) or __obj in (_numbers, *_cycles(__obj))):
                raise SecurityError("only macros, blocks, `range` and `loop.cycle` can be called")
            result = super().call(__context, __obj, *args, **kwargs)
            return Quoted(result) if isinstance(__obj, Macro | BlockReference) else result

        def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002
            return not attr.startswith("_") and _has_attributes(obj)

        def getitem(self, obj: Any, argument: Any) -> Any:
            if not isinstance(obj, list | tuple) or not isinstance(argument, int | slice):
                raise SecurityError("`[ ]` works on lists, with numbers")
            used.work += len(obj)
            return super().getitem(obj, argument)

    def _cycles(called: Any) -> tuple[Any, ...]:
        owner = getattr(called, "__self__", None)
        return (owner.cycle,) if isinstance(owner, LoopContext) else ()

    environment = Counted(loader=FunctionLoader(sources(templates)), autoescape=False, **settings(used.shown))
    environment.filters = {name: _late(function) for name, function in _filters(used).items()}
    environment.tests = {name: environment.tests[name] for name in TESTS}
    environment.globals.clear()
    environment.globals["range"] = _numbers
    return environment, used


def sources(templates: tuple[tuple[str, str], ...]) -> Callable[[str], tuple[str, str, None] | None]:
    """Own pages by name, ours behind them and as `cigen/NAME`; no name leads to another file."""
    own = dict(templates)

    def found(name: str) -> tuple[str, str, None] | None:
        if name in own:
            return own[name], name, None
        known = name.removeprefix(OURS)
        try:
            return (source(known), f"{OURS}{known}", None) if _NAME.fullmatch(known) else None
        except FileNotFoundError:
            return None

    return found


def _filters(used: _Used) -> dict[str, Callable[..., object]]:
    """The filters of own pages; those with a line before their name are for what `pagegrammar` puts in only."""
    return {
        "count": _length,
        "d": _default,
        "default": _default,
        "first": lambda value: _list(value)[0],
        "join": used.joined,
        "last": lambda value: _list(value)[-1],
        "length": _length,
        "_compared": used.compared,
        "_loop": used.loop,
        "_quoted": Quoted,
    }


def _late(function: Callable[..., object]) -> Callable[..., object]:
    """A filter that is not worked out before the page is filled in, when all is counted."""
    from jinja2 import pass_context

    return pass_context(lambda _, *args, **kwargs: function(*args, **kwargs))


def _list(value: object) -> list[Any] | tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise TypeError(f"a list is wanted, this is {_kind(value)}")
    return value


def _length(value: object) -> int:
    return len(_list(value))


def _default(value: object, otherwise: object = Quoted("")) -> object:
    from jinja2 import Undefined

    return otherwise if isinstance(value, Undefined) else value


def _has_attributes(value: object) -> bool:
    from jinja2.environment import TemplateModule
    from jinja2.runtime import LoopContext, TemplateReference

    return isinstance(value, LoopContext | TemplateReference | TemplateModule) or (
        is_dataclass(value) and not isinstance(value, type)
    )


def _small(value: object) -> bool:
    return isinstance(value, int) and abs(value) < 1_000_000_000


def _numbers(*bounds: int) -> list[int]:
    """Python's range, as a short list."""
    numbers = range(*bounds)
    if len(numbers) > MOST_NUMBERS:
        raise ValueError(f"a range has at most {MOST_NUMBERS:,} numbers")
    return list(numbers)


def reason(error: BaseException) -> str:
    """Jinja's message as one of ours: lower case start, no full stop."""
    from jinja2 import TemplateNotFound

    message = (getattr(error, "message", None) or str(error) or "it can't be read").strip().rstrip(".")
    missing = isinstance(error, TemplateNotFound)
    return f"there is no page `{message}`" if missing else message[:1].lower() + message[1:]


def _place(error: BaseException, own: Mapping[str, str]) -> str:
    """The name and line of the own page that an error came from, as Jinja has written them into its traceback."""
    found = ""
    for name, line in _frames(error):
        found = f"{name}:{line}" if name in own else found
    return found


def _frames(error: BaseException) -> Iterator[tuple[str, int]]:
    step = error.__traceback__
    while step is not None:
        yield step.tb_frame.f_code.co_filename, step.tb_lineno
        step = step.tb_next
