"""What cigen writes for other programs, cigen reads again: the totals are the same."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given

from cigen.rendered import Rendered
from cigen.report import ctrf, junit
from cigen.results.model import Report, Totals
from tests.factories import read
from tests.report.test_junit import runs
from tests.reports import REPORTS


def shown(found: Report) -> Totals:
    """The report's totals, and the case that is added where none of them is red though the report is."""
    totals = found.totals
    if not found.red or totals.red:
        return totals
    return replace(totals, tests=totals.tests + 1, errors=1)


def again(file: Rendered) -> Totals:
    """As it is read, whole and without a word of complaint."""
    found = read([piece.encode() for piece in file.pieces()], file.path)
    assert not found.problem
    assert found.odd is None or not found.cases.totals.tests, found.odd
    return found.cases.totals


@given(REPORTS)
def test_ctrf__read_again_has_the_same_totals(found: Report) -> None:
    assert again(ctrf.render(found)) == shown(found)


@given(REPORTS)
def test_junit__read_again_has_the_same_totals(found: Report) -> None:
    assert again(junit.render(found)) == shown(found)


@pytest.mark.parametrize("name", runs())
def test_ctrf_and_junit__have_the_same_cases_in_the_same_order(name: str) -> None:
    found = runs()[name]
    tests = json.loads(ctrf.render(found).text)["results"]["tests"]
    cases = list(read([junit.render(found).text.encode()], "junit.xml").cases)
    assert [test["name"] for test in tests] == [case.name for case in cases]
    assert [test["duration"] for test in tests] == [round((case.seconds or 0) * 1000) for case in cases]
