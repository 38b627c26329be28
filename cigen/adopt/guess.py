"""A stage in, whether it looks like a test and why out."""

from __future__ import annotations

import re

from cigen.adopt.dockerfile import Instruction
from cigen.adopt.place import json_words
from cigen.adopt.run import command_text
from cigen.adopt.stages import Stage

_NAMES = re.compile(
    r"(?:.*[-_.])?(?:tests?|tested|testing|tester|unit|units|unittests?|lint|linter|linting|checks?|checker|verify|"
    r"e2e|specs?|integration|smoke|coverage|typecheck|types|"
    r"vet|format|fmt|audit|qa|ci|validate)(?:[-_.].*)?"
)
_COMMANDS = re.compile(
    r"\b(?:pytest|py\.test|tox|nox|unittest|coverage run|ruff (?:check|format)|mypy|pyright|flake8|pylint|"
    r"black --check|go test|go vet|golangci-lint|staticcheck|gotestsum|cargo (?:\+\S+ )?(?:test|clippy|fmt|nextest)|"
    r"(?:npm|pnpm|yarn)(?: run)? (?:test|lint|check|typecheck|coverage)|npm t\b|npx (?:jest|vitest|eslint|tsc|mocha)|"
    r"jest|vitest|mocha|eslint|node --test|deno test|bun test|"
    r"make(?: -\S+)* (?:\S+ )?(?:test|tests|check|lint)|ctest|ninja test|meson test|bazel test|"
    r"(?:mvn|mvnw)\b.* (?:test|verify)|gradlew?\b.* (?:test|check)|sbt test|"
    r"dune (?:test|runtest|build @runtest)|opam .*--with-test|cabal test|stack test|mix test|"
    r"rspec|rubocop|rake (?:test|spec)|"
    r"rails test|phpunit|phpstan|pest|dotnet test|swift test|zig (?:build )?test|busted|prove|"
    r"shellcheck|shfmt -d|hadolint|bats|yamllint|markdownlint|terraform validate|tflint|helm lint|nginx -t)(?![\w-])"
)


def why_test(stage: Stage) -> str:
    """Why a stage that nothing else needs looks like a test; empty where it does not."""
    last = _last_run(stage)
    if last is None or stage.image == "scratch" or stage.platform:
        return ""
    found = _COMMANDS.search(command_text(last))
    if found:
        return f"nothing else needs it, and it ends with `{' '.join(found[0].split())}`"
    if stage.given and _NAMES.fullmatch(stage.given.lower()):
        return "nothing else needs it, and its name says so"
    return ""


def why_not(stage: Stage) -> str:
    """What to say of a stage that looks like a test by name and is none."""
    if not stage.given or not _NAMES.fullmatch(stage.given.lower()):
        return ""
    ends = [one for one in stage.instructions if one.keyword in ("CMD", "ENTRYPOINT")]
    if any(_COMMANDS.search(_words(one)) for one in ends):
        return "its tests are started by the container, which no build does: move them into a `run` to make it a test"
    return ""


def _words(one: Instruction) -> str:
    words = json_words(one.rest)
    return one.rest if words is None else " ".join(words)


def _last_run(stage: Stage) -> Instruction | None:
    """The last RUN, if nothing is copied behind it."""
    acting = [one for one in stage.instructions if one.keyword in ("RUN", "COPY", "ADD")]
    return acting[-1] if acting and acting[-1].keyword == "RUN" else None
