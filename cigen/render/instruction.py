"""One instruction of the plan in, its Dockerfile text out; the only place that quotes for Dockerfiles.

https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

import json
import re
import shlex

from cigen.plan.model import (
    Add,
    Arg,
    Content,
    Copy,
    Exec,
    Gather,
    Healthcheck,
    Instruction,
    Pairs,
    Recorded,
    Run,
    Words,
)
from cigen.plan.records import RECORDER

MOST_BODY = 127 * 1024
"""A heredoc body is one word of the shell's command line; longer ones travel as a file."""

_RECORD = f"--mount=type=bind,from={RECORDER},source=/record,target=/.cigen/record"
_GATHER = f"--mount=type=bind,from={RECORDER},source=/gather,target=/.cigen/gather"
_LANE = "--mount=type=cache,id=cigen-lane-{},sharing=locked,target=/.cigen/lane "
_PLAIN_WORD = re.compile(r"[A-Za-z0-9_./:@%+,=~^*?{}\[\]$-]+")


def text(instruction: Instruction, carrier: str = "") -> str:
    """The instruction as lines of a Dockerfile, each ended by a newline, comments of its own included.

    `carrier` is the stage that holds the script as `/step` where it is too long for a heredoc.
    """
    if isinstance(instruction, Run):
        return comment(instruction.name) + _run(instruction, carrier)
    if isinstance(instruction, Recorded):
        return comment(instruction.run.name) + _recorded(instruction, carrier)
    if isinstance(instruction, Gather):
        lines = "".join(f"{kind} {number} {pattern}\n" for kind, number, pattern in instruction.files)
        return f"RUN {_GATHER} exec /.cigen/gather {instruction.cell} {heredoc('FILES', lines)}"
    if isinstance(instruction, Copy):
        return _copy(instruction)
    if isinstance(instruction, Content):
        flags = _flags(link=instruction.link, chown=instruction.chown, chmod=instruction.chmod)
        mark, body, end = _heredoc_parts("CONTENT", instruction.text)
        return f"COPY {flags}<<{mark} {_path(instruction.to)}\n{body}{end}"
    if isinstance(instruction, Add):
        link, chown, chmod = instruction.link, instruction.chown, instruction.chmod
        flags = _flags(link=link, chown=chown, chmod=chmod, checksum=instruction.checksum)
        return f"ADD {flags}{_paths((*instruction.sources, instruction.to))}\n"
    return _metadata(instruction)


def comment(content: str) -> str:
    """A comment of one line; nothing for nothing."""
    shown = " ".join(content.split())
    return f"# {shown}\n" if shown else ""


def heredoc(name: str, body: str) -> str:
    """A here-document whose text reaches its command as it stands: opening word, body, end."""
    mark, body, end = _heredoc_parts(name, body)
    return f"<<{mark}\n{body}{end}"


def too_long(instruction: Instruction) -> bool:
    """Whether the instruction's script can't stand in a heredoc of a RUN."""
    run = instruction.run if isinstance(instruction, Recorded) else instruction
    return isinstance(run, Run) and len(run.script.encode("utf-8", "replace")) > MOST_BODY


def _heredoc_parts(name: str, body: str) -> tuple[str, str, str]:
    lines = body.split("\n")
    mark, number = name, 0
    while mark in lines or any(line.lstrip("\t") == mark for line in lines):
        number += 1
        mark = f"{name}{number}"
    return f"'{mark}'", body if body.endswith("\n") or not body else body + "\n", f"{mark}\n"


def _run(run: Run, carrier: str) -> str:
    """A command of a stage: on the line where a Dockerfile can hold it so, else as heredoc."""
    head = f"RUN {_run_flags(run)}"
    if carrier:
        return f"{head}{_carried(carrier)}{_exports(run)}{shlex.join(run.interpreter)} /.cigen/step\n"
    if _on_one_line(run.script):
        return f"{head}{_exports(run)}{run.script.strip()}\n"
    strict = "set -e\n" if "\n" in run.script.strip("\n") else ""
    exports = f"{_exports(run)[:-2]}\n" if run.env else ""
    return f"{head}{heredoc('STEP', strict + exports + run.script)}"


def _recorded(step: Recorded, carrier: str) -> str:
    """A tested step: the recorder gets it verbatim on its standard input."""
    options = [f"--timeout={step.timeout}"] if step.timeout else []
    options += [f"--retries={step.retries}"] if step.retries else []
    options += ["--always"] if step.always else []
    command = shlex.join([*options, step.cell, str(step.number), *step.run.interpreter])
    lane = "" if step.lane is None else _LANE.format(step.lane)
    carried = _carried(carrier) if carrier else ""
    script = "< /.cigen/step\n" if carrier else heredoc("STEP", step.run.script)
    flags = f"{_RECORD} {lane}{carried}{_run_flags(step.run)}"
    return f"RUN {flags}{_exports(step.run)}exec /.cigen/record {command} {script}"


def _carried(carrier: str) -> str:
    return f"--mount=type=bind,from={carrier},source=/step,target=/.cigen/step "


def _on_one_line(script: str) -> bool:
    stripped = script.strip()
    return (
        "\n" not in stripped
        and "<<" not in stripped
        and not stripped.startswith(("[", "--", "#"))
        and not re.search(r"\\\s*$", script.rstrip("\n"))
        and bool(stripped)
    )


def _run_flags(run: Run) -> str:
    words = [f"--mount={mount}" for mount in run.mounts]
    words += [f"--network={run.network}"] if run.network else []
    return "".join(f"{word} " for word in words)


def _exports(run: Run) -> str:
    if not run.env:
        return ""
    return "export " + " ".join(f"{name}={shlex.quote(value)}" for name, value in run.env) + "; "


def _flags(*, link: bool = False, **values: str) -> str:
    words = ["--link"] if link else []
    words += [f"--{name}={value}" for name, value in values.items() if value]
    return "".join(f"{word} " for word in words)


def _copy(copy: Copy) -> str:
    excluded = "".join(f"--exclude={pattern} " for pattern in copy.exclude)
    flags = _flags(link=copy.link, chown=copy.chown, chmod=copy.chmod, **{"from": copy.origin})
    return f"COPY {flags}{excluded}{_paths((*copy.sources, copy.to))}\n"


def _path(path: str) -> str:
    return path if _PLAIN_WORD.fullmatch(path) else json.dumps(path, ensure_ascii=False)


def _paths(paths: tuple[str, ...]) -> str:
    """Words where every path is one, else the JSON form."""
    if all(_PLAIN_WORD.fullmatch(path) for path in paths) and not paths[0].startswith(("[", "<<")):
        return " ".join(paths)
    return json.dumps(list(paths), ensure_ascii=False)


def _quoted(value: str) -> str:
    """A value of ENV, LABEL or ARG: `$NAME` still stands for a variable, as in any Dockerfile."""
    if _PLAIN_WORD.fullmatch(value):
        return value if value.replace("_", "").replace(".", "").isalnum() and not value.isdigit() else f'"{value}"'
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _metadata(instruction: Pairs | Arg | Words | Exec | Healthcheck) -> str:
    if isinstance(instruction, Pairs):
        names = (name if _PLAIN_WORD.fullmatch(name) else json.dumps(name) for name, _ in instruction.pairs)
        values = (_quoted(value) for _, value in instruction.pairs)
        return f"{instruction.keyword} {' '.join(f'{n}={v}' for n, v in zip(names, values, strict=True))}\n"
    if isinstance(instruction, Arg):
        return f"ARG {instruction.name}" + (
            "\n" if instruction.default is None else f"={_quoted(instruction.default)}\n"
        )
    if isinstance(instruction, Words):
        return f"{instruction.keyword} {' '.join(instruction.words)}\n"
    if isinstance(instruction, Healthcheck):
        options = "".join(f"{option} " for option in instruction.options)
        return (
            f"HEALTHCHECK {options}CMD {_command(instruction.command)}\n"
            if instruction.command
            else "HEALTHCHECK NONE\n"
        )
    return f"{instruction.keyword} {_command(instruction.command)}\n"


def _command(command: tuple[str, ...] | str) -> str:
    if isinstance(command, str):
        return " ".join(command.split("\n")).strip()
    return json.dumps(list(command), ensure_ascii=False)
