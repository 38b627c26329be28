"""What a spec says about comments in, what the plan holds of it out: the one comment, and the workflow for forks."""

from __future__ import annotations

from cigen.plan.evaluate import Evaluator
from cigen.plan.workflow import Comment
from cigen.source import Diagnostic
from cigen.spec import model as spec

_LONE_GREEN = (
    "`green` says what becomes of a comment when all is well, and `when: off` makes none: take one of them out"
)


def comment(given: spec.Comment | None, evaluator: Evaluator) -> Comment:
    """The comment, with what is not said by default; what becomes of it can't be said of none."""
    if given is None:
        return Comment()
    if given.green is None:
        return Comment(given.when)
    found = Comment(given.when, given.green.text)
    if not found.wanted:
        evaluator.report(Diagnostic(given.green.position, _LONE_GREEN, "comment", len(given.green.text)))
    return found


def forks(given: spec.Workflow, evaluator: Evaluator) -> bool:
    """Whether the workflow for forks is written; it has nothing to do without comments, and checks nothing out."""
    if given.forks is None or given.forks.value is not True:
        return False
    reason = ""
    if given.comment is not None and not Comment(given.comment.when).wanted:
        reason = "`forks` writes a workflow that comments, and `comment` is `off`: take one of them out"
    elif given.action is not None and given.action.text.startswith("./"):
        reason = (
            f"the workflow for forks checks nothing out, so it can't use `{given.action.text:.60}`, a folder of the "
            "repository: name an action as `owner/repository@commit # version`, or take `forks` out"
        )
    if reason:
        evaluator.report(Diagnostic(given.forks.position, reason, "forks", len(given.forks.text)))
    return not reason
