"""Times from a report.json that may be anything."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.graph.timing import TimingError, read
from cigen.report import data
from tests import factories

CELLS = ("a", "b")


def _report(cells: object) -> str:
    return json.dumps({"format": 1, "results": {"cells": cells}})


def test_read__the_steps_of_a_cell_are_added_up() -> None:
    steps = [{"seconds": 1.5}, {"seconds": 2}, {}, {"outcome": "skipped"}]
    assert read(_report([{"name": "a", "steps": steps}]), CELLS) == {"a": 3.5}


def test_read__takes_what_a_build_writes() -> None:
    report = factories.report(factories.green(factories.manifest(2)))
    assert read(data.render(report).text, ("test-1", "test-2")) == {"test-1": 4.5, "test-2": 4.5}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "no report.json of format 1"),
        ('{"format": 2, "results": {}}', "no report.json of format 1"),
        ('{"format": 1, "results": []}', "no report.json of format 1"),
        (_report({}), "no list of cells"),
        (_report([]), "no time of any cell"),
        (_report([{"name": "other", "steps": [{"seconds": 1}]}]), "no time of any cell"),
        (_report([{"name": ["a"], "steps": [{"seconds": 1}]}, 1, None, {"name": "a", "steps": 3}]), "no time of any"),
        (
            _report([{"name": "a", "steps": [{"seconds": True}, {"seconds": "1"}, {"seconds": -1}, 4]}]),
            "no time of any",
        ),
        ('{"format": 1, "results": {"cells": [{"name": "a", "steps": [{"seconds": NaN}]}]}}', "no time of any"),
        ('{"format": 1, "results": {"cells": [{"name": "a", "steps": [{"seconds": 1e999}]}]}}', "no time of any"),
        ('{"format": 1, "results": {"cells": [{"name": "a", "steps": [{"seconds": ' + "9" * 9999 + "}]}]}}", "no time"),
    ],
)
def test_read__says_what_is_wrong_with_anything_else(text: str, words: str) -> None:
    with pytest.raises(TimingError, match=words):
        read(text, CELLS)


_TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "steps", "seconds", "a"]), inner)
    ),
)


@given(_TREES)
def test_read__never_raises_anything_else(tree: object) -> None:
    with suppress(TimingError):
        assert all(0 < seconds <= 1e9 for seconds in read(_report([tree]), CELLS).values())
