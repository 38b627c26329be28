"""A script in, in which form a RUN can hold it with the shell reading the same out.

BuildKit takes away a `\\` with the line break behind it, comment lines and all space at both ends of an instruction,
whatever the shell would make of them: https://docs.docker.com/reference/dockerfile/#format
"""

from __future__ import annotations

import json
import re

from cigen.render.shellwords import breaks_are_plain

_SETS = re.compile(r"set (?:-[A-Za-z]+ )*-[A-Za-z]*e[A-Za-z]*(?: (?:-[A-Za-z]+|[a-z]+))*[ \t]*(?:\\\n|;|&&|\n|$)")
_LISTS = re.compile(r"[;\n]|(?<![&>|])&(?![&>])|(?:^|[^\w./-])(?:\.|eval|source|set|trap)(?=\s)|\$-")
_OPENED = re.compile(r"(?:^|(?<=\s))[0-9]*<<(-?)(['\"]?)([A-Za-z_][A-Za-z0-9_]*)\2(?=\s|$)")
_AROUND = re.compile(r"""(?:[^'"\\`$#<]|'[^']*'|"[^"\\`$]*"|\$[A-Za-z_0-9]|<(?!<))*""")


def sets_errexit(script: str) -> bool:
    """Whether its first command already says that the first command that fails is the last."""
    return bool(_SETS.match(script.lstrip(" \t")))


def as_line(script: str, *, strict: bool) -> str | None:
    """The script as it stands behind RUN, on one line or on lines that go on; None where that would change it.

    A `strict` one is told to stop at the first command that fails, so it must not need to be told.
    """
    text = script.strip(" \t\n")
    if text != script.strip() or not text or "\r" in text or _opens_otherwise(text.replace("\\\n", "").lstrip()):
        return None
    if re.search(r"\\\s*$", script.rstrip("\n")) or "<<" in text.replace("<<<", ""):
        return None
    if "\n" not in text:  # but for lines of blanks, which make it several all the same
        several = "\n" in script.strip("\n")
        return None if strict and several and not _stops_anyway(text) else text
    lines = text.split("\n")
    if any(not re.search(r"(?:^|[^\\])\\$", line) for line in lines[:-1]) or not breaks_are_plain(text):
        return None
    if any(line.lstrip()[:1] in ("", "#") for line in lines) or (strict and not _stops_anyway(text)):
        return None
    return text


def as_heredoc(script: str, *, strict: bool) -> str | None:
    """A script that is one command with its own here-document, such as `cat <<EOF >file`; None where it is not."""
    first, _, rest = script.strip("\n").partition("\n")
    found = list(_OPENED.finditer(first))
    if not rest or len(found) != 1 or first != first.strip() or _opens_otherwise(first) or "\r" in script:
        return None
    chomp, _, name = found[0].groups()
    lines = rest.split("\n")
    ends = [number for number, line in enumerate(lines) if (line.lstrip("\t") if chomp else line) == name]
    around = (first[: found[0].start()], first[found[0].end() :])
    if ends[:1] != [len(lines) - 1] or lines[-1] != name or not all(_AROUND.fullmatch(one) for one in around):
        return None
    return None if strict and not _stops_anyway(first) else f"{first}\n{rest}"


def _opens_otherwise(text: str) -> bool:
    """Whether a Dockerfile would take the beginning for a flag, a comment or a JSON form."""
    if text.startswith("["):
        try:
            json.loads(text, parse_int=str, parse_float=str)
        except (ValueError, RecursionError) as error:
            return isinstance(error, RecursionError)
        return True
    return text.startswith(("--", "#"))


def _stops_anyway(text: str) -> bool:
    """Whether a script of one line does the same under `set -e`: it says so itself, or is one list of `&&` and `||`."""
    return sets_errexit(text) or not _LISTS.search(re.sub(r"\\.", " ", text, flags=re.DOTALL))
