"""A spec's text in, its plan and its Dockerfile out, without a file being touched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cigen.plan.build import build
from cigen.plan.model import Plan
from cigen.render import dockerfile as render
from cigen.source import Diagnostic
from cigen.spec.load import load
from cigen.work.project import scripts


def plan(text: str, data: Mapping[str, Any] | None = None) -> Plan:
    """The plan of a spec that has no problem."""
    found, problems = planned(text, data)
    assert not problems, "\n".join(map(str, problems))
    assert found is not None
    return found


def planned(text: str, data: Mapping[str, Any] | None = None) -> tuple[Plan | None, tuple[Diagnostic, ...]]:
    """The plan, if there is one, and every problem."""
    loaded = load(text, "cigen.yml")
    if loaded.spec is None:
        return None, loaded.diagnostics
    found, problems = build(loaded.spec, data or {}, file="cigen.yml", default_name="demo")
    return found, (*loaded.diagnostics, *problems)


def cells(text: str, data: Mapping[str, Any] | None = None) -> list[str]:
    """The names of a plan's cells."""
    return [cell.name for cell in plan(text, data).manifest.cells]


def dockerfile(text: str, data: Mapping[str, Any] | None = None) -> str:
    """The Dockerfile of a spec that has no problem."""
    return render.render(plan(text, data), scripts()).text
