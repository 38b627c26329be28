"""Text for a log in, the same out with nothing in it that GitHub's runner takes for a command.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

import re

_COMMAND = re.compile(r"^(\s*)::", re.MULTILINE)


def inert(text: str) -> str:
    """No line begins with `::`, and there is no `##[` anywhere; the runner ends lines at a carriage return, too."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _COMMAND.sub(r"\1: :", text).replace("##[", "# #[")
