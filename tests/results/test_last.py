import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.results.last import Last, LastError, read, to_tree

TIMES = st.dictionaries(st.text(min_size=1, max_size=9), st.floats(0, 1e6).map(lambda number: round(number, 2)))


@given(TIMES, TIMES, st.frozensets(st.integers(0, 2**64 - 1).map("{:016x}".format)), st.text(max_size=9))
def test_last__what_is_written_is_read(
    cells: dict[str, float], stages: dict[str, float], vertices: frozenset[str], name: str
) -> None:
    last = Last(cells, stages, vertices, name)
    assert read(json.dumps(to_tree(last))) == last
    assert read(json.dumps(to_tree(last)).encode()) == last


def test_last__nothing_but_the_format_is_needed() -> None:
    assert read('{"format": 1}') == Last()
    assert Last().empty
    assert not read('{"format": 1, "cells": {"test-1": 3}}').empty


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is no JSON"),
        ("[" * 100_000, "it is no JSON"),
        ("{", "it is no JSON"),
        (f'{{"format": 1, "cells": {{"a": {"9" * 9999}}}}}', "it is no JSON"),
        ("[]", "it is no JSON object"),
        ('{"format": 2}', "format 2 is not known here, this cigen reads 1"),
        ('{"format": 1, "name": 3}', "`name` is no text"),
        ('{"format": 1, "cells": {"total": 3}, "results": {}}', "it is a report.json, name the last.json beside it"),
        ('{"format": 1, "results": []}', "it is a report.json"),
        ('{"format": 1, "cells": []}', "`cells` is no object"),
        ('{"format": 1, "cells": {"a": 1e999}}', "`cells`: 'a' is inf"),
        ('{"format": 1, "cells": {"": 3}}', "`cells` has a name of 0 characters"),
        ('{"format": 1, "stages": {"a": -1}}', "`stages`: 'a' is -1, seconds are a number from 0"),
        ('{"format": 1, "stages": {"a": NaN}}', "`stages`: 'a' is nan"),
        ('{"format": 1, "stages": {"a": Infinity}}', "`stages`: 'a' is inf"),
        (f'{{"format": 1, "stages": {{"a": {"9" * 400}}}}}', "`stages`: 'a' is 999"),
        ('{"format": 1, "stages": {"a": true}}', "`stages`: 'a' is True"),
        ('{"format": 1, "stages": {"a": "3"}}', "`stages`: 'a' is '3'"),
        ('{"format": 1, "vertices": {}}', "`vertices` is no list"),
        ('{"format": 1, "vertices": ["sha256:00"]}', "`vertices`: 'sha256:00' is found where 16 hexadecimal digits"),
        ('{"format": 1, "vertices": [7]}', "`vertices`: 7 is found"),
        ('{"format": 1, "parts": []}', "`parts` is no object of lists"),
        ('{"format": 1, "parts": {"s1": "t"}}', "`parts` is no object of lists"),
        ('{"format": 1, "parts": {"s1": [7]}}', "`parts` holds what is no cell's name"),
    ],
)
def test_last__whatever_else_it_is_is_said(text: str, reason: str) -> None:
    with pytest.raises(LastError) as caught:
        read(text)
    assert str(caught.value).startswith(reason)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_last__never_raises_anything_else(tree: object) -> None:
    for whole in (
        tree,
        {"format": 1, "cells": tree},
        {"format": 1, "parts": tree},
        {"format": 1, "vertices": tree, "stages": tree},
    ):
        try:
            read(json.dumps(whole))
        except LastError:
            continue
