"""What runs again after a build, from which step, and what is kept of the earlier attempts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.report import data
from cigen.results.again import MOST, Again, Wanted, again, kept, secret
from cigen.results.earlier import EarlierError, TriedCell, TriedStep, read, tried
from cigen.results.model import Outcome, Report
from tests.factories import Files, fail, green, manifest, report, result, xml

CELLS = ("test-1", "test-2", "test-3")
FAILED = Wanted(failed=True)


def cells(files: Files, *, brought: tuple[str, ...] = CELLS) -> tuple[TriedCell, ...]:
    """What is known of a run, which is the same from its results and from its report.json."""
    found = report(files)
    known = tried(found, brought)
    assert set(brought) != set(CELLS) or known == read(data.render(found).text)
    return known


def chosen(files: Files, wanted: Wanted = FAILED) -> dict[str, int]:
    return {one.cell: one.start for one in again(CELLS, cells(files), wanted)}


def test_again__a_green_run_has_nothing_to_run_again() -> None:
    assert chosen(green(manifest(3))) == {}


def test_again__a_failed_cell_starts_from_the_step_that_failed() -> None:
    assert chosen(fail(green(manifest(3)), "test-2", 2)) == {"test-2": 2}


def test_again__a_step_without_a_record_counts_as_not_passed() -> None:
    files = green(manifest(3))
    del files["cells/test-3/2.result"]
    assert chosen(files) == {"test-3": 2}


def test_again__a_flaky_cell_starts_from_its_first_flaky_step() -> None:
    assert chosen(green(manifest(3)) | {"cells/test-1/3.result": result(attempts=2)}) == {"test-1": 3}


def test_again__a_failed_step_counts_before_a_flaky_one() -> None:
    files = fail(green(manifest(3)), "test-2", 3) | {"cells/test-2/1.result": result(attempts=2)}
    assert chosen(files) == {"test-2": 3}


def test_again__a_cell_that_is_red_by_its_test_cases_starts_from_its_first_step() -> None:
    files = green(manifest(3, junit=["*.xml"]))
    files["cells/test-1/junit/1-1.xml"] = xml('<testcase name="a"><failure message="no"/></testcase>')

    [one] = again(CELLS, cells(files), FAILED)

    assert (one.cell, one.start, one.step, one.attempts) == ("test-1", 1, 1, 1)
    assert one.logs == tuple(f"logs/test-1/0{step}.log" for step in (1, 2, 3))


def test_again__a_cell_whose_artifact_is_missing_starts_from_its_first_step() -> None:
    files = green(manifest(3, artifacts=["out"])) | {"cells/test-2/gathered": b"artifact 1 missing\n"}
    assert chosen(files) == {"test-2": 1}


def test_again__a_cell_that_left_nothing_runs_again_and_keeps_nothing() -> None:
    files = {path: data for path, data in green(manifest(3)).items() if not path.startswith("cells/test-2/")}
    assert again(CELLS, cells(files), FAILED) == (Again("test-2", 1),)


def test_again__a_cell_that_was_lost_with_its_build_is_left_to_the_cache() -> None:
    files = {path: data for path, data in green(manifest(3)).items() if not path.startswith("cells/test-2/")}
    assert again(CELLS, cells(files, brought=("test-1", "test-3")), FAILED) == ()


def test_again__all_starts_every_cell_anew_and_keeps_what_failed() -> None:
    files = fail(green(manifest(3)), "test-2", 2)

    found = again(CELLS, cells(files), Wanted(all=True))

    assert [(one.cell, one.start, one.step, one.attempts) for one in found] == [
        ("test-1", 1, 0, 0),
        ("test-2", 1, 2, 1),
        ("test-3", 1, 0, 0),
    ]


def test_again__a_pattern_takes_cells_by_name_from_where_they_failed() -> None:
    files = fail(green(manifest(3)), "test-2", 2)
    assert chosen(files, Wanted(globs=("*-[12]",))) == {"test-1": 1, "test-2": 2}
    assert chosen(files, Wanted(failed=True, globs=("test-3",))) == {"test-2": 2, "test-3": 1}


def test_again__needs_no_earlier_build_for_a_pattern() -> None:
    assert again(CELLS, (), Wanted(globs=("test-2",))) == (Again("test-2", 1),)


def test_again__a_cell_that_is_not_planned_any_more_is_no_matter() -> None:
    assert again(("test-1",), cells(fail(green(manifest(3)), "test-2", 2)), FAILED) == ()


def test_wanted__knows_the_patterns_that_match_nothing() -> None:
    assert Wanted(globs=("test-*", "tset-1")).unknown(CELLS) == ("tset-1",)


def _lines(one: Again, logs: dict[str, bytes]) -> list[str]:
    return secret(one, logs).decode().splitlines()


def test_secret__says_whose_logs_they_are_and_after_how_many_attempts() -> None:
    files = fail(green(manifest(3)), "test-2", 2, attempts=2) | {"cells/test-2/2.attempt-1.log": b"once"}
    [one] = again(CELLS, cells(files), FAILED)

    found = _lines(one, {"logs/test-2/02.attempt-1.log": b"once", "logs/test-2/02.log": b"twice\n"})

    assert found == [
        "2 2",
        "=== step 2 build, attempt 1: failed, once more, begun 2026-09-21 14:13:20 UTC",
        "once",
        "=== step 2 build, attempt 2: exit 1, 2 attempts, begun 2026-09-21 14:13:20 UTC",
        "twice",
    ]


def test_secret__goes_on_with_what_earlier_builds_kept() -> None:
    files = fail(green(manifest(3)), "test-2", 2, attempts=3) | {"cells/test-2/2.earlier.log": b"=== old\nfirst\n"}
    files["cells/test-2/2.attempt-2.log"] = b""
    [one] = again(CELLS, cells(files), FAILED)

    logs = {"02.earlier.log": b"=== old\nfirst\n", "02.attempt-2.log": b"second", "02.log": b"third"}
    found = _lines(one, {f"logs/test-2/{name}": data for name, data in logs.items()})

    assert found[:3] == ["2 3", "=== old", "first"]
    assert [line.split(":")[0] for line in found if line.startswith("=== step")] == [
        "=== step 2 build, attempt 2",
        "=== step 2 build, attempt 3",
    ]


def test_secret__brings_later_steps_that_failed_too() -> None:
    files = fail(green(manifest(3)), "test-2", 2)
    files |= {"cells/test-2/3.result": result(code=7), "cells/test-2/3.log": b"no cleaning"}
    [one] = again(CELLS, cells(files), FAILED)

    found = _lines(one, {"logs/test-2/02.log": b"boom\n", "logs/test-2/03.log": b"no cleaning"})

    assert found[0] == "2 1"
    assert found[2] == "boom"
    assert found[3].startswith("=== step 3 test, attempt 1: exit 7")
    assert found[4] == "no cleaning"


def test_secret__leaves_room_to_count_on() -> None:
    """A result that can't be read would be in the cache for good."""
    tree = green(manifest(3))
    tree["cells/test-2/2.result"] = result(code=7, attempts=1_000_000)
    (one,) = again(CELLS, tried(report(tree), CELLS), FAILED)
    assert one.attempts == 1_000_000
    assert secret(one, {}).startswith(b"2 900000\n")


def test_secret__tells_of_a_step_without_a_log() -> None:
    files = green(manifest(3))
    del files["cells/test-3/2.result"], files["cells/test-3/2.log"]
    [one] = again(CELLS, cells(files), FAILED)

    assert _lines(one, {}) == ["2 1", "=== step 2 build, attempt 1: it left no result"]


@given(st.lists(st.integers(2, 3 * MOST), min_size=1, max_size=5))
def test_secret__is_never_larger_than_a_secret_may_be(sizes: list[int]) -> None:
    paths = [f"logs/c/{number:02}.log" for number in range(len(sizes))]
    step = TriedStep(1, "x" * 5000, Outcome.FAILED, len(sizes), "exit 1", 1.0, tuple(paths))
    logs = {path: b"a" + b"." * (size - 2) + b"z" for path, size in zip(paths, sizes, strict=True)}

    found = secret(Again("c", 1, 1, len(sizes), (step,)), logs)

    assert len(found) <= 500 * 1000
    assert (b"are too many to keep" in found) == (len(found) < sum(sizes))
    assert found.endswith(b"z\n")


def test_kept__leaves_out_the_middle_and_says_so() -> None:
    found = kept([b"begin", b"-" * MOST, b"end"])

    assert len(found) <= MOST
    assert found.startswith(b"begin-")
    assert found.endswith(b"-end")
    assert f"=== {MOST + 8:,} bytes are too many to keep".encode() in found


def test_kept__is_a_short_log_as_it_is() -> None:
    assert kept([b"one", b"", b" two"]) == b"one two"


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 1}', '{"format": 1, "build": null, "results": {"cells": [{}]}}', "[" * 9999]
)
def test_read__refuses_what_is_no_report(text: str) -> None:
    with pytest.raises(EarlierError, match=r"is no report\.json"):
        read(text)


def test_read__refuses_a_later_format() -> None:
    with pytest.raises(EarlierError, match="format 2"):
        read('{"format": 2}')


@pytest.mark.parametrize("key", ["number", "attempts"])
@pytest.mark.parametrize("value", ["1e999", "-1", "0", "true", '"7"', "1.5", "9" * 400])
def test_read__refuses_numbers_that_the_recorder_can_t_count_on_with(key: str, value: str) -> None:
    text = data.render(report(fail(green(manifest(3)), "test-2", 2))).text
    with pytest.raises(EarlierError):
        read(re.sub(rf'(?<=[{{ ]"{key}": )[0-9]+(?=, [^}}]*"log")', value, text))


def test_read__refuses_a_moment_that_is_no_number_of_seconds() -> None:
    text = data.render(report(fail(green(manifest(3)), "test-2", 2))).text
    with pytest.raises(EarlierError):
        read(text.replace('"started": 1790000000.0', f'"started": {"9" * 400}'))


def test_read__takes_no_path_that_leads_elsewhere() -> None:
    text = data.render(report(fail(green(manifest(1)), "test-1", 2))).text
    [cell] = read(text.replace("logs/test-1/02.log", "logs/../../secret.log"))
    assert [step.logs for step in cell.steps] == [("logs/test-1/01.log",), (), ()]


def test_read__a_cell_of_a_build_that_ended_is_lost() -> None:
    files = {path: data for path, data in green(manifest(1)).items() if not path.startswith("cells/")}
    found: Report = report(files)
    text = data.render(found).text
    assert [cell.lost for cell in read(text)] == [False]
    ended = '"build": {"seconds": 1, "ran": 0, "cached": 0, "error": "the engine is gone", "broken": null}'
    assert [cell.lost for cell in read(text.replace('"build": null', ended))] == [True]
