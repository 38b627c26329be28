"""A Plan in, the GitHub Actions workflow that deletes the caches of closed pull requests out.

It holds the one permission that it needs, and runs nothing of the pull request: an action that is a folder of the
repository is taken from the default branch.
"""

from __future__ import annotations

from cigen.plan.model import Plan, Workflow
from cigen.render.cachepolicy import takes_github_token
from cigen.render.expression import NOT_DEPENDABOT, SAME_REPOSITORY
from cigen.render.pins import CHECKOUT
from cigen.render.workflowfile import DEFAULTS, beside, finished
from cigen.render.workflowstep import WorkflowStep, checkout_permission, cigen, is_checked_out, pairs, steps, uses
from cigen.rendered import RenderedFile
from cigen.yamlwrite import Entry, Items

_MINUTES = 15
_NUMBER = "${{ github.event.pull_request.number }}"
_CONDITION = f"${{{{ {NOT_DEPENDABOT} && {SAME_REPOSITORY} }}}}"
_PERMISSIONS_COMMENT = "Nothing at the top level: the job states what it needs."
_CONCURRENCY_COMMENT = "One run for a pull request; closing it twice deletes no more than once."
_JOB_COMMENT = "Not for forks and Dependabot, which wrote no cache and whose token can delete none."
_PACKAGES_NOTE = "delete versions of the cache image, for which the package gives this repository the role Admin"
_REF = "${{ github.event.repository.default_branch }}"
_REF_COMMENT = "What the default branch holds, not the pull request, is run with the permission to delete."


def render(plan: Plan) -> RenderedFile | None:
    """The workflow; None where no cache is in GitHub's registry, or the spec wants none swept."""
    workflow = plan.workflow
    if not (workflow.enabled and workflow.cache.sweep and takes_github_token(workflow)):
        return None
    return finished(plan, _entries(workflow), path(workflow))


def path(workflow: Workflow) -> str:
    """Where it is written: beside the workflow that writes the caches."""
    return beside(workflow, "sweep")


def _entries(workflow: Workflow) -> tuple[Entry, ...]:
    group = (Entry("group", f"${{{{ github.workflow }}}}-{_NUMBER}"), Entry("cancel-in-progress", False))
    return (
        Entry("name", f"{workflow.name}-sweep"),
        Entry("on", (Entry("pull_request", (Entry("types", Items(("closed",))),)),), apart=True),
        Entry("permissions", (), above=(_PERMISSIONS_COMMENT,), apart=True),
        Entry("concurrency", group, above=(_CONCURRENCY_COMMENT,), apart=True),
        DEFAULTS,
        Entry("jobs", (_job(workflow),), apart=True),
    )


def _job(workflow: Workflow) -> Entry:
    return Entry(
        "sweep",
        (
            Entry("name", "sweep"),
            Entry("if", _CONDITION),
            Entry("runs-on", workflow.runner),
            Entry("timeout-minutes", _MINUTES),
            Entry("permissions", (*checkout_permission(workflow), Entry("packages", "write", note=_PACKAGES_NOTE))),
            steps(*_checkout(workflow), _sweep(workflow)),
        ),
        above=(_JOB_COMMENT,),
    )


def _checkout(workflow: Workflow) -> tuple[WorkflowStep, ...]:
    """The default branch, where the action itself is in the repository."""
    inputs = (Entry("ref", _REF, above=(_REF_COMMENT,)), Entry("persist-credentials", False))
    return (uses(CHECKOUT, "Check out", inputs),) if is_checked_out(workflow) else ()


def _sweep(workflow: Workflow) -> WorkflowStep:
    inputs = (*pairs(mode="cache-sweep", image=workflow.cache.image), Entry("pull-request", _NUMBER))
    return cigen(workflow, "Delete the caches of the pull request", inputs)
