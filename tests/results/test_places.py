from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.results import places

HEAD = b'{"cigen-places": 1}\n'
NAMES = st.text(min_size=1, max_size=20).filter(
    lambda text: text.isprintable() and not text.startswith("/") and ".." not in text
)


@given(st.dictionaries(st.text(max_size=20), NAMES, max_size=5), st.integers(1, 40))
def test_read__gives_back_what_was_written_in_pieces_of_any_size(told: dict[str, str], size: int) -> None:
    data = places.to_text(told).encode()
    assert places.HEAD.match(data)
    assert places.read(data[at : at + size] for at in range(0, len(data), size)) == told


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"\xff", b'{"cigen-places": 2}\n', b"{" * 9999, b"[" * 99999 + b"\n"]
)
def test_read__a_file_of_another_format_tells_nothing(data: bytes) -> None:
    assert places.read([data]) is None


@pytest.mark.parametrize("path", ["/etc/passwd", "../x", "a/../b", "", "a\nb", "a\x1bb", 3, None, "x" * 2000])
def test_read__what_is_no_path_in_a_repository_is_passed_over(path: object) -> None:
    lines = [{"file": "bad", "path": path}, {"file": "good", "path": "a.py"}]
    data = HEAD + "".join(f"{json.dumps(line)}\n" for line in lines).encode()
    assert places.read([data]) == {"good": "a.py"}


@pytest.mark.parametrize("line", [b"3", b"{", b'{"file": "a"}', b'{"file": 3, "path": "b"}', b"x" * 20000, b"\xff"])
def test_read__a_line_that_makes_no_sense_costs_none_of_the_others(line: bytes) -> None:
    assert places.read([HEAD + line + b'\n{"file": "a", "path": "b"}\n']) == {"a": "b"}


def test_read__stops_where_there_is_too_much() -> None:
    line = b'{"file": "%d", "path": "b"}\n'
    assert len(places.read([HEAD, *(line % n for n in range(places.MOST + 9))]) or ()) == places.MOST
    assert places.read([HEAD, *[b"x" * 9000] * 5000]) == {}


def test_to_text__leaves_out_what_nobody_would_read() -> None:
    assert places.read([places.to_text({"x" * 2000: "a", "b": "c"}).encode()]) == {"b": "c"}
