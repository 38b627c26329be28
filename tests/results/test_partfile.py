"""`part.json`: what a part says of itself, and what nobody believes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from cigen.results import partfile
from cigen.results.collected import collect
from cigen.results.partfile import Part, PartError, read, to_text
from tests.factories import Entry, manifest

COMMIT = "a" * 40
PART = Part(
    name="linux-arm64-s2",
    plan=manifest(3),
    parts=(("linux-arm64-s1", ("test-1", "test-3")), ("linux-arm64-s2", ("test-2",)), ("linux-arm64-s3", ())),
    shard="2/3",
    platform="linux/arm64",
    commit=COMMIT,
)


def tree() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(to_text(PART))
    return found


def test_part__is_read_as_it_was_written() -> None:
    assert read(to_text(PART)) == PART
    assert read(to_text(replace(PART, commit="", piece="1/2"))) == replace(PART, commit="", piece="1/2")
    assert PART.cells == ("test-2",)


def test_part__is_documented_as_it_is_written() -> None:
    assert list(tree()) == ["format", "name", "commit", "shard", "platform", "piece", "parts", "plan"]


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"format": None},
        {"name": 7},
        {"name": "s9"},
        {"name": "../s1"},
        {"commit": "HEAD"},
        {"commit": ["a"]},
        {"shard": "2/3\n::error::"},
        {"platform": "x" * 1000},
        {"parts": []},
        {"parts": {"linux-arm64-s2": 7}},
        {"parts": {"linux-arm64-s2": [["test-1"], "test-2", "test-3"]}},
        {"parts": {"linux-arm64-s2": ["test-1", "test-2"]}},
        {"parts": {"linux-arm64-s2": ["test-1", "test-2", "test-3", "test-4"]}},
        {"parts": {"linux-arm64-s2": ["test-1", "test-2", "test-3"], "s1": ["test-1"]}},
        {"parts": {"linux-arm64-s2": ["test-1", "test-2", "test-3"], "::error::": []}},
        {"plan": {}},
        {"plan": []},
    ],
)
def test_part__that_can_not_be_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(PartError):
        read(json.dumps(tree() | change))


@pytest.mark.parametrize("text", ["", "[]", "null", "7", "{", "[" * 100_000, '{"format": 1}', "\ud800", "9" * 10_000])
def test_part__of_anything_else_is_refused(text: str) -> None:
    with pytest.raises(PartError):
        read(text)


def test_part__that_is_huge_is_not_read() -> None:
    found = collect([HugeEntry(partfile.PATH)], "r.tar")
    assert found.part is None
    assert "are not read" in found.problems[0].reason


class HugeEntry(Entry):
    """It says that it is larger than anything that is read."""

    @property
    def size(self) -> int:
        return partfile.MOST_BYTES + 1
