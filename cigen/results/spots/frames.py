"""Lines of a stack trace in, the first place out that is the tester's own and no library's."""

from __future__ import annotations

import re

from cigen.results.spots.found import NOWHERE, Place, place
from cigen.results.spots.page import Page

FOREIGN = re.compile(
    r"(?:^|[/\\])(?:node_modules|site-packages|dist-packages|libsanitizer|googletest|gems|vendor|\.cargo|\.rustup|"
    r"\.pyenv|\.gradle|\.m2|\.nuget|pkg[/\\]mod)[/\\]|"
    r"^(?:node:|internal/|<|\[|/rustc/|/usr/(?:lib\w*|include|share|libexec|bin|local/(?:lib\w*|include|share|bin|go|cargo|rustup))/|/lib/|/lib64/|/opt/hostedtoolcache/|\.\./sysdeps/|\.\./csu/|csu/|"
    r"webpack:|https?:|stdlib\.ml$|camlinternal)|lib/python\d"
)
LIBRARY = re.compile(
    r"(?:java|javax|jdk|sun|com\.sun|junit|org\.junit|org\.testng|org\.gradle|org\.apache\.maven|org\.hamcrest|"
    r"org\.assertj|org\.mockito|org\.opentest4j|kotlin|scala|org\.scalatest|groovy|org\.codehaus\.groovy|worker\.org)"
    r"[./]"
)
JAVA = re.compile(r"\s*+at (?:[\w.@-]*+/)?+(?P<where>[\w.$<>-]++)\((?P<file>\w++\.\w{1,7}+):(?P<at>\d{1,7}+)\)")
NET = re.compile(r"(?P<file>(?:[A-Za-z]:)?+[^:]++):line (?P<at>\d{1,7}+)$")
CALL = re.compile(r"\s*+(?:at|❯)\s")
RUBY = re.compile(r"\s*+(?:from |# |\d++: from )?(?P<file>[^\s:]+\.\w{1,5}+):(?P<at>\d{1,7}+)(?::in .*)?$")
PYTHON = re.compile(r"[\s|]*+File \"(?P<file>[^\"]++)\", line (?P<at>\d{1,7}+)")
GO = re.compile(r"\t(?P<file>[^\s:]+\.go):(?P<at>\d{1,7}+)(?: \+0x[0-9a-f]++)?$")
PHP = re.compile(r"#\d++ (?P<file>[^\s(]++)\((?P<at>\d{1,7}+)\): ")
NATIVE = re.compile(r"\s++#\d++ |==\d++==\s++(?:at|by) 0x")


def own(file: str) -> bool:
    """Whether a path may be of the repository: no library, no part of the system or of a language."""
    return not FOREIGN.search(file)


def frame(line: str) -> Place | None:
    """The place that a line of a stack trace names, None if it is no such line, NOWHERE if it is not told."""
    if CALL.match(line):
        return _call(line)
    if NATIVE.match(line):
        words = line.split()
        return next((there for word in reversed(words) if (there := place(word)).file and "+0x" not in word), NOWHERE)
    for pattern in (PYTHON, GO, PHP, RUBY):
        if match := pattern.match(line):
            return Place(match["file"], int(match["at"]))
    return None


def first_own(page: Page, *, before: int, most: int) -> tuple[Place, int, bool]:
    """The first own place of the trace that begins within so many lines; where its line ends; whether there was one."""
    end, seen, missed = 0, False, 0
    for text, stop in page.ahead(most):
        there = frame(text)
        if there is None:
            missed += 1
            if missed > (3 if seen else before):
                break
            continue
        seen, missed, end = True, 0, stop
        if there.file and own(there.file):
            return there, stop, True
    return NOWHERE, end, seen


def _call(line: str) -> Place | None:
    """Java, JavaScript and .NET begin a frame with the same word."""
    if match := JAVA.match(line):
        return _java(match["where"], match["file"], int(match["at"]))
    if match := NET.match(line.rpartition(" in ")[2]):
        return Place(match["file"], int(match["at"]))
    word = line.split()[-1]
    there = place(word)
    if there.file:
        return there
    return NOWHERE if line.endswith(")") or word.startswith(("node:", "<")) else None


def _java(where: str, file: str, at: int) -> Place:
    """A class is told with its package, which is the folder of its file."""
    if LIBRARY.match(where):
        return NOWHERE
    package = where.split(".")[:-2]
    return Place("/".join((*package, file)), at)
