"""Texts as the words and values of a Dockerfile."""

from __future__ import annotations

import pytest

from cigen.render.quoting import flags, quoted


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("it's", '"it\'s"'),
        ("${A:-it's}'s", "\"${A:-it\\'s}'s\""),
        ("${A:-${B:-'}'}'", "\"${A:-${B:-\\'}\\'}'\""),
        ("\\${'", '"\\${\'"'),
    ],
)
def test_quoted__keeps_quotes_inside_of_variables(value: str, shown: str) -> None:
    assert quoted(value) == shown


def test_flags__keep_quotes_through_both_readings() -> None:
    assert flags(chown="it's") == "--chown=it\\\\\\'s "
    assert flags(chown="\\$A:$B") == "--chown=\\\\$A:$B "
