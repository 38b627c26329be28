"""The option tables of `docs/spec.md`, made from the spec's model."""

from __future__ import annotations

from cigen.spec import model, steps
from cigen.spec.values import Located

COMMON = steps.StepBase
COMMAND = steps.CommandStep


def tables() -> dict[str, str]:
    """Each table by the name in its markers."""
    return {
        "spec": table(model.Spec),
        "definition": table(model.Definition),
        "defaults": table(model.Defaults),
        "stage": table(model.Stage),
        "test": table(model.Test),
        "artifact": table(model.Artifact),
        "report": table(model.Report),
        "cache": table(model.Cache),
        "workflow": table(model.Workflow),
        "comment": table(model.Comment),
        "builder": table(model.Builder),
        "image": table(model.Image),
        "any-step": table(COMMON),
        "command-step": table(COMMAND, beside=COMMON),
        "steps": _steps(),
    }


def table(shape: type[Located], beside: type[Located] | None = None) -> str:
    """A shape's keys, each with what it means; those of `beside` left out."""
    known = set(beside.model_fields) if beside else set()
    rows = [_row(shape, name) for name in shape.model_fields if name not in known | {"position"}]
    return "\n".join(["| key | meaning |", "|---|---|", *rows]) + "\n"


def _row(shape: type[Located], name: str) -> str:
    field = shape.model_fields[name]
    needed = " **Needed.**" if field.is_required() else ""
    return f"| `{field.alias or name}` | {field.description}{needed} |"


def _steps() -> str:
    lines = ["| step | does | keys of its own |", "|---|---|---|"]
    for kind, shape in sorted(steps.STEP_KINDS.items()):
        command = issubclass(shape, COMMAND)
        shared = set(COMMAND.model_fields if command else COMMON.model_fields) | {"position"}
        keys = [(field.alias or name, field) for name, field in shape.model_fields.items() if name not in shared]
        own = "; ".join(f"`{name}`: {(field.description or '').rstrip('.')}" for name, field in keys)
        lines.append(f"| `{kind}`{' *' if command else ''} | {(shape.__doc__ or '').strip()} | {own} |")
    return "\n".join(lines) + "\n"
