from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.plan.manifest import ManifestError, from_json, to_json
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

    for other in (True, ["new"], "NEW", 1):
        assert not from_json(json.dumps(tree | {"fail-on": other})).only_new


@given(st.dictionaries(st.sampled_from(["summary.md.j2", "comment.md.j2"]), st.text(st.characters(codec="utf-8"))))
def test_manifest__carries_pages_as_they_are(pages: dict[str, str]) -> None:
    made = replace(manifest(1), templates=tuple(pages.items()))

    assert from_json(to_json(made)) == made
    assert ("templates" in json.loads(to_json(made))) is bool(pages)


@pytest.mark.parametrize("character", ["x", "\x01", "é", "\U0001f600", '"', "\u2028"])
def test_manifest__no_line_of_a_page_is_too_long_for_a_dockerfile(character: str) -> None:
    made = replace(manifest(1), templates=(("summary.md.j2", character * 100_000),))

    assert max(len(line.encode()) for line in to_json(made).split("\n")) < 65_535
    assert from_json(to_json(made)) == made


def test_manifest__a_page_may_be_one_text() -> None:
    tree = json.loads(to_json(manifest(1))) | {"templates": {"summary.md.j2": "a\nb"}}

    assert from_json(json.dumps(tree)).templates == (("summary.md.j2", "a\nb"),)


@pytest.mark.parametrize("pages", [[], "x", {"summary.md.j2": 1}, {"summary.md.j2": [1]}, {"summary.md.j2": None}])
def test_manifest__pages_of_another_kind_are_no_manifest(pages: object) -> None:
    tree = json.loads(to_json(manifest(1))) | {"templates": pages}

    with pytest.raises(ManifestError):
        from_json(json.dumps(tree))
