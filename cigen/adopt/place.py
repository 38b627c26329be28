"""Where a conversion stands: the stage's shell, its variables and names, and what could not be carried over."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cigen.yamlwrite import Entry, Free, Node

DEFAULT_SHELL = ("/bin/sh", "-c")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_POSIX = re.compile(r"(?:.*/)?(?:sh|ash|dash|bash|ksh|mksh|zsh|busybox)")


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """Something that is not as it was in the Dockerfile; `lost` where it could not be carried over."""

    line: int
    message: str
    lost: bool = False


@dataclass(slots=True)
class Place:
    """The stage that is being converted, from instruction to instruction."""

    escape: str
    origin: Callable[[str], str]
    mount_origin: Callable[[str], str]
    is_test: bool = False
    shell: tuple[str, ...] = DEFAULT_SHELL
    declared: set[str] = field(default_factory=set)
    line: int = 0
    remarks: list[Remark] = field(default_factory=list)

    def changed(self, message: str) -> None:
        """Say that something is written in another way."""
        self.remarks.append(Remark(self.line, message))

    def lost(self, message: str) -> None:
        """Say that something could not be carried over."""
        self.remarks.append(Remark(self.line, message, lost=True))

    @property
    def has_posix_shell(self) -> bool:
        """Whether the stage's shell joins lines that end in a backslash as Dockerfiles do."""
        return bool(_POSIX.fullmatch(self.shell[0]))

    @property
    def shell_stops(self) -> bool:
        """Whether the stage's shell stops at the first command that fails by itself."""
        flags = [word for word in self.shell[1:] if word.startswith("-") and not word.startswith("--")]
        return not self.has_posix_shell or any("e" in word for word in flags)

    def clean(self, text: str) -> str:
        """The text without control characters, which a spec can't hold."""
        found = _CONTROL.search(text)
        if found:
            self.lost(f"the control character U+{ord(found[0]):04X} is left out, a spec can't hold it")
        return _CONTROL.sub("", text)


def json_words(text: str) -> tuple[str, ...] | None:
    """The texts of a JSON list; None for anything else, which is then words or a shell's text."""
    if not text.startswith("["):
        return None
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return tuple(found) if all(isinstance(word, str) for word in found) else None


def step(*entries: Entry | None, texts: str = "") -> Node:
    """A step of these entries; `raw` where its texts hold braces that are not for cigen."""
    given = tuple(entry for entry in entries if entry is not None)
    if "{{" in texts:
        given = (*given, Entry("raw", True))
    if len(given) == 1 and given[0].key == "run" and isinstance(given[0].value, Free):
        return given[0].value
    return given


def flag_value(flags: tuple[str, ...], name: str) -> str:
    """The value of a flag, the last one where it stands several times; empty where it does not."""
    values = [flag.partition("=")[2] for flag in flags if flag.partition("=")[0] == f"--{name}"]
    return values[-1] if values else ""


def switched(flags: tuple[str, ...], name: str) -> bool | None:
    """A flag that is on or off; None where it does not stand there."""
    found = [flag for flag in flags if flag.partition("=")[0] == f"--{name}"]
    return found[-1].partition("=")[2].lower() in ("", "true", "1", "t") if found else None
