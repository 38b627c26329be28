"""GitHub's expressions: texts that stay texts in them, and the conditions that more than one place of a workflow needs.

https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
"""

from __future__ import annotations

OPENING = "${{"

NOT_CANCELLED = "${{ !cancelled() }}"
"""Not `always()`: a run that was superseded must not overwrite what the newer one says."""

NOT_DEPENDABOT = "github.actor != 'dependabot[bot]'"
"""The actor, not the author, decides whether GitHub hands out a token that only reads."""

SAME_REPOSITORY = "github.event.pull_request.head.repo.full_name == github.repository"
"""No fork's pull request."""


def text(value: str) -> str:
    """The value as a string inside an expression."""
    return "'" + value.replace("'", "''") + "'"


def literal(value: str) -> str:
    """The value for a place that is evaluated, so that it comes out as it is."""
    return f"${{{{ {text(value)} }}}}" if OPENING in value else value
