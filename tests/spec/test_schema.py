"""The JSON Schema says of a spec's form what the loader says: other people's validators are asked."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator  # type: ignore[import-untyped]

from cigen.spec import schema
from cigen.spec.load import load
from cigen.spec.steps import STEP_KINDS
from cigen.yamltext import parse, plain
from tests.conftest import Golden

ROOT = Path(__file__).parents[2]
ERRORS = ROOT / "tests/spec/errors"
FILES = sorted([*ROOT.glob("examples/*/cigen.yml"), *ROOT.glob("tests/golden/*/cigen.yml")])
VALIDATOR = Draft7Validator(schema.schema())
OF_FORM = {"unknown-key", "wrong-type", "missing-key", "unknown-step", "empty"}
SUMS = {"step-run-timeout-too-long", "top-workflow-timeout"}
"""No pattern adds hours and minutes up."""


def valid(text: str) -> bool:
    tree, problems = parse(text, "cigen.yml")
    assert tree is not None
    assert not problems
    return bool(VALIDATOR.is_valid(plain(tree)))


def step(text: str) -> bool:
    return valid(f"tests:\n  unit:\n    from: busybox\n    steps:\n      - {text}\n")


def test_schema__in_docs_is_fresh(golden: Golden) -> None:
    golden(ROOT / "docs" / "cigen.schema.json", schema.text())


def test_schema__is_one() -> None:
    Draft7Validator.check_schema(schema.schema())


def test_schema__describes_every_key() -> None:
    def look(shape: dict[str, Any], name: str) -> None:
        for key, one in shape.get("properties", {}).items():
            assert one.get("description"), f"{name}.{key}"
            look(one, f"{name}.{key}")

    made = schema.schema()
    look(made, "")
    for name, shape in made["definitions"].items():
        assert shape["description"], name
        look(shape, name)


def test_schema__its_examples_are_what_it_asks_for() -> None:
    found = 0
    for shape in (made := schema.schema(), *made["definitions"].values()):
        for name, one in shape.get("properties", {}).items():
            for example in one.get("examples", ()):
                found += 1
                assert Draft7Validator(one).is_valid(example), name
    assert found > 30


def test_schema__knows_every_kind_of_step() -> None:
    choices = schema.schema()["definitions"]["Step"]["anyOf"][1:]
    assert [one["$ref"] for one in choices] == [f"#/definitions/{shape.__name__}" for shape in STEP_KINDS.values()]


def test_schema__every_reference_leads_somewhere() -> None:
    made = schema.schema()
    assert set(re.findall(r'"#/definitions/(\w+)"', json.dumps(made))) <= made["definitions"].keys()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_schema__takes_every_spec_that_is_fine(path: Path) -> None:
    assert valid(path.read_text())


def test_schema__is_read_by_check_jsonschema_which_takes_the_examples_and_no_broken_spec() -> None:
    command = [
        str(Path(sys.executable).parent / "check-jsonschema"),
        "--schemafile",
        str(ROOT / "docs/cigen.schema.json"),
    ]
    done = subprocess.run([*command, *map(str, FILES)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    done = subprocess.run([*command, str(ERRORS / "unknown-keys.yml")], capture_output=True, text=True)
    assert done.returncode == 1, done.stdout


CASES = {path.stem: set(re.findall(r"\[([a-z-]+)\]$", path.read_text(), re.M)) for path in ERRORS.glob("*.out")}


@pytest.mark.parametrize(
    "case", sorted(case for case, rules in CASES.items() if rules and rules <= OF_FORM and case not in SUMS)
)
def test_schema__refuses_what_the_loader_refuses_for_its_form(case: str) -> None:
    text = (ERRORS / f"{case}.yml").read_text()
    if load(text, "cigen.yml").diagnostics:  # planning finds the others, by what an expression or a scope holds
        assert not valid(text)


@pytest.mark.parametrize(
    "text",
    [
        "make",
        "5",
        "true",
        "{run: [ls, -l]}",
        "{run: 5}",
        "{env: {A: 1, B: true, C: }}",
        "{run: x, env: {A: b}, timeout: 90, retries: 2, always: true}",
        "{run: x, timeout: 1h30m}",
        "{run: x, when: false}",
        '{run: x, when: "{{ a }}"}',
        "{copy: [a, 1], to: /b/}",
        "{expose: 8080}",
        "{arg: [A, B=1]}",
        "{arg: {A: , B: 2}}",
        "{healthcheck: none}",
    ],
)
def test_schema__takes_what_yaml_makes_of_a_text(text: str) -> None:
    assert step(text)
    assert load(f"tests: {{a: {{from: b, steps: [{text}]}}}}", "cigen.yml").diagnostics == ()


@pytest.mark.parametrize(
    "text",
    [
        "''",
        "[a]",
        "{}",
        "{ruhn: x}",
        "{run: {a: b}}",
        "{run: x, copy: a b}",
        "{run: x, timeout: soon}",
        "{run: x, timeout: ''}",
        "{run: x, retries: -1}",
        "{run: x, retries: 10001}",
        "{run: x, always: 'yes'}",
        "{run: x, env: [A]}",
        "{run: x, mounts: {type: cache}}",
        "{copy: {a: b}}",
        "{workdir: }",
        "{checkout: x, remte: y}",
    ],
)
def test_schema__refuses_steps_that_are_none(text: str) -> None:
    assert not step(text)
    assert load(f"tests: {{a: {{from: b, steps: [{text}]}}}}", "cigen.yml").diagnostics


@pytest.mark.parametrize(
    ("given", "fine"),
    [
        ("true", True),
        ("off", True),
        ("change", True),
        ("{green: delete}", True),
        ("sometimes", False),
        ("1", False),
        ("{when: never}", False),
        ("{when: true}", False),
        ("{green: hide}", False),
    ],
)
def test_schema__a_comment_is_what_the_loader_takes(given: str, fine: bool) -> None:
    text = f"workflow: {{comment: {given}}}\ntests: {{t: {{from: busybox, steps: [make]}}}}\n"

    assert valid(text) is fine
    assert (not load(text, "cigen.yml").diagnostics) is fine
