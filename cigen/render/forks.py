"""A Plan in, the GitHub Actions workflow that comments on pull requests of forks and of Dependabot out.

Their own runs can't: GitHub gives them a token that only reads. This one is started by the end of such a run and is the
default branch's, so nothing of the pull request has a say in it: it checks nothing out, takes no cache, makes the
comment from the recorded results by itself, reads them where it can write nothing, and asks GitHub which pull request
they are of. https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
"""

from __future__ import annotations

from cigen.plan.model import Plan, Workflow
from cigen.render.comments import MINUTES, WRITE, manner
from cigen.render.expression import literal, text
from cigen.render.pins import DOWNLOAD
from cigen.render.testjobs import OUTPUT, RESULTS
from cigen.render.workflowfile import DEFAULTS, beside, finished
from cigen.render.workflowstep import cigen, pairs, steps, upload, uses
from cigen.rendered import RenderedFile
from cigen.yamlwrite import Entry, Folded, Items

COMMENT = "cigen-comment"

_FOLDER = f"{OUTPUT}/report"
_FILE = f"{_FOLDER}/comment.md"
_RENDER_MINUTES = 10
_RUN = "github.event.workflow_run"
_CONDITION = (
    f'&& contains(fromJSON(\'["success", "failure", "timed_out"]\'), {_RUN}.conclusion)',
    f"&& ({_RUN}.head_repository.full_name != github.repository",
    f"|| {_RUN}.actor.login == 'dependabot[bot]') }}}}",
)
_PATH_COMMENT = (
    "GitHub starts this for every workflow of that name, and a stranger's branch may hold one in another file."
)
_TRIGGER_NOTE = (
    "zizmor: ignore[dangerous-triggers] checks nothing out, reads results as data, where it can write nothing"
)
_TRIGGER_COMMENTS = (
    "Runs this file as the default branch has it, with a token that may write, after a run that a stranger can start.",
    "That is safe only as long as it checks nothing out, runs nothing of the artifacts and believes nothing that they",
    "say of themselves: add no step that does.",
)
_PERMISSIONS_COMMENT = "Nothing at the top level: every job states what it needs."
_CONCURRENCY_COMMENTS = (
    "A group for each run that is reported on: only a later attempt of it ends the report on an earlier one. Nothing",
    "that a stranger chooses, such as the name of a branch, is part of it.",
)
_RENDER_COMMENT = "Reads what a stranger's tests printed, so it may read artifacts and do nothing else."
_ACTIONS_NOTE = "download the results of the other run"
_ENDED = f"{_RUN}.conclusion == 'success' && 'success' || 'failure'"
_ENDED_COMMENT = "Green results don't count where the run did not end well; GitHub says how, and no artifact."
_RED_NOTE = "a test that failed there is no failure here"
_COMMENT_COMMENT = "Posts one file, made above; which pull request it is for, GitHub says and no artifact."


def render(plan: Plan) -> RenderedFile | None:
    """The workflow; None where the spec asks for none."""
    workflow = plan.workflow
    if not (workflow.enabled and workflow.forks):
        return None
    return finished(plan, _entries(workflow), path(workflow))


def path(workflow: Workflow) -> str:
    """Where it is written: beside the workflow whose runs it waits for."""
    return beside(workflow, "forks")


def _entries(workflow: Workflow) -> tuple[Entry, ...]:
    started = (Entry("workflows", Items((workflow.name,))), Entry("types", Items(("completed",))))
    group = (Entry("group", f"${{{{ github.workflow }}}}-${{{{ {_RUN}.id }}}}"), Entry("cancel-in-progress", True))
    trigger = Entry("workflow_run", started, above=_TRIGGER_COMMENTS, note=_TRIGGER_NOTE)
    return (
        Entry("name", f"{workflow.name}-forks"),
        Entry("on", (trigger,), apart=True),
        Entry("permissions", (), above=(_PERMISSIONS_COMMENT,), apart=True),
        Entry("concurrency", group, above=_CONCURRENCY_COMMENTS, apart=True),
        DEFAULTS,
        Entry("jobs", (_render(workflow), _comment(workflow)), apart=True),
    )


def _render(workflow: Workflow) -> Entry:
    """Only for runs that had results, of those who can't comment themselves."""
    download = pairs(
        **{
            "pattern": f"{RESULTS}*",
            "path": f"{OUTPUT}/results",
            "run-id": f"${{{{ {_RUN}.id }}}}",
            "github-token": "${{ github.token }}",
        }
    )
    report = pairs(
        **{
            "mode": "report",
            "paths": f"{OUTPUT}/results",
            "output": _FOLDER,
            "report-name": literal(workflow.name),
            "untrusted": "true",
            "annotations": "off",
            "summary": "false",
        }
    )
    ended = Entry("ended", f"{literal(workflow.name)}=${{{{ {_ENDED} }}}}", above=(_ENDED_COMMENT,))
    made = (
        *cigen(workflow, "Make the comment from the results", (*report, ended)),
        Entry("continue-on-error", True, note=_RED_NOTE),
    )
    return Entry(
        "render",
        (
            Entry("name", "render"),
            Entry("if", _condition(workflow), above=(_PATH_COMMENT,)),
            Entry("runs-on", workflow.runner),
            Entry("timeout-minutes", _RENDER_MINUTES),
            Entry("permissions", (Entry("actions", "read", note=_ACTIONS_NOTE),)),
            steps(
                uses(DOWNLOAD, "Download the results of the pull request's run", download),
                made,
                upload("Hand over the comment", COMMENT, _FILE, days=1),
            ),
        ),
        above=(_RENDER_COMMENT,),
    )


def _condition(workflow: Workflow) -> Folded:
    """Which runs are reported on: those of the first workflow's own file, whatever else has its name."""
    of = f"{_RUN}.event == 'pull_request' && {_RUN}.path == {text(workflow.path)}"
    return Folded((f"${{{{ {of}", *_CONDITION))


def _comment(workflow: Workflow) -> Entry:
    return Entry(
        "comment",
        (
            Entry("name", "comment"),
            Entry("needs", "render"),
            Entry("runs-on", workflow.runner),
            Entry("timeout-minutes", MINUTES),
            Entry("permissions", (WRITE,)),
            steps(
                uses(DOWNLOAD, "Take the comment", pairs(name=COMMENT, path=_FOLDER)),
                cigen(workflow, "Post the comment", (*pairs(mode="comment", comment=_FILE), *manner(workflow))),
            ),
        ),
        above=(_COMMENT_COMMENT,),
        apart=True,
    )
