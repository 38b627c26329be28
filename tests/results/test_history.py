from __future__ import annotations

import time

import pytest

from cigen.results.history import place_of


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("build/TEST-unit.xml", "build/TEST-unit.xml"),
        ("run-20261122/unit.xml", "run-#/unit.xml"),
        ("run-0f3a9c1d-77aa/unit.xml", "run-#/unit.xml"),
        ("facade/deadbeef.xml", "facade/deadbeef.xml"),
        ("abcdefab1/x.xml", "#/x.xml"),
    ],
)
def test_place_of__what_is_another_number_in_every_run_is_none(source: str, place: str) -> None:
    assert place_of(source) == place


def test_place_of__a_name_of_any_letters_takes_no_time() -> None:
    begun = time.process_time()
    place_of("a" * 100_000)
    assert time.process_time() - begun < 5
