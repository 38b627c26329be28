"""Where cigen's expressions stand in a text: only `{{ … }}` with no `$` before it is ours."""

from __future__ import annotations


def opening(text: str, start: int) -> int:
    """Where the next `{{` of ours starts, -1 for nowhere."""
    found = text.find("{{", start)
    while found > 0 and text[found - 1] == "$":
        closed = text.find("}}", found)
        found = text.find("{{", closed + 2 if closed >= 0 else found + 2)
    return found


def closing(text: str, start: int) -> int:
    """The end of the expression that opens before `start`: past its `}}`, quotes and brackets respected."""
    quote, depth, index = "", 0, start
    while index < len(text):
        character = text[index]
        if quote:
            if character == "\\":
                index += 1
            elif character == quote:
                quote = ""
        elif character in "'\"":
            quote = character
        elif text.startswith("}}", index) and depth <= 0:
            return index + 2
        else:
            depth += (character in "{[(") - (character in "}])")
        index += 1
    return -1
