"""A step of the spec and a scope in, the instructions that it stands for out."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from typing import Any

from cigen.plan.evaluate import Evaluator, Scope
from cigen.plan.model import (
    CONTEXT,
    Add,
    Arg,
    Content,
    Copy,
    Exec,
    Healthcheck,
    Instruction,
    Pairs,
    Run,
    Words,
)
from cigen.source import Diagnostic, Position
from cigen.spec import model as spec
from cigen.yamltext import Mapping, Scalar, Sequence

POSIX_SHELLS = frozenset({"sh", "ash", "dash", "bash", "ksh", "mksh", "zsh", "busybox"})
DEFAULT_SHELL = ("/bin/sh", "-c")
_KEYWORDS = {"workdir": "WORKDIR", "user": "USER", "stopsignal": "STOPSIGNAL"}
_ENV_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Translator:
    """Translates the steps of one stage or cell; follows its shell from step to step."""

    def __init__(self, evaluator: Evaluator, scope: Scope, *, shell: tuple[str, ...], network: Scalar | None) -> None:
        self.evaluator = evaluator
        self.scope = scope
        self.shell = shell
        self.network = network

    def instructions(self, step: spec.StepBase) -> tuple[Instruction, ...]:
        """What `step` stands for, in this scope."""
        return _TRANSLATE[type(step)](self, step)

    def text(self, scalar: Scalar, step: spec.StepBase) -> str:
        """A text of the step, its expressions filled in unless it is raw."""
        return self.evaluator.text(scalar, self.scope, raw=step.raw)

    def optional(self, scalar: Scalar | None, step: spec.StepBase) -> str:
        """The text, empty where there is none."""
        return "" if scalar is None else self.text(scalar, step)

    def pairs(self, pairs: tuple[tuple[str, Scalar], ...], step: spec.StepBase) -> tuple[tuple[str, str], ...]:
        """Names with their texts."""
        return tuple((name, self.text(value, step)) for name, value in pairs)

    def run(self, step: spec.CommandStep, script: str, position: Position) -> tuple[Instruction, ...]:
        """The command as a Run in the shell of this place."""
        _check_names(step.env, step.position, self.evaluator)
        return (
            Run(
                position=position,
                name=_heading(step),
                script=script,
                interpreter=interpreter(self.shell, script),
                env=self.pairs(step.env, step),
                mounts=tuple(self.mount(mount, step) for mount in step.mounts),
                network=self.optional(step.network or self.network, step),
            ),
        )

    def mount(self, mount: tuple[tuple[str, Scalar], ...], step: spec.StepBase) -> str:
        """A mount as the words behind `--mount=`."""
        return ",".join(f"{name}={self.text(value, step)}" for name, value in mount)


def label(step: spec.StepBase) -> str:
    """What reports call a step: its name, else the first line of its text."""
    if step.name is not None:
        return _short(step.name.text)
    for kind in ("run", "clone", "checkout"):
        value = getattr(step, kind, None)
        if isinstance(value, Scalar):
            text = _short(value.text)
            return text if kind == "run" else f"{kind} {text}"
    return ""


def _heading(step: spec.CommandStep) -> str:
    """What stands above a step in the Dockerfile: its name, or what cigen made the command from."""
    if step.name is not None:
        return _short(step.name.text)
    return next((kind for kind in ("clone", "checkout") if hasattr(step, kind)), "")


def interpreter(shell: tuple[str, ...], script: str) -> tuple[str, ...]:
    """The words that run a script file: the shell without its `-c`; several lines stop at the first that fails."""
    last = re.sub(r"^(-[a-zA-Z]*)c$", r"\1", shell[-1])
    words = (*shell[:-1], *([last] if last != "-" else []))
    flags = [word for word in words[1:] if word.startswith("-") and not word.startswith("--")]
    stops = any("e" in word for word in flags)
    return (*words, "-e") if "\n" in script.strip("\n") and not stops else words


def _short(text: str) -> str:
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    return first if len(first) <= 72 else f"{first[:71]}…"


def _run(translator: Translator, step: spec.RunStep) -> tuple[Instruction, ...]:
    return translator.run(step, translator.text(step.run, step), step.run.position)


def _clone(translator: Translator, step: spec.CloneStep) -> tuple[Instruction, ...]:
    words = ["git", "clone"]
    if step.branch is not None:
        words += ["--branch", translator.text(step.branch, step)]
    words.append(translator.text(step.clone, step))
    if step.to is not None:
        words.append(translator.text(step.to, step))
    return translator.run(step, shlex.join(words), step.clone.position)


def _checkout(translator: Translator, step: spec.CheckoutStep) -> tuple[Instruction, ...]:
    """Fetch only where the commit is not there yet: one moved commit refetches one cell."""
    commit = translator.text(step.checkout, step)
    remote = translator.optional(step.remote, step) or "origin"
    have = shlex.quote(f"{commit}^{{commit}}")
    script = f"git cat-file -e {have} || git fetch {shlex.quote(remote)}\ngit checkout {shlex.quote(commit)}\n"
    return translator.run(step, script, step.checkout.position)


def _copy(translator: Translator, step: spec.CopyStep) -> tuple[Instruction, ...]:
    chown, chmod = translator.optional(step.chown, step), translator.optional(step.chmod, step)
    position = step.copy_[0].position if step.copy_ else step.position
    if step.content is not None:
        target = " ".join(translator.text(path, step) for path in step.copy_)
        text = translator.text(step.content, step)
        return (Content(position, text, target, chown=chown, chmod=chmod, link=step.link),)
    sources, to = _paths(translator, step, step.copy_)
    origin = translator.optional(step.from_, step) or CONTEXT
    exclude = tuple(translator.text(pattern, step) for pattern in step.exclude)
    return (Copy(position, sources, to, origin=origin, chown=chown, chmod=chmod, link=step.link, exclude=exclude),)


def _add(translator: Translator, step: spec.AddStep) -> tuple[Instruction, ...]:
    sources, to = _paths(translator, step, step.add)
    return (
        Add(
            step.add[0].position if step.add else step.position,
            sources,
            to,
            checksum=translator.optional(step.checksum, step),
            chown=translator.optional(step.chown, step),
            chmod=translator.optional(step.chmod, step),
            link=step.link,
        ),
    )


def _paths(translator: Translator, step: spec.FilesStep, scalars: tuple[Scalar, ...]) -> tuple[tuple[str, ...], str]:
    """Sources and destination: of `to`, or the last word as in a Dockerfile."""
    texts = [translator.text(scalar, step) for scalar in scalars]
    if step.to is not None:
        return tuple(texts), translator.text(step.to, step)
    words = texts[0].split() if len(texts) == 1 else texts
    if len(words) < 2:
        message = "nothing says where to, add `to:` or write the destination behind the sources"
        translator.evaluator.report(Diagnostic(step.position, message, "missing-destination"))
        return tuple(words), "/"
    return tuple(words[:-1]), words[-1]


def _env(translator: Translator, step: spec.EnvStep) -> tuple[Instruction, ...]:
    _check_names(step.env, step.position, translator.evaluator)
    return (Pairs(step.position, "ENV", translator.pairs(step.env, step)),) if step.env else ()


def _label(translator: Translator, step: spec.LabelStep) -> tuple[Instruction, ...]:
    return (Pairs(step.position, "LABEL", translator.pairs(step.label, step)),) if step.label else ()


def _arg(translator: Translator, step: spec.ArgStep) -> tuple[Instruction, ...]:
    node: Any = step.arg
    if isinstance(node, Mapping):
        found = [(name, value) for name, value in node.items() if isinstance(value, Scalar)]
        return tuple(Arg(step.position, n, None if v.value is None else translator.text(v, step)) for n, v in found)
    nodes = node if isinstance(node, Sequence) else [node]
    result = []
    for scalar in nodes:
        if not isinstance(scalar, Scalar):
            where = Diagnostic(step.position, "`arg`: NAME, NAME=default or a mapping is wanted here", "wrong-type")
            translator.evaluator.report(where)
            continue
        name, equals, default = translator.text(scalar, step).partition("=")
        result.append(Arg(scalar.position, name, default if equals else None))
    return tuple(result)


def _word(translator: Translator, step: spec.StepBase) -> tuple[Instruction, ...]:
    kind = next(kind for kind in _KEYWORDS if hasattr(step, kind))
    scalar: Scalar = getattr(step, kind)
    return (Words(scalar.position, _KEYWORDS[kind], (translator.text(scalar, step),)),)


def _expose(translator: Translator, step: spec.ExposeStep) -> tuple[Instruction, ...]:
    words = tuple(translator.text(port, step) for port in step.expose)
    return (Words(step.position, "EXPOSE", words),) if words else ()


def _volume(translator: Translator, step: spec.VolumeStep) -> tuple[Instruction, ...]:
    return (Exec(step.position, "VOLUME", tuple(translator.text(path, step) for path in step.volume)),)


def _shell(translator: Translator, step: spec.ShellStep) -> tuple[Instruction, ...]:
    words = tuple(translator.text(word, step) for word in step.shell)
    if not words or words[0].lower().rpartition("/")[2].removesuffix(".exe") in ("cmd", "powershell", "pwsh"):
        message = '`shell`: a list such as ["/bin/bash", "-c"] is wanted here; Windows shells are not'
        translator.evaluator.report(Diagnostic(step.position, message, "bad-shell"))
        return ()
    translator.shell = words
    return (Exec(step.position, "SHELL", words),)


def _command(
    translator: Translator, command: Scalar | tuple[Scalar, ...], step: spec.StepBase
) -> tuple[str, ...] | str:
    """Words for a list (exec form), one text for the shell form."""
    if isinstance(command, Scalar):
        return translator.text(command, step)
    return tuple(translator.text(word, step) for word in command)


def _entrypoint(translator: Translator, step: spec.EntrypointStep) -> tuple[Instruction, ...]:
    return (Exec(step.position, "ENTRYPOINT", _command(translator, step.entrypoint, step)),)


def _cmd(translator: Translator, step: spec.CmdStep) -> tuple[Instruction, ...]:
    return (Exec(step.position, "CMD", _command(translator, step.cmd, step)),)


def _healthcheck(translator: Translator, step: spec.HealthcheckStep) -> tuple[Instruction, ...]:
    command = _command(translator, step.healthcheck, step)
    if isinstance(command, str) and command.lower() == "none":
        return (Healthcheck(step.position, ""),)
    given = {
        "interval": translator.optional(step.interval, step),
        "timeout": translator.optional(step.timeout, step),
        "start-period": translator.optional(step.start_period, step),
        "start-interval": translator.optional(step.start_interval, step),
        "retries": "" if step.retries is None else str(step.retries),
    }
    options = tuple(f"--{name}={value}" for name, value in given.items() if value)
    return (Healthcheck(step.position, command, options),)


def _check_names(pairs: tuple[tuple[str, Scalar], ...], position: Position, evaluator: Evaluator) -> None:
    for name, _ in pairs:
        if not _ENV_NAME.fullmatch(name):
            message = f"`{name}` is no name for a variable, it has letters, digits and _"
            evaluator.report(Diagnostic(position, message, "bad-name"))


_TRANSLATE: dict[type, Callable[[Translator, Any], tuple[Instruction, ...]]] = {
    spec.RunStep: _run,
    spec.CloneStep: _clone,
    spec.CheckoutStep: _checkout,
    spec.CopyStep: _copy,
    spec.AddStep: _add,
    spec.EnvStep: _env,
    spec.LabelStep: _label,
    spec.ArgStep: _arg,
    spec.WorkdirStep: _word,
    spec.UserStep: _word,
    spec.StopsignalStep: _word,
    spec.ExposeStep: _expose,
    spec.VolumeStep: _volume,
    spec.ShellStep: _shell,
    spec.EntrypointStep: _entrypoint,
    spec.CmdStep: _cmd,
    spec.HealthcheckStep: _healthcheck,
}
"""How each kind of step is translated; `tests/plan/test_steps.py` holds that none is missing."""
