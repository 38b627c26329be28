"""`clone` and `checkout` steps in, the commands that they stand for out."""

from __future__ import annotations

import shlex

from cigen.plan.model import Checkout, Clone, Instruction
from cigen.plan.translator import Translator
from cigen.spec import steps as spec


def clone(translator: Translator, step: spec.CloneStep, heading: str) -> tuple[Instruction, ...]:
    """`git clone`."""
    branch, repository = translator.optional(step.branch, step), translator.line(step.clone, step)
    words = ["git", "clone", *(["--branch", branch] if branch else []), repository]
    words += [translator.line(step.to, step)] if step.to is not None else []
    return translator.run(step, shlex.join(words), step.clone.position, heading, git=Clone(repository, branch))


def checkout(translator: Translator, step: spec.CheckoutStep, heading: str) -> tuple[Instruction, ...]:
    """`git checkout` of what is fetched where it is not there yet."""
    ref = translator.line(step.checkout, step)
    if ref.startswith("-"):
        message = f"`{ref:.40}` is no commit, tag or branch, none starts with `-`"
        translator.report(step.checkout.position, message, "bad-name", len(ref))
    remote = translator.optional(step.remote, step) or "origin"
    git = Checkout(ref, remote, translator.optional(step.repository, step))
    return translator.run(step, checkout_script(ref, remote), step.checkout.position, heading, git=git)


def checkout_script(ref: str, remote: str) -> str:
    """Fetch only where the commit is not there yet: one moved commit refetches one cell."""
    have = shlex.quote(f"{ref}^{{commit}}")
    return f"git cat-file -e {have} || git fetch {shlex.quote(remote)}\ngit checkout {shlex.quote(ref)}\n"
