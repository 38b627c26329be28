"""The words of a Dockerfile's instruction: how lines are cut into them, and what their quotes and dollars mean.

https://docs.docker.com/reference/dockerfile/#environment-replacement
"""

from __future__ import annotations

import re
from collections.abc import Callable

_BLANKS = re.compile(r"[\t\v\f\r ]+")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-]")
_MODIFIER = re.compile(r":?[-+?]|##?|%%?|//?")
_PLAIN_DEFAULT = re.compile(r"[^\"'\\`{}$]*")
_PLAIN_PATTERN = re.compile(r"[^\"'\\`{}$\s]*")
MOST_NESTED = 8


class NotCarriedError(ValueError):
    """A word that the spec's form of texts can't say; the message says why."""


def split_blanks(text: str) -> tuple[str, ...]:
    """Cut at blanks, whatever the quotes."""
    return tuple(word for word in _BLANKS.split(text) if word)


def split_quoted(text: str, escape: str) -> tuple[str, ...]:
    """Cut at blanks outside of quotes; the quotes stay where they are."""
    words: list[str] = []
    word: list[str] = []
    quote = ""
    index = 0
    while index < len(text):
        character = text[index]
        if not quote and character.isspace():
            words += ["".join(word)] if word else []
            word = []
        elif character == escape and quote != "'":
            word.append(text[index : index + 2])
            index += 1
        else:
            quote = _after(quote, character)
            word.append(character)
        index += 1
    return tuple([*words, "".join(word)] if word else words)


def _after(quote: str, character: str) -> str:
    if quote:
        return "" if character == quote else quote
    return character if character in "\"'" else ""


def leading_flags(text: str, escape: str) -> tuple[tuple[str, ...], int]:
    """The `--flags` at the start of a text, without their quotes, and where the rest starts."""
    flags: list[str] = []
    index = _skip(text, 0)
    while text.startswith("--", index):
        word, end = _flag(text, index, escape)
        index = _skip(text, end)
        if word == "--":
            break
        flags.append(word)
    return tuple(flags), index


def _skip(text: str, index: int) -> int:
    while index < len(text) and text[index].isspace():
        index += 1
    return index


def _flag(text: str, index: int, escape: str) -> tuple[str, int]:
    word: list[str] = []
    quote = ""
    while index < len(text) and (quote or not text[index].isspace()):
        character = text[index]
        if character == escape and quote != "'" and index + 1 < len(text):
            index += 1
            word.append(text[index])
        else:
            changed = _after(quote, character)
            word += [] if changed != quote else [character]
            quote = changed
        index += 1
    return "".join(word), index


def value(word: str, escape: str) -> str:
    """A word as the spec writes it: no quotes, `$NAME` for a variable, `\\$` for a dollar.

    NotCarriedError where the spec has no way to say it.
    """
    return _Word(word, escape).read()


def literal(word: str, escape: str) -> str | None:
    """The word without its quotes; None where a variable stands in it."""
    reader = _Word(word, escape)
    reader.read()
    return None if reader.variables else "".join(reader.literals)


def variables(word: str, escape: str) -> frozenset[str]:
    """The names of the variables in a word; empty where it can't be read."""
    reader = _Word(word, escape)
    try:
        reader.read()
    except NotCarriedError:
        return frozenset(re.findall(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)", word))
    return frozenset(reader.variables)


class _Word:
    """One word, read from its start to its end."""

    def __init__(self, text: str, escape: str) -> None:
        self.text = text
        self.escape = escape
        self.index = 0
        self.parts: list[str] = []
        self.literals: list[str] = []
        self.variables: list[str] = []

    def read(self) -> str:
        while self.index < len(self.text):
            character = self.text[self.index]
            self.index += 1
            if character == "'":
                self._single()
            elif character == '"':
                self._double()
            elif character == "$":
                self._dollar()
            elif character == self.escape:
                self._literal(self.text[self.index : self.index + 1])
                self.index += 1
            else:
                self._literal(character)
        return "".join(self.parts)

    def _literal(self, text: str) -> None:
        self.literals.append(text)
        self.parts.append(text.replace("$", "\\$"))

    def _single(self) -> None:
        end = self.text.find("'", self.index)
        if end < 0:
            raise NotCarriedError("a quote is never closed")
        self._literal(self.text[self.index : end])
        self.index = end + 1

    def _double(self) -> None:
        while self.index < len(self.text):
            character = self.text[self.index]
            self.index += 1
            if character == '"':
                return
            if character == "$":
                self._dollar()
            elif character == self.escape and self.text[self.index : self.index + 1] in ('"', "$", self.escape):
                self._literal(self.text[self.index : self.index + 1])
                self.index += 1
            else:
                self._literal(character)
        raise NotCarriedError("a quote is never closed")

    def _dollar(self) -> None:
        """A variable, kept as it is written; a `$` before anything else is a dollar."""
        if self.text.startswith("{", self.index):
            end = _closing(self.text, self.index)
            inner = self.text[self.index + 1 : end]
            self.index = end + 1
            self._variable("{" + _braced(inner, self.escape, self.variables.append) + "}")
            return
        match = _VARIABLE.match(self.text, self.index)
        if match is None:
            self._literal("$")
            return
        self.index = match.end()
        self.variables.append(match[0])
        self._variable(match[0])

    def _variable(self, text: str) -> None:
        if self.parts and self.parts[-1].endswith("\\"):
            raise NotCarriedError("a backslash stands right before a variable")
        self.parts.append(f"${text}")


def _closing(text: str, start: int) -> int:
    """The brace that closes the one at `start`; quotes and nested braces are respected."""
    quote, depth = "", 0
    for index in range(start, len(text)):
        character = text[index]
        if character in "\"'":
            quote = _after(quote, character)
        elif not quote:
            depth += (character == "{") - (character == "}")
            if depth == 0:
                return index
    raise NotCarriedError("a `${` is never closed")


def _braced(inner: str, escape: str, seen: Callable[[str], None], depth: int = 0) -> str:
    """What stands in `${…}`: a name alone, or with a modifier whose word needs no quotes."""
    match = _VARIABLE.match(inner)
    if match is None or depth > MOST_NESTED:
        raise NotCarriedError(f"`${{{inner:.40}}}` is no variable")
    seen(match[0])
    rest = inner[match.end() :]
    if not rest:
        return inner
    modifier = _MODIFIER.match(rest)
    if modifier is None:
        raise NotCarriedError(f"`${{{inner:.40}}}` has an unknown modifier")
    word = rest[modifier.end() :]
    if modifier[0][-1] not in "-+?":
        if not _PLAIN_PATTERN.fullmatch(word):
            raise NotCarriedError(f"the pattern of `${{{inner:.40}}}` needs quotes")
        return inner
    return f"{match[0]}{modifier[0]}{_default(word, escape, seen, depth)}"


def _default(word: str, escape: str, seen: Callable[[str], None], depth: int) -> str:
    """The word behind a modifier: plain text, or one variable more."""
    if word.startswith("${") and _closing(word, 1) == len(word) - 1:
        return "${" + _braced(word[2:-1], escape, seen, depth + 1) + "}"
    reader = _Word(word, escape)
    text = reader.read()
    for name in reader.variables:
        seen(name)
    if "${" in text or not _PLAIN_DEFAULT.fullmatch(text.replace("$", "") if reader.variables else text):
        raise NotCarriedError(f"the default `{word:.40}` needs quotes")
    return text
