"""Specs that are broken at random: whatever is wrong, there is a message and never a traceback."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.planned import planned

PAGE = (Path(__file__).parents[2] / "docs" / "spec.md").read_text()
WHOLE = [block.partition("```")[0] for block in PAGE.split("```yaml\n")[1:]]
ODD = (
    "",
    "~",
    "[]",
    "{}",
    "[a]",
    "{a: b}",
    "{run: x}",
    "-1",
    "1e9",
    "true",
    "'{{ x }}'",
    "'{{'",
    "&a [*a]",
    "!x y",
    '"\\0"',
)
DATA: dict[str, Any] = {"versions": {"4.14": {"commit": "abc"}, "5.0": {"commit": "def"}}}


@pytest.mark.parametrize("spec", WHOLE)
def test_load__takes_the_specs_of_the_documentation(spec: str) -> None:
    found, problems = planned(spec, DATA)
    assert (found is not None, problems) == (True, ())


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_load__a_value_replaced_by_an_odd_one_has_a_message_or_is_fine(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from(WHOLE)).splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    head, colon, _ = lines[number].partition(": ")
    lines[number] = f"{head}{colon or ': '}{data.draw(st.sampled_from(ODD))}"
    found, problems = planned("\n".join(lines) + "\n", DATA)
    assert found is not None or problems


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_load__a_text_with_a_piece_cut_out_has_a_message_or_is_fine(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(WHOLE))
    start = data.draw(st.integers(0, len(text)))
    found, problems = planned(text[:start] + text[start + data.draw(st.integers(1, 30)) :], DATA)
    assert found is not None or problems
