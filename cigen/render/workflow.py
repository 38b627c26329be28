"""A Plan in, the GitHub Actions workflow that builds, reports and comments out.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
"""

from __future__ import annotations

from cigen.plan.model import Plan, Workflow
from cigen.render import release
from cigen.render.jobs import jobs
from cigen.render.workflowfile import DEFAULTS, finished
from cigen.rendered import RenderedFile
from cigen.yamlwrite import Entry, Items

_PERMISSIONS_COMMENT = "Nothing at the top level: every job states what it needs."
_CONCURRENCY_COMMENTS = (
    "One run for a pull request: a new one ends the one before; a re-run, which may be of an older one, ends nothing.",
    "Every other run has a group of its own, because a shared one keeps one run waiting at most and cancels the rest.",
)
_GROUP = "${{ github.workflow }}-${{ github.event.pull_request.number || github.run_id }}"


def render(plan: Plan) -> RenderedFile:
    """The workflow of the plan; SpecError where GitHub would refuse it or silently do nothing with it."""
    return finished(plan, _entries(plan.workflow), plan.workflow.path)


def _entries(workflow: Workflow) -> tuple[Entry, ...]:
    return (
        Entry("name", workflow.name),
        Entry("on", _triggers(workflow), apart=True),
        Entry("permissions", (), above=(_PERMISSIONS_COMMENT,), apart=True),
        Entry("concurrency", _concurrency(), above=_CONCURRENCY_COMMENTS, apart=True),
        DEFAULTS,
        Entry("jobs", jobs(workflow), apart=True),
    )


def _triggers(workflow: Workflow) -> tuple[Entry, ...]:
    return (
        Entry("push", (Entry("branches", Items(workflow.branches)), *release.tags(workflow))),
        Entry("pull_request", None),
        Entry("merge_group", None),
        Entry("workflow_dispatch", None),
    )


def _concurrency() -> tuple[Entry, ...]:
    return (
        Entry("group", _GROUP),
        Entry("cancel-in-progress", "${{ github.event_name == 'pull_request' && github.run_attempt == 1 }}"),
    )
