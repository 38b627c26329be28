"""The stages of a plan in, out which platforms its cells are for and what runs each; what a workflow needs of both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cigen.plan.evaluate import Evaluator
from cigen.plan.model import Stage
from cigen.source import Diagnostic
from cigen.spec import model as spec

HOME = "linux/amd64"
_RUNNERS = {"linux/arm64": "ubuntu-24.04-arm"}


def platforms(stages: Iterable[Stage]) -> tuple[str, ...]:
    """The platforms of the cells, in order of first sight; none where no cell has one.

    The first of them is the one whose part takes the cells that have none: linux/amd64 where it is there.
    """
    found = dict.fromkeys(stage.platform for stage in stages if stage.cell and stage.platform)
    return tuple(sorted(found, key=lambda platform: platform != HOME))


def runners(
    given: spec.Workflow | None, default: str, stages: Sequence[Stage], evaluator: Evaluator
) -> tuple[tuple[str, str], ...]:
    """The runner's label for each platform of the cells; reported where one has none."""
    labels = {HOME: default, **_RUNNERS}
    labels.update((name, label.text) for name, label in (given.runners if given is not None else ()))
    cells = {stage.platform: stage for stage in reversed(stages) if stage.cell and stage.platform}
    for platform, cell in cells.items():
        if platform not in labels and (given is None or given.enabled):
            message = f"no runner is known for {platform}: name one under `workflow.runners`, as `{platform}: LABEL`"
            evaluator.report(Diagnostic(cell.position, message, "unknown-runner"))
    return tuple((platform, labels[platform]) for platform in platforms(stages) if platform in labels)
