"""A text in which a Dockerfile fills in variables in, which ones it asks for out, or why BuildKit could not read one.

https://docs.docker.com/reference/dockerfile/#environment-replacement
"""

from __future__ import annotations

import re

_NAME = re.compile(r"[0-9]+|[^\W\d]\w*|[@*#?$!0-]")
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MODIFIER = re.compile(r":[-+?]|[-+?#%/]")
_FORMS = "${NAME}, ${NAME:-text}, ${NAME:+text}, ${NAME:?text}, ${NAME#text}, ${NAME%text} and ${NAME/text/text}"


class UnreadableError(ValueError):
    """A `$` that is no variable, with the place where it starts and what is wrong with it."""

    def __init__(self, start: int, reason: str) -> None:
        super().__init__(reason)
        self.start = start


def unreadable(text: str) -> tuple[int, str]:
    """Which `${` of a text, counted from 0, is no variable, with what to do about it; no message where all are.

    A `$` without a brace is a dollar where no name follows, and `\\$` always is one.
    """
    if "${" not in text:
        return 0, ""
    try:
        _Reader(text).plain(0, "")
    except UnreadableError as error:
        shown = text[error.start : error.start + 40].split("\n")[0]
        reason = f"`{shown}` is no variable that BuildKit can read, {error}"
        return text[: error.start].count("${"), f"{reason}: write `\\${{` where none is meant"
    return 0, ""


def variables(text: str) -> tuple[tuple[str, ...], str]:
    """The variables that a text asks for, each `$` being one, and the text with `x` for each; UnreadableError else."""
    reader, shown, at = _Reader(text), "", 0
    while at < len(text):
        if text[at] != "$":
            shown, at = shown + text[at], at + 1
            continue
        end = reader.variable(at)
        if end == at:
            raise UnreadableError(at, "a name or `{` has to follow each `$`")
        shown, at = f"{shown}x", end
    return tuple(reader.names), shown


class _Reader:
    """Reads one text, and keeps the names of the variables it comes across."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.names: list[str] = []

    def plain(self, at: int, stops: str) -> int:
        """The end of a text: that of all, or one of the characters that it stops at."""
        while at < len(self.text) and self.text[at] not in stops:
            if self.text.startswith("\\$", at):
                at += 2
            else:
                at = max(at + 1, self.variable(at))
        return at

    def variable(self, at: int) -> int:
        """The end of the variable that stands here; the place itself where there is none."""
        if self.text.startswith("${", at):
            return self._braces(at)
        bare = _BARE.match(self.text, at + 1) if self.text.startswith("$", at) else None
        if bare is None:
            return at
        self.names.append(bare[0])
        return bare.end()

    def _braces(self, start: int) -> int:
        name = _NAME.match(self.text, start + 2)
        if name is None:
            raise UnreadableError(start, "a name has to follow")
        self.names.append(name[0])
        at = name.end()
        modifier = _MODIFIER.match(self.text, at)
        if modifier is not None:
            at = modifier.end()
            if modifier[0] == "/":
                at = self._pattern(start, at + self.text.startswith("/", at), "/") + 1
            at = (self._pattern if modifier[0] in "#%" else self._part)(start, at, "}")
        if at >= len(self.text):
            raise UnreadableError(start, "no `}` ends the `${`")
        if self.text[at] != "}":
            raise UnreadableError(start, f"the forms are {_FORMS}")
        return at + 1

    def _part(self, start: int, at: int, stop: str) -> int:
        """The end of what stands behind a modifier."""
        end = self.plain(at, stop)
        if end >= len(self.text):
            missing = "no `}` ends the `${`" if stop == "}" else "a second `/` and what to write instead are missing"
            raise UnreadableError(start, missing)
        return end

    def _pattern(self, start: int, at: int, stop: str) -> int:
        end = self._part(start, at, stop)
        if re.search(r"""["']|\\\$""", self.text[at:end]):
            raise UnreadableError(start, "a quote or `\\$` can't stand in its pattern")
        return end
