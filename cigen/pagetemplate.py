"""The pages people read: a template's name and quoted values in, text out."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


class Quoted(str):
    """Text that has been through the quoting of the format it goes into; pages take no other text."""

    __slots__ = ()


def page(name: str, **values: object) -> str:
    """The template `name` of `cigen/templates`, filled in; a text that nobody quoted is a TypeError, not a leak."""
    return _environment().get_template(name).render(**values)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(_source),
        undefined=StrictUndefined,
        finalize=_only_quoted,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Markdown is quoted by report/escape.py, and `finalize` sees to it
    )


def _source(name: str) -> str:
    from importlib.resources import files

    return files("cigen").joinpath("templates", name).read_text(encoding="utf-8")


def _only_quoted(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Quoted):
        raise TypeError(f"a page was given text that is not quoted: {value!r:.80}")
    return value
