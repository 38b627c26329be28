from __future__ import annotations

import json

import pytest

from cigen.plan.manifest import from_json, to_json
from cigen.plan.model import Plan
from cigen.plan.part import of_cells
from tests.factories import manifest
from tests.planned import planned

SPEC = "{}tests:\n  unit:\n    from: busybox\n    matrix: {{n: [1, 2]}}\n    steps: [make test]\n"


def plan(report: str = "") -> Plan:
    found, problems = planned(SPEC.format(report))
    assert problems == ()
    assert isinstance(found, Plan)
    return found


@pytest.mark.parametrize(("text", "only_new"), [("", False), ("fail-on: any", False), ("fail-on: new", True)])
def test_manifest__says_which_failures_count(text: str, only_new: bool) -> None:
    found = plan(f"report: {{{text}}}\n").manifest

    assert found.only_new is only_new
    assert from_json(to_json(found)) == found
    assert ("fail-on" in json.loads(to_json(found))) is only_new


def test_manifest__of_a_part_says_so_as_well() -> None:
    whole = plan("report: {fail-on: new}\n")

    assert of_cells(whole, frozenset(["unit-1"]), is_first=True).manifest.only_new


def test_manifest__anything_else_is_any() -> None:
    tree = json.loads(to_json(manifest(1)))

    for given in (True, ["new"], "NEW", 1):
        assert not from_json(json.dumps(tree | {"fail-on": given})).only_new
