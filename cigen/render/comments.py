"""A Workflow in, the job that posts the report out: the comment on a pull request and, if wanted, a check run.

It has no concurrency of its own: a group keeps one waiting job and drops the others, be they newer. Instead each
comment holds the number and attempt of its run, and `cigen publish` lets no older one replace it.
"""

from __future__ import annotations

from cigen.plan.model import Workflow
from cigen.render.expression import NOT_DEPENDABOT, SAME_REPOSITORY
from cigen.render.pins import DOWNLOAD
from cigen.render.workflowstep import checkout_for_action, checkout_permission, cigen, pairs, steps, uses
from cigen.yamlwrite import Entry, Folded

MINUTES = 5
WRITE = Entry("pull-requests", "write", note="create the one comment, or bring it up to date")

_CHECKS = Entry("checks", "write", note="create the check run")
_COMMENTS = ("The only job that may write to the pull request: it posts one file and runs nothing else.",)
_CHECK_COMMENTS = ("The only job that may write: it posts what the report says and runs nothing else.",)
_IS_PULL_REQUEST = "github.event_name == 'pull_request'"


def job(workflow: Workflow, *, report: str, folder: str, uploaded: str) -> tuple[Entry, ...]:
    """The job, none where nothing is posted; `report` is the artifact that it downloads into `folder`.

    `uploaded` is the value that is empty where the attempt made no report: an artifact of an earlier one is its own.
    """
    if not (workflow.comment.wanted or workflow.check_run):
        return ()
    entries = (
        Entry("name", "comment"),
        Entry("needs", "report"),
        Entry("if", _condition(workflow, uploaded)),
        Entry("runs-on", workflow.runner),
        Entry("timeout-minutes", MINUTES),
        Entry("permissions", _permissions(workflow)),
        steps(
            *checkout_for_action(workflow),
            uses(DOWNLOAD, "Download the report", pairs(name=report, path=folder)),
            cigen(
                workflow,
                "Post the comment" if workflow.comment.wanted else "Post the check run",
                _inputs(workflow, folder),
            ),
        ),
    )
    return (Entry("comment", entries, above=_CHECK_COMMENTS if workflow.check_run else _COMMENTS, apart=True),)


def manner(workflow: Workflow) -> tuple[Entry, ...]:
    """How a comment is posted, as inputs of the action, which has the same defaults."""
    when, green = workflow.comment.when, workflow.comment.green
    return (*_unless("always", when=when), *_unless("keep", green=green))


def _condition(workflow: Workflow, uploaded: str) -> Folded:
    """No run of a fork or of Dependabot, whose token can't write; without a check run, pull requests alone."""
    begin = f"${{{{ !cancelled() && {uploaded} != ''"
    if workflow.check_run:
        rest = f"&& (github.event_name != 'pull_request' || {SAME_REPOSITORY}) }}}}"
        return Folded((f"{begin} && {NOT_DEPENDABOT}", rest))
    return Folded((begin, f"&& {_IS_PULL_REQUEST} && {NOT_DEPENDABOT}", f"&& {SAME_REPOSITORY} }}}}"))


def _permissions(workflow: Workflow) -> tuple[Entry, ...]:
    write = (WRITE,) if workflow.comment.wanted else ()
    return (*checkout_permission(workflow), *write, *((_CHECKS,) if workflow.check_run else ()))


def _inputs(workflow: Workflow, folder: str) -> tuple[Entry, ...]:
    """A run that is for no pull request posts its check run only."""
    inputs = pairs(mode="comment", comment=f"{folder}/comment.md")
    if not workflow.check_run:
        return (*inputs, *manner(workflow))
    when, green = workflow.comment.when, workflow.comment.green
    when = f"${{{{ {_IS_PULL_REQUEST} && '{when}' || 'off' }}}}" if workflow.comment.wanted else when
    return (*inputs, Entry("when", when), *_unless("keep", green=green), Entry("check-run", "true"))


def _unless(default: str, **value: str) -> tuple[Entry, ...]:
    return tuple(entry for entry in pairs(**value) if entry.value != default)
