"""Steps that set something of the image in, the instructions they stand for out: env, arg, user, cmd and the like."""

from __future__ import annotations

import re
from typing import Any

from cigen.plan.model import Arg, Exec, Healthcheck, Instruction, Pairs, Words
from cigen.plan.translator import Translator
from cigen.shells import is_posix
from cigen.source import Position
from cigen.spec import steps as spec
from cigen.yamltext import Mapping, Scalar, Sequence

_KEYWORDS = {"workdir": "WORKDIR", "user": "USER", "stopsignal": "STOPSIGNAL"}
_LABEL_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
_TIME = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?(?:ns|us|ms|s|m|h))+")


def env(translator: Translator, step: spec.EnvStep) -> tuple[Instruction, ...]:
    """ENV."""
    for name, value in step.env:
        translator.check_variable(name, value.position)
    return _pairs(translator, step, "ENV", step.env)


def label(translator: Translator, step: spec.LabelStep) -> tuple[Instruction, ...]:
    """LABEL."""
    for name, value in step.label:
        if not _LABEL_NAME.fullmatch(name):
            message = f"`{name:.60}` is no name for a label, it has letters, digits and . _ / -"
            translator.report(value.position, message, "bad-name")
    return _pairs(translator, step, "LABEL", step.label)


def _pairs(
    translator: Translator, step: spec.StepBase, keyword: str, given: tuple[tuple[str, Scalar], ...]
) -> tuple[Instruction, ...]:
    if not given:
        translator.report(step.position, f"`{keyword.lower()}` has no names, write some or take the step out", "empty")
    pairs = translator.pairs(given, step)
    for (name, value), (_, scalar) in zip(pairs, given, strict=True):
        if "\n" in value:
            message = (
                f"the value of `{name}` has a line break, which {keyword} can't hold: put it into a file with `content`"
            )
            translator.report(scalar.position, message, "line-break")
        translator.filled(scalar, value)
    return (Pairs(step.position, keyword, pairs),) if pairs else ()


def arg(translator: Translator, step: spec.ArgStep, *, key: str = "arg") -> tuple[Instruction, ...]:
    """ARG, one for each name."""
    node: Any = step.arg
    if isinstance(node, Mapping):
        given = [(name, value, None if _is_nothing(value) else value) for name, value in node.items()]
        if all(isinstance(value, Scalar) for _, value, _ in given):
            return tuple(_arg(translator, step, name, default, value.position) for name, value, default in given)
        node = None
    nodes = node if isinstance(node, Sequence) else [node]
    if not nodes or not all(isinstance(one, Scalar) and one.text for one in nodes):
        translator.report(step.position, f"`{key}`: NAME, NAME=default or a mapping is wanted here", "wrong-type")
        return ()
    result = []
    for scalar in nodes:
        name, equals, default = translator.word(scalar, step).partition("=")
        translator.check_variable(name, scalar.position)
        result.append(Arg(scalar.position, name, default if equals else None))
    return tuple(result)


def _arg(translator: Translator, step: spec.ArgStep, name: str, default: Scalar | None, position: Position) -> Arg:
    translator.check_variable(name, position)
    text = None if default is None else translator.filled(default, translator.optional(default, step))
    return Arg(position, name, text)


def _is_nothing(value: Any) -> bool:
    return isinstance(value, Scalar) and value.value is None


def word(translator: Translator, step: spec.StepBase) -> tuple[Instruction, ...]:
    """WORKDIR, USER and STOPSIGNAL."""
    kind = next(kind for kind in _KEYWORDS if hasattr(step, kind))
    scalar: Scalar = getattr(step, kind)
    return (Words(scalar.position, _KEYWORDS[kind], (translator.word(scalar, step),)),)


def expose(translator: Translator, step: spec.ExposeStep) -> tuple[Instruction, ...]:
    """EXPOSE."""
    return (Words(step.position, "EXPOSE", _several(translator, step, "expose", step.expose)),)


def volume(translator: Translator, step: spec.VolumeStep) -> tuple[Instruction, ...]:
    """VOLUME."""
    return (Exec(step.position, "VOLUME", _several(translator, step, "volume", step.volume)),)


def _several(translator: Translator, step: spec.StepBase, kind: str, scalars: tuple[Scalar, ...]) -> tuple[str, ...]:
    if not scalars:
        translator.report(step.position, f"`{kind}` is empty, it needs at least one entry", "empty")
    return translator.words(scalars, step)


def shell(translator: Translator, step: spec.ShellStep) -> tuple[Instruction, ...]:
    """SHELL, which what follows is handed to."""
    words = translator.lines(step.shell, step)
    program = words[0].lower().rpartition("/")[2].removesuffix(".exe") if words else ""
    lacks_c = bool(words) and is_posix(words) and not re.fullmatch(r"-[A-Za-z]*c", words[-1])
    if not words or lacks_c or program in ("cmd", "powershell", "pwsh"):
        message = '`shell`: a list such as ["/bin/bash", "-c"] is wanted here, its last word takes a command'
        windows = '`shell`: Windows shells are not known here, a list such as ["/bin/bash", "-c"] is wanted'
        translator.report(step.position, windows if words and not lacks_c else message, "bad-shell")
        return ()
    translator.shell = words
    return (Exec(step.position, "SHELL", words),)


def _command(
    translator: Translator, command: Scalar | tuple[Scalar, ...], step: spec.StepBase
) -> tuple[str, ...] | str:
    """Words for a list (exec form), one text for the shell form."""
    if isinstance(command, Scalar):
        return translator.line(command, step)
    return tuple(translator.text(word, step) for word in command)


def entrypoint(translator: Translator, step: spec.EntrypointStep) -> tuple[Instruction, ...]:
    """ENTRYPOINT; an empty list takes the image's away."""
    return (Exec(step.position, "ENTRYPOINT", _command(translator, step.entrypoint, step)),)


def cmd(translator: Translator, step: spec.CmdStep) -> tuple[Instruction, ...]:
    """CMD; an empty list takes the image's away."""
    return (Exec(step.position, "CMD", _command(translator, step.cmd, step)),)


def healthcheck(translator: Translator, step: spec.HealthcheckStep) -> tuple[Instruction, ...]:
    """HEALTHCHECK with its options, or NONE."""
    command = _command(translator, step.healthcheck, step)
    if not command:
        translator.report(step.position, "`healthcheck` is empty, write a command or `none`", "empty")
    times = {
        "interval": step.interval,
        "timeout": step.timeout,
        "start-period": step.start_period,
        "start-interval": step.start_interval,
    }
    given = {name: _time(translator, step, name, scalar) for name, scalar in times.items()}
    given["retries"] = "" if step.retries is None else str(step.retries)
    options = tuple(f"--{name}={value}" for name, value in given.items() if value)
    if isinstance(command, str) and command.lower() == "none":
        if options:
            translator.report(step.position, "`healthcheck: none` takes no options, take them out", "bad-option")
        return (Healthcheck(step.position, ""),)
    return (Healthcheck(step.position, command, options),)


def _time(translator: Translator, step: spec.HealthcheckStep, name: str, scalar: Scalar | None) -> str:
    text = translator.optional(scalar, step)
    if scalar is not None and not _TIME.fullmatch(text):
        message = f"`{name}`: a duration with its unit, such as `90s` or `1m30s`, is wanted here, found `{text:.40}`"
        translator.report(scalar.position, message, "wrong-type")
    return text
