"""Options of buildx, as lines of CSV."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.fields import fields, joined, pairs


@given(st.lists(st.text(st.characters(exclude_characters="\r\n\0"), min_size=1), min_size=1))
def test_fields__what_was_joined_is_read(given: list[str]) -> None:
    assert fields(joined(*given)) == tuple(given)


def test_joined__quotes_only_what_needs_them() -> None:
    assert joined("type=image", "name=a:1,a:2", "push=true") == 'type=image,"name=a:1,a:2",push=true'


def test_pairs__keep_what_stands_behind_the_first_sign() -> None:
    assert pairs("type=registry,ref=h/i:t,a=b=c,bare") == {"type": "registry", "ref": "h/i:t", "a": "b=c", "bare": ""}


@pytest.mark.parametrize("text", ["a\nb", "a\rb,c", "x" * 200_000])
def test_fields__what_is_no_line_is_one_field(text: str) -> None:
    assert fields(text) == (text,)
