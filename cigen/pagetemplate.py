"""The pages people read: a template's name and quoted values in, text out."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment


class Quoted(str):
    """Text that has been through the quoting of the format it goes into; pages take no other text."""

    __slots__ = ()


def page(name: str, /, **values: object) -> str:
    """The template `name` of `cigen/templates`, filled in; a text that nobody quoted is a TypeError, not a leak."""
    return _environment().get_template(name).render(**values)


def settings(finalize: Callable[[object], object]) -> dict[str, Any]:
    """How every page is read; Markdown is quoted by report/escape.py, and `finalize` sees to it."""
    from jinja2 import StrictUndefined

    return {
        "undefined": StrictUndefined,
        "finalize": finalize,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "keep_trailing_newline": True,
    }


def source(name: str) -> str:
    """The text of a page of ours."""
    from importlib.resources import files

    return files("cigen").joinpath("templates", name).read_text(encoding="utf-8")


def only_quoted(value: object) -> object:
    """A value that may stand in a page: quoted text, a number, or what says itself that it is not there."""
    from jinja2 import Undefined

    if not isinstance(value, Quoted | int | Undefined):
        raise TypeError(f"a page was given what is not quoted: {value!r:.80}")
    return value


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader

    return Environment(loader=FunctionLoader(source), autoescape=False, **settings(only_quoted))  # noqa: S701
