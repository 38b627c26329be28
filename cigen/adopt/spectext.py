"""A Dockerfile's stages in, the text of a spec and everything that is not as it was out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cigen.adopt.dockerfile import Dockerfile, Instruction
from cigen.adopt.files import files
from cigen.adopt.guess import why_not, why_test
from cigen.adopt.place import DEFAULT_SHELL, Place, Remark
from cigen.adopt.run import run
from cigen.adopt.settings import SETTINGS, declared
from cigen.adopt.stages import Stage, Stages
from cigen.adopt.words import NotCarriedError
from cigen.yamlwrite import Entry, Free, Items, Node, Noted, document, scalar

SCHEMA = "yaml-language-server: $schema=https://raw.githubusercontent.com/cigen/cigen/main/docs/cigen.schema.json"
"""The comment by which editors know what a spec may hold."""
_NO_SHELL = ("scratch", "distroless", "/static")


@dataclass(frozen=True, slots=True)
class Adopted:
    """A spec made from a Dockerfile: its text, its tests with the reason for each guess, and the remarks."""

    text: str
    final: str
    tests: tuple[tuple[str, str], ...]
    stages: tuple[str, ...]
    remarks: tuple[Remark, ...]
    copies_everything: bool = False


def adopt(dockerfile: Dockerfile, stages: Stages, *, source: str) -> Adopted:
    """The spec whose rendering has the same stages and instructions; `source` is the Dockerfile's name."""
    return _Writer(dockerfile, stages, source).write()


class _Writer:
    """One pass over the stages."""

    def __init__(self, dockerfile: Dockerfile, stages: Stages, source: str) -> None:
        self.dockerfile = dockerfile
        self.all = stages
        self.source = source
        self.remarks: list[Remark] = []
        used = stages.used()
        whys = {one.index: why_test(one) for one in stages.stages if one.index not in used}
        self.whys = {index: why for index, why in whys.items() if why}
        self.shells: dict[int, tuple[str, ...]] = {}
        self.declared: dict[int, frozenset[str]] = {}

    def write(self) -> Adopted:
        top = self._top()
        written = {one.index: self._stage(one) for one in self.all.stages}
        stages = tuple(entry for index, entry in written.items() if index not in self.whys)
        tests = tuple(entry for index, entry in written.items() if index in self.whys)
        entries = (*top, Entry("stages", _apart(stages), apart=True)) if stages else top
        entries = (*entries, Entry("tests", _apart(tests or (self._smoke(),)), apart=True))
        last = self.all.stages[-1]
        names = {one.index: one.name for one in self.all.stages}
        return Adopted(
            text=document(entries, header=(SCHEMA, f"Made by `cigen init --from {self.source}`.")),
            final=last.name,
            tests=tuple((names[index], why) for index, why in self.whys.items()),
            stages=tuple(name for index, name in names.items() if index not in self.whys),
            remarks=tuple(sorted(set(self.remarks))),
            copies_everything=any(map(_copies_everything, self.dockerfile.instructions)),
        )

    def _top(self) -> tuple[Entry, ...]:
        """What stands before the first stage: directives and arguments."""
        entries = []
        for directive in self.dockerfile.directives:
            if directive.name == "syntax":
                note = ("The image that reads the Dockerfile; without this line the engine's own does.",)
                entries.append(Entry("syntax", Free(directive.value), above=note, apart=True))
            if directive.name == "check":
                message = f"`# check={directive.value}` is left out, the spec has no word for it"
                self.remarks.append(Remark(directive.line, message, lost=True))
        if self.dockerfile.escape != "\\":
            message = "`# escape` is gone: continued lines and escapes are written with backslashes"
            line = next(one.line for one in self.dockerfile.directives if one.name == "escape")
            self.remarks.append(Remark(line, message))
        if self.dockerfile.has_carriage_returns:
            self.remarks.append(Remark(1, "line ends of Windows (CR LF) are written as those of Unix"))
        arguments, comments = self._globals()
        if arguments:
            entries.append(Entry("args", arguments, above=comments, apart=True))
        return tuple(entries)

    def _globals(self) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
        place = self._place(DEFAULT_SHELL, frozenset())
        found: dict[str, Entry] = {}
        above: tuple[str, ...] = ()
        for one in self.all.globals:
            place.line = one.line
            above = (*(above if not found else ()), *one.comments)
            for name, default in self._declared(one, place).items():
                if name in found:
                    place.changed(f"`ARG {name}` stands twice before the first FROM, the last one is kept")
                found[name] = Entry(
                    scalar(name), None if default is None else Free(default) if default else "", above=above
                )
                above = ()
        self.remarks += place.remarks
        return tuple(found.values()), ()

    def _declared(self, one: Instruction, place: Place) -> dict[str, str | None]:
        try:
            return declared(one, place)
        except NotCarriedError as error:
            place.lost(f"ARG is left out: {error}")
            return {}

    def _place(self, shell: tuple[str, ...], names: frozenset[str], *, is_test: bool = False) -> Place:
        return Place(
            self.dockerfile.escape, self.all.origin, self.all.mounted, is_test, shell=shell, declared=set(names)
        )

    def _stage(self, stage: Stage) -> Entry:
        shell = self.shells.get(stage.parent, DEFAULT_SHELL) if stage.parent is not None else DEFAULT_SHELL
        names = self.declared.get(stage.parent, frozenset()) if stage.parent is not None else frozenset()
        place = self._place(shell, names, is_test=stage.index in self.whys)
        place.line = stage.head.line
        self._say_name(stage, place)
        steps = [step for one in stage.instructions for step in self._steps(one, place)]
        self.shells[stage.index], self.declared[stage.index] = place.shell, frozenset(place.declared)
        self.remarks += place.remarks
        tail = self.dockerfile.tail if stage is self.all.stages[-1] else ()
        entries = [Entry("from", Free(self.all.start(stage)))]
        entries += [Entry("platform", Free(stage.platform))] if stage.platform else []
        comments = (*stage.head.comments, *self._notes(stage))
        if any(step.value is not None for step in steps):
            steps += [Noted(None, tail)] if tail else []
            entries.append(Entry("steps", Items(tuple(steps))))
        else:
            comments = (*comments, *(line for step in steps for line in step.above), *tail)
        return Entry(stage.name, tuple(entries), above=comments)

    def _notes(self, stage: Stage) -> Iterable[str]:
        if stage.index in self.whys:
            yield f"A test, it seems: {self.whys[stage.index]}."
        elif why_not(stage):
            self.remarks.append(Remark(stage.head.line, f"the stage `{stage.name}` stays a stage: {why_not(stage)}"))

    def _say_name(self, stage: Stage, place: Place) -> None:
        if not stage.given:
            place.changed(f"this stage has no name, it is called `{stage.name}`")
        elif stage.given != stage.name:
            place.changed(f"the stage `{stage.given}` is called `{stage.name}`")
        for flag in stage.head.flags:
            if not flag.startswith("--platform="):
                place.lost(f"the flag `{flag:.40}` of FROM is left out, the spec has no word for it")

    def _steps(self, one: Instruction, place: Place) -> list[Noted]:
        """The steps of an instruction below its comments, with what is to be said of them."""
        place.line = one.line
        before = len(place.remarks)
        steps = _converted(one, place)
        said = [f"Line {remark.line}: {remark.message}." for remark in place.remarks[before:]]
        above = (*one.comments, *said)
        if not steps:
            return [Noted(None, (*above, f"  {one.keyword} {one.rest:.500}"))]
        return [Noted(step, above if number == 0 else ()) for number, step in enumerate(steps)]

    def _smoke(self) -> Entry:
        """A spec needs a test: one that tries nothing but the image itself."""
        last = self.all.stages[-1]
        root = last
        while root.parent is not None:
            root = self.all.stages[root.parent]
        place = self._place(self.shells[last.index], frozenset())
        shell = place.has_posix_shell and not any(part in root.image for part in _NO_SHELL)
        above = ("No stage looked like a test. This one tries nothing, but everything gets built: write your own.",)
        start = Entry("from", last.name if shell else "busybox:latest")
        name = next(name for name in ("smoke", "smoke-test", "cigenless-smoke") if name not in self._names())
        return Entry(name, (start, Entry("steps", Items(("true",)))), above=above)

    def _names(self) -> frozenset[str]:
        return frozenset(one.name for one in self.all.stages)


def _copies_everything(one: Instruction) -> bool:
    """Whether the whole build context is copied or mounted."""
    if one.keyword == "RUN":
        mounts = [flag for flag in one.flags if flag.startswith("--mount=") and "type=bind" in flag]
        return any("source=" not in flag and "src=" not in flag and "from=" not in flag for flag in mounts)
    words = one.rest.split() if one.keyword in ("COPY", "ADD") else []
    return bool({".", "./", "/"} & set(words[:-1])) and not any(flag.startswith("--from=") for flag in one.flags)


def _converted(one: Instruction, place: Place) -> tuple[Node, ...]:
    try:
        if one.keyword == "RUN":
            return run(one, place)
        return files(one, place) if one.keyword in ("COPY", "ADD") else SETTINGS[one.keyword](one, place)
    except NotCarriedError as error:
        place.lost(f"{one.keyword} is left out: {error}")
        return ()


def _apart(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The same with blank lines between them."""
    return tuple(
        Entry(one.key, one.value, above=one.above, note=one.note, apart=number > 0)
        for number, one in enumerate(entries)
    )
