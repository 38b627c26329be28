from __future__ import annotations

import pytest

from cigen.results.formats import decoded


@pytest.mark.parametrize("size", [1, 2, 5, 1 << 16])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_lines__are_the_same_in_any_encoding_and_pieces(codec: str, size: int) -> None:
    data = "größe 🐧\r\n\nlast".encode(codec)
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    assert list(decoded.lines(chunks)) == ["größe 🐧", "", "last"]
    assert decoded.beginning(data).splitlines()[0] == "größe 🐧"


def test_line__of_any_length_is_cut() -> None:
    chunks = [b"x" * (1 << 20)] * 6 + [b"y\n", b"next"]
    first, second = decoded.lines(chunks)
    assert (len(first), second) == (decoded.LONGEST, "next")


def test_texts__of_nothing_and_of_bytes_that_are_no_text() -> None:
    assert "".join(decoded.texts([])) == ""
    assert "".join(decoded.texts([b"", b"a"])) == "a"
    assert "".join(decoded.texts([b"ab\xff", b"\xfec\xf0\x9f"])) == "ab\ufffd\ufffdc\ufffd"
    assert decoded.beginning("ab🐧".encode()[:-1]) == "ab"


def test_sound__replaces_halves_of_characters() -> None:
    assert decoded.sound("a\ud800b🐧") == "a\ufffdb🐧"


@pytest.mark.parametrize("size", [1, 2, 5, 7, 100])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": "x\\udc00"}', '{"a": "x\\ufffd"}'),
        ('{"a": "\\ud800\\ud800"}', '{"a": "\\ufffd\\ufffd"}'),
        ('{"a": "\\ud83d\\ude00"}', '{"a": "\\ud83d\\ude00"}'),
        ('{"a": "\\\\ud800 \\\\\\uD800"}', '{"a": "\\\\ud800 \\\\\\ufffd"}'),
        ('{"a": "\\', '{"a": "\\'),
    ],
)
def test_paired__replaces_escapes_of_halves_of_characters(text: str, expected: str, size: int) -> None:
    assert "".join(decoded.paired(text[at : at + size] for at in range(0, len(text), size))) == expected
