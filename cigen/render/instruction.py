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
MOST_LINE = 16 * 1024
"""Longer variables of a step go into its script, as a Dockerfile's lines are short."""

_RECORD = f"--mount=type=bind,from={RECORDER},source=/record,target=/.cigen/record"
_GATHER = f"--mount=type=bind,from={RECORDER},source=/gather,target=/.cigen/gather"
_LANE = "--mount=type=cache,id=cigen-lane-{},sharing=locked,target=/.cigen/lane "
_SIMPLE = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9_.]+")
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
        return f"COPY {flags}<<{mark} {instruction.to}\n{body}{end}"
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
    if not isinstance(run, Run) or (not run.env and len(run.script) * 4 < MOST_BODY):
        return False
    return _size(script(run)) + _size(_exports(run)) > MOST_BODY


def script(run: Run) -> str:
    """What the shell reads: the command, behind the step's variables where those don't fit in front of it."""
    return run.script if _fits(run) else f"{_export(run)}\n{run.script}"


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _heredoc_parts(name: str, body: str) -> tuple[str, str, str]:
    lines = body.split("\n")
    mark, number = name, 0
    while any(line.strip("\t\r") == mark for line in lines):
        number += 1
        mark = f"{name}{number}"
    return f"'{mark}'", body if body.endswith("\n") or not body else body + "\n", f"{mark}\n"


def _run(run: Run, carrier: str) -> str:
    """A command of a stage: on the line where a Dockerfile can hold it so, else as heredoc."""
    head = f"RUN {_run_flags(run)}"
    body = script(run)
    if carrier:
        return f"{head}{_carried(carrier)}{_exports(run)}{shlex.join(run.interpreter)} /.cigen/step\n"
    if _on_one_line(body):
        return f"{head}{_exports(run)}{body.strip()}\n"
    if body.startswith("#!"):
        own = f"{_exports(run)}{shlex.join(run.interpreter)} /dev/stdin " if run.env else ""
        return f"{head}{own}{heredoc('STEP', body)}"
    strict = "set -e\n" if run.interpreter[-1] == "-e" else ""
    exports = f"{_export(run)}\n" if _exports(run) else ""
    return f"{head}{heredoc('STEP', strict + exports + body)}"


def _recorded(step: Recorded, carrier: str) -> str:
    """A tested step: the recorder gets it verbatim on its standard input."""
    options = [f"--timeout={step.timeout}"] if step.timeout else []
    options += [f"--retries={step.retries}"] if step.retries else []
    options += ["--always"] if step.always else []
    command = shlex.join([*options, step.cell, str(step.number), *step.run.interpreter])
    lane = "" if step.lane is None else _LANE.format(step.lane)
    carried = _carried(carrier) if carrier else ""
    body = "< /.cigen/step\n" if carrier else heredoc("STEP", script(step.run))
    flags = f"{_RECORD} {lane}{carried}{_run_flags(step.run)}"
    return f"RUN {flags}{_exports(step.run)}exec /.cigen/record {command} {body}"


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
    words = [f"--mount={_flag(','.join(_field(*pair) for pair in mount))}" for mount in run.mounts]
    words += [f"--network={run.network}"] if run.network else []
    return "".join(f"{word} " for word in words)


def _field(name: str, value: str) -> str:
    """One field of a mount, which is a line of CSV."""
    field = f"{name}={value}" if value else name
    return '"' + field.replace('"', '""') + '"' if "," in field or '"' in field else field


def _flag(value: str) -> str:
    """The value of a flag as one word."""
    return re.sub(r"""([\s"'\\])""", r"\\\1", value)


def _fits(run: Run) -> bool:
    """Whether the step's variables can stand in front of its command, on the same line."""
    if not run.env:
        return True
    return not any("\n" in value for _, value in run.env) and _size(_export(run)) < MOST_LINE


def _exports(run: Run) -> str:
    return f"{_export(run)}; " if run.env and _fits(run) else ""


def _export(run: Run) -> str:
    return "export " + " ".join(f"{name}={shlex.quote(value)}" for name, value in run.env) if run.env else ""


def _flags(*, link: bool = False, **values: str) -> str:
    words = ["--link"] if link else []
    words += [f"--{name}={_flag(value)}" for name, value in values.items() if value]
    return "".join(f"{word} " for word in words)


def _copy(copy: Copy) -> str:
    excluded = "".join(f"--exclude={_flag(pattern)} " for pattern in copy.exclude)
    flags = _flags(link=copy.link, chown=copy.chown, chmod=copy.chmod, **{"from": copy.origin})
    return f"COPY {flags}{excluded}{_paths((*copy.sources, copy.to))}\n"


def _paths(paths: tuple[str, ...]) -> str:
    """Words where every path is one, else the JSON form; in both, `$NAME` still stands for a variable."""
    if all(_PLAIN_WORD.fullmatch(path) for path in paths) and not paths[0].startswith(("[", "--")):
        return " ".join(paths)
    return json.dumps([re.sub(r"""(\\(?!\$)|["'])""", r"\\\1", path) for path in paths], ensure_ascii=False)


def _quoted(value: str) -> str:
    """A value of ENV, LABEL or ARG: as in any Dockerfile, `$NAME` stands for a variable and `\\$` for a dollar."""
    if _SIMPLE.fullmatch(value):
        return value
    return '"' + re.sub(r"""(\\(?!\$)|")""", r"\\\1", value) + '"'


def _metadata(instruction: Pairs | Arg | Words | Exec | Healthcheck) -> str:
    if isinstance(instruction, Pairs):
        return f"{instruction.keyword} {' '.join(f'{name}={_quoted(value)}' for name, value in instruction.pairs)}\n"
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
        return command.strip()
    return json.dumps(list(command), ensure_ascii=False)
