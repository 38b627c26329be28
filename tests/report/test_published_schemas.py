"""`junit.xml` against the XML schemas that others published, see `tests/formats/schemas/README.md`.

What a schema does not want is an `ELEMENT@ATTRIBUTE` or an element, with its reason; all else has to be as it says.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from lxml import etree  # type: ignore[import-untyped]

from cigen.report import junit
from cigen.results.model import Report
from tests.hostile import ATTACKS, FIELDS
from tests.hostile import report as hostile
from tests.report.test_junit import runs
from tests.reports import REPORTS

SCHEMAS = Path(__file__).parents[1] / "formats" / "schemas"
PLACE = {
    "testcase@file": "where reporters put annotations, as pytest and others write it",
    "testcase@line": "the same",
}
OF_SUITE = {"testsuite@file": "the file that the suite comes from"}
SKIPPED = {"skipped@type": "junit-xml writes it"}
FLAKY = "what an earlier attempt said, as surefire writes it; younger than this schema"
REFUSED: dict[str, dict[str, str]] = {
    "jenkins-junit-10.xsd": PLACE,
    "jenkins-junit-10-of-2014.xsd": {"flakyFailure": FLAKY},
    "jenkins-junit-4.xsd": {
        **PLACE,
        **OF_SUITE,
        **SKIPPED,
        "skipped@message": "a reason has no other place",
        "flakyFailure": FLAKY,
    },
    "surefire-test-report.xsd": {
        **PLACE,
        **OF_SUITE,
        **SKIPPED,
        "testsuite@timestamp": "surefire has it since 3.0.0, this schema not yet",
        "testcase@time": "has six digits; a time that nobody knows is not 0, so it is left out",
    },
}
NAMED = re.compile(r"Element '(\w+)'(?:(?:, |: The )attribute '(\w+)'.*|: This element is not expected.*)")
SINGLE = ("surefire-test-report.xsd",)
"""These know no `<testsuites>`, so each suite is asked for."""


@cache
def schema(name: str) -> Any:
    return etree.XMLSchema(etree.parse(str(SCHEMAS / name)))


def refused(name: str, found: Report) -> set[str]:
    """What the schema does not want, shortened where it is an attribute."""
    root = etree.fromstring(junit.render(found).text.encode())
    messages = set()
    for one in root if name in SINGLE else [root]:
        schema(name).validate(one)
        messages |= {error.message for error in schema(name).error_log}
    return {NAMED.sub(lambda found: "@".join(filter(None, found.groups())), message) for message in messages}


@pytest.mark.parametrize("name", REFUSED)
def test_junit__is_as_a_published_schema_says_but_for_attributes_that_are_known(name: str) -> None:
    found = [*runs().values(), hostile("", "")]
    assert set().union(*(refused(name, one) for one in found)) == set(REFUSED[name])


@pytest.mark.parametrize("name", REFUSED)
@given(found=REPORTS)
def test_junit__is_so_whatever_the_report(name: str, found: Report) -> None:
    assert refused(name, found) <= REFUSED[name].keys()


@pytest.mark.parametrize("name", REFUSED)
def test_junit__is_so_whatever_a_test_prints(name: str) -> None:
    for field in FIELDS:
        for attack in ATTACKS[::5]:
            assert refused(name, hostile(field, attack)) <= REFUSED[name].keys()
