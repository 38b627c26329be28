"""The JSON Schema of `report.json`: every report is as it says, none has more, and the page's tables are its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from cigen.report import data
from cigen.results.model import Build, Export, Report
from tests.conftest import Golden
from tests.factories import fail, green, manifest, relocatable_red, result, xml
from tests.factories import report as joined
from tests.hostile import ATTACKS, FIELDS
from tests.hostile import report as hostile
from tests.report.test_news import after
from tests.reports import REPORTS, report
from tests.results import runs

Tree = dict[str, Any]

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "results-format.md"
SCHEMA: Tree = json.loads((ROOT / "docs" / "report.schema.json").read_text())
TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "`true` or `false`",
    "null": "`null`",
}


def closed(tree: Any) -> Any:
    """The schema as it stands, but that a key which it does not describe is an error: here each has to be described."""
    if isinstance(tree, list):
        return [closed(one) for one in tree]
    if not isinstance(tree, dict):
        return tree
    more = {"additionalProperties": False} if "properties" in tree and tree.get("type") == "object" else {}
    return {key: closed(one) for key, one in tree.items()} | more


STRICT = Draft202012Validator(closed(SCHEMA))


def check(found: Report) -> Tree:
    tree: Tree = json.loads(data.render(found).text)
    STRICT.validate(tree)
    return tree


def test_schema__is_one_with_a_description_for_each_key() -> None:
    Draft202012Validator.check_schema(SCHEMA)

    def look(shape: Tree, name: str) -> None:
        assert shape.get("description"), name
        for key, one in shape.get("properties", {}).items():
            look(one, f"{name}.{key}")

    look(SCHEMA, "")
    for name, shape in SCHEMA["$defs"].items():
        look(shape, name)
        assert json.dumps(SCHEMA).count(f'"#/$defs/{name}"'), f"{name} is used nowhere"


def test_schema__lets_new_keys_pass_and_nothing_else() -> None:
    open_one = Draft202012Validator(SCHEMA)
    tree = check(joined(green(manifest(1))))
    assert open_one.is_valid(tree | {"new": 1})
    wrongs: tuple[Tree, ...] = ({"format": 2}, {"verdict": "green"}, {"totals": {}}, {"results": None})
    for wrong in wrongs:
        assert not open_one.is_valid(tree | wrong), wrong
    tree["results"]["cells"][0]["steps"][0]["outcome"] = "fine"
    assert not open_one.is_valid(tree)


@given(REPORTS)
def test_schema__describes_any_report(found: Report) -> None:
    check(found)


@pytest.mark.parametrize("field", FIELDS)
def test_schema__describes_a_report_with_anything_in_it(field: str) -> None:
    for attack in ATTACKS:
        if attack or field not in ("step", "case"):
            check(hostile(field, attack))


def test_schema__describes_real_runs() -> None:
    nested = fail(
        green(manifest(2, junit=["*.xml"], artifacts=["a"])), "test-1", 2, signal=9, outcome="signaled", code=137
    )
    nested["cells/test-2/junit/1-1.xml"] = xml(
        '<testcase name="a" time="1"><failure message="m">t</failure></testcase>'
    )
    flaky = green(manifest(1)) | {"cells/test-1/2.result": result(attempts=2), "cells/test-1/2.attempt-1.log": b"once"}
    build = Build(1, 1, 1, (("test-1", 1),), export=Export(1.5, 3, "", "denied"))
    for found in (report(), joined(relocatable_red()), joined(nested, build), joined(flaky)):
        check(found)


def test_schema__describes_what_is_new() -> None:
    before = runs.report(*(runs.cell(name, [runs.step("s", seconds=2.0)], [runs.case("x", runs.F)]) for name in "ab"))
    now = runs.report(runs.cell("a", [runs.step("s", seconds=60.0)], [runs.case("y", runs.F), runs.case("z", runs.L)]))
    news = check(after(*[before] * 6, now))["news"]
    assert news["failing"]["count"]
    assert news["removed"]["count"]
    assert news["slower"]["count"]


def test_docs__the_tables_of_the_page_are_those_of_the_schema(golden: Golden) -> None:
    text = PAGE.read_text()
    assert re.findall(r"<!-- table: (\S+) -->", text) == list(tables())
    assert "](report.schema.json)" in text
    for name, table in tables().items():
        head, mark, rest = text.partition(f"<!-- table: {name} -->\n")
        text = f"{head}{mark}{table}{rest[rest.index('<!-- end -->') :]}"
    golden(PAGE, text)


def tables() -> dict[str, str]:
    """A table for the report and one for each object in it, in the order in which they come up."""
    made = {"report": _table(SCHEMA)}
    left = list(_named(SCHEMA))
    while left:
        name = left.pop(0)
        shape = SCHEMA["$defs"][name]
        if name not in made and "properties" in shape:
            made[name] = f"{shape['description']}\n\n{_table(shape)}"
            left = [*_named(shape), *left]
    return made


def _named(shape: Tree) -> Iterator[str]:
    for one in shape["properties"].values():
        yield from re.findall(r"#/\$defs/(\w+)", json.dumps(one))


def _table(shape: Tree) -> str:
    needed = shape.get("required", ())
    rows = [
        f"| `{key}` | {_type(one)}{'' if key in needed else ', if any'} | {one['description']} |"
        for key, one in shape["properties"].items()
    ]
    return "\n".join(["| key | value | |", "|---|---|---|", *rows, ""])


def _type(shape: Tree) -> str:
    """What a value is, in words; an object has a table of its own."""
    if "$ref" in shape:
        name = shape["$ref"].rpartition("/")[2]
        shape = SCHEMA["$defs"][name]
        return name.replace("_", " ") if "properties" in shape else _type(shape)
    if "anyOf" in shape:
        return " or ".join(map(_type, shape["anyOf"]))
    if "const" in shape or "enum" in shape:
        values = shape.get("enum", (shape.get("const"),))
        return " or ".join(f"`{value}`" for value in values)
    if "prefixItems" in shape:
        return "list"
    if shape["type"] == "array":
        return f"list: {_type(shape['items'])}"
    if shape["type"] == "object":
        return "object: text by name" if "additionalProperties" in shape else "object"
    return TYPES[shape["type"]]
