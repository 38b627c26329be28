"""The parts that a workflow's jobs share: a workflow step out of a pin and its inputs, ready to be written as YAML."""

from __future__ import annotations

from cigen.plan.model import Workflow
from cigen.render.expression import NOT_CANCELLED
from cigen.render.pins import CHECKOUT, OWN_ACTION, UPLOAD, Pin
from cigen.yamlwrite import Entry, Items

WorkflowStep = tuple[Entry, ...]

_OVERWRITE_NOTE = "names are unique in a run, not in an attempt: a re-run would end in a conflict"
_SELF_NOTE = "zizmor: ignore[self-repository] `$/` is not known to every runner"


def uses(pin: Pin, name: str, inputs: tuple[Entry, ...] = (), *, condition: str = "") -> WorkflowStep:
    """A workflow step that runs a pinned action."""
    return _step(name, Entry("uses", pin.uses, note=pin.version), inputs, condition=condition)


def cigen(
    workflow: Workflow,
    name: str,
    inputs: tuple[Entry, ...],
    *,
    minutes: int = 0,
    env: tuple[Entry, ...] = (),
    condition: str = "",
    above: tuple[str, ...] = (),
) -> WorkflowStep:
    """A workflow step that runs cigen's own action, from where the workflow takes it."""
    action, _, version = (workflow.action or f"{OWN_ACTION.uses} # {OWN_ACTION.version}").partition(" # ")
    note = _SELF_NOTE if is_checked_out(workflow) else version.strip()
    used = Entry("uses", action.strip(), note=note)
    return _step(name, used, inputs, condition=condition, minutes=minutes, env=env, above=above)


def checkout() -> WorkflowStep:
    """The repository at the run's commit, without leaving the token behind."""
    return uses(CHECKOUT, "Check out", (Entry("persist-credentials", False),))


def checkout_for_action(workflow: Workflow) -> tuple[WorkflowStep, ...]:
    """A checkout where the action itself is in the repository, for jobs that need no other file of it."""
    return (checkout(),) if is_checked_out(workflow) else ()


def is_checked_out(workflow: Workflow) -> bool:
    """Whether the action is a folder of the workspace, as in cigen's own repository."""
    return workflow.action.startswith("./")


def checkout_permission(workflow: Workflow) -> tuple[Entry, ...]:
    """What that checkout needs."""
    return (Entry("contents", "read"),) if is_checked_out(workflow) else ()


def pairs(**values: str) -> tuple[Entry, ...]:
    """Entries with these texts."""
    return tuple(Entry(key, value) for key, value in values.items())


def steps(*given: WorkflowStep) -> Entry:
    """The steps of a job."""
    return Entry("steps", Items(given, apart=True))


def upload(name: str, artifact: str, path: str, *, days: int, missing: str = "error") -> WorkflowStep:
    """An upload that happens unless the run was cancelled, and that a re-run of the job may repeat."""
    overwrite = Entry("overwrite", True, note=_OVERWRITE_NOTE)
    inputs = (
        Entry("name", artifact),
        Entry("path", path),
        Entry("if-no-files-found", missing),
        overwrite,
        Entry("retention-days", days),
    )
    return uses(UPLOAD, name, inputs, condition=NOT_CANCELLED)


def _step(
    name: str,
    action: Entry,
    inputs: tuple[Entry, ...],
    *,
    condition: str = "",
    minutes: int = 0,
    env: tuple[Entry, ...] = (),
    above: tuple[str, ...] = (),
) -> WorkflowStep:
    return (
        Entry("name", name, above=above),
        *([Entry("if", condition)] if condition else []),
        action,
        *([Entry("timeout-minutes", minutes)] if minutes else []),
        *([Entry("with", inputs)] if inputs else []),
        *([Entry("env", env)] if env else []),
    )
