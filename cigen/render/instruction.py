"""One instruction of the plan in, its Dockerfile text out.

https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

from cigen.plan.model import (
    Add,
    Arg,
    Content,
    Copy,
    Exec,
    Gather,
    Healthcheck,
    Instruction,
    Onbuild,
    Pairs,
    Recorded,
    Run,
    Words,
)
from cigen.plan.records import RECORDER
from cigen.render import command
from cigen.render.quoting import comment, flag, flags, heredoc, heredoc_parts, json_words, paths, quoted, word

_GATHER = f"--mount=type=bind,from={RECORDER},source=/gather,target=/.cigen/gather"


def text(instruction: Instruction, carrier: str = "") -> str:
    """The instruction as lines of a Dockerfile, each ended by a newline, comments of its own included.

    `carrier` is the stage that holds the script as `/step` where it is too long for a heredoc.
    """
    if isinstance(instruction, Run):
        return comment(instruction.name) + command.run(instruction, carrier)
    if isinstance(instruction, Recorded):
        return comment(instruction.run.name) + command.recorded(instruction, carrier)
    if isinstance(instruction, Gather):
        lines = "".join(f"{kind} {number} {pattern}\n" for kind, number, pattern in instruction.files)
        return f"RUN {_GATHER} --network=none exec /.cigen/gather {instruction.cell} {heredoc('FILES', lines)}"
    if isinstance(instruction, Copy | Content | Add):
        return _files(instruction)
    return _metadata(instruction)


def _files(instruction: Copy | Content | Add) -> str:
    link, chown, chmod = instruction.link, instruction.chown, instruction.chmod
    if isinstance(instruction, Content):
        mark, body, end = heredoc_parts("CONTENT", instruction.text)
        return f"COPY {flags(link=link, chown=chown, chmod=chmod)}<<{mark} {instruction.to}\n{body}{end}"
    words = paths((*instruction.sources, instruction.to))
    excluded = "".join(f"--exclude={flag(pattern)} " for pattern in instruction.exclude)
    if isinstance(instruction, Copy):
        parents = "--parents " if instruction.parents else ""
        given = flags(link=link, chown=chown, chmod=chmod, **{"from": instruction.origin})
        return f"COPY {given}{parents}{excluded}{words}\n"
    unpack = "" if instruction.unpack is None else str(instruction.unpack).lower()
    kept = "true" if instruction.keep_git_dir else ""
    given = flags(link=link, chown=chown, chmod=chmod, checksum=instruction.checksum, keep_git_dir=kept, unpack=unpack)
    return f"ADD {given}{excluded}{words}\n"


def _metadata(instruction: Pairs | Arg | Words | Exec | Healthcheck | Onbuild) -> str:
    if isinstance(instruction, Pairs):
        return f"{instruction.keyword} {' '.join(f'{name}={quoted(value)}' for name, value in instruction.pairs)}\n"
    if isinstance(instruction, Arg):
        default = "" if instruction.default is None else f"={quoted(instruction.default)}"
        return f"ARG {instruction.name}{default}\n"
    if isinstance(instruction, Words):
        return f"{instruction.keyword} {' '.join(map(word, instruction.words))}\n"
    if isinstance(instruction, Onbuild):
        return f"ONBUILD {instruction.text}\n"
    if isinstance(instruction, Healthcheck):
        options = "".join(f"{option} " for option in instruction.options)
        given = f"{options}CMD {_command(instruction.command)}" if instruction.command else "NONE"
        return f"HEALTHCHECK {given}\n"
    if instruction.keyword == "VOLUME" and not isinstance(instruction.command, str):
        return f"VOLUME {json_words(tuple(map(word, instruction.command)))}\n"
    return f"{instruction.keyword} {_command(instruction.command)}\n"


def _command(given: tuple[str, ...] | str) -> str:
    return given.strip() if isinstance(given, str) else json_words(given)
