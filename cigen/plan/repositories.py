"""`clone` and `checkout` steps in, the commands that they stand for out."""

from __future__ import annotations

import re
import shlex

from cigen.plan.model import Checkout, Clone, Instruction
from cigen.plan.translator import Translator
from cigen.spec import steps as spec
from cigen.yamltext import Scalar

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def clone(translator: Translator, step: spec.CloneStep, heading: str) -> tuple[Instruction, ...]:
    """`git clone`."""
    branch, repository = translator.optional(step.branch, step), translator.line(step.clone, step)
    words = ["git", "clone", *(["--branch", branch] if branch else []), repository]
    words += [translator.line(step.to, step)] if step.to is not None else []
    for scalar in (step.clone, step.branch, step.to):
        _check_no_option(translator, scalar, step)
    return translator.run(step, shlex.join(words), step.clone.position, heading, git=Clone(repository, branch))


def checkout(translator: Translator, step: spec.CheckoutStep, heading: str) -> tuple[Instruction, ...]:
    """`git checkout` of what is fetched where it is not there yet."""
    ref = translator.line(step.checkout, step)
    for scalar in (step.checkout, step.remote):
        _check_no_option(translator, scalar, step)
    remote = translator.optional(step.remote, step) or "origin"
    git = Checkout(ref, remote, translator.optional(step.repository, step))
    return translator.run(step, checkout_script(ref, remote), step.checkout.position, heading, git=git)


def _check_no_option(translator: Translator, scalar: Scalar | None, step: spec.StepBase) -> None:
    """Git would take it for one of its options, of which some run commands."""
    text = translator.optional(scalar, step)
    if scalar is not None and text.startswith("-"):
        message = f"git would take `{text:.40}` for an option, no repository, branch or folder starts with `-`"
        translator.report(scalar.position, message, "bad-name", len(scalar.text))


def checkout_script(ref: str, remote: str) -> str:
    """Fetch only where the commit is not there yet: one moved commit refetches one cell.

    A whole commit id is asked for by itself first: no branch may lead to it any more.
    """
    have, word, origin = shlex.quote(f"{ref}^{{commit}}"), shlex.quote(ref), shlex.quote(remote)
    alone = f" || git fetch {origin} {word}" if _COMMIT.fullmatch(ref) else ""
    return f"git cat-file -e {have}{alone} || git fetch {origin}\ngit checkout {word}\n"
