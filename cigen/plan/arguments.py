"""The `args` of a spec in, the ARG lines before the first FROM out; and which variables a `from` asks for.

https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection

from cigen.plan import settings
from cigen.plan.evaluate import Evaluator, Scope
from cigen.plan.model import Arg
from cigen.plan.translator import DEFAULT_SHELL, Translator
from cigen.spec import model as spec
from cigen.spec import steps as kinds

BUILT_IN = frozenset(
    {f"{side}{what}" for side in ("BUILD", "TARGET") for what in ("PLATFORM", "OS", "ARCH", "VARIANT")}
) | {"TARGETSTAGE"}
"""What BuildKit declares before the first FROM by itself."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MODIFIER = re.compile(r":[-+?]|[-+?]|##?|%%?|//?")


class MalformedError(ValueError):
    """A `$` that BuildKit could not read; its text says why."""


def global_args(source: spec.Spec, evaluator: Evaluator, scope: Scope) -> tuple[Arg, ...]:
    """The arguments that every `from` may use, in any form of the `arg` step."""
    node = source.args
    if node is None:
        return ()
    step = kinds.ArgStep.model_construct(arg=node, position=node.position, raw=False, when=None, name=None)
    translator = Translator(evaluator, scope, shell=DEFAULT_SHELL, network=None)
    return tuple(line for line in settings.arg(translator, step, key="args") if isinstance(line, Arg))


def undeclared(text: str, declared: Collection[str]) -> str:
    """What is wrong with the variables of a `from`, with what to do; empty where nothing is."""
    try:
        names = expansions(text)[0]
    except MalformedError as error:
        return f"`{text:.80}` can't be read: {error}"
    missing = next((name for name in names if name not in BUILT_IN and name not in declared), "")
    if not missing:
        return ""
    near = difflib.get_close_matches(missing, [*declared, *BUILT_IN], n=1)
    known = f"declared are: {', '.join(sorted(declared)) or 'none'}"
    hint = f"did you mean `{near[0]}`?" if near else f"{known}; declare it at the top, under `args`"
    return f"`{missing:.60}` is not declared, a `from` knows the `args` of the spec only: {hint}"


def expansions(text: str) -> tuple[tuple[str, ...], str]:
    """The variables that a text asks for, and the text with `x` for each of them."""
    names: list[str] = []
    plain, end = _texts(text, 0, names, nested=False)
    assert end == len(text)
    return tuple(names), plain


def _texts(text: str, at: int, names: list[str], *, nested: bool) -> tuple[str, int]:
    """The text up to its end, or to the `}` that ends the expansion it is nested in."""
    plain = ""
    while at < len(text) and not (nested and text[at] == "}"):
        if text[at] != "$":
            plain, at = plain + text[at], at + 1
            continue
        at = _braces(text, at + 2, names) if text.startswith("${", at) else _bare(text, at + 1, names)
        plain += "x"
    return plain, at


def _bare(text: str, at: int, names: list[str]) -> int:
    name = _NAME.match(text, at)
    if name is None:
        raise MalformedError("a name or `{` has to follow each `$`")
    names.append(name[0])
    return name.end()


def _braces(text: str, at: int, names: list[str]) -> int:
    at = _bare(text, at, names)
    if at < len(text) and text[at] != "}":
        modifier = _MODIFIER.match(text, at)
        if modifier is None:
            raise MalformedError("behind a name in `${` comes `}` or one of :- :+ :? - + ? # ## % %% / //")
        at = _texts(text, modifier.end(), names, nested=True)[1]
    if not text.startswith("}", at):
        raise MalformedError("`${` has no `}`")
    return at + 1
