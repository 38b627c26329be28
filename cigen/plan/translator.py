"""What translating a step needs: its texts in the scope of one stage or cell, the shell of the place, its options."""

from __future__ import annotations

import functools
import re

from cigen.plan.evaluate import Evaluator, Scope
from cigen.plan.model import Run
from cigen.source import Diagnostic, Position
from cigen.spec import model as spec
from cigen.yamltext import Scalar

POSIX_SHELLS = frozenset({"sh", "ash", "dash", "bash", "ksh", "mksh", "zsh", "busybox"})
DEFAULT_SHELL = ("/bin/sh", "-c")
NETWORKS = ("default", "host", "none")
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

    def run(self, step: spec.CommandStep, script: str, position: Position, heading: str) -> tuple[Run]:
        """The command as a Run in the shell of this place."""
        if not script.strip():
            self.report(position, "the command is empty, write one or take the step out", "empty")
        if step.env and not is_posix(self.shell):
            message = f"`env` of a step needs a POSIX shell, here it is `{self.shell[0]}`; use an `env` step"
            self.report(step.position, message, "bad-shell")
        return (
            Run(
                position=position,
                name=heading,
                script=script,
                interpreter=interpreter(self.shell, script),
                env=self.variables(step.env, step),
                mounts=tuple(self.mount(mount, step) for mount in step.mounts),
                network=self.network_of(step),
            ),
        )

    def mount(self, mount: tuple[tuple[str, Scalar], ...], step: spec.StepBase) -> tuple[tuple[str, str], ...]:
        """A mount as names with values; an empty value is a bare word such as `readonly`."""
        return tuple((name, self.optional(value, step)) for name, value in mount)

    def network_of(self, step: spec.CommandStep) -> str:
        """The network of the step or of its stage."""
        scalar = step.network or self.network
        network = self.optional(scalar, step)
        if scalar is not None and network not in NETWORKS and "{{" not in network:
            message = f"`network` is one of {', '.join(NETWORKS)}, found `{network:.40}`"
            self.report(scalar.position, message, "bad-network", len(network))
        return network

    def check_variable(self, name: str, position: Position) -> None:
        """Report a name that no shell takes for a variable."""
        if not _ENV_NAME.fullmatch(name):
            message = f"`{name:.60}` is no name for a variable, it has letters, digits and _ and starts with no digit"
            self.report(position, message, "bad-name")

    def report(self, position: Position, message: str, rule: str, width: int = 1) -> None:
        """Keep a diagnostic."""
        self.evaluator.report(Diagnostic(position, message, rule, width))


def is_posix(shell: tuple[str, ...]) -> bool:
    """Whether a shell is one of those that cigen can hand scripts and options to."""
    return shell[0].rpartition("/")[2] in POSIX_SHELLS


def interpreter(shell: tuple[str, ...], script: str) -> tuple[str, ...]:
    """The words that run a script file: its `#!` line, or the shell without `-c`, then with `-e` for several lines."""
    if script.startswith("#!") and is_posix(shell):
        return tuple(script.partition("\n")[0][2:].split()) or shell[:1]
    return _shell_words(shell, several="\n" in script.strip("\n"))


@functools.lru_cache(maxsize=256)
def _shell_words(shell: tuple[str, ...], *, several: bool) -> tuple[str, ...]:
    last = re.sub(r"^(-[a-zA-Z]*)c$", r"\1", shell[-1]) if len(shell) > 1 else ""
    words = (*shell[: max(1, len(shell) - 1)], *([last] if last not in ("", "-") else []))
    flags = [word for word in words[1:] if word.startswith("-") and not word.startswith("--")]
    stops = any("e" in word for word in flags) or not is_posix(shell)
    return (*words, "-e") if several and not stops else words
