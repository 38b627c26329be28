"""A command of the plan in, its RUN out: in a stage as a Dockerfile's author would write it, in a test recorded."""

from __future__ import annotations

import functools
import shlex

from cigen.plan.model import Instruction, Recorded, Run
from cigen.plan.records import RECORDER, earlier
from cigen.render.quoting import flag, heredoc, json_words, word
from cigen.render.shelltext import as_heredoc, as_line, sets_errexit
from cigen.shells import is_posix

MOST_BODY = 127 * 1024
"""A heredoc body is one word of the shell's command line; longer ones travel as a file."""
MOST_LINE = 16 * 1024
"""Longer variables of a step go into its script, as a Dockerfile's lines are short."""

_RECORD = f"--mount=type=bind,from={RECORDER},source=/record,target=/.cigen/record"
_EARLIER = "--mount=type=secret,id={},target=/.cigen/earlier,mode=0444"
_LANE = "--mount=type=cache,id=cigen-lane-{},sharing=locked,target=/.cigen/lane "


def too_long(instruction: Instruction) -> bool:
    """Whether the instruction's script can't stand in a heredoc of a RUN."""
    run = instruction.run if isinstance(instruction, Recorded) else instruction
    if not isinstance(run, Run) or (not run.env and len(run.script) * 4 < MOST_BODY):
        return False
    return _size(script(run)) + _size(_exports(run)) > MOST_BODY


def script(run: Run) -> str:
    """What the shell reads: the command, behind the step's variables where those don't fit in front of it."""
    return run.script if _fits(run) else f"{_export(run)}\n{run.script}"


def run(one: Run, carrier: str) -> str:
    """A command of a stage: as lines where a Dockerfile can hold it so, else as heredoc."""
    head = f"RUN {_run_flags(one)}"
    if one.words:
        variables = [f"{name}={value}" for name, value in one.env]
        return f"{head}{json_words((*(['env', *variables] if variables else []), *one.words))}\n"
    if carrier:
        return f"{head}{_carried(carrier)}{_exports(one)}{shlex.join(one.interpreter)} /.cigen/step\n"
    return f"{head}{_as_it_stands(one) or _in_heredoc(one)}"


def recorded(step: Recorded, carrier: str) -> str:
    """A tested step: the recorder gets it verbatim on its standard input."""
    options = f"--timeout={step.timeout} " if step.timeout else ""
    options += f"--retries={step.retries} " if step.retries else ""
    options += "--always " if step.always else ""
    command = f"{options}{step.cell} {step.number} {_words(step.run.interpreter)}"
    lane = "" if step.lane is None else _LANE.format(step.lane)
    carried = _carried(carrier) if carrier else ""
    body = "< /.cigen/step\n" if carrier else heredoc("STEP", script(step.run))
    flags = f"{_RECORD} {_EARLIER.format(earlier(step.cell))} {lane}{carried}{_run_flags(step.run)}"
    return f"RUN {flags}{_exports(step.run)}exec /.cigen/record {command} {body}"


@functools.lru_cache(maxsize=256)
def _words(interpreter: tuple[str, ...]) -> str:
    return shlex.join(interpreter)


def _as_it_stands(one: Run) -> str:
    """The script behind RUN as somebody would write it by hand; empty where that would change it."""
    body = script(one)
    several = "\n" in body.strip("\n")
    if several and (not is_posix(one.interpreter) or body.startswith("#!")):
        return ""
    line = as_line(body, strict=one.strict)
    if line is not None:
        return f"{_exports(one)}{line}\n"
    own = as_heredoc(body, strict=one.strict) if several and not one.env else None
    return f"{own}\n" if own is not None else ""


def _in_heredoc(one: Run) -> str:
    body = script(one)
    if body.startswith("#!"):
        own = f"{_exports(one)}{shlex.join(one.interpreter)} /dev/stdin " if one.env else ""
        return f"{own}{heredoc('EOF', body)}"
    strict = "set -e\n" if one.strict and not sets_errexit(one.script) else ""
    exports = f"{_export(one)}\n" if _exports(one) else ""
    return heredoc("STEP", strict + exports + body)


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _carried(carrier: str) -> str:
    return f"--mount=type=bind,from={carrier},source=/step,target=/.cigen/step "


def _run_flags(one: Run) -> str:
    if not (one.mounts or one.network or one.security):
        return ""
    words = [f"--mount={flag(','.join(_field(*pair) for pair in mount))}" for mount in one.mounts]
    words += [f"--network={one.network}"] if one.network else []
    words += [f"--security={one.security}"] if one.security else []
    return "".join(f"{word} " for word in words)


def _field(name: str, value: str) -> str:
    """One field of a mount, which is a line of CSV; in its value, `$NAME` stands for a variable."""
    field = f"{name}={word(value)}" if value else name
    return '"' + field.replace('"', '""') + '"' if "," in field or '"' in field else field


def _fits(one: Run) -> bool:
    """Whether the step's variables can stand in front of its command, on the same line."""
    if not one.env:
        return True
    return not any("\n" in value for _, value in one.env) and _size(_export(one)) < MOST_LINE


def _exports(one: Run) -> str:
    return f"{_export(one)}; " if one.env and _fits(one) else ""


def _export(one: Run) -> str:
    return "export " + " ".join(f"{name}={shlex.quote(value)}" for name, value in one.env) if one.env else ""
