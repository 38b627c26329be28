"""The words of JUnit's dialects in, outcomes out; a word that is a letter away from a red one is a damaged red one."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache

from cigen.results.case import Outcome

CHILDREN = {
    "failure": Outcome.FAILED,
    "error": Outcome.ERROR,
    "skipped": Outcome.SKIPPED,
    "disabled": Outcome.SKIPPED,
    "ignored": Outcome.SKIPPED,
    "flakyFailure": Outcome.FLAKY,
    "flakyError": Outcome.FLAKY,
    "rerunFailure": Outcome.FAILED,
    "rerunError": Outcome.FAILED,
}
"""A case that passed at last has `flaky…`; `rerun…` stand beside the failure of one that failed every time."""
NEVER_RUN = ("Unable to find executable", "Fixture dependency failed")
"""What CTest calls skipped and yet ends with an error for."""
ALLOWED = "TEST_CASE tagged with !"
"""Catch2's way to say that a failure beside it was expected: `!mayfail`, `!shouldfail`."""
NO_VERDICT = ("system-out", "system-err", "properties", "property", "attachments", "attachment", "rerun", "output")
GREEN = ("", "run", "passed", "pass", "success", "successful", "succeeded", "ok", "completed", "complete", "executed")
NOT_RUN = ("disabled", "notrun", "not_run", "skipped", "skip", "ignored", "pending", "todo", "suppressed", "xfail")
NOT_PASSED = ("failed", "fail", "failure", "error", "broken", "timeout", "timedout", "aborted", "crashed", "killed")
ENDED_BADLY = (
    *NOT_PASSED, "cancelled", "canceled", "exception", "incomplete", "interrupted", "invalid", "not passed",
    "not-passed", "not_passed", "notpassed", "undefined", "unexpected", "unstable", "unsuccessful",
)  # fmt: skip
"""All of these, and those with a neighbour that means well, such as `expected`."""
_RED_CHILDREN = tuple(name for name, outcome in CHILDREN.items() if outcome.red)
_ALIKE = 0.8


@lru_cache(4096)
def judged(tag: str) -> Outcome | None:
    """What a child of a case says of it; None if nothing."""
    if tag in CHILDREN:
        return CHILDREN[tag]
    if tag in NO_VERDICT or len(tag) > 20:
        return None
    word = tag.lower()
    if word in ENDED_BADLY or get_close_matches(tag, _RED_CHILDREN, 1, _ALIKE) or word in _RED_CHILDREN:
        return Outcome.ERROR
    return Outcome.SKIPPED if get_close_matches(tag, ("skipped",), 1, _ALIKE) else None


@lru_cache(4096)
def never_run(message: str) -> bool:
    """Whether a case that is called skipped was to run and could not."""
    word = message.lower()
    return len(word) < 40 and bool(get_close_matches(word, map(str.lower, NEVER_RUN), 1, _ALIKE))


@lru_cache(4096)
def stated(status: str) -> Outcome:
    """What a case's `status` or `result` says, where no child of it says more."""
    word = status.strip().lower()
    if word in NOT_RUN:
        return Outcome.SKIPPED
    if word in GREEN or len(word) > 20:
        return Outcome.PASSED
    alike = word in ENDED_BADLY or get_close_matches(word, NOT_PASSED, 1, _ALIKE)
    return Outcome.FAILED if alike else Outcome.PASSED
