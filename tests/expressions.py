"""GitHub's expressions, evaluated: just the part that the rendered workflow uses, which Python's operators share."""

from __future__ import annotations

import json
import re

_NAME = re.compile(r"('(?:[^']|'')*')|\b((?:github|env|needs|matrix|steps|runner)(?:\.[a-z_A-Z]+)+)|(&&)|(\|\|)")


def evaluate(text: str, context: dict[str, object]) -> str:
    """The text with each `${{ }}` replaced by its value; `context` maps whole names, such as `github.actor`."""
    return re.sub(r"\$\{\{(.*?)\}\}", lambda match: _value(match[1], context), text, flags=re.DOTALL)


def _value(expression: str, context: dict[str, object]) -> str:
    def replace(match: re.Match[str]) -> str:
        if match[1]:
            return repr(match[1][1:-1].replace("''", "'"))
        return repr(context.get(match[2])) if match[2] else " and " if match[3] else " or "

    functions = {
        "format": lambda text, *values: text.format(*values),
        "startsWith": lambda a, b: a.startswith(b),
        "contains": lambda values, value: value in values,
        "fromJSON": json.loads,
    }
    source = f"({_NAME.sub(replace, expression.replace('!cancelled()', 'True'))})"
    return str(eval(source, {"__builtins__": {}}, functions))
