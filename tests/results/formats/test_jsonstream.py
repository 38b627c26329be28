from __future__ import annotations

import importlib
import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

import ijson  # type: ignore[import-untyped]
import pytest

from cigen.results.formats import jsonstream
from cigen.results.formats.jsonstream import END, Shape
from cigen.results.tally import Tally
from cigen.results.unreadable import UnreadableError

SHAPE = Shape(
    records={"tests": frozenset({"name", "status", "more"})},
    single=frozenset({"summary", "top.count"}),
    ends=frozenset({"files.item"}),
    required=("tests",),
)


@pytest.fixture(params=["default", "python"], autouse=True)
def _backend(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wheels hold a parser in C, other machines have only the one in Python."""
    if request.param == "python":
        slow = importlib.import_module("ijson.backends.python")
        monkeypatch.setattr(ijson, "basic_parse_coro", slow.basic_parse_coro)
    jsonstream._outline.cache_clear()


def fits(paths: frozenset[str]) -> bool:
    return "tests" in paths


def read(text: str | bytes, size: int = 1 << 16) -> tuple[list[tuple[str, Any]], str, list[str]]:
    """What was told, why it broke off, and the notes."""
    data = text.encode() if isinstance(text, str) else text
    tally, found, broken = Tally("file"), [], ""
    try:
        for one in jsonstream.values((data[at : at + size] for at in range(0, len(data), size)), SHAPE, fits, tally):
            found.append(one)
    except UnreadableError as error:
        broken = str(error)
    return found, broken, tally.notes


DOCUMENT = {
    "other": [[1, {"tests": [{}]}], {"a": None}],
    "summary": {"failed": 1, "deep": {"a": [1.5, "x"]}},
    "tests": [{"name": "größe 🐧", "status": "ok", "left": {"name": "out"}}, {"name": 5, "more": [True, None]}],
    "top": {"count": 3, "name": "out"},
    "files": [{"x": 1}, {}],
}
TOLD = [
    ("summary", {"failed": 1, "deep": {"a": [1.5, "x"]}}),
    ("tests", {"name": "größe 🐧", "status": "ok"}),
    ("tests", {"name": 5, "more": [True, None]}),
    ("top.count", 3),
    ("files.item", END),
    ("files.item", END),
]


@pytest.mark.parametrize("size", [1, 3, 1 << 16])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_values__are_those_asked_for_in_order_in_any_encoding(size: int, codec: str) -> None:
    for indent in (None, 2):
        data = json.dumps(DOCUMENT, ensure_ascii=False, indent=indent).encode(codec)
        assert read(data, size) == (TOLD, "", [])
        assert jsonstream.recognised(data, fits)


def test_values__come_before_the_place_where_it_breaks() -> None:
    text = '{"tests": [{"name": "a"}, {"name": "b"}, {"name": '
    assert read(text)[0] == [("tests", {"name": "a"}), ("tests", {"name": "b"})]
    assert read(text)[1].startswith("truncated: ")
    assert read(f"{text} what }}")[1].startswith("not JSON: ")
    assert read(f"{text} NaN}}]}}")[1].startswith("not JSON: ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "[]",
        "5",
        '"tests"',
        "{}",
        '{"tests": "text"}',
        '{"tests": {"a": []}}',
        '{"tests": null}',
        '{"tests": [1]',
        '{"tests": [1]]',
        '{"tests" []}',
        '{"tests": [], }',
        "{tests: []}",
        '{"tests": [{"name": "a\nb"}]}',
        '{"tests": [{"name": 1e999}]}',
        '{"tests": [], "files": [5]}',
        '{"tests": []}{"tests": [',
        '{"tests": []} text\n{"tests": []}',
        '{"tests": [{"name": ' + "9" * 10_000 + "}]}",
        '{"x": ' + "[" * 5_000,
        '{"x": ' + "[" * 5_000 + "]" * 5_000 + ', "tests": []}',
        '{"x": ' + '{"a":' * 5_000 + "1" + "}" * 5_000 + ', "tests": []}',
        "{" * 100_000,
        "\0" * 1_000,
        '{"tests": []' + "\0" * 10,
    ],
)
def test_document__that_is_broken_or_another_is_unreadable(text: str) -> None:
    assert read(text)[1]


def test_text__around_the_document_is_noted() -> None:
    text = f"> test\n{{ not this }}\n  {json.dumps(DOCUMENT)}\nCoverage: 90 %\n[INFO] done\n"
    assert jsonstream.recognised(text.encode(), fits)
    found, broken, notes = read(text)
    assert (found, broken) == (TOLD, "")
    assert notes == [
        "there is text before the document, it is passed over",
        "there is text after the document, it is passed over",
    ]


def test_documents__one_after_the_other_are_all_read() -> None:
    text = json.dumps(DOCUMENT)
    assert read(f"{text}\n{text}") == (TOLD * 2, "", [])


def test_record__that_is_no_object_has_no_keys() -> None:
    assert read('{"tests": [1, [2], null, "x", {}]}')[0] == [("tests", {})] * 5


def test_record__with_a_key_twice_has_the_value_only_if_both_agree() -> None:
    text = '{"tests": [{"status": "failed", "status": "passed"}, {"status": "ok", "status": "ok"}]}'
    assert read(text)[0] == [("tests", {"status": None}), ("tests", {"status": "ok"})]


def test_text__has_no_half_characters_and_no_control_characters_break_it() -> None:
    found, broken, _ = read(b'{"tests": [{"name": "a\x01b\xff\xfe"}, {"name": "\\ud800x\\u001b"}]}')
    assert not broken
    for _, record in found:
        assert record["name"].encode().decode() == record["name"]


def test_text__is_bounded_at_its_middle() -> None:
    found, _, _ = read(json.dumps({"tests": [{"name": "start" + "x" * 1_000_000 + "end"}]}))
    name = found[0][1]["name"]
    assert len(name) < 17 * 1024
    assert name.startswith("start")
    assert name.endswith("end")


def test_value__longer_than_4_mib_is_refused() -> None:
    assert "one value is longer than 4 MiB" in read('{"tests": ["' + "x" * (5 << 20))[1]
    assert "one value is longer than 4 MiB" in read('{"tests": [' + " " * (5 << 20))[1]


def test_values__are_bounded_in_depth_and_number() -> None:
    deep: Any = "end"
    for _ in range(50):
        deep = [deep]
    found, broken, _ = read(json.dumps({"tests": [{"more": deep}, {"more": list(range(100_000))}]}))
    assert not broken
    assert json.dumps(found[0][1]).count("[") < 10
    assert len(found[1][1]["more"]) < 1_000


def test_memory__does_not_grow_with_the_document() -> None:
    def document() -> Iterator[bytes]:
        yield b'{"tests": ['
        for _ in range(20):
            yield b'{"name": "n", "status": "passed", "left": [1, 2, {"a": "b"}]},' * 1_000
        yield b'{"name": "last"}], "left": [' + b"[],{}," * 100_000 + b"1]}"

    tracemalloc.start()
    many = sum(1 for _ in jsonstream.values(document(), SHAPE, fits, Tally("file")))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert many == 20_001
    assert peak < 30 << 20


@pytest.mark.parametrize("head", [b"", b"{", b"[{}]", b'{"test": [1]}', b"text", b'{"a": {"tests": 1}}', b"\xff\xfe"])
def test_recognised__is_nothing_else(head: bytes) -> None:
    assert not jsonstream.recognised(head, fits)


def test_recognised__needs_the_first_bytes_only() -> None:
    assert jsonstream.recognised(b'{"a": 1, "tests": [{"name": "cut he', fits)
