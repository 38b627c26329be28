"""GitHub's expressions: texts that stay texts in them, and the conditions that more than one place of a workflow needs.

https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
"""

from __future__ import annotations

import re

OPENING = "${{"
_IN_BRACES = re.compile(r"\{([a-z]+\.[A-Za-z_][A-Za-z0-9_]*)\}")

NOT_CANCELLED = "${{ !cancelled() }}"
"""Not `always()`: a run that was superseded must not overwrite what the newer one says."""

NOT_DEPENDABOT = "github.actor != 'dependabot[bot]'"
"""The actor, not the author, decides whether GitHub hands out a token that only reads."""

SAME_REPOSITORY = "github.event.pull_request.head.repo.full_name == github.repository"
"""No fork's pull request."""


def first_push(branches: tuple[str, ...]) -> str:
    """A push to the branch whose cache and times all others read: the first of those that are built."""
    branch = "".join(branches[:1])
    return f"github.event_name == 'push' && github.ref == {text(f'refs/heads/{branch}')}"


def text(value: str) -> str:
    """The value as a string inside an expression."""
    return "'" + value.replace("'", "''") + "'"


def formatted(words: str) -> str:
    """A call of `format` for words in which expressions stand in braces."""
    pieces = _IN_BRACES.split(words)
    names = list(dict.fromkeys(pieces[1::2]))
    shown = (f"{{{names.index(piece)}}}" if at % 2 else _doubled(piece) for at, piece in enumerate(pieces))
    return f"format({', '.join((text(''.join(shown)), *names))})" if names else text(words)


def _doubled(piece: str) -> str:
    return piece.replace("{", "{{").replace("}", "}}")


def literal(value: str) -> str:
    """The value for a place that is evaluated, so that it comes out as it is."""
    return f"${{{{ {text(value)} }}}}" if OPENING in value else value
