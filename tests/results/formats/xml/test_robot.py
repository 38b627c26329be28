import pytest

from cigen.results.formats.xml.robot import Reader
from tests.results.formats.xml.reading import Told, told

TEARDOWN = """<kw name="Fail" type="TEARDOWN"><status status="FAIL" elapsed="0.1">teardown broke</status></kw>
<status status="FAIL" elapsed="0.013">Suite teardown failed:
teardown broke</status>"""
MIXED = """<?xml version="1.0" encoding="UTF-8"?>
<robot generator="Robot 7.1 (Python 3.11.7 on linux)" schemaversion="5"><suite id="s1" name="Rb">
<suite id="s1-s1" name="A">
<test id="t1" name="Passes" line="4"><kw name="Log"><msg level="INFO">hi</msg><status status="PASS"/></kw>
<status status="PASS" elapsed="0.002625"/></test>
<test id="t2" name="Fails" line="6"><kw name="Fail"><status status="FAIL">inner</status></kw>
<status status="FAIL" elapsed="0.002694">nope &lt;&amp;></status></test>
<test id="t3" name="Skips" line="8"><status status="SKIP">not today</status></test>
<status status="FAIL" elapsed="0.013"/></suite><status status="FAIL"/></suite>
<statistics><total><stat pass="1" fail="1" skip="1">All Tests</stat></total><tag>
<stat pass="0" fail="9">slow</stat></tag><suite>
<stat name="Rb" id="s1" pass="1" fail="1" skip="1">Rb</stat></suite></statistics><errors/></robot>"""


def of(text: str) -> Told:
    return told(Reader, text)


def test_read__every_test_and_no_keyword() -> None:
    read = of(MIXED)
    assert not read.problem
    assert not read.notes
    assert [(case.suite, case.name, case.outcome.value, case.message, case.line) for case in read.cases] == [
        ("Rb / A", "Passes", "passed", "", 4),
        ("Rb / A", "Fails", "failed", "nope <&>", 6),
        ("Rb / A", "Skips", "skipped", "not today", 8),
    ]
    assert read.cases[1].seconds == 0.002694


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ('<status status="PASS"/>', "passed"),
        ('<status status="FAIL"/>', "failed"),
        ('<status status="SKIP"/>', "skipped"),
        ('<status status="NOT RUN"/>', "skipped"),
        ('<status status="PAS"/>', "error"),
        ("<status/>", "error"),
        ("", "error"),
    ],
)
def test_read__what_each_status_means(status: str, outcome: str) -> None:
    assert of(f'<robot><suite name="s"><test name="a">{status}</test></suite></robot>').outcomes == [outcome]


def test_read__a_suite_whose_teardown_failed_is_one_failure_more() -> None:
    text = MIXED.replace('<status status="FAIL" elapsed="0.013"/>', TEARDOWN).replace('fail="1"', 'fail="2"')
    *_, last = of(text).cases
    assert (last.suite, last.name, last.outcome.value) == ("Rb / A", "(the suite itself)", "failed")
    assert last.message == "Suite teardown failed:\nteardown broke"
    assert len(of(text).cases) == 4


def test_read__counts_that_claim_more_red_than_there_is_are_an_error() -> None:
    *_, last = of(MIXED.replace('fail="1"', 'fail="3"')).cases
    assert (last.name, last.message) == ("(the file itself)", "it counts 3 that failed, 1 of them in it")


def test_read__the_description_of_a_robot_is_foreign() -> None:
    assert of('<robot name="arm"><link name="base"/><joint name="j" type="fixed"/></robot>').foreign
