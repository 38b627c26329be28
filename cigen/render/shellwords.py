"""A script in, whether each of its line breaks is one that a shell takes away together with the `\\` before it, out.

https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02
"""

from __future__ import annotations

import re

_CASE = re.compile(r"case\s")


class _UnclearError(Exception):
    """Only a whole shell could tell."""


def breaks_are_plain(script: str) -> bool:
    """Whether no line break stands in `'…'`, a comment or the like; where that is not clear, it is not so."""
    try:
        return _commands(script, 0, inside=False) == len(script)
    except (_UnclearError, RecursionError):
        return False


def _commands(text: str, at: int, *, inside: bool) -> int:
    """The end of commands: that of the text, or behind the `)` of a `$(…)`."""
    starts_word = True
    while at < len(text):
        here = text[at]
        if here == "\n" or (here == "#" and starts_word) or text.startswith("$'", at):
            raise _UnclearError
        if inside and starts_word and _CASE.match(text, at):
            raise _UnclearError
        if inside and here == ")":
            return at + 1
        broken = text.startswith("\\\n", at)
        at = _commands(text, at + 1, inside=True) if inside and here == "(" else _word(text, at)
        starts_word = starts_word if broken else here in " \t;&|()<>"
    if inside:
        raise _UnclearError
    return at


def _word(text: str, at: int) -> int:
    """Behind one character, or behind all that a quote or a `$` begins."""
    here = text[at]
    if here == "'":
        return _until(text, at + 1, "'")
    if here == '"':
        return _double(text, at + 1)
    return _expansion(text, at)


def _double(text: str, at: int) -> int:
    while at < len(text) and text[at] != '"':
        if text[at] == "\n":
            raise _UnclearError
        at = _expansion(text, at)
    if at >= len(text):
        raise _UnclearError
    return at + 1


def _expansion(text: str, at: int) -> int:
    """Behind a `\\` and what it quotes, a `$(…)`, a `${…}`, a pair of backquotes, or one character."""
    if text[at] == "\\":
        return at + 2
    if text[at] == "`":
        return _until(text, at + 1, "`")
    if text.startswith("$(", at):
        return _commands(text, at + 2, inside=True)
    return _braces(text, at + 2) if text.startswith("${", at) else at + 1


def _braces(text: str, at: int) -> int:
    while at < len(text) and text[at] != "}":
        if text[at] in "'\"`\\\n" or text.startswith("$(", at):
            raise _UnclearError
        at = _braces(text, at + 2) if text.startswith("${", at) else at + 1
    if at >= len(text):
        raise _UnclearError
    return at + 1


def _until(text: str, at: int, end: str) -> int:
    """Behind the next `end`, with no line break and, in backquotes, no `\\` before it."""
    found = text.find(end, at)
    between = text[at:found]
    if found < 0 or "\n" in between or (end == "`" and "\\" in between):
        raise _UnclearError
    return found + 1
