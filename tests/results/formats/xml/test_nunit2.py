import pytest

from cigen.results.formats.xml.nunit2 import Reader
from tests.results.formats.xml.reading import Told, told

MIXED = """<?xml version="1.0" encoding="utf-8" standalone="no"?>
<test-results name="C:\\x\\mock.dll" total="4" errors="1" failures="1" not-run="2" inconclusive="1" ignored="1"
invalid="1">
<environment nunit-version="2.6.4.14350"/>
<test-suite type="Assembly" name="C:\\x\\mock.dll" executed="True" result="Failure" success="False" time="0.09">
<results>
<test-suite type="Namespace" name="Ns" executed="True" result="Failure" success="False"><results>
<test-suite type="TestFixture" name="F" executed="True" result="Failure" success="False"><results>
<test-case name="Ns.F.Fails" executed="True" result="Failure" success="False" time="0.016" asserts="0"><failure>
<message><![CDATA[  Expected: 1
  But was:  2 ]]></message><stack-trace><![CDATA[
at Ns.F.Fails() in F.cs:line 3
]]></stack-trace></failure></test-case>
<test-case name="Ns.F.Open" executed="True" result="Inconclusive" success="False" time="0.000">
<reason><message>No valid data</message></reason></test-case>
<test-case name="Ns.F.Passes(&quot;a.b&quot;)" executed="True" result="Success" success="True" time="0,5"/>
<test-case name="Ns.F.Later" executed="False" result="Ignored"><reason><message>later</message></reason></test-case>
<test-case name="Ns.F.Hidden" executed="False" result="NotRunnable"><reason><message>not public</message></reason>
</test-case>
<test-case name="Ns.F.Breaks" executed="True" result="Error" success="False"><failure><message>boom</message></failure>
</test-case></results></test-suite></results></test-suite></results></test-suite></test-results>"""


def of(text: str) -> Told:
    return told(Reader, text)


def one(attributes: str, inside: str = "") -> list[str]:
    return of(f'<test-results><test-suite><results><test-case name="a" {attributes}>{inside}</test-case></results>'
              "</test-suite></test-results>").outcomes  # fmt: skip


def test_read__every_case_of_a_file_with_its_class_and_assembly() -> None:
    read = of(MIXED)
    assert not read.problem
    assert not read.notes
    assert read.outcomes == ["failed", "skipped", "passed", "skipped", "error", "error"]
    assert {(case.suite, case.classname) for case in read.cases} == {("mock.dll", "Ns.F")}
    assert [case.name for case in read.cases] == ["Fails", "Open", 'Passes("a.b")', "Later", "Hidden", "Breaks"]
    assert [case.seconds for case in read.cases][:4] == [0.016, 0.0, 0.5, None]


def test_read__the_reason_and_the_trace_of_a_failure() -> None:
    failed, skipped, *_ = of(MIXED).cases
    assert failed.message == "Expected: 1\n  But was:  2"
    assert failed.details == "Expected: 1\n  But was:  2\n\n\nat Ns.F.Fails() in F.cs:line 3"
    assert skipped.message == "No valid data"


@pytest.mark.parametrize(
    ("attributes", "outcome"),
    [
        ('result="Success" success="True"', "passed"),
        ('result="Success"', "passed"),
        ('result="Success" success="False"', "failed"),
        ('result="Failure"', "failed"),
        ('result="Error"', "error"),
        ('result="Cancelled"', "error"),
        ('result="NotRunnable"', "error"),
        ('result="Inconclusive" success="False"', "skipped"),
        ('result="Ignored"', "skipped"),
        ('result="Skipped"', "skipped"),
        ('result="Sucess"', "error"),
        ('result=""', "error"),
        ("", "error"),
    ],
)
def test_read__what_each_result_means(attributes: str, outcome: str) -> None:
    assert one(attributes) == [outcome]


@pytest.mark.parametrize(
    ("attributes", "outcome"),
    [
        ('executed="True" success="True"', "passed"),
        ('executed="True" success="False"', "failed"),
        ('executed="False"', "skipped"),
        ('executed="True"', "error"),
        ('success="maybe"', "error"),
    ],
)
def test_read__before_2_5_there_is_only_executed_and_success(attributes: str, outcome: str) -> None:
    assert one(attributes) == [outcome]


def test_read__a_failure_in_a_case_without_result_is_red() -> None:
    assert one('success="True"', "<failure><message>no</message></failure>") == ["failed"]
    assert one('success="True"', "<failure>no</failure>") == ["failed"]


def test_read__a_failure_in_a_case_whose_result_is_success_is_none() -> None:
    read = of('<test-results><test-case name="a" result="Success"><failure><message>x</message><stack-trace>None'
              "</stack-trace></failure><reason><message/></reason></test-case></test-results>")  # fmt: skip
    assert [(one.outcome.value, one.message, one.details) for one in read.cases] == [("passed", "", "")]


def test_read__a_suite_that_could_not_be_built_is_a_case() -> None:
    read = of('<test-results><test-suite type="TestFixture" name="F" result="NotRunnable" executed="False">'
              "<reason><message>No suitable constructor was found</message></reason></test-suite>"
              "</test-results>")  # fmt: skip
    assert [(case.suite, case.name, case.outcome.value, case.message) for case in read.cases] == [
        ("F", "(the suite itself)", "error", "No suitable constructor was found")
    ]


def test_read__cases_that_failed_for_their_fixture_say_what_it_says() -> None:
    failure = "<failure><message>SetUp : no database</message><stack-trace>at F.Before()</stack-trace></failure>"
    message = "<message>TestFixtureSetUp failed in F</message>"
    case = f'<test-case name="a" result="Failure"><failure>{message}</failure></test-case>'
    read = of(f'<test-results><test-suite name="F" result="Error">{failure}{case}</test-suite></test-results>')
    assert [(one.message, one.details) for one in read.cases] == [
        ("TestFixtureSetUp failed in F", "SetUp : no database\nat F.Before()")
    ]


@pytest.mark.parametrize("count", ["errors", "failures", "invalid"])
def test_read__counts_that_claim_more_red_than_there_is_are_an_error(count: str) -> None:
    (case,) = of(f'<test-results name="x" {count}="2"/>').cases
    assert (case.outcome.value, case.message) == ("error", "it counts 2 that failed, none of them in it")


def test_read__a_suite_as_the_root_is_a_piece_of_a_file() -> None:
    read = of('<test-suite type="TestFixture" name="F"><results><test-case name="Ns.F.a" result="Failure"/></results>'
              '<test-case name="b" fullname="Ns.F.b" classname="Ns.F" result="Passed"/></test-suite>')  # fmt: skip
    assert [(case.suite, case.classname, case.name) for case in read.cases] == [("F", "Ns.F", "a"), ("F", "Ns.F", "b")]
    assert read.outcomes == ["failed", "passed"]
