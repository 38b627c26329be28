import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.results.rawjson import RawJson

VERTEX = {"vertexes": [{"digest": "sha256:a", "name": "[base 1/2] RUN echo {}\n}"}]}
OTHER = {"logs": [{"vertex": "sha256:a", "data": "aGk="}]}


def read(data: bytes, size: int = 1000) -> tuple[list[object], list[str]]:
    stream = RawJson()
    found: list[object] = []
    for start in range(0, len(data), size):
        found += stream.feed(data[start : start + size])
    return [*found, *stream.finish()], stream.text


@pytest.mark.parametrize("size", [1, 3, 17, 1000])
@pytest.mark.parametrize("indent", [None, 2, "\t"])
def test_rawjson__one_line_or_many_cut_anywhere(size: int, indent: int | str | None) -> None:
    data = "".join(json.dumps(one, indent=indent) + "\n" for one in (VERTEX, OTHER, VERTEX)).encode()
    assert read(data, size) == ([VERTEX, OTHER, VERTEX], [])


def test_rawjson__several_objects_on_a_line() -> None:
    assert read((json.dumps(VERTEX) + json.dumps(OTHER)).encode())[0] == [VERTEX, OTHER]


def test_rawjson__plain_text_before_between_and_after() -> None:
    data = f"hello\n{json.dumps(VERTEX)}\nDockerfile:15\n--------\n  15 | >>> RUN {{\nERROR: failed".encode()
    assert read(data) == ([VERTEX], ["hello", "Dockerfile:15", "--------", "  15 | >>> RUN {", "ERROR: failed"])


def test_rawjson__what_only_begins_like_an_object_is_text() -> None:
    assert read(f'{{"a": \n{json.dumps(VERTEX)}\n'.encode()) == ([VERTEX], ['{"a": '])
    assert read(b'{"a": ') == ([], ['{"a": '])


def test_rawjson__values_that_are_no_objects_are_passed_over() -> None:
    assert read(b"[1]\n3\n" + b"[" * 100_000) == ([], ["[1]", "3", "[" * 10_000])
    assert read(b'{"a":' * 50_000 + b"\n")[0] == []


@given(st.binary(max_size=200))
def test_rawjson__never_raises(data: bytes) -> None:
    read(data, 7)
    assert read(b"\n" + json.dumps(VERTEX).encode() + b"\n" + data)[0][0] == VERTEX


def test_rawjson__a_heap_of_lonely_braces_takes_no_time() -> None:
    before = time.perf_counter()
    assert read(b'{"a":\n' + b"}\n" * 200_000 + json.dumps(VERTEX).encode(), 1 << 20)[0] == [VERTEX]
    assert time.perf_counter() - before < 10
