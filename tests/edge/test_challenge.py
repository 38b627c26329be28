from __future__ import annotations

import pytest

from cigen.edge.challenge import Challenge, token_request
from cigen.edge.credentials import NOBODY


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("", Challenge("")),
        ("Negotiate", Challenge("")),
        ('Basic realm="x"', Challenge("basic")),
        ('Bearer realm="https://a/b",service="c"', Challenge("bearer", "https://a/b", "c")),
        ('bearer REALM="https://a/b", service=c, scope="d,e"', Challenge("bearer", "https://a/b", "c")),
        ('Basic realm="x", Bearer realm="https://a/b"', Challenge("bearer", "https://a/b", "")),
        ('Bearer realm="https://a/b",realm="https://evil/"', Challenge("bearer", "https://a/b", "")),
        ("Bearer " + 'x="' * 100_000, Challenge("bearer")),
    ],
)
def test_read__is_what_the_header_asks_for(header: str, found: Challenge) -> None:
    assert Challenge.read(header) == found


def test_token_request__keeps_the_realms_own_query() -> None:
    challenge = Challenge("bearer", "https://a.example/t?x=1", "s")

    assert token_request(challenge, "b/c", NOBODY) == (
        "GET",
        "https://a.example/t?x=1&service=s&scope=repository%3Ab%2Fc%3Apull",
        {},
    )
