from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.doctor.sizes import asked, read, shown


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0B", 0),
        ("4.096kB", 4096),
        ("58.31MB*", 58310000),
        ("24.21GiB", round(24.21 * 1024**3)),
        ("1.5TB", 1500000000000),
        ("17", 17),
        ("", 0),
        ("a lot", 0),
        ("1 2GB", 0),
        ("9" * 400, 0),
    ],
)
def test_size__is_read_as_dockers_tools_write_it(text: str, size: int) -> None:
    assert read(text) == size


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (99_949, "99.9 kB"),
        (447_900_000, "448 MB"),
        (999_600_000, "1.0 GB"),
        (5.3e9, "5.3 GB"),
        (2.5e12, "2.5 TB"),
    ],
)
def test_size__is_shown_for_a_person(size: float, text: str) -> None:
    assert shown(size) == text


@given(st.integers(0, 10**15))
def test_size__that_is_shown_is_read_back_within_a_twentieth(size: int) -> None:
    assert abs(read(shown(size).replace(" ", "")) - size) <= size / 20


@given(st.integers(1, 10**14))
def test_size__to_ask_for_is_enough_with_a_quarter_more(size: int) -> None:
    assert read(asked(size)) >= 1.24 * size
