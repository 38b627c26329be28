"""The spec's model in, its JSON Schema out, for editors and other checkers.

https://json-schema.org/draft-07: later drafts are not read by yaml-language-server, and neither is what stands beside
a `$ref`. A step is `anyOf`, as editors then offer every kind and complain of the one that fits best.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from cigen.spec.model import COMMENT_WHEN, Spec
from cigen.spec.steps import STEP_KINDS
from cigen.spec.values import NAME_PATTERN, PAIRS, SCALARS

URL = "https://raw.githubusercontent.com/cigen/cigen/main/docs/cigen.schema.json"

Schema = dict[str, Any]

_HERE = "#/definitions/"
_EXPRESSION: Schema = {"type": "string", "pattern": r"\{\{"}
_STEPS: Schema = {"type": "array", "items": {"$ref": f"{_HERE}Step"}}
_ENTRIES: Schema = {"anyOf": [{"type": "array", "items": {"type": "object"}}, _EXPRESSION]}
_MATRIX: Schema = {
    "type": "object",
    "properties": {
        "include": {"description": "Values added to the cells that they fit, or cells of their own.", **_ENTRIES},
        "exclude": {"description": "Values whose cells are left out.", **_ENTRIES},
    },
    "additionalProperties": {"anyOf": [{"type": "array"}, {"type": "object"}, _EXPRESSION]},
}
_ARGUMENTS: Schema = {"anyOf": [{"type": SCALARS}, {"type": "array", "items": {"type": SCALARS}, "minItems": 1}, PAIRS]}
_FORMS: Mapping[str, Schema] = {"matrix": _MATRIX, "arg": _ARGUMENTS, "args": _ARGUMENTS, "when": {"type": SCALARS}}
"""What planning takes for the keys that the model lets pass as they are."""
_SHORT: Mapping[str, tuple[Schema, ...]] = {
    "Cache": ({"type": "string"},),
    "Comment": ({"enum": list(COMMENT_WHEN)}, {"type": "boolean"}),
}
"""Shapes for which a word can stand."""
_INLINE = (*_SHORT, "Defaults", "Report", "Workflow")
"""Shapes that stand where their one key is, so that the key's description is not lost beside a `$ref`."""


def schema() -> Schema:
    """The schema of a whole spec."""
    made = Spec.model_json_schema()
    shapes: dict[str, Schema] = made.pop("$defs")
    definitions = {name: _shape(shape, shapes) for name, shape in shapes.items() if name not in _INLINE}
    definitions["Step"] = {
        "description": "A command, or a mapping with the key of one kind of step.",
        "anyOf": [{"type": SCALARS, "minLength": 1}, *({"$ref": _HERE + one.__name__} for one in STEP_KINDS.values())],
    }
    top = {"$schema": "http://json-schema.org/draft-07/schema#", "$id": URL, "title": "cigen.yml"}
    return {**top, **_shape(made, shapes), "definitions": dict(sorted(definitions.items()))}


def text() -> str:
    """The schema as it is printed and kept; a list of words takes one line."""
    made = json.dumps(schema(), indent=2, ensure_ascii=False)
    lists = re.compile(r"\[\s*(\"[^\[\]{}]*?\")\s*\]")
    return lists.sub(lambda found: f"[{' '.join(line.strip() for line in found[1].splitlines())}]", made) + "\n"


def _shape(shape: Schema, shapes: Mapping[str, Schema]) -> Schema:
    """A mapping of the spec: its keys, those that it needs, and no others."""
    properties = {name: _property(name, one, shapes) for name, one in shape["properties"].items()}
    made: Schema = {"description": shape["description"], "type": "object", "properties": properties}
    if shape.get("required"):
        made["required"] = shape["required"]
    return {**made, "additionalProperties": False}


def _property(name: str, given: Schema, shapes: Mapping[str, Schema]) -> Schema:
    said: Schema = {key: given[key] for key in ("description", "examples") if key in given}
    if isinstance(given.get("default"), bool):
        said["default"] = given["default"]
    return {**said, **_value(name, given, shapes)}


def _value(name: str, given: Schema, shapes: Mapping[str, Schema]) -> Schema:
    """What a key takes, without what pydantic says beside it."""
    if name in _FORMS and not given.keys() & {"type", "enum"}:
        return _FORMS[name]
    if "anyOf" in given:  # a key that may be left out; `null` can't be written for it
        return _value(name, next(one for one in given["anyOf"] if one.get("type") != "null"), shapes)
    if "$ref" in given:
        return _referred(given["$ref"].rpartition("/")[2], shapes)
    kept = {key: value for key, value in given.items() if key not in ("title", "default", "description", "examples")}
    if isinstance(kept.get("items"), dict) and "oneOf" in kept["items"]:
        return {**_STEPS, **({"minItems": kept["minItems"]} if "minItems" in kept else {})}
    if isinstance(kept.get("items"), dict) and "$ref" in kept["items"]:
        return {**kept, "items": _referred(kept["items"]["$ref"].rpartition("/")[2], shapes)}
    if "$ref" in (kept.get("additionalProperties") or {}):
        named = _referred(kept["additionalProperties"]["$ref"].rpartition("/")[2], shapes)
        return {**kept, "propertyNames": {"pattern": NAME_PATTERN}, "additionalProperties": named}
    return kept


def _referred(name: str, shapes: Mapping[str, Schema]) -> Schema:
    if name == "Definition":
        return {"anyOf": [{**_STEPS, "minItems": 1}, {"$ref": _HERE + name}]}
    if name in _INLINE:
        shape = {key: value for key, value in _shape(shapes[name], shapes).items() if key != "description"}
        return {"anyOf": [*_SHORT[name], shape]} if name in _SHORT else shape
    return {"$ref": _HERE + name}
