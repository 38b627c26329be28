"""The kinds of value a spec holds, each from a located YAML node: texts, flags, counts, durations, names."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema, model_validator
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from cigen.source import Position
from cigen.yamltext import Mapping, Scalar, Sequence

MOST_COUNT = 10_000
MOST_SECONDS = 30 * 24 * 3600
_DURATION = re.compile(r"(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?|(\d{1,9})")
_NAME = re.compile(r"[a-z][a-z0-9_.-]{0,62}")


def kind_of(node: object) -> str:
    """What a node is, in the words of a message."""
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    if isinstance(node, Scalar) and node.value is None and node.text in ("", "~", "null"):
        return "nothing"
    if not isinstance(node, Scalar):
        return type(node).__name__
    return f"`{node.text:.40}`{node.in_quotes}"


def wanted(what: str, node: object) -> PydanticCustomError:
    """The error for a value of the wrong kind."""
    context = {"what": what, "found": kind_of(node), "node": node}
    return PydanticCustomError("wrong-type", "{what} is wanted here, found {found}", context)


def _text(node: Any) -> Scalar:
    if not isinstance(node, Scalar) or (node.value is None and not node.text):
        raise wanted("a text", node)
    return node


def _flag(node: Any) -> bool:
    if not isinstance(node, Scalar) or not isinstance(node.value, bool):
        raise wanted("true or false", node)
    return node.value


def _switch(node: Any) -> Scalar:
    _flag(node)
    return _text(node)


def _count(node: Any) -> int:
    if (
        not isinstance(node, Scalar)
        or isinstance(node.value, bool)
        or not isinstance(node.value, int)
        or not 0 <= node.value <= MOST_COUNT
    ):
        raise wanted(f"a whole number from 0 to {MOST_COUNT:,}", node)
    return node.value


def _duration(node: Any) -> int:
    match = _DURATION.fullmatch(node.text) if isinstance(node, Scalar) else None
    if match is None or not any(match.groups()):
        raise wanted("a duration such as `90s`, `20m` or `1h30m`", node)
    hours, minutes, seconds, bare = (int(group or 0) for group in match.groups())
    whole = hours * 3600 + minutes * 60 + seconds + bare
    if whole > MOST_SECONDS:
        raise wanted(f"a duration of at most {MOST_SECONDS // 3600} hours", node)
    return whole


def _name(node: Any) -> Scalar:
    scalar = _text(node)
    if not _NAME.fullmatch(scalar.text):
        raise PydanticCustomError(
            "bad-name", "the name {found} can't be used, {rule}", {"found": kind_of(node), "rule": NAME_RULE}
        )
    return scalar


NAME_RULE = "a name starts with a lower-case letter and has up to 63 of a-z 0-9 . _ -"

NAME_PATTERN = f"^{_NAME.pattern}$"
SCALARS = ["string", "number", "boolean"]
"""What YAML makes of a text without quotes; all of them are taken as they are written."""
PAIRS = {"type": "object", "additionalProperties": {"type": [*SCALARS, "null"]}}
_TEXTS = {"type": [*SCALARS, "array"], "items": {"type": SCALARS}}
_TIME = {
    "type": ["string", "integer"],
    "pattern": "^(([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?|[0-9]{1,9})$",
    "minLength": 1,
    "minimum": 0,
    "maximum": MOST_SECONDS,
}

Text = Annotated[Scalar, PlainValidator(_text), WithJsonSchema({"type": SCALARS})]
Flag = Annotated[bool, PlainValidator(_flag), WithJsonSchema({"type": "boolean"})]
Switch = Annotated[Scalar, PlainValidator(_switch), WithJsonSchema({"type": "boolean"})]
"""A flag that keeps its place, for what planning has to say about it."""
Count = Annotated[int, PlainValidator(_count), WithJsonSchema({"type": "integer", "minimum": 0, "maximum": MOST_COUNT})]
Duration = Annotated[int, PlainValidator(_duration), WithJsonSchema(_TIME)]
Name = Annotated[Scalar, PlainValidator(_name), WithJsonSchema({"type": "string", "pattern": NAME_PATTERN})]


def _texts(node: Any) -> tuple[Scalar, ...]:
    if isinstance(node, Sequence):
        return tuple(_text(item) for item in node)
    if isinstance(node, Scalar):
        return (_text(node),)
    raise wanted("a text or a list of texts", node)


def _command(node: Any) -> Scalar | tuple[Scalar, ...]:
    return _texts(node) if isinstance(node, Sequence) else _text(node)


def _pairs(node: Any) -> tuple[tuple[str, Scalar], ...]:
    if not isinstance(node, Mapping):
        raise wanted("a mapping of names to texts", node)
    return tuple((key, _empty_or_text(value)) for key, value in node.items())


def _empty_or_text(node: Any) -> Scalar:
    if not isinstance(node, Scalar):
        raise wanted("a text", node)
    return node


def _any(node: Any) -> Any:
    return node


Texts = Annotated[tuple[Scalar, ...], PlainValidator(_texts), WithJsonSchema(_TEXTS)]
Command = Annotated[Scalar | tuple[Scalar, ...], PlainValidator(_command), WithJsonSchema(_TEXTS)]
Pairs = Annotated[tuple[tuple[str, Scalar], ...], PlainValidator(_pairs), WithJsonSchema(PAIRS)]
Anything = Annotated[Any, PlainValidator(_any), WithJsonSchema({})]


class Located(BaseModel):
    """A mapping of the spec with the place where it starts; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True)

    position: SkipJsonSchema[Position] = Field(alias="@position")

    @model_validator(mode="before")
    @classmethod
    def _place(cls, node: Any) -> Any:
        if not isinstance(node, Mapping):
            raise wanted("a mapping", node)
        return {**node, "@position": node.position}
