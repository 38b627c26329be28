"""A step of the spec and a scope in, the instructions that it stands for out."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import Any

from cigen.plan import settings
from cigen.plan.fetched import against_checksum, against_git_dir
from cigen.plan.model import CONTEXT, Add, Content, Copy, Instruction
from cigen.plan.onbuild import onbuild
from cigen.plan.repositories import checkout, clone
from cigen.plan.translator import Translator
from cigen.spec import steps as spec
from cigen.yamltext import Scalar


def instructions(translator: Translator, step: spec.StepBase) -> tuple[Instruction, ...]:
    """What `step` stands for, in the translator's scope."""
    return _TRANSLATE[type(step)](translator, step)


def label(step: spec.StepBase) -> str:
    """What reports call a step: its name, else the first line of its text."""
    if step.name is not None:
        return _short(step.name.text)
    for kind in ("run", "clone", "checkout"):
        value = getattr(step, kind, None)
        if isinstance(value, Scalar):
            text = _short(value.text)
            return text if kind == "run" else f"{kind} {text}"
        if value:
            return _short(shlex.join(word.text for word in value))
    return ""


def _heading(step: spec.CommandStep) -> str:
    """What stands above a step in the Dockerfile: its name, or what cigen made the command from."""
    if step.name is not None:
        return _short(step.name.text)
    if isinstance(step, spec.CloneStep):
        return "clone"
    return "checkout" if isinstance(step, spec.CheckoutStep) else ""


def _short(text: str) -> str:
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    return first if len(first) <= 72 else f"{first[:71]}…"


def _run(translator: Translator, step: spec.RunStep) -> tuple[Instruction, ...]:
    if isinstance(step.run, Scalar):
        return translator.run(step, translator.text(step.run, step), step.run.position, _heading(step))
    words = tuple(translator.text(word, step) for word in step.run)
    position = step.run[0].position if step.run else step.position
    return translator.run(step, shlex.join(words), position, _heading(step), words=words)


def _clone(translator: Translator, step: spec.CloneStep) -> tuple[Instruction, ...]:
    return clone(translator, step, _heading(step))


def _checkout(translator: Translator, step: spec.CheckoutStep) -> tuple[Instruction, ...]:
    return checkout(translator, step, _heading(step))


def _copy(translator: Translator, step: spec.CopyStep) -> tuple[Instruction, ...]:
    chown, chmod = translator.flag(step.chown, step), translator.flag(step.chmod, step)
    position = step.copy_[0].position if step.copy_ else step.position
    if step.content is not None:
        target = _content_target(translator, step)
        text = translator.text(step.content, step)
        return (Content(position, text, target, chown=chown, chmod=chmod, link=step.link),)
    sources, to = _paths(translator, step, step.copy_)
    origin = translator.flag(step.from_, step) or CONTEXT
    return (
        Copy(
            position,
            sources,
            to,
            origin=origin,
            chown=chown,
            chmod=chmod,
            link=step.link,
            exclude=translator.patterns(step.exclude, step),
            parents=step.parents,
        ),
    )


def _content_target(translator: Translator, step: spec.CopyStep) -> str:
    """The one file that a `content` is written to."""
    given = [*translator.words(step.copy_, step), *([translator.word(step.to, step)] if step.to else [])]
    target = given[0] if given else ""
    if len(given) != 1 or target.endswith("/") or len(target.split()) != 1 or '"' in target or "'" in target:
        message = (
            "`content` is written to one file: `copy` names it, with no space or quote in it and no `/` at its end"
        )
        translator.report(step.position, message, "bad-destination")
    if step.from_ is not None or step.exclude or step.parents:
        option = "from" if step.from_ is not None else "exclude" if step.exclude else "parents"
        translator.report(step.position, f"`{option}` and `content` don't go together, take one out", "bad-option")
    return target


def _add(translator: Translator, step: spec.AddStep) -> tuple[Instruction, ...]:
    sources, to = _paths(translator, step, step.add)
    checksum = translator.flag(step.checksum, step)
    if step.checksum is not None and (message := against_checksum(sources, checksum)):
        translator.report(step.checksum.position, message, "bad-checksum", len(step.checksum.text))
    if step.keep_git_dir and (message := against_git_dir(sources)):
        translator.report(step.position, message, "bad-option")
    return (
        Add(
            step.add[0].position if step.add else step.position,
            sources,
            to,
            checksum=checksum,
            chown=translator.flag(step.chown, step),
            chmod=translator.flag(step.chmod, step),
            link=step.link,
            keep_git_dir=step.keep_git_dir,
            unpack=step.unpack,
            exclude=translator.patterns(step.exclude, step),
        ),
    )


def _paths(translator: Translator, step: spec.FilesStep, scalars: tuple[Scalar, ...]) -> tuple[tuple[str, ...], str]:
    """Sources and destination: of `to`, or the last word as in a Dockerfile."""
    texts = list(translator.words(scalars, step))
    if step.to is not None and texts:
        return _several(translator, step, tuple(texts), translator.word(step.to, step))
    words = texts[0].split() if len(texts) == 1 else texts
    if len(words) < 2:
        message = "nothing says where to, add `to:` or write the destination behind the sources"
        translator.report(step.position, message, "missing-destination")
        return tuple(words) or (".",), "/"
    return _several(translator, step, tuple(words[:-1]), words[-1])


def _several(
    translator: Translator, step: spec.FilesStep, sources: tuple[str, ...], to: str
) -> tuple[tuple[str, ...], str]:
    if len(sources) > 1 and not to.endswith(("/", "}")) and "$" not in to and to not in (".", ".."):
        message = f"{len(sources)} sources need a folder as destination: write `{to:.60}/`"
        translator.report(step.position, message, "bad-destination")
    return sources, to


_TRANSLATE: dict[type, Callable[[Translator, Any], tuple[Instruction, ...]]] = {
    spec.RunStep: _run,
    spec.CloneStep: _clone,
    spec.CheckoutStep: _checkout,
    spec.CopyStep: _copy,
    spec.AddStep: _add,
    spec.EnvStep: settings.env,
    spec.LabelStep: settings.label,
    spec.ArgStep: settings.arg,
    spec.WorkdirStep: settings.word,
    spec.UserStep: settings.word,
    spec.StopsignalStep: settings.word,
    spec.ExposeStep: settings.expose,
    spec.VolumeStep: settings.volume,
    spec.ShellStep: settings.shell,
    spec.EntrypointStep: settings.entrypoint,
    spec.CmdStep: settings.cmd,
    spec.HealthcheckStep: settings.healthcheck,
    spec.OnbuildStep: onbuild,
}
"""How each kind of step is translated; `tests/plan/test_steps.py` holds that none is missing."""
