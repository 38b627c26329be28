"""The `args` of a spec in, the ARG lines before the first FROM out; and which variables a `from` asks for.

https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact
"""

from __future__ import annotations

import difflib
from collections.abc import Collection

from cigen.plan import settings
from cigen.plan.evaluate import Evaluator, Scope
from cigen.plan.expansion import UnreadableError, variables
from cigen.plan.model import Arg
from cigen.plan.translator import DEFAULT_SHELL, Translator
from cigen.spec import model as spec
from cigen.spec import steps as kinds

BUILT_IN = frozenset(
    {f"{side}{what}" for side in ("BUILD", "TARGET") for what in ("PLATFORM", "OS", "ARCH", "VARIANT")}
) | {"TARGETSTAGE"}
"""What BuildKit declares before the first FROM by itself."""


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
        names = variables(text)[0]
    except UnreadableError as error:
        return f"`{text:.80}` can't be read: {error}"
    missing = next((name for name in names if name not in BUILT_IN and name not in declared), "")
    if not missing:
        return ""
    near = difflib.get_close_matches(missing, [*declared, *BUILT_IN], n=1)
    known = f"declared are: {', '.join(sorted(declared)) or 'none'}"
    hint = f"did you mean `{near[0]}`?" if near else f"{known}; declare it at the top, under `args`"
    return f"`{missing:.60}` is not declared, a `from` knows the `args` of the spec only: {hint}"
