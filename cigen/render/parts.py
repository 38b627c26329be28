"""A Workflow in; the matrix of jobs that build a part each, one for each platform, and what names a part, out."""

from __future__ import annotations

from cigen.plan.model import Workflow
from cigen.yamlwrite import Entry, Items

NAME = "matrix.name"
"""The part's name in an expression, fit for the name of an artifact and for a tag."""

_COMMENTS = ("A part for each platform, on a runner of that platform; the others go on where one fails.",)


def is_split(workflow: Workflow) -> bool:
    """Whether more than one job builds."""
    return len(workflow.platforms) > 1


def strategy(workflow: Workflow) -> tuple[Entry, ...]:
    """The `strategy` of the job that builds; none where it is a single one."""
    if not is_split(workflow):
        return ()
    include = Items(tuple(_part(platform, label) for platform, label in workflow.runners))
    matrix = Entry("matrix", (Entry("include", include),))
    return (Entry("strategy", (Entry("fail-fast", False), matrix), above=_COMMENTS),)


def runner(workflow: Workflow) -> str:
    """The label of what builds: that of the part, or of the only platform, or of the workflow."""
    if is_split(workflow):
        return "${{ matrix.runner }}"
    return dict(workflow.runners).get(workflow.platforms[0], workflow.runner) if workflow.platforms else workflow.runner


def title(workflow: Workflow, name: str) -> str:
    """The name of a job, with its platform where it is one of several."""
    return f"{name} (${{{{ matrix.platform }}}})" if is_split(workflow) else name


def artifact(workflow: Workflow, name: str) -> str:
    """The name of what the job uploads, which no other job of the run may have."""
    return f"{name}-${{{{ {NAME} }}}}" if is_split(workflow) else name


def inputs(workflow: Workflow) -> tuple[Entry, ...]:
    """What the build is told of its part."""
    return (Entry("platform", "${{ matrix.platform }}"),) if is_split(workflow) else ()


def _part(platform: str, label: str) -> tuple[Entry, ...]:
    return (Entry("name", platform.replace("/", "-")), Entry("platform", platform), Entry("runner", label))
