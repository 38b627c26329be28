"""What translating a step needs: its texts in the scope of one stage or cell, the shell of the place, its options."""

from __future__ import annotations

import functools
import re

from cigen.plan import mounts
from cigen.plan.evaluate import Evaluator, Scope
from cigen.plan.expansion import unreadable
from cigen.plan.model import Checkout, Clone, Run
from cigen.shells import is_posix
from cigen.source import Diagnostic, Position
from cigen.spec import steps as spec
from cigen.yamltext import Scalar

DEFAULT_SHELL = ("/bin/sh", "-c")
NETWORKS = ("default", "host", "none")
SECURITIES = ("insecure", "sandbox")
_ENV_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Translator:
    """The texts and the shell of one stage or cell, from step to step."""

    def __init__(self, evaluator: Evaluator, scope: Scope, *, shell: tuple[str, ...], network: Scalar | None) -> None:
        self.evaluator = evaluator
        self.scope = scope
        self.shell = shell
        self.network = network

    def text(self, scalar: Scalar, step: spec.StepBase) -> str:
        """A text of the step, its expressions filled in unless it is raw."""
        return self.evaluator.text(scalar, self.scope, raw=step.raw)

    def line(self, scalar: Scalar, step: spec.StepBase) -> str:
        """A text that has to stand on one line of a Dockerfile; line breaks at its end don't count."""
        text = self.text(scalar, step).rstrip("\n")
        if "\n" in text:
            self.report(
                scalar.position, "this can't hold a line break in a Dockerfile, write it on one line", "line-break"
            )
        if not text.strip():
            self.report(scalar.position, "this is empty, a text is needed here", "empty")
        if text.endswith("\\"):
            message = "a `\\` at the end would swallow the next line of the Dockerfile, take it out"
            self.report(scalar.position, message, "trailing-backslash")
        return text

    def lines(self, scalars: tuple[Scalar, ...], step: spec.StepBase) -> tuple[str, ...]:
        """Several of them."""
        return tuple(self.line(scalar, step) for scalar in scalars)

    def word(self, scalar: Scalar, step: spec.StepBase) -> str:
        """A line in which a Dockerfile fills in variables."""
        return self.filled(scalar, self.line(scalar, step))

    def words(self, scalars: tuple[Scalar, ...], step: spec.StepBase) -> tuple[str, ...]:
        """Several of them."""
        return tuple(self.word(scalar, step) for scalar in scalars)

    def flag(self, scalar: Scalar | None, step: spec.StepBase) -> str:
        """The value of a flag with variables, empty where there is none."""
        return "" if scalar is None else self.filled(scalar, self.ascii(scalar, self.optional(scalar, step)))

    def patterns(self, scalars: tuple[Scalar, ...], step: spec.StepBase) -> tuple[str, ...]:
        """Values of flags without variables."""
        return tuple(self.ascii(scalar, self.line(scalar, step)) for scalar in scalars)

    def ascii(self, scalar: Scalar, text: str) -> str:
        """The value of a flag, which BuildKit reads byte by byte; reported where that would make another one of it."""
        if not text.isascii():
            message = f"`{text:.40}` has letters that are not ASCII, which BuildKit would spoil here: use others"
            self.report(scalar.position, message, "not-ascii", len(scalar.text))
        return text

    def filled(self, scalar: Scalar, text: str) -> str:
        """A text whose variables BuildKit can read; reported where not."""
        number, message = unreadable(text)
        if message:
            self.report(scalar.place("${", number), message, "bad-variable", 2)
        return text

    def optional(self, scalar: Scalar | None, step: spec.StepBase) -> str:
        """A text on one line, empty where there is none."""
        return "" if scalar is None or not self.text(scalar, step) else self.line(scalar, step)

    def pairs(self, pairs: tuple[tuple[str, Scalar], ...], step: spec.StepBase) -> tuple[tuple[str, str], ...]:
        """Names with their texts."""
        return tuple((name, self.text(value, step)) for name, value in pairs)

    def variables(self, pairs: tuple[tuple[str, Scalar], ...], step: spec.StepBase) -> tuple[tuple[str, str], ...]:
        """Names of variables with their texts."""
        for name, value in pairs:
            self.check_variable(name, value.position)
        return self.pairs(pairs, step)

    def run(
        self,
        step: spec.CommandStep,
        script: str,
        position: Position,
        heading: str,
        *,
        words: tuple[str, ...] = (),
        git: Clone | Checkout | None = None,
    ) -> tuple[Run]:
        """The command as a Run in the shell of this place."""
        if not script.strip() or (words and not words[0].strip()):
            self.report(position, "the command is empty, write one or take the step out", "empty")
        if step.env and not words and not is_posix(self.shell):
            message = f"`env` of a step needs a POSIX shell, here it is `{self.shell[0]}`; use an `env` step"
            self.report(step.position, message, "bad-shell")
        strict = _is_strict(step, script, self.shell)
        return (
            Run(
                position=position,
                name=heading,
                script=script,
                interpreter=interpreter(self.shell, script, strict=strict),
                env=self.variables(step.env, step),
                mounts=self.mounted(step),
                network=self._one_of("network", step.network or self.network, NETWORKS, step),
                security=self._one_of("security", step.security, SECURITIES, step),
                words=words,
                git=git,
                strict=strict,
            ),
        )

    def again(self, before: Run, step: spec.RunStep, text: Scalar) -> Run:
        """The same command for another cell, whose text alone may differ."""
        script = self.text(text, step)
        if not script.strip():
            self.report(text.position, "the command is empty, write one or take the step out", "empty")
        strict = _is_strict(step, script, self.shell)
        words = interpreter(self.shell, script, strict=strict)
        return Run(
            before.position,
            before.name,
            script,
            words,
            before.env,
            before.mounts,
            before.network,
            before.security,
            strict=strict,
        )

    def mounted(self, step: spec.CommandStep) -> tuple[mounts.Mount, ...]:
        """The mounts of a step, checked, as names with values; an empty value is a bare word such as `readonly`."""
        found = []
        for mount in step.mounts:
            texts = tuple((name, self.flag(value, step)) for name, value in mount)
            for key, message, rule in mounts.problems(texts):
                places = [value.position for name, value in mount if name == key or mounts.plain(name) == key]
                places += [value.position for _, value in mount]
                place = next(iter(places), step.position)
                self.report(place, message, rule)
            found.append(mounts.ordered(texts))
        return tuple(found)

    def _one_of(self, key: str, scalar: Scalar | None, allowed: tuple[str, ...], step: spec.StepBase) -> str:
        """The network or security of a step, which has to be one that there is."""
        value = self.optional(scalar, step)
        if scalar is not None and value not in allowed and "{{" not in value:
            message = f"`{key}` is one of {', '.join(allowed)}, found `{value:.40}`"
            self.report(scalar.position, message, f"bad-{key}", len(value))
        return value

    def check_variable(self, name: str, position: Position) -> None:
        """Report a name that no shell takes for a variable."""
        if not _ENV_NAME.fullmatch(name):
            message = f"`{name:.60}` is no name for a variable, it has letters, digits and _ and starts with no digit"
            self.report(position, message, "bad-name")

    def report(self, position: Position, message: str, rule: str, width: int = 1) -> None:
        """Keep a diagnostic."""
        self.evaluator.report(Diagnostic(position, message, rule, width))


def interpreter(shell: tuple[str, ...], script: str, *, strict: bool) -> tuple[str, ...]:
    """The words that run a script file: its `#!` line, or the shell without `-c`, then with `-e` where it is strict."""
    if script.startswith("#!") and is_posix(shell):
        return tuple(script.partition("\n")[0][2:].split()) or shell[:1]
    return (*_shell_words(shell), "-e") if strict else _shell_words(shell)


def _is_strict(step: spec.CommandStep, script: str, shell: tuple[str, ...]) -> bool:
    """Whether the shell has to be told to stop at the first line that fails."""
    wanted = step.errexit if isinstance(step, spec.RunStep) else True
    several = "\n" in script.strip("\n")
    return wanted and several and is_posix(shell) and not script.startswith("#!") and not _stops(shell)


@functools.lru_cache(maxsize=256)
def _stops(shell: tuple[str, ...]) -> bool:
    """Whether a shell stops by itself, as `/bin/bash -euo pipefail -c` does."""
    return any("e" in word for word in _shell_words(shell)[1:] if word.startswith("-") and not word.startswith("--"))


@functools.lru_cache(maxsize=256)
def _shell_words(shell: tuple[str, ...]) -> tuple[str, ...]:
    last = re.sub(r"^(-[a-zA-Z]*)c$", r"\1", shell[-1]) if len(shell) > 1 else ""
    return (*shell[: max(1, len(shell) - 1)], *([last] if last not in ("", "-") else []))
