"""A line in, what its words alone tell out: what the shell, the system or git says, or calls itself an error."""

from __future__ import annotations

import re

from cigen.results.spots.found import NOWHERE, Found, Place, place
from cigen.results.spots.page import Page

BASH = re.compile(r"(?P<file>[^\s:]++): line (?P<at>\d{1,7}+): (?:\s*+\d++ )?(?P<text>[^`\s].*)")
SIGNAL = re.compile(r"(?:Segmentation fault|Killed|Bus error|Aborted|Illegal instruction|Floating point exception)\b")
DASH = re.compile(
    r"(?P<file>[^\s:]++): (?P<at>\d{1,7}+): "
    r"(?P<text>.*(?:not found|Syntax error|[Bb]ad |cannot |parameter |[Pp]ermission).*)"
)
SHELLS = ("sh", "bash", "dash", "ash", "zsh", "/bin/sh", "/bin/bash", "-c", "main")
DEAD = (
    *("egmentation fault", "us error", "llegal instruction", "core dumped", "free or corruption", "SIGKILL", "SIGSEGV"),
    *("stack smashing", "terminate called after", "bad_alloc", "MemoryError", "OutOfMemoryError", "ut of memory"),
    *("annot allocate memory", "eached heap limit", "signal: killed", "signal: 9"),
)
CONFLICT = re.compile(r"CONFLICT \([^)]*+\): (?:Merge conflict in (?P<file>\S++)$)?")
PATCH = re.compile(
    r"error: (?:patch failed: (?P<place>[^\s:]++:\d{1,7}+)$|(?P<file>[^\s:]++): (?:patch does not apply|No such file))"
)
HUNK = re.compile(r"Hunk #\d++ FAILED at (?P<at>\d{1,7}+)")
PATCHING = "patching file "
NOT = re.compile(
    r"(?i)\b(?:no|0|zero|without|any|ignore|if) (?:errors?|failures?|failed)\b|(?:errors?|failed|failures?)[:=] ?0\b"
)
WELL = re.compile(r"(?:\bok|\bPASS(?:ED)?|\bpassed|✓|√)(?:\W|$)")
SAYS = re.compile(r"(?i)(?:^|[\s\[(*])(?:error|errors|fatal|failed|failure|critical|panic|err!)(?:$|[\]:!,)]|\s)")
TOLD = re.compile(
    r"(?:[\w.@/+-]{1,60}: |\[[^\]]{1,40}\] |\S{8,35} )?(?:ERROR|Error|error|FATAL|Fatal|fatal|E|CRITICAL|panic)[\]:]"
)


SPOKEN = ("error", "fatal", "fail", "critical", "panic", "err!", "e: ")


def shell(line: str, _: Page) -> Found | None:
    """`x.sh: line 3: foo: command not found` of bash, `x.sh: 3: foo: not found` of a plainer shell."""
    match = BASH.match(line) or DASH.match(line)
    if match is None:
        return None
    script = match["file"] not in SHELLS
    kind = "crash" if SIGNAL.match(match["text"]) else "error"
    return Found(kind, match["text"], Place(match["file"], int(match["at"])) if script else NOWHERE)


def dead(line: str, _: Page) -> Found | None:
    """A process that the system ended, or that had no memory left."""
    if line == "Killed" or (any(word in line for word in DEAD) and not WELL.search(line)):
        return Found("crash", line.strip())
    return None


def git(line: str, page: Page) -> Found | None:
    """Merges and patches that do not go in."""
    if match := CONFLICT.match(line):
        return Found("error", line, Place(match["file"]) if match["file"] else NOWHERE)
    if match := PATCH.match(line):
        return Found("error", line, place(match["place"]) if match["place"] else Place(match["file"]))
    match = HUNK.match(line)
    if match is None:
        return None
    head = next((above for above in page.behind(40) if above.startswith(PATCHING)), "")
    return Found("error", line, Place(head.removeprefix(PATCHING), int(match["at"])) if head else NOWHERE)


def says(line: str, _: Page) -> Found | None:
    """Whatever calls itself an error: weak, as nothing else is known of it."""
    low = line.lower()
    if not any(word in low for word in SPOKEN):
        return None
    if (TOLD.match(line) or SAYS.search(line)) and not NOT.search(line) and not WELL.search(line):
        return Found("error", line.strip(), weak=True)
    return None
