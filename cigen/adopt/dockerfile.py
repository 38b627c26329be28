"""A Dockerfile's text in, its instructions out, each with its lines, comments and here-documents.

https://docs.docker.com/reference/dockerfile/#format
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cigen.adopt.words import leading_flags
from cigen.source import Diagnostic, Position

KEYWORDS = tuple(
    "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER "  # noqa: SIM905
    "VOLUME WORKDIR".split()
)
MOST_BYTES = 4 * 1024 * 1024
MOST_STAGES = 2_000

_DIRECTIVE = re.compile(r"#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(\S.*)")
_HEREDOC = re.compile(r"[0-9]*<<(-?)([^<]+)")
_SHELL_WORD = re.compile(r"""(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+""")
_MAY_HOLD = ("RUN", "COPY", "ADD")


@dataclass(frozen=True, slots=True)
class Mark:
    """What opens a here-document: `word` as it is written behind `<<`, `name` without its quotes."""

    word: str
    name: str
    expand: bool
    chomp: bool

    def ends(self, line: str) -> bool:
        """Whether this line ends it."""
        return (line.lstrip("\t") if self.chomp else line).rstrip("\r") == self.name


@dataclass(frozen=True, slots=True)
class Heredoc:
    """A here-document with its `body` as it stands, lines ended by newlines."""

    mark: Mark
    body: str

    @property
    def text(self) -> str:
        """The body without the leading tabs that `<<-` takes away."""
        return re.sub(r"^\t+", "", self.body, flags=re.M) if self.mark.chomp else self.body


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction: `pieces` are the lines behind the keyword and its flags, their continuation signs taken off."""

    keyword: str
    flags: tuple[str, ...]
    pieces: tuple[str, ...]
    comments: tuple[str, ...]
    heredocs: tuple[Heredoc, ...]
    line: int

    @property
    def rest(self) -> str:
        """Everything behind the flags, as one line."""
        return "".join(self.pieces)


@dataclass(frozen=True, slots=True)
class Directive:
    """A parser directive, such as `# syntax=docker/dockerfile:1`."""

    name: str
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """A whole Dockerfile; `tail` are the comments behind its last instruction."""

    directives: tuple[Directive, ...]
    instructions: tuple[Instruction, ...]
    tail: tuple[str, ...]
    escape: str
    has_carriage_returns: bool = False

    def directive(self, name: str) -> Directive | None:
        """The directive of that name."""
        return next((one for one in self.directives if one.name == name), None)


def parse(text: str, file: str) -> tuple[Dockerfile | None, tuple[Diagnostic, ...]]:
    """The Dockerfile, or None and what keeps it from being read; `file` is the name that messages show."""
    if len(text) > MOST_BYTES:
        message = f"this has {len(text):,} characters, a Dockerfile of up to {MOST_BYTES:,} is read: split it"
        return None, (Diagnostic(Position(file, 1, 1), message, "large-dockerfile"),)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        message = "this is no text, it holds a zero byte: name a Dockerfile"
        return None, (Diagnostic(Position(file, line, 1), message, "not-a-dockerfile"),)
    reader = _Reader(text.removeprefix("\ufeff"), file)
    reader.read()
    if not reader.diagnostics and not reader.instructions:
        reader.report(1, "the Dockerfile has no instructions, it needs at least a `FROM`", "empty-dockerfile")
    if reader.diagnostics:
        return None, tuple(reader.diagnostics)
    return reader.result(), ()


def heredoc_marks(line: str) -> tuple[Mark, ...]:
    """The here-documents that a line opens, in their order."""
    matches = [_HEREDOC.fullmatch(word) for word in _SHELL_WORD.findall(line)]
    return tuple(_mark(match) for match in matches if match and re.sub(r"[\"'\\\\]", "", match[2]))


def _mark(match: re.Match[str]) -> Mark:
    name = re.sub(r"[\"'\\\\]", "", match[2])
    return Mark(match[2], name, expand=name == match[2], chomp=match[1] == "-")


class _Reader:
    """One pass over the lines of one text."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.lines = text.split("\n")
        if self.lines[-1] == "":
            self.lines.pop()
        self.carriage_returns = any(line.endswith("\r") for line in self.lines)
        self.next = 0
        self.escape = "\\"
        self.directives: list[Directive] = []
        self.instructions: list[Instruction] = []
        self.comments: list[str] = []
        self.stages = 0
        self.diagnostics: list[Diagnostic] = []

    def result(self) -> Dockerfile:
        return Dockerfile(
            tuple(self.directives),
            tuple(self.instructions),
            tuple(self.comments),
            self.escape,
            self.carriage_returns,
        )

    def report(self, line: int, message: str, rule: str) -> None:
        if len(self.diagnostics) < 20:
            self.diagnostics.append(Diagnostic(Position(self.file, line, 1), message, rule))

    def read(self) -> None:
        self._directives()
        while self.next < len(self.lines) and len(self.diagnostics) < 20:
            line = self.lines[self.next].strip()
            if not line:
                self.next += 1
            elif line.startswith("#"):
                self.comments.append(line[1:].strip())
                self.next += 1
            else:
                self._instruction()

    def _directives(self) -> None:
        """They stand on top, before any other comment, each once."""
        while self.next < len(self.lines):
            match = _DIRECTIVE.fullmatch(self.lines[self.next].strip())
            name = match[1].lower() if match else ""
            if match is None or name not in ("syntax", "escape", "check"):
                return
            self.next += 1
            if any(one.name == name for one in self.directives):
                self.report(self.next, f"the directive `{name}` stands twice, take one out", "duplicate-directive")
            self.directives.append(Directive(name, match[2], self.next))
            if name == "escape":
                self._set_escape(match[2])

    def _set_escape(self, value: str) -> None:
        if value not in ("\\", "`"):
            message = f"`escape` is a backslash or a backtick, found `{value:.20}`"
            self.report(self.next, message, "bad-directive")
        else:
            self.escape = value

    def _instruction(self) -> None:
        first = self.next + 1
        keyword, pieces = self._logical_line()
        if keyword not in KEYWORDS:
            word = keyword[:40] if keyword.isprintable() else ascii(keyword[:40])
            message = f"`{word}` is no instruction, known are: {', '.join(KEYWORDS)}"
            self.report(first, message, "unknown-instruction")
            return
        heredocs = self._heredocs("".join(pieces), first) if keyword in _MAY_HOLD else ()
        flags, pieces = _without_flags(pieces, self.escape, keyword)
        if not pieces:
            self.report(first, f"`{keyword}` says nothing, write what it is for", "empty-instruction")
        if keyword == "FROM":
            self._count_stage(first)
        comments, self.comments = tuple(self.comments), []
        self.instructions.append(Instruction(keyword, flags, pieces, comments, heredocs, first))

    def _count_stage(self, line: int) -> None:
        self.stages += 1
        if self.stages == MOST_STAGES + 1:
            message = f"more than {MOST_STAGES:,} stages start before here: split the Dockerfile"
            self.report(line, message, "large-dockerfile")
            self.next = len(self.lines)

    def _logical_line(self) -> tuple[str, tuple[str, ...]]:
        """The keyword and the lines behind it, continued ones joined; comments within are kept aside."""
        piece, goes_on = self._continued(self.lines[self.next].lstrip())
        self.next += 1
        pieces = [piece]
        while goes_on and self.next < len(self.lines):
            line = self.lines[self.next]
            self.next += 1
            if line.lstrip().startswith("#"):
                self.comments.append(line.strip()[1:].strip())
            elif line.strip():
                piece, goes_on = self._continued(line)
                pieces.append(piece)
        return _keyword(pieces)

    def _continued(self, line: str) -> tuple[str, bool]:
        """A line without its continuation sign, and whether it had one; two of them are no sign."""
        bare = line.rstrip("\r")
        cut = bare.rstrip(" \t")
        if cut.endswith(self.escape) and not cut.endswith(self.escape * 2):
            return cut[:-1], True
        return bare, False

    def _heredocs(self, line: str, first: int) -> tuple[Heredoc, ...]:
        return tuple(self._heredoc(first, mark) for mark in heredoc_marks(line)) if "<<" in line else ()

    def _heredoc(self, first: int, mark: Mark) -> Heredoc:
        start = self.next
        while self.next < len(self.lines) and not mark.ends(self.lines[self.next]):
            self.next += 1
        if self.next >= len(self.lines):
            message = f"the here-document `{mark.name:.40}` is never closed, end it with a line `{mark.name:.40}`"
            self.report(first, message, "open-heredoc")
        body = "".join(line.rstrip("\r") + "\n" for line in self.lines[start : self.next])
        self.next += 1
        return Heredoc(mark, body)


def _keyword(pieces: list[str]) -> tuple[str, tuple[str, ...]]:
    """The first word, which may be continued itself, and what stands behind it."""
    number = next((number for number, piece in enumerate(pieces) if re.search(r"\s", piece)), len(pieces) - 1)
    head, _, rest = re.sub(r"\s", " ", "".join(pieces[: number + 1]), count=1).partition(" ")
    return head.upper(), (rest, *pieces[number + 1 :])


def _without_flags(pieces: tuple[str, ...], escape: str, keyword: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The flags, and the lines behind them, blanks at both ends taken off."""
    joined = "".join(pieces)
    flags: tuple[str, ...] = ()
    start = len(joined) - len(joined.lstrip())
    if keyword in ("FROM", "RUN", "COPY", "ADD", "HEALTHCHECK"):
        flags, start = leading_flags(joined, escape)
    kept = []
    for piece in pieces:
        if start < len(piece):
            kept.append(piece[max(start, 0) :])
        start -= len(piece)
    while kept and not kept[-1].strip():
        kept.pop()
    return flags, (*kept[:-1], kept[-1].rstrip()) if kept else ()
