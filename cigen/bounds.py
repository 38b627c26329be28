"""What an expression may make: values in, the same values out or LimitError, so that no spec eats a machine.

A spec may come from a stranger's pull request, and an expression of twenty characters can ask for gigabytes.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from datetime import date, time
from typing import Any

MOST_WEIGHT = 500_000
"""No value weighs more: a character and an entry count one, each time they would be written."""
MOST_RANGE = 10_000
MOST_WIDTH = 1_000
"""The widest padding that `ljust`, `zfill` and the like may make."""

METHODS: Mapping[type, frozenset[str]] = {
    str: frozenset(
        [
            "capitalize",
            "casefold",
            "center",
            "count",
            "endswith",
            "find",
            "index",
            "isalnum",
            "isalpha",
            "isdigit",
            "islower",
            "isspace",
            "isupper",
            "join",
            "ljust",
            "lower",
            "lstrip",
            "partition",
            "removeprefix",
            "removesuffix",
            "replace",
            "rfind",
            "rjust",
            "rpartition",
            "rsplit",
            "rstrip",
            "split",
            "splitlines",
            "startswith",
            "strip",
            "swapcase",
            "title",
            "upper",
            "zfill",
        ]
    ),
    dict: frozenset({"get", "items", "keys", "values"}),
    list: frozenset({"count", "index"}),
    tuple: frozenset({"count", "index"}),
    date: frozenset({"day", "isoformat", "month", "strftime", "year", "hour", "minute", "second"}),
    time: frozenset({"isoformat", "strftime", "hour", "minute", "second"}),
}
"""The methods and attributes of values that expressions may use; anything else is not there."""

FILTERS = frozenset(
    [
        "abs",
        "capitalize",
        "count",
        "d",
        "default",
        "dictsort",
        "first",
        "float",
        "groupby",
        "int",
        "items",
        "join",
        "last",
        "length",
        "list",
        "lower",
        "map",
        "max",
        "min",
        "reject",
        "rejectattr",
        "replace",
        "reverse",
        "round",
        "select",
        "selectattr",
        "sort",
        "string",
        "sum",
        "title",
        "tojson",
        "trim",
        "truncate",
        "unique",
        "upper",
    ]
)
"""The filters of Jinja that expressions may use; the others are for pages, or make long texts of short ones."""


class LimitError(ValueError):
    """A value that is too large, or none that can be written."""


def weighed(value: Any) -> Any:
    """The value, if it is one that a spec can hold and not too large; iterators become lists."""
    if isinstance(value, str | int | float | None):
        if isinstance(value, str) and len(value) > MOST_WEIGHT:
            raise LimitError(_too_large())
        return value
    if isinstance(value, Iterator | KeysView | ValuesView | ItemsView):
        value = list(_taken(value))
    weight = 0
    unseen = [value]
    while unseen:
        one = unseen.pop()
        weight += _weight(one)
        if weight > MOST_WEIGHT:
            raise LimitError(_too_large())
        unseen.extend(part for part in _parts(one) if not isinstance(part, int | float | None))
    return value


def may_operate(operator: str, left: Any, right: Any) -> bool:
    """Whether a binary operator stays within the limits."""
    numbers = isinstance(left, int | float) and isinstance(right, int | float)
    if operator == "**":
        return bool(numbers and abs(left) <= 1_000_000 and abs(right) <= 100)
    if operator == "%":
        return numbers
    if numbers:
        return bool(abs(left) < 10**300 and abs(right) < 10**300)
    size = sum(_weight(side) for side in (left, right) if not isinstance(side, int | float))
    times = max([1, *(side for side in (left, right) if isinstance(side, int))])
    return size * (times if operator == "*" else 1) <= MOST_WEIGHT


def check_call(called: Any, arguments: tuple[Any, ...]) -> None:
    """LimitError for a method of a text that would make too much of it."""
    text, name = getattr(called, "__self__", None), getattr(called, "__name__", "")
    if not isinstance(text, str):
        return
    if name in ("center", "ljust", "rjust", "zfill") and any(a > MOST_WIDTH for a in arguments if isinstance(a, int)):
        raise LimitError(f"`{name}` makes texts of up to {MOST_WIDTH:,} characters")
    if name == "join" and arguments:
        check_join(arguments[0], text)
    if name == "replace" and len(arguments) > 1:
        check_replace(text, *arguments[:2])


def check_filter(name: str, given: tuple[Any, ...], named: Mapping[str, Any]) -> None:
    """LimitError for a filter that would make too much of what it is given, or take for ever."""
    value, *rest = given
    if name == "join":
        check_join(value, named.get("d", rest[0] if rest else ""))
    elif name == "replace" and len(rest) > 1:
        check_replace(value, rest[0], rest[1])
    elif name == "sum" and not isinstance(named.get("start", rest[1] if len(rest) > 1 else 0), int | float):
        raise LimitError("`sum` adds numbers, `join` puts texts together")
    elif name == "tojson" and (rest or named):
        raise LimitError("`tojson` takes no arguments here")
    elif name == "round" and not all(abs(a) <= 20 for a in (*rest, *named.values()) if isinstance(a, int | float)):
        raise LimitError("`round` keeps at most 20 digits")
    elif name in ("map", "select", "reject", "selectattr", "rejectattr"):
        longest = max([1, *(len(word) for word in rest if isinstance(word, str))])
        if longest * _weight(value) > 10 * MOST_WEIGHT:
            raise LimitError(_too_large())


def check_join(values: Any, separator: Any = "") -> None:
    """LimitError where the joined text would be too long."""
    parts = values if isinstance(values, str | list | tuple | Mapping) else ()
    if len(parts) * len(str(separator)) + sum(_weight(part) for part in parts) > MOST_WEIGHT:
        raise LimitError(_too_large())


def check_replace(text: Any, old: Any, new: Any) -> None:
    """LimitError where the replaced text would be too long."""
    if str(text).count(str(old)) * len(str(new)) > MOST_WEIGHT:
        raise LimitError(_too_large())


def short_range(*bounds: int) -> list[int]:
    """Python's range as a list, of no more than MOST_RANGE numbers."""
    numbers = range(*bounds)
    if len(numbers) > MOST_RANGE:
        raise LimitError(f"a range has at most {MOST_RANGE:,} numbers")
    return list(numbers)


def may_use(value: Any, attribute: str) -> bool:
    """Whether expressions may use this attribute of a value."""
    return any(attribute in names for kind, names in METHODS.items() if isinstance(value, kind))


def _taken(values: Iterable[Any]) -> Iterator[Any]:
    weight = 0
    for value in values:
        weight += 1 + _weight(value)
        if weight > MOST_WEIGHT:
            raise LimitError(_too_large())
        yield value


def _weight(value: Any) -> int:
    """What a value weighs at its first level; what lies deeper was weighed when it was made."""
    return len(value) if isinstance(value, str | list | tuple | Mapping) else 1


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return [*value.keys(), *value.values()]
    if isinstance(value, list | tuple):
        return value
    if not isinstance(value, str | int | float | date | time | None):
        raise LimitError("it is no value that can be written: a method needs `()` behind it, a filter a value")
    return ()


def _too_large() -> str:
    return f"it makes something too large, {MOST_WEIGHT:,} characters or entries are the most"
