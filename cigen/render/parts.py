"""A Workflow in; the jobs that build a part each, one for each platform and shard, and what names a part, out."""

from __future__ import annotations

from dataclasses import dataclass

from cigen.plan.model import Workflow
from cigen.yamlwrite import Entry, Items

NAME = "matrix.name"
"""The part's name in an expression, fit for the name of an artifact and for a tag."""
GROUP = "matrix.group"
"""The platform of a part in such a name, where there are several platforms, each in several shards."""
BASE = "base"
"""The part that builds what all shards stand upon."""

_PLATFORMS = "A part for each platform, on a runner of that platform; the others go on where one fails."
_SHARDS = "The cells are cut into shards that take about equally long; the others go on where one fails."


@dataclass(frozen=True, slots=True)
class Part:
    """What one job builds; `platform` and `shard` are empty where all of them are built together."""

    name: str
    runner: str
    platform: str = ""
    group: str = ""
    shard: str = ""


def is_split(workflow: Workflow) -> bool:
    """Whether more than one job builds cells."""
    return has_platforms(workflow) or is_sharded(workflow)


def has_platforms(workflow: Workflow) -> bool:
    """Whether each platform has jobs of its own."""
    return len(workflow.platforms) > 1


def is_sharded(workflow: Workflow) -> bool:
    """Whether several jobs share the cells of a platform, so that the stages beneath are built before."""
    return workflow.shards > 1


def platform_parts(workflow: Workflow) -> tuple[Part, ...]:
    """A part for each platform; one without a name where all of them are built together."""
    if not has_platforms(workflow):
        return (Part("", _runner(workflow)),)
    named = ((platform, platform.replace("/", "-"), label) for platform, label in workflow.runners)
    return tuple(Part(name, label, platform, name) for platform, name, label in named)


def parts(workflow: Workflow) -> tuple[Part, ...]:
    """Everything that is built, a part a job."""
    if not is_sharded(workflow):
        return platform_parts(workflow)
    count = workflow.shards
    return tuple(
        Part(joined(one.group, f"s{number}"), one.runner, one.platform, one.group, f"{number}/{count}")
        for one in platform_parts(workflow)
        for number in range(1, count + 1)
    )


def joined(*names: str) -> str:
    """A part's name from those that are not empty."""
    return "-".join(filter(None, names))


def strategy(workflow: Workflow, *, base: bool = False) -> tuple[Entry, ...]:
    """The `strategy` of the job that builds cells, or of the one before it; none where it is a single one."""
    if not (has_platforms(workflow) if base else is_split(workflow)):
        return ()
    chosen = platform_parts(workflow) if base else parts(workflow)
    include = Items(tuple(_entries(part, workflow) for part in chosen))
    said = ((_PLATFORMS,) if has_platforms(workflow) else ()) + (
        (_SHARDS,) if is_sharded(workflow) and not base else ()
    )
    return (Entry("strategy", (Entry("fail-fast", False), Entry("matrix", (Entry("include", include),))), above=said),)


def runner(workflow: Workflow) -> str:
    """The label of what builds: that of the part, or of the only platform, or of the workflow."""
    return "${{ matrix.runner }}" if has_platforms(workflow) else _runner(workflow)


def title(workflow: Workflow, name: str, *, base: bool = False) -> str:
    """The name of a job, with its platform and shard where it is one of several."""
    platform = ["${{ matrix.platform }}"] if has_platforms(workflow) else []
    shard = ["${{ matrix.shard }}"] if is_sharded(workflow) and not base else []
    return f"{name} ({', '.join((*platform, *shard))})" if platform or shard else name


def artifact(workflow: Workflow, name: str, *, base: bool = False) -> str:
    """The name of what the job uploads, which no other job of the run may have."""
    if base:
        return f"{name}-${{{{ {GROUP} }}}}" if has_platforms(workflow) else name
    return f"{name}-${{{{ {NAME} }}}}" if is_split(workflow) else name


def inputs(workflow: Workflow, *, base: bool = False) -> tuple[Entry, ...]:
    """What the build is told of its part."""
    platform = (Entry("platform", "${{ matrix.platform }}"),) if has_platforms(workflow) else ()
    shard = (Entry("shard", "${{ matrix.shard }}"),) if is_sharded(workflow) and not base else ()
    return (*platform, *shard)


def _runner(workflow: Workflow) -> str:
    """The label of the only platform, or of the workflow."""
    return dict(workflow.runners).get(workflow.platforms[0], workflow.runner) if workflow.platforms else workflow.runner


def _entries(part: Part, workflow: Workflow) -> tuple[Entry, ...]:
    """A part of the matrix, with what tells it from the others."""
    given = (("name", part.name), ("platform", part.platform), ("group", part.group), ("shard", part.shard))
    shown = tuple(Entry(key, value) for key, value in given if value and (key != "group" or is_sharded(workflow)))
    return (*shown, Entry("runner", part.runner)) if has_platforms(workflow) else shown
