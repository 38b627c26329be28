"""Text for a log in, the same out with nothing in it that GitHub's runner or a terminal takes for a command.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

import re
import unicodedata

_COMMAND = re.compile(r"^(\s*)::", re.MULTILINE)
_ODD = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Control characters, marks that turn the direction, halves of characters, other line ends."""


def inert(text: str) -> str:
    """No line begins with `::`, and there is no `##[` anywhere; the runner ends lines at a carriage return, too."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _COMMAND.sub(r"\1: :", text).replace("##[", "# #[")


def printable(text: str, *, kept: str = "\n\t") -> str:
    """The text with a sign in place of all that a terminal would act on, but for the characters `kept`."""
    if text.isprintable():
        return text
    sign = "\N{REPLACEMENT CHARACTER}"
    return "".join(one if one in kept or unicodedata.category(one) not in _ODD else sign for one in text)
