"""A text in which a Dockerfile fills in variables in, why BuildKit could not read one of them out.

https://docs.docker.com/reference/dockerfile/#environment-replacement
"""

from __future__ import annotations

import re

_NAME = re.compile(r"[0-9]+|[^\W\d]\w*|[@*#?$!0-]")
_MODIFIER = re.compile(r":[-+?]|[-+?#%/]")
_FORMS = "${NAME}, ${NAME:-text}, ${NAME:+text}, ${NAME:?text}, ${NAME#text}, ${NAME%text} and ${NAME/text/text}"


class _UnreadableError(ValueError):
    """A `${` that is no variable, with the place where it starts and what is wrong with it."""

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
        _plain(text, 0, "")
    except _UnreadableError as error:
        shown = text[error.start : error.start + 40].split("\n")[0]
        reason = f"`{shown}` is no variable that BuildKit can read, {error}"
        return text[: error.start].count("${"), f"{reason}: write `\\${{` where none is meant"
    return 0, ""


def _plain(text: str, at: int, stops: str) -> int:
    """The end of a text: that of all, or one of the characters that it stops at."""
    while at < len(text) and text[at] not in stops:
        if text.startswith("\\$", at):
            at += 2
        elif text.startswith("${", at):
            at = _braces(text, at)
        else:
            at += 1
    return at


def _braces(text: str, start: int) -> int:
    name = _NAME.match(text, start + 2)
    if name is None:
        raise _UnreadableError(start, "a name has to follow")
    at = name.end()
    modifier = _MODIFIER.match(text, at)
    if modifier is not None:
        at = modifier.end()
        if modifier[0] == "/":
            at = _pattern(text, start, at + text.startswith("/", at), "/") + 1
        at = (_pattern if modifier[0] in "#%" else _part)(text, start, at, "}")
    if at >= len(text):
        raise _UnreadableError(start, "no `}` ends it")
    if text[at] != "}":
        raise _UnreadableError(start, f"it knows {_FORMS}")
    return at + 1


def _part(text: str, start: int, at: int, stop: str) -> int:
    """The end of what stands behind a modifier."""
    end = _plain(text, at, stop)
    if end >= len(text):
        missing = "no `}` ends it" if stop == "}" else "a second `/` and what to write instead are missing"
        raise _UnreadableError(start, missing)
    return end


def _pattern(text: str, start: int, at: int, stop: str) -> int:
    end = _part(text, start, at, stop)
    if re.search(r"""["']|\\\$""", text[at:end]):
        raise _UnreadableError(start, "a quote or `\\$` can't stand in its pattern")
    return end
