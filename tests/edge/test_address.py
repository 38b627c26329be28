from __future__ import annotations

import pytest

from cigen.edge.address import is_safe, joined, origin, place


def test_joined__is_an_address_or_nothing() -> None:
    assert joined("https://a.example/b/c", "../d") == "https://a.example/d"
    assert joined("https://a.example/b", "//e.example/x") == "https://e.example/x"
    assert [joined("https://a.example/", text) for text in ("", "http://[", "http://a:b")] == ["", "", ""]


def test_place__shows_neither_password_nor_query() -> None:
    assert place("https://me:secret@a.example:1/b?token=secret") == "https://a.example:1/b"
    assert place("https://a.example/b\x85::error::c\u2028") == "https://a.example/b::error::c"
    assert place("http://[") == "an address that makes no sense"
    assert origin("https://a.example/b") == ("https", "a.example", 443)


@pytest.mark.parametrize(
    ("there", "here", "safe"),
    [
        ("https://a.example/x", "https://a.example/y", True),
        ("https://A.example:443/x", "https://a.example/y", True),
        ("http://a.example:80/x", "http://a.example/y", True),
        ("https://a.example/x", "http://a.example/y", True),
        ("http://a.example/x", "https://a.example/y", False),
        ("https://a.example:8443/x", "https://a.example/y", False),
        ("https://a.example/x", "http://a.example:8080/y", False),
        ("https://a.example:8080/x", "http://a.example:8080/y", False),
        ("https://a.example:0/x", "https://a.example/y", False),
        ("https://b.example/x", "http://a.example/y", False),
        ("https://a.example.evil/x", "https://a.example/y", False),
        ("//a.example/x", "https://a.example/y", False),
    ],
)
def test_is_safe__only_the_same_host_or_the_same_with_a_guard(there: str, here: str, safe: bool) -> None:
    assert is_safe(there, here) is safe
