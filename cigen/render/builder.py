"""A Workflow in, the inputs of docker/setup-buildx-action for its builder out: driver, options, buildkitd's settings.

https://github.com/docker/setup-buildx-action and https://docs.docker.com/build/buildkit/toml-configuration/
"""

from __future__ import annotations

from cigen.fields import joined
from cigen.plan.model import Builder, Workflow
from cigen.render import cachepolicy
from cigen.yamlwrite import Entry

BUILDKIT = "moby/buildkit:v0.32.2"
"""The BuildKit that rendered workflows run, unless the spec names another; from v0.28 on it exports caches fast."""

_CONTAINER = "docker-container"
_OWN = (_CONTAINER, "kubernetes")
"""The drivers that start a BuildKit, so that there is an image to choose, and settings."""


def inputs(workflow: Workflow) -> tuple[Entry, ...]:
    """What stands below `with`; the action's own defaults are left out."""
    builder = workflow.builder
    options = tuple(_option(name, value) for name, value in _options(workflow))
    return (
        *((Entry("driver", builder.driver),) if builder.driver != _CONTAINER else ()),
        *((Entry("endpoint", builder.endpoint),) if builder.endpoint else ()),
        *_lines("driver-opts", options),
        *_lines("buildkitd-config-inline", _settings(builder)),
    )


def _options(workflow: Workflow) -> tuple[tuple[str, str], ...]:
    """The driver's options; the runner's network unless the spec names another, where the registry is there."""
    builder = workflow.builder
    own = (("image", builder.image or BUILDKIT),) if builder.driver in _OWN else ()
    named = {name for name, _ in builder.options}
    local = builder.driver == _CONTAINER and "network" not in named and cachepolicy.is_local(workflow)
    return (*own, *((("network", "host"),) if local else ()), *builder.options)


def _settings(builder: Builder) -> tuple[str, ...]:
    """The lines of buildkitd.toml; none where nothing is asked for."""
    given = (
        f"max-parallelism = {builder.parallelism}" if builder.parallelism else "",
        f'reservedSpace = "{builder.reserved}"' if builder.reserved else "",
        f'maxUsedSpace = "{builder.most}"' if builder.most else "",
    )
    lines = tuple(f"  {line}" for line in given if line)
    return ("[worker.oci]", *lines) if lines else ()


def _option(name: str, value: str) -> str:
    """One line of `driver-opts`, which buildx reads as a line of CSV."""
    return joined(f"{name}={value}")


def _lines(key: str, lines: tuple[str, ...]) -> tuple[Entry, ...]:
    """An input of one line, or a block of them; nothing where there is none."""
    if not lines:
        return ()
    return (Entry(key, lines[0] if len(lines) == 1 else "".join(f"{line}\n" for line in lines)),)
