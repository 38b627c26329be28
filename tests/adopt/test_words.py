"""Words of a Dockerfile are cut and unquoted as BuildKit does it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.adopt.words import NotCarriedError, leading_flags, literal, split_quoted, value, variables
from cigen.render.quoting import quoted


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("plain", "plain"),
        ('"two words"', "two words"),
        ("'single $X'", r"single \$X"),
        (r"a\ b", "a b"),
        (r"\"", '"'),
        (r'"a \"b\" \n"', r'a "b" \n'),
        ("$X-${Y}", "$X-${Y}"),
        (r"\$X", r"\$X"),
        (r'"\$X"', r"\$X"),
        ("5$", r"5\$"),
        ("${X:-default}", "${X:-default}"),
        ('${X:-"two words"}', "${X:-two words}"),
        ('"${X:+$Y}"', "${X:+$Y}"),
        ("${X:-${Y:-z}}", "${X:-${Y:-z}}"),
        ("${X%.*}", "${X%.*}"),
        ("${X//a/b}", "${X//a/b}"),
        ("a'b'\"c\"", "abc"),
        ("", ""),
    ],
)
def test_value__says_the_same_without_quotes(word: str, written: str) -> None:
    assert value(word, "\\") == written


@pytest.mark.parametrize("word", ['"open', "'open", "${open", "${}", "${X:-'}'}", r"'\'$X", "${X^^}"])
def test_value__says_what_it_can_not_say(word: str) -> None:
    with pytest.raises(NotCarriedError):
        value(word, "\\")


def test_value__the_escape_may_be_a_backtick() -> None:
    assert value(r"C:\a` b`$X", "`") == r"C:\a b\$X"


def test_literal__is_nothing_where_a_variable_stands() -> None:
    assert literal('"a b"', "\\") == "a b"
    assert literal("$X", "\\") is None


def test_variables__are_found_in_defaults_too() -> None:
    assert variables("$A ${B:-${C}} '$D'", "\\") == {"A", "B", "C"}


def test_split_quoted__keeps_quotes_and_escaped_blanks() -> None:
    assert split_quoted(r"""a="b c" d='e f'  g\ h""", "\\") == ('a="b c"', "d='e f'", r"g\ h")


def test_leading_flags__end_at_the_first_word_that_is_none() -> None:
    text = '--mount=type=cache,target="/a b" --x=\\" cmd --y'
    flags, start = leading_flags(text, "\\")
    assert flags == ("--mount=type=cache,target=/a b", '--x="')
    assert text[start:] == "cmd --y"


@given(st.text("ab$\\\"' {}:-", max_size=12))
def test_value__rendered_and_read_again_is_the_same(text: str) -> None:
    try:
        first = value(text, "\\")
    except NotCarriedError:
        return
    assert value(quoted(first), "\\") == first
