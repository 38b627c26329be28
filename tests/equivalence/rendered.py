"""A Dockerfile of cigen in, its stages out as if it had no recorder and no collectors; read independently of cigen."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.equivalence.expected import Stage

HEREDOC = re.compile(r"<<'?([A-Z0-9]+)'?")
CHECKOUT = re.compile(
    r"git cat-file -e '?(\w+)\^\{commit\}'? (?:\|\| git fetch origin \1 )?"
    r"\|\| git fetch origin\ngit checkout (\1)"
)
CHECKED_OUT = r"git checkout \1 || git fetch origin && git checkout \1"
"""How the author writes it; cigen looks for the commit without a message about what is not there."""
ARTIFACT = re.compile(r"/cigen/artifact\[s\]/(\S+)/(\d+)/\*")
OWN = ("results", "verdict", "cigen")


@dataclass(slots=True)
class Read:
    """A stage as it is read: instructions without their options, and the paths of its artifacts by number."""

    name: str
    parent: str
    folder: str
    does: list[str] = field(default_factory=list)
    artifacts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """Every stage of a rendered file."""

    stages: dict[str, Read]

    @property
    def own(self) -> tuple[Stage, ...]:
        """The stages of the spec."""
        return tuple(
            Stage(stage.name, stage.parent, tuple(self._whole(stage)))
            for stage in self.stages.values()
            if not is_helper(stage.name)
        )

    def collects(self, root: str) -> Iterator[tuple[str, str, str]]:
        """What the tree under a collector takes: cell, path there, path in the collector."""
        for line in self.stages[root].does:
            source = line.split("--from=")[1].split()[0]
            path, to = line.split()[-2:]
            found = ARTIFACT.fullmatch(path)
            if found:
                yield source, self.stages[source].artifacts[found[2]], to
            else:
                yield from self.collects(source)

    def fan_in(self, name: str) -> int:
        """From how many stages a stage copies."""
        return len({line.split("--from=")[1].split()[0] for line in self.stages[name].does})

    def _whole(self, stage: Read) -> Iterator[str]:
        """The instructions, with copies from the cells in place of the one from the tree."""
        for line in stage.does:
            if "--from=cigen-collect-" not in line:
                yield line
                continue
            root, into = line.split("--from=")[1].split()[0], line.split()[-1]
            for cell, path, to in self.collects(root):
                yield f"COPY --from={cell} {path} {posixpath.join(into, to.lstrip('/'))}"


def is_helper(name: str) -> bool:
    """Whether a stage is one of cigen's own."""
    return name in OWN or name.startswith("cigen-")


def read_dockerfile(text: str) -> Dockerfile:
    """The stages of a rendered Dockerfile."""
    stages: dict[str, Read] = {}
    for line, body in _instructions(text):
        keyword, rest = line.split(None, 1)
        if keyword == "FROM":
            parent, _, name = rest.split()[-3:]
            current = Read(name, parent, stages[parent].folder if parent in stages else "/")
            stages[name] = current
        elif "/.cigen/gather" in rest:
            for kind, number, path in (entry.split(None, 2) for entry in body.splitlines()):
                if kind == "artifact":
                    current.artifacts[number] = posixpath.normpath(posixpath.join(current.folder, path))
        elif "--from=cigen-records" not in rest:
            if keyword == "WORKDIR":
                current.folder = posixpath.normpath(posixpath.join(current.folder, rest.strip()))
            current.does.append(_plain(keyword, rest, body))
    return Dockerfile(stages)


def _instructions(text: str) -> Iterator[tuple[str, str]]:
    """Each instruction's line, and its here-document."""
    lines = iter(text.splitlines())
    for line in lines:
        if not line or line.startswith("#"):
            continue
        body: list[str] = []
        for mark in HEREDOC.findall(line) if line.startswith(("RUN", "COPY")) else ():
            for inner in lines:
                if inner == mark:
                    break
                body.append(inner)
        yield line, "\n".join(body)


def _plain(keyword: str, rest: str, body: str) -> str:
    if keyword != "RUN":
        return "\n".join([f"{keyword} {rest}", *([body] if body else [])])
    words = rest.split(" ")
    while words and words[0].startswith("--"):
        words.pop(0)
    command = body or " ".join(words)
    return f"RUN {CHECKOUT.sub(CHECKED_OUT, command)}"
