"""A project's own page and the names of its values in, what can be seen to be wrong without filling it in out."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from cigen.ownpage import own_environment, reason, sources
from cigen.pagegrammar import asked, unbound

if TYPE_CHECKING:
    from jinja2 import nodes

_LONGEST_NAME = 80
_MOST = 50
"""Names of one page that are told."""

Fault = tuple[int, str]
"""A line and what is wrong with it."""


def faults(name: str, text: str, known: Collection[str]) -> tuple[Fault, ...]:
    """What is wrong with the page `name`, by line; `known` are the values that it is given."""
    from jinja2 import TemplateSyntaxError

    environment, _ = own_environment(((name, text),))
    try:
        tree = environment.parse(text, name, name)
        environment.compile(tree, name, name)
        return tuple(sorted({*_missing(tree, name, text), *_unknown(tree, known)}))
    except TemplateSyntaxError as error:
        return ((error.lineno, reason(error)),)
    except (RecursionError, MemoryError, SyntaxError):
        return ((1, "it is too deep or too large"),)
    except ValueError as error:
        return ((1, str(error)),)


def _missing(tree: nodes.Template, name: str, text: str) -> Iterator[Fault]:
    found = sources(((name, text),))
    return ((line, f"there is no page `{other}`") for line, other in asked(tree) if not found(other))


def _unknown(tree: nodes.Template, known: Collection[str]) -> Iterator[Fault]:
    strange = sorted({(line, name) for line, name in unbound(tree) if name not in known})
    for line, name in strange[:_MOST]:
        near = difflib.get_close_matches(name[:_LONGEST_NAME], known, n=1)
        rest = f": did you mean `{near[0]}`?" if near else f", known are: {', '.join(sorted(known))}"
        yield line, f"there is no value `{name[:_LONGEST_NAME]}`{rest}"
