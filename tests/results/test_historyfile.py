from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.report import history as writer
from cigen.results.history import History
from cigen.results.historyfile import MOST_LINE, HistoryError, read
from cigen.results.model import Outcome, Report
from tests.results.runs import E, F, L, Line, P, S, case, cell, report, step

HOSTILE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def text(history: History) -> str:
    """What is written of it."""
    rendered = writer.render(replace(report(), history=history))
    assert rendered.path == "history.json"
    return rendered.text


def back(written: str | bytes, size: int = 7) -> History | None:
    """What is read again, in pieces."""
    data = written.encode() if isinstance(written, str) else written
    return read(lambda: (data[start : start + size] for start in range(0, len(data), size)))


def some() -> History:
    """Of everything something."""
    line = Line()
    for seconds, outcome in ((1.5, P), (1.25, F), (1.0, L), (1.0, E)):
        one = cell(
            "a", [step("build", seconds=seconds), step("test", outcome)], [case("x", S), case("y"), case("y", F)]
        )
        line.run(report(one, cell("b", [step("build")]), cell("c", missing=seconds < 1.5)))
        line.run(report(one, cell("b", [step("build"), step('ne"w\n')]), loose=[case("ü\udcff", F)]))
    return line.history


def test_read__gives_back_what_was_written() -> None:
    history = some()

    assert back(text(history)) == history
    assert {"tests", "was", "since", "took", "runs", "places"} <= {
        name for name in History.__slots__ if getattr(history, name)
    }


def test_read__does_not_mind_how_it_is_laid_out() -> None:
    history = some()
    tree = json.loads(text(history))

    assert back(json.dumps(tree)) == history
    assert back(json.dumps(tree, indent=4)) == history
    assert back(json.dumps(tree).encode("utf-16")) == history


def test_read__reads_no_further_than_the_history() -> None:
    history = some()
    start = text(history).rstrip("}\n").encode() + b"},\n"

    def chunks() -> Iterator[bytes]:
        yield start
        raise AssertionError("it read on")

    assert read(chunks) == history


def test_read__long_lines_before_the_history_are_no_harm() -> None:
    history = some()
    written = text(history).replace('"format": 1,\n', f'"format": 1,\n"build": "{"x" * MOST_LINE * 2}",\n', 1)

    assert back(written, 1 << 20) == history


def test_read__a_report_without_history_is_none() -> None:
    assert back('{"format": 1, "name": "", "results": {"cells": []}}') is None


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "it is no JSON: JSONDecodeError"),
        ("<testsuite/>", "it is no JSON: JSONDecodeError"),
        ("[" * 100_000, "it is no JSON: RecursionError"),
        ("[1]", "it is no JSON object"),
        ('{"format": 2}', "format 2 is not known here, this cigen reads 1"),
        ('{"format": 1, "name": "x", "cells": {}}', "it is neither a report.json nor a history.json of cigen"),
        ('{"results": {"tool": {"name": "jest"}}}', "format None is not known here, this cigen reads 1"),
        ('{"format": 1, "history": {"format": 7}}', "its history has a format that is not known here"),
        ('{"format": 1, "history": {"format": 1, "runs": 7}}', "`history.runs` is no list"),
        (
            '{"format": 1, "history": {"format": 1, "runs": [7]}}',
            "an entry of `runs` in its history can't be: TypeError",
        ),
    ],
)
def test_read__says_what_is_wrong(written: str, why: str) -> None:
    with pytest.raises(HistoryError) as caught:
        back(written)
    assert str(caught.value).startswith(why)


def test_read__a_file_that_was_cut_off_is_an_error() -> None:
    written = text(some())

    for end in range(written.index('"history"') + 12, len(written) - 4, 37):
        with pytest.raises(HistoryError):
            back(written[:end])


@pytest.mark.parametrize(
    "change",
    [
        {"sets": ["0-5"]},
        {"sets": ["1-0"]},
        {"sets": ["0 0"]},
        {"sets": ["0-99999999999999999999"]},
        {"sets": [7]},
        {"places": ["x" * 241]},
        {"places": [["x"]]},
        {"runs": [{"number": 1, "commit": "; rm -rf /", "branch": "", "when": 0, "came": 0, "ran": 0, "cut": []}]},
        {"runs": [{"number": 1, "commit": "", "branch": "", "when": 1e999, "came": 0, "ran": 0, "cut": []}]},
        {"runs": [{"number": 1, "commit": "", "branch": "", "when": 0, "came": 99, "ran": 0, "cut": []}]},
        {"runs": [{"number": 1, "commit": "", "branch": "", "when": 0, "came": -1, "ran": 0, "cut": []}]},
        {"tests": [{"name": "x", "in": 99}]},
        {"tests": [{"name": "x", "in": True}]},
        {"tests": [{"name": "x", "in": 0}, {"name": "x", "in": 0}]},
        {"tests": [{"name": "x", "in": 0, "was": [[77, "F", 1, 0]]}]},
        {"tests": [{"name": "x", "in": 0, "was": [[1, "P", 1, 0]]}]},
        {"tests": [{"name": "x", "in": 0, "was": [[1, "F", 1000000, 0]]}]},
        {"tests": [{"name": "x", "in": 0, "was": [[1, "F", 1.5, 0]]}]},
        {"times": [{"name": "x", "place": 77, "took": []}]},
        {"times": [{"name": "x", "place": 0, "took": [[77, 1.0]]}]},
        {"times": [{"name": "x", "place": 0, "took": [[1, -1.0]]}]},
        {"name": 7},
    ],
)
def test_read__what_can_not_be_is_an_error(change: dict[str, object]) -> None:
    tree = json.loads(text(some()))
    tree["history"] |= change

    with pytest.raises(HistoryError):
        back(json.dumps(tree))


@given(st.sampled_from(["places", "sets", "runs", "tests", "times", "name", "whole"]), HOSTILE, st.booleans())
def test_read__hostile_entries_are_an_error_or_harmless(section: str, hostile: object, listed: bool) -> None:
    tree = json.loads(text(some()))
    tree["history"][section] = (
        [*tree["history"][section], hostile] if listed and section != "name" and section != "whole" else hostile
    )

    try:
        found = back(json.dumps(tree), 1000)
    except HistoryError:
        return
    assert found is not None
    line = Line(found)
    line.run(report(cell("a", [step("test", F)], [case("x")])))
    assert back(text(line.history), 1000) == line.history


OUTCOMES = st.sampled_from(list(Outcome))
NAMES = st.text(max_size=3) | st.text(min_size=230, max_size=260)
RUNS = st.lists(
    st.dictionaries(NAMES, st.lists(st.tuples(NAMES, OUTCOMES, st.none() | st.floats(0, 1e6)), max_size=5), max_size=3),
    max_size=6,
)


def made(cells: dict[str, list[tuple[str, Outcome, float | None]]]) -> Report:
    return report(*(cell(name, [step("s")], [case(*one) for one in tried]) for name, tried in cells.items()))


@given(RUNS, st.integers(1, 4))
def test_carried__keeps_so_many_runs_and_can_be_read_again(
    runs: list[dict[str, list[tuple[str, Outcome, float | None]]]], most: int
) -> None:
    line = Line()
    for one in runs:
        line.run(made(one), most=most)
        assert len(line.history.runs) <= most
        assert back(text(line.history), 999) == line.history
        numbers = {run.number for run in line.history.runs}
        assert {was.run for every in line.history.was.values() for was in every} <= numbers
        assert {took.run for every in line.history.took.values() for took in every} <= numbers


def test_read__mutants_of_a_history_are_an_error_or_can_be_compared_with() -> None:
    written, chance = text(some()).encode(), Random(7)
    for _ in range(400):
        mutant = bytearray(written)
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(mutant))
            mutant[place : place + chance.randint(0, 3)] = chance.choice(
                [b"", b"9", b"-", b"[", b'"', b"99999", b"}\n"]
            )
        try:
            found = back(bytes(mutant), 4096)
        except HistoryError:
            continue
        assert found is not None
        line = Line(found)
        line.run(report(cell("a", [step("test", F)], [case("x", L), case("y", S)])))
        assert back(text(line.history), 4096) == line.history
