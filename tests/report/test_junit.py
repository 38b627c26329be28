from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import junitparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from junit2htmlreport.parser import Junit  # type: ignore[import-untyped]

from cigen.report import escape, junit
from cigen.report.junitstored import nested
from cigen.results.join import join
from cigen.results.model import Build, Case, Cases, Outcome, Report, Totals
from tests.factories import fail, green, manifest, read, relocatable_red, report, result, xml
from tests.results.test_caseline import CASES

MIXED = xml(
    '<testcase name="a" classname="c" time="1.5"/><testcase name="b"><failure>trace</failure></testcase>'
    '<testcase name="c"><error message="&#x7f;"/></testcase><testcase name="d"><skipped/></testcase>'
    '<testcase name="e"><flakyFailure message="once"/></testcase>'
)


def runs() -> dict[str, Report]:
    nested = green(manifest(2, junit=["*.xml"])) | {"cells/test-1/junit/1-1.xml": MIXED}
    return {
        "green": report(green(manifest(2))),
        "red": report(relocatable_red()),
        "nested": report(nested),
        "missing": report({"manifest.json": green(manifest(3))["manifest.json"]}),
        "artifact": report(green(manifest(1, artifacts=["a"])) | {"cells/test-1/gathered": b"artifact 1 missing\n"}),
        "files": join([], files=[read([MIXED], "a.xml"), read([MIXED], "b.xml"), read([MIXED[:200]], "c.xml")]),
        "empty": join([]),
        "stranger": report(green(manifest(1)) | {"cells/evil/1.result": result()}),
        "truncated": join([], files=[read([MIXED[:90]], "c.xml")]),
        "broken": report(green(manifest(1)), Build(1, 1, 1, error="no space left")),
    }


def shown(found: Report) -> Totals:
    """The report's totals, and the case that is added where none of them is red though the report is."""
    totals = found.totals
    if not found.red or totals.failed + totals.errors:
        return totals
    return replace(totals, tests=totals.tests + 1, errors=1)


def counted(path: Path) -> Totals:
    """As junitparser sees it, by its cases and by the attributes of the suites."""
    document = junitparser.JUnitXml.fromfile(str(path))
    cases = [case for suite in document for case in suite]
    kinds = [{type(one) for one in case.result} for case in cases]
    failed, errors, skipped = (
        sum(kind in kinds_of for kinds_of in kinds)
        for kind in (junitparser.Failure, junitparser.Error, junitparser.Skipped)
    )
    suites = list(document)
    for attribute, number in (("tests", len(cases)), ("failures", failed), ("errors", errors), ("skipped", skipped)):
        assert sum(getattr(suite, attribute) for suite in suites) == number
    return Totals(len(cases), len(cases) - failed - errors - skipped, failed, errors, skipped)


def other_counted(path: Path) -> tuple[int, int, int, int]:
    """As junit2html sees it, which knows no difference between failures and errors."""
    suites = list(Junit(str(path)))
    passed, failed, skipped = (
        sum(len(suite_cases) for suite_cases in found)
        for found in (
            [suite.passed() for suite in suites],
            [suite.failed() for suite in suites],
            [suite.skipped() for suite in suites],
        )
    )
    return len([case for suite in suites for case in suite.all()]), passed, failed, skipped


@pytest.mark.parametrize("name", runs())
def test_junit__other_peoples_parsers_count_what_the_report_counts(name: str, tmp_path: Path) -> None:
    found = runs()[name]
    path = tmp_path / "junit.xml"
    path.write_text(junit.render(found).text)
    totals = shown(found)
    assert counted(path) == replace(totals, flaky=0)
    assert other_counted(path) == (totals.tests, totals.passed, totals.failed + totals.errors, totals.skipped)


@pytest.mark.parametrize("name", runs())
def test_junit__what_we_write_we_read(name: str) -> None:
    found = runs()[name]
    again = join([], files=[read([junit.render(found).text.encode()], "junit.xml")])
    totals = shown(found)
    assert (again.totals.tests, again.totals.failed, again.totals.errors) == (
        totals.tests,
        totals.failed,
        totals.errors,
    )
    assert again.red == found.red


def test_junit__what_is_wrong_with_the_results_is_a_case_where_no_other_is_red() -> None:
    text = junit.render(runs()["stranger"]).text
    assert '<error type="error" message="1 problem with the results">results.tar: cell \'evil\' is not in' in text
    assert ">no space left</error>" in junit.render(runs()["broken"]).text


def test_junit__a_step_says_where_it_stands_and_where_its_log_is() -> None:
    text = junit.render(report(fail(green(manifest(1)), "test-1", 2, log=b"x" * 20_000 + b"\nboom\n"))).text
    assert '<testcase name="build" time="1.500000" classname="test 1" file="cigen.yml" line="22">' in text
    assert '<failure type="failure" message="exit 1">' in text
    assert "[cigen] only the end of 20,006 bytes is shown, all of it is in logs/test-1/02.log" in text
    assert '<property name="n" value="1" />' in text


def test_junit__a_flaky_case_carries_no_failure() -> None:
    files = green(manifest(1)) | {"cells/test-1/2.result": result(attempts=3), "cells/test-1/2.attempt-1.log": b"once"}
    text = junit.render(report(files)).text
    assert "<failure" not in text
    assert "[cigen] passed at attempt 3" in text
    assert "once" in text


def test_junit__steps_of_one_name_can_be_told_apart() -> None:
    text = junit.render(report(green(manifest(1, steps=("checkout", "make", "checkout"))))).text
    assert 'name="checkout [1]"' in text
    assert 'name="checkout [3]"' in text
    assert 'name="make"' in text


@given(st.binary(max_size=60))
def test_junit__stays_well_formed_whatever_a_test_prints(data: bytes) -> None:
    text = junit.render(
        report(fail(green(manifest(1)), "test-1", 2, log=data + "]]>\x1b[31m\0<&>\ufffe".encode()))
    ).text
    file = read([text.encode()], "x")
    assert not file.problem
    assert len(list(file.cases)) == 3


def test_junit__a_step_that_ran_again_shows_what_it_printed_before() -> None:
    files = green(manifest(1)) | {"cells/test-1/2.result": result(attempts=2), "cells/test-1/2.earlier.log": b"before"}
    text = junit.render(report(files)).text
    assert text.index("logs/test-1/02.earlier.log\nbefore") < text.index("logs/test-1/02.log\nfine")


@given(CASES)
def test_junit__shows_each_stored_case_in_its_order_and_its_suite(cases: list[Case]) -> None:
    stored = Cases.of(*(replace(case, source="a.xml") for case in cases))
    suites = ElementTree.fromstring(f"<testsuites>{''.join(nested(stored, ''))}</testsuites>").findall("testsuite")
    assert [(suite.get("name"), *seen(one)) for suite in suites for one in suite.findall("testcase")] == [
        (escape.xml(case.suite or "a.xml"), escape.xml(case.name), escape.xml(case.classname), *verdict(case))
        for case in cases
    ]
    for suite in suites:
        inside = [{one.tag for one in case} for case in suite.findall("testcase")]
        for key, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(key, "")) == sum(tag in tags for tags in inside)
        assert (int(suite.get("tests", "")), suite.get("file")) == (len(inside), "a.xml")
    assert sum(float(suite.get("time", "")) for suite in suites) == pytest.approx(
        sum(case.seconds or 0 for case in cases), abs=0.01
    )


def seen(case: ElementTree.Element) -> tuple[object, ...]:
    child = case[0] if len(case) else None
    if child is None:
        return case.get("name"), case.get("classname", ""), "passed", "", ""
    details = child.findtext("stackTrace") if child.tag == "flakyFailure" else child.text
    return case.get("name"), case.get("classname", ""), child.tag, child.get("message"), details or ""


def verdict(case: Case) -> tuple[str, str, str]:
    if case.outcome is Outcome.PASSED:
        return "passed", "", ""
    tag = {Outcome.FLAKY: "flakyFailure", Outcome.FAILED: "failure"}.get(case.outcome, case.outcome.value)
    details = "" if case.outcome is Outcome.SKIPPED else escape.xml(case.details)
    return tag, escape.xml(case.message) or case.outcome.value, details
