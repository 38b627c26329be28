"""Specs that hypothesis makes: those that are fine are planned and rendered, those that aren't have a message."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator  # type: ignore[import-untyped]

from cigen.plan.model import Copy, Plan
from cigen.render import dockerfile, workflow
from cigen.source import explain
from cigen.spec.load import load
from cigen.spec.schema import schema
from cigen.work.project import scripts
from cigen.yamltext import parse, plain
from tests import specs
from tests.commandline import cigen, project
from tests.planned import planned

MANY = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
FEW = settings(MANY, max_examples=25)
MOST_SECONDS = 5.0
VALIDATOR = Draft7Validator(schema())


def fine(tree: specs.Tree) -> Plan:
    found, problems = planned(specs.text(tree))
    assert problems == (), "\n".join(map(str, problems))
    assert found is not None
    return found


@MANY
@given(specs.specs())
def test_spec__without_a_fault_is_planned_and_rendered(tree: specs.Tree) -> None:
    started = time.monotonic()
    plan = fine(tree)
    rendered = dockerfile.render(plan, scripts())
    assert dockerfile.refused(plan, rendered) == ()
    assert workflow.render(plan).text
    assert time.monotonic() - started < MOST_SECONDS


@FEW
@given(specs.specs())
def test_spec__is_fine_by_the_schema_if_it_is_fine(tree: specs.Tree) -> None:
    assert fine(tree)
    assert [error.message for error in VALIDATOR.iter_errors(tree)] == []


@FEW
@given(specs.specs())
def test_spec__written_in_another_way_makes_the_same_dockerfile(tree: specs.Tree) -> None:
    """Nothing but the places in the manifest depends on the layout, and nothing at all on a clock or a set's order."""
    texts = [specs.text(tree), json.dumps(tree), specs.text(tree)]
    plans = [planned(text)[0] for text in texts]
    rendered = [dockerfile.render(plan, scripts()).text for plan in plans if plan is not None]
    assert rendered[0] == rendered[2]
    assert len({re.sub(r'"(line|column)": \d+', "", one) for one in rendered}) == 1
    read = [parse(text, "cigen.yml")[0] for text in texts]
    assert all(node is not None and plain(node) == plain_of(tree) for node in read)


def plain_of(tree: object) -> object:
    """What YAML makes of a tree: the tree itself."""
    return json.loads(json.dumps(tree))


@FEW
@given(specs.specs())
def test_spec__every_planned_cell_is_collected_exactly_once(tree: specs.Tree) -> None:
    plan = fine(tree)
    cells = [cell.name for cell in plan.manifest.cells]
    assert len(set(cells)) == len(cells) == sum(stage.cell != "" for stage in plan.stages)
    reached = Counter[str]()
    stages = {stage.name: stage for stage in plan.stages}
    todo = ["results"]
    while todo:
        for copy in stages[todo.pop()].instructions:
            assert isinstance(copy, Copy)
            reached[copy.origin] += 1
            todo.extend([copy.origin] if not stages[copy.origin].cell else [])
    assert {name: count for name, count in reached.items() if name in set(cells)} == dict.fromkeys(cells, 1)
    assert set(reached.values()) <= {1}


@FEW
@given(specs.specs())
def test_spec__every_stage_starts_from_one_before_it(tree: specs.Tree) -> None:
    """No engine takes a name that is there twice, or whose origin comes later."""
    text = dockerfile.render(fine(tree), scripts()).text
    names = re.findall(r"^FROM (?:--platform=\S+ )?\S+ AS (\S+)$", text, re.M)
    assert len({name.lower() for name in names}) == len(names)


@MANY
@given(specs.odd_specs())
def test_spec__with_odd_values_is_fine_or_has_messages_in_one_line_each(tree: specs.Tree) -> None:
    text = specs.text(tree)
    started = time.monotonic()
    found, problems = planned(text)
    assert (found is None) or not problems or load(text, "cigen.yml").diagnostics
    lines = tuple(text.split("\n"))
    for problem in problems:
        shown = explain(problem, lines).splitlines()
        assert len(shown) == 3, shown
        assert shown[0].endswith(f"[{problem.rule}]")
    assert time.monotonic() - started < MOST_SECONDS


@FEW
@given(st.one_of(specs.specs(), specs.odd_specs()))
def test_check__ends_with_0_or_3(tree: specs.Tree) -> None:
    with TemporaryDirectory() as folder:
        result = cigen("check", cwd=project(Path(folder), specs.text(tree)))
    assert (result.code, bool(result.err)) in ((0, False), (3, True))
