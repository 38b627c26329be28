import pytest

from cigen.results.formats.xml.nunit3 import Reader
from tests.results.formats.xml.reading import Told, told

MIXED = """<?xml version="1.0" encoding="utf-8" standalone="no"?>
<test-run id="2" testcasecount="5" result="Failed" total="5" passed="2" failed="2" inconclusive="0" skipped="1"
asserts="4">
<command-line><![CDATA[nunit3-console.exe T.dll]]></command-line>
<test-suite type="Assembly" id="0-9" name="T.dll" fullname="C:\\w\\T.dll" result="Failed" site="Child" total="5"
failed="2">
<properties><property name="_PID" value="5528"/></properties>
<failure><message><![CDATA[One or more child tests had errors]]></message></failure>
<test-suite type="TestFixture" name="F" fullname="T.F" classname="T.F" result="Failed" site="Child" total="5"
failed="2">
<failure><message><![CDATA[One or more child tests had errors]]></message></failure>
<test-case id="1" name="A" fullname="T.F.A" classname="T.F" result="Passed" duration="0.036310" asserts="0">
<reason><message><![CDATA[Success]]></message></reason><output><![CDATA[loud]]></output></test-case>
<test-case id="2" name="B" fullname="T.F.B" classname="T.F" result="Failed" duration="0.018"><failure>
<message><![CDATA[Oh no]]></message><stack-trace><![CDATA[   at T.F.B() in F.cs:line 18.
]]></stack-trace></failure><assertions><assertion result="Failed"><message><![CDATA[Oh no]]></message></assertion>
</assertions>
</test-case>
<test-suite type="ParameterizedMethod" name="P" fullname="T.F.P" classname="T.F" result="Failed" site="Child" total="2">
<test-case name="P(&quot;a.b&quot;)" fullname="T.F.P(&quot;a.b&quot;)" classname="T.F" result="Passed"/>
<test-case name="P(&quot;Ä&quot;)" fullname="T.F.P(&quot;Ä&quot;)" classname="T.F" result="Failed" label="Error">
<failure><message>System.Exception : boom</message></failure></test-case></test-suite>
<test-case name="S" fullname="T.F.S" classname="T.F" result="Skipped" label="Ignored"><reason><message>later</message>
</reason>
</test-case></test-suite></test-suite></test-run>"""


def of(text: str) -> Told:
    return told(Reader, text)


def case(attributes: str, inside: str = "") -> Told:
    return of(
        f'<test-run><test-suite name="s"><test-case name="a" {attributes}>{inside}</test-case></test-suite></test-run>'
    )


def suite(attributes: str, inside: str = "") -> Told:
    return of(f'<test-run><test-suite name="s" {attributes}>{inside}</test-suite></test-run>')


def test_read__every_case_of_a_file_and_no_suite() -> None:
    read = of(MIXED)
    assert not read.problem
    assert not read.notes
    assert read.outcomes == ["passed", "failed", "passed", "error", "skipped"]
    assert {(one.suite, one.classname) for one in read.cases} == {("T.dll", "T.F")}
    assert [one.name for one in read.cases] == ["A", "B", 'P("a.b")', 'P("Ä")', "S"]
    assert [one.seconds for one in read.cases] == [0.03631, 0.018, None, None, None]
    assert [one.message for one in read.cases] == ["", "Oh no", "", "System.Exception : boom", "later"]
    assert read.cases[1].details == "   at T.F.B() in F.cs:line 18."


@pytest.mark.parametrize(
    ("attributes", "outcome"),
    [
        ('result="Passed"', "passed"),
        ('result="Warning"', "passed"),
        ('result="Warning" label="Ignored"', "skipped"),
        ('result="Failed"', "failed"),
        ('result="Failed" label="Assertion"', "failed"),
        ('result="Failed" label="Error"', "error"),
        ('result="Failed" label="Invalid"', "error"),
        ('result="Failed" label="Cancelled"', "error"),
        ('result="Failed:Error(TearDown)"', "error"),
        ('result="Failed(Child)"', "failed"),
        ('result="Inconclusive"', "skipped"),
        ('result="Skipped" label="Explicit"', "skipped"),
        ('result="Pssed"', "error"),
        ("", "error"),
    ],
)
def test_read__what_each_result_with_its_label_means(attributes: str, outcome: str) -> None:
    assert case(attributes).outcomes == [outcome]


def test_read__an_unknown_result_is_named() -> None:
    (one,) = case('result="Pssed"').cases
    assert one.message == "its result is 'Pssed', which is none of NUnit's"


def test_read__a_failed_assertion_in_a_case_that_passed_is_red() -> None:
    assert case('result="Passed"', '<assertions><assertion result="Warning"/></assertions>').outcomes == ["passed"]
    assert case('result="Passed"', '<assertions><assertion result="Failed"/></assertions>').outcomes == ["failed"]


def test_read__a_red_case_inside_of_a_case_is_not_passed_over() -> None:
    assert case('result="Passed"', '<test-case name="b" result="Failed"/>').outcomes == ["failed"]


def test_read__a_fixture_with_arguments_keeps_them_in_its_class() -> None:
    (one,) = case('fullname="T.F(1).a" classname="T.F" result="Passed"').cases
    assert (one.classname, one.name) == ("T.F(1)", "a")


def test_read__a_suite_that_failed_without_a_case_is_one() -> None:
    failure = "<failure><message>OneTimeSetUp: no database</message><stack-trace>at F</stack-trace></failure>"
    read = suite('result="Failed" label="Error" site="SetUp"', failure)
    assert [(one.suite, one.name, one.message, one.details) for one in read.cases] == [
        ("s", "(the suite itself)", "OneTimeSetUp: no database", "at F")
    ]
    assert read.outcomes == ["error"]


def test_read__a_suite_is_no_case_where_its_cases_say_why() -> None:
    red = '<test-case name="a" result="Failed" site="Parent"/>'
    assert suite('result="Failed" site="SetUp"', f"<failure/>{red}").outcomes == ["failed"]


def test_read__a_tear_down_that_failed_is_a_case_besides_the_others() -> None:
    red = '<test-case name="a" result="Failed"/>'
    failure = "<failure><message>TearDown : boom</message></failure>"
    read = suite('result="Failed" label="Error" site="TearDown"', failure + red)
    assert [(one.name, one.outcome.value) for one in read.cases] == [("a", "failed"), ("(the suite itself)", "error")]


@pytest.mark.parametrize(
    ("attributes", "outcomes"),
    [
        ('result="Failed"', ["passed", "failed"]),
        ('result="Failled"', ["passed", "error"]),
        ('failed="1"', ["passed", "error"]),
        ('result="Passed"', ["passed"]),
        ('result="Warning"', ["passed"]),
        ('result="Skipped"', ["passed"]),
        ("", ["passed"]),
    ],
)
def test_read__a_red_suite_with_green_cases_is_not_believed(attributes: str, outcomes: list[str]) -> None:
    assert suite(attributes, '<test-case name="a" result="Passed"/>').outcomes == outcomes


def test_read__what_several_levels_miss_is_told_once() -> None:
    read = of('<test-run total="3" failed="2"><test-suite name="s" total="3" failed="2"><test-suite name="t" total="3" '
              'failed="2"><test-case name="a" result="Failed"/></test-suite></test-suite></test-run>')  # fmt: skip
    assert [(one.name, one.message) for one in read.cases] == [
        ("a", ""),
        ("(the suite itself)", "it counts 2 that failed, 1 of them in it"),
    ]


def test_read__fewer_cases_than_counted_are_a_note_and_none_an_error() -> None:
    read = of(
        '<test-run total="3"><test-suite name="s" total="3"><test-case name="a" result="Passed"/>'
        "</test-suite></test-run>"
    )
    assert (read.outcomes, read.notes) == (["passed"], ("'s' counts 3 tests, 1 are in it",))
    assert suite('total="3"').outcomes == ["error"]


def test_read__what_breaks_off_keeps_its_cases() -> None:
    read = of(MIXED[: MIXED.index("<assertions>")])
    assert read.problem
    assert read.outcomes == ["passed", "failed"]
