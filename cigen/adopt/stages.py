"""The instructions of a Dockerfile in, its stages out, named as the spec names them, with what each takes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cigen.adopt.dockerfile import Dockerfile, Instruction
from cigen.adopt.place import flag_value
from cigen.adopt.words import NotCarriedError, split_blanks, split_quoted, value
from cigen.fields import fields
from cigen.source import Diagnostic, Position

RESERVED = frozenset({"cigen", "results", "verdict", "scratch", "context"})
"""Names that the spec keeps for itself, besides `cigen-…`."""
MOST_NAME = 63
MOST_COMPARED = 200

_NAME = re.compile(r"[a-z][a-z0-9_.-]*")
_WINDOWS_IMAGE = re.compile(r"mcr\.microsoft\.com/windows/|.*(?:nanoserver|windowsservercore)", re.IGNORECASE)
_WINDOWS_SHELL = re.compile(r'\[\s*"[^"]*\b(?:cmd|powershell|pwsh)(?:\.exe)?"', re.IGNORECASE)
_VARIABLE = re.compile(r"\$(?:\{[^}]*\}|[A-Za-z_]\w*)")


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage: `given` is its name in the Dockerfile (empty for none), `name` that in the spec, `parent` an index."""

    index: int
    given: str
    name: str
    image: str
    platform: str
    parent: int | None
    head: Instruction
    instructions: tuple[Instruction, ...]


@dataclass(frozen=True, slots=True)
class Stages:
    """All stages, the `ARG`s before the first, and which stage a name means last."""

    globals: tuple[Instruction, ...]
    stages: tuple[Stage, ...]
    by_name: Mapping[str, int]

    def copied(self, origin: str) -> int | None:
        """The stage that `COPY --from=` means, by number or name; None for an image."""
        if origin.isdecimal() and len(origin) < 8:
            return int(origin) if int(origin) < len(self.stages) else None
        return self.by_name.get(origin.lower())

    def origin(self, text: str) -> str:
        """What the spec calls the stage or image of `COPY --from=`."""
        index = self.copied(text)
        return self.image(text) if index is None else self.stages[index].name

    def mounted(self, text: str) -> str:
        """What the spec calls the stage or image of a mount; numbers mean no stage there."""
        index = self.by_name.get(text.lower())
        return self.image(text) if index is None else self.stages[index].name

    def start(self, stage: Stage) -> str:
        """What the spec says for FROM."""
        return self.image(stage.image) if stage.parent is None else self.stages[stage.parent].name

    def image(self, image: str) -> str:
        """An image, with its tag written out where it could be taken for a stage."""
        if image == "scratch" or re.search(r"[/:@$]", image):
            return image
        names = [stage.name for stage in self.stages[:MOST_COMPARED]]
        many = len(self.stages) > MOST_COMPARED
        alike = many or difflib.get_close_matches(image.lower(), names, n=1, cutoff=0.7)
        return f"{image}:latest" if alike else image

    def used(self) -> frozenset[int]:
        """The stages that another one needs; the last one is what the Dockerfile is for."""
        found = {len(self.stages) - 1}
        for stage in self.stages:
            found |= {stage.parent} if stage.parent is not None else self._meant_by_variable(stage)
            found |= {index for one in stage.instructions for index in self._taken(one)}
        return frozenset(found)

    def _meant_by_variable(self, stage: Stage) -> set[int]:
        """`FROM base-$VARIANT` may mean any stage of that form, `FROM $BASE` the one that its default names."""
        if "$" not in stage.image:
            return set()
        form = _VARIABLE.split(stage.image.lower())
        if not any(form):
            names = (default.lower() for default in self._defaults(stage.image))
            return {self.by_name[name] for name in names if name in self.by_name}
        pattern = re.compile(".*".join(map(re.escape, form)))
        return {one.index for one in self.stages[: stage.index] if one.given and pattern.fullmatch(one.given.lower())}

    def _defaults(self, image: str) -> list[str]:
        """What the one variable of an image may stand for when nothing is given."""
        name = re.sub(r"[${}]|[:+?-].*", "", image)
        given = [re.fullmatch(rf"{re.escape(name)}=[\"']?([^\"']*)[\"']?", one.rest) for one in self.globals]
        return [match[1] for match in given if match] + re.findall(r":?-([^}]*)", image)

    def _taken(self, one: Instruction) -> Iterator[int]:
        if one.keyword == "COPY" and flag_value(one.flags, "from"):
            index = self.copied(flag_value(one.flags, "from"))
            yield from () if index is None else (index,)
        for flag in one.flags if one.keyword == "RUN" else ():
            mount = fields(flag.partition("=")[2]) if flag.startswith("--mount=") else ()
            names = [field.partition("=")[2].lower() for field in mount if field.startswith("from=")]
            yield from (self.by_name[name] for name in names if name in self.by_name)


def read(dockerfile: Dockerfile, file: str) -> tuple[Stages | None, tuple[Diagnostic, ...]]:
    """The stages of a Dockerfile; None and what is wrong where they can't be had."""
    reader = _Reader(file, dockerfile.escape)
    for one in dockerfile.instructions:
        reader.take(one)
    if not reader.heads and not reader.diagnostics:
        reader.report(dockerfile.instructions[0], "nothing starts a stage, a Dockerfile needs a `FROM`", "missing-from")
    if reader.diagnostics:
        return None, tuple(reader.diagnostics)
    return reader.stages(), ()


class _Reader:
    """One pass over the instructions."""

    def __init__(self, file: str, escape: str) -> None:
        self.file = file
        self.escape = escape
        self.globals: list[Instruction] = []
        self.heads: list[tuple[str, str, Instruction]] = []
        self.bodies: list[list[Instruction]] = []
        self.diagnostics: list[Diagnostic] = []

    def report(self, one: Instruction, message: str, rule: str) -> None:
        if len(self.diagnostics) < 20:
            self.diagnostics.append(Diagnostic(Position(self.file, one.line, 1), message, rule))

    def take(self, one: Instruction) -> None:
        if one.keyword == "FROM":
            self._head(one)
        elif self.bodies:
            self._check_shell(one)
            self.bodies[-1].append(one)
        elif one.keyword == "ARG":
            self.globals.append(one)
        else:
            self.report(one, f"`{one.keyword}` stands before the first `FROM`, only `ARG` may", "before-from")

    def _head(self, one: Instruction) -> None:
        words = [self._image(one, split_quoted(one.rest, self.escape)[0]), *split_blanks(one.rest)[1:]]
        if len(words) not in (1, 3) or (len(words) == 3 and words[1].upper() != "AS"):
            message = f"`FROM IMAGE` or `FROM IMAGE AS NAME` is wanted here, found `FROM {one.rest:.60}`"
            self.report(one, message, "bad-from")
        elif _WINDOWS_IMAGE.match(words[0]):
            self._refuse_windows(one, f"the image `{words[0]:.80}` is one of Windows")
        name = words[2] if len(words) == 3 else ""
        if name and not _NAME.fullmatch(name.lower()):
            message = f"`{name:.60}` is no name for a stage, it starts with a letter and has a-z 0-9 . _ -"
            self.report(one, message, "bad-name")
        self.heads.append((words[0], name, one))
        self.bodies.append([])

    def _image(self, one: Instruction, word: str) -> str:
        try:
            return value(word, self.escape)
        except NotCarriedError as error:
            self.report(one, f"`{word:.60}` is not to be read: {error}", "bad-from")
            return word

    def _check_shell(self, one: Instruction) -> None:
        if one.keyword == "SHELL" and _WINDOWS_SHELL.match(one.rest):
            self._refuse_windows(one, f"the shell `{one.rest:.60}` is one of Windows")

    def _refuse_windows(self, one: Instruction, what: str) -> None:
        message = f"{what}, cigen builds Linux images only: leave this Dockerfile as it is"
        self.report(one, message, "windows")

    def stages(self) -> Stages:
        names = _names(tuple(given for _, given, _ in self.heads))
        by_name: dict[str, int] = {}
        found = []
        for index, (image, given, head) in enumerate(self.heads):
            platform = flag_value(head.flags, "platform")
            parent = by_name.get(image.lower())
            found.append(Stage(index, given, names[index], image, platform, parent, head, tuple(self.bodies[index])))
            if given:
                by_name[given.lower()] = index
        return Stages(tuple(self.globals), tuple(found), by_name)


def _names(given: tuple[str, ...]) -> tuple[str, ...]:
    """A name for each stage that the spec can hold, no two alike."""
    taken = {name.lower() for name in given if name}
    names: dict[str, int] = {}
    for index, name in enumerate(given):
        wanted = name.lower()[:MOST_NAME] if name else ("final" if index == len(given) - 1 else f"stage-{index}")
        if not name and wanted in taken:
            wanted = "image" if "image" not in taken and wanted == "final" else f"{wanted}-unnamed"
        if wanted in RESERVED or wanted.startswith("cigen-"):
            wanted = f"stage-{wanted}"[:MOST_NAME]
        names[_free(wanted, names, index)] = index
    return tuple(names)


def _free(name: str, taken: Mapping[str, int], index: int) -> str:
    """The name, with the stage's number behind it where another stage has it."""
    while name in taken:
        name = f"{name[: MOST_NAME - 8]}-{index}"
        index += 1
    return name
