"""How many jobs share the cells of a spec."""

from __future__ import annotations

import pytest

from tests.planned import plan


def count(shards: object, cells: int = 200, platforms: str = "") -> int:
    given = f"platforms: {platforms}, " if platforms else ""
    text = (
        f"tests: {{t: {{from: busybox, {given}matrix: {{n: '{{{{ range({cells}) | list }}}}'}}, steps: [make]}}}}\n"
        f"workflow: {{shards: {shards}}}\n"
    )
    return plan(text).workflow.shards


def test_shards__one_job_builds_all_where_nothing_is_said() -> None:
    assert plan("tests: {t: {from: busybox, steps: [make]}}\nworkflow: {comment: false}").workflow.shards == 1


def test_shards__as_many_as_asked_for_but_no_more_than_there_are_cells() -> None:
    assert (count(4), count(1), count(4, cells=3)) == (4, 1, 3)


@pytest.mark.parametrize(("cells", "expected"), [(1, 1), (25, 1), (26, 2), (200, 8), (400, 16), (5000, 16)])
def test_shards__auto_is_one_for_25_cells_and_16_at_most(cells: int, expected: int) -> None:
    assert count("auto", cells) == expected


def test_shards__are_counted_for_the_platform_with_most_cells() -> None:
    assert count(7, cells=5, platforms="[linux/amd64, linux/arm64]") == 5
    assert count("auto", cells=50, platforms="[linux/amd64, linux/arm64]") == 2
