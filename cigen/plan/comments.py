"""What a spec says about comments in, what the plan holds of it out: the one comment, and the workflow for forks."""

from __future__ import annotations

from cigen.plan.evaluate import Evaluator
from cigen.plan.workflow import Comment
from cigen.source import Diagnostic
from cigen.spec import model as spec


def comment(given: spec.Comment | None) -> Comment:
    """The comment, with what is not said by default."""
    return Comment(given.when, given.green) if given is not None else Comment()


def forks(given: spec.Workflow, evaluator: Evaluator) -> bool:
    """Whether the workflow for forks is written; it has nothing to do without comments, and checks nothing out."""
    if given.forks is None or given.forks.value is not True:
        return False
    reason = ""
    if not comment(given.comment).wanted:
        reason = "`forks` writes a workflow that comments, and `comment` is `off`: take one of them out"
    elif given.action is not None and given.action.text.startswith("./"):
        reason = (
            f"the workflow for forks checks nothing out, so it can't use `{given.action.text:.60}`, a folder of the "
            "repository: name an action as `owner/repository@commit # version`, or take `forks` out"
        )
    if reason:
        evaluator.report(Diagnostic(given.forks.position, reason, "forks", len(given.forks.text)))
    return not reason
