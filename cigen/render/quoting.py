"""Texts in, the same as words, values, comments and here-documents of a Dockerfile out.

https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

import json
import re

_SIMPLE = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9_.]+")
_PLAIN_WORD = re.compile(r"[A-Za-z0-9_./:@%+,=~^*?{}\[\]$-]+")


def comment(content: str) -> str:
    """A comment of one line; nothing for nothing."""
    shown = " ".join(content.split())
    return f"# {shown}\n" if shown else ""


def heredoc(name: str, body: str) -> str:
    """A here-document whose text reaches its command as it stands: opening word, body, end."""
    mark, body, end = heredoc_parts(name, body)
    return f"<<{mark}\n{body}{end}"


def heredoc_parts(name: str, body: str) -> tuple[str, str, str]:
    """The opening word, the body with a line break at its end, the line that ends it: one that the body lacks."""
    mark, number = name, 0
    lines = body.split("\n") if name in body else []
    while any(line.strip("\t\r") == mark for line in lines):
        number += 1
        mark = f"{name}{number}"
    return f"'{mark}'", body if body.endswith("\n") or not body else body + "\n", f"{mark}\n"


def flag(value: str) -> str:
    """The value of a flag as one word."""
    return re.sub(r"""([\s"'\\])""", r"\\\1", value)


def flags(*, link: bool = False, **values: str) -> str:
    """Flags with their values, in which `$NAME` stands for a variable; those without a value are left out."""
    words = ["--link"] if link else []
    words += [f"--{name.replace('_', '-')}={flag(word(value))}" for name, value in values.items() if value]
    return "".join(f"{one} " for one in words)


def paths(words: tuple[str, ...]) -> str:
    """Words where every path is one, else the JSON form; in both, `$NAME` still stands for a variable."""
    if all(_PLAIN_WORD.fullmatch(word) for word in words) and not words[0].startswith(("[", "--")):
        return " ".join(words)
    return json_words(tuple(map(word, words)))


def word(given: str) -> str:
    """A text in which a Dockerfile looks for variables and quotes: there are no quotes in it, `$NAME` stays one."""
    return re.sub(r"""(\\(?!\$)|["'])""", r"\\\1", given)


def json_words(words: tuple[str, ...]) -> str:
    """The JSON form of several words."""
    return json.dumps(list(words), ensure_ascii=False)


def quoted(value: str) -> str:
    """A value of ENV, LABEL or ARG: as in any Dockerfile, `$NAME` stands for a variable and `\\$` for a dollar."""
    if _SIMPLE.fullmatch(value):
        return value
    escaped = re.sub(r"""(\\(?!\$)|")""", r"\\\1", value)
    if "${" in value and "'" in value:
        escaped = _quotes_kept(escaped)
    return f'"{escaped}"'


def _quotes_kept(escaped: str) -> str:
    """A `'` in `${…}` begins a quote, though all of it stands in double quotes."""
    depth, parts = 0, []
    for part in re.findall(r"\\.|\$\{|[^\\$'}]+|.", escaped, re.DOTALL):
        depth += (part == "${") - (part == "}" and depth > 0)
        parts.append("\\'" if part == "'" and depth else part)
    return "".join(parts)
