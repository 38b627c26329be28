import pytest

from cigen.results.formats.xml.xunit import Reader
from tests.results.formats.xml.reading import Told, told

MIXED = """<?xml version="1.0" encoding="utf-8"?>
<assemblies schema-version="3" timestamp="02/01/2019 14:47:17">
<assembly name="/w/bin/T.dll" test-framework="xUnit.net 2.4" total="4" passed="1" failed="1" skipped="1" not-run="1"
errors="1">
<errors><error type="assembly-cleanup" name="T.dll"><failure exception-type="System.Exception"><message>boom</message>
<stack-trace>at T.Fixture.Dispose()</stack-trace></failure></error></errors>
<collection total="4" passed="1" failed="1" skipped="1" not-run="1" name="Test collection for T.Calc" time="0.022">
<test name="T.Calc.Fails(a: 1.5)" type="T.Calc" method="Fails" time="0.0120" result="Fail" source-file="Calc.cs"
source-line="7">
<failure exception-type="Xunit.Sdk.EqualException"><message>Assert.Equal() Failure&#xD;
Expected: 5</message><stack-trace>   at T.Calc.Fails() in Calc.cs:line 21</stack-trace></failure><traits/></test>
<test name="T.Calc.Adds" type="T.Calc" method="Adds" time="35,5236617" result="Pass"><output>loud</output></test>
<test name="A name of its own" type="T.Calc" result="Skip"><reason><![CDATA[later]]></reason></test>
<test name="T.Calc.Asked" type="T.Calc" result="NotRun"/></collection></assembly>
<assembly name="C:\\w\\U.dll" total="1" passed="1" failed="0" skipped="0" errors="0"><errors/>
<collection name="c"><test name="U.X.y" type="U.X" result="Pass"/></collection></assembly></assemblies>"""


def of(text: str) -> Told:
    return told(Reader, text)


def one(attributes: str, inside: str = "") -> list[str]:
    test = f'<test name="a" {attributes}>{inside}</test>'
    return of(f"<assemblies><assembly><collection>{test}</collection></assembly></assemblies>").outcomes


def test_read__every_test_of_every_assembly_and_the_errors_beside_them() -> None:
    read = of(MIXED)
    assert not read.problem
    assert not read.notes
    assert read.outcomes == ["error", "failed", "passed", "skipped", "skipped", "passed"]
    assert [(case.suite, case.classname, case.name) for case in read.cases] == [
        ("T.dll", "", "T.dll"),
        ("T.dll", "T.Calc", "Fails(a: 1.5)"),
        ("T.dll", "T.Calc", "Adds"),
        ("T.dll", "T.Calc", "A name of its own"),
        ("T.dll", "T.Calc", "Asked"),
        ("U.dll", "U.X", "y"),
    ]


def test_read__reasons_times_and_places() -> None:
    error, failed, passed, skipped, *_ = of(MIXED).cases
    assert (error.message, error.details) == ("assembly-cleanup: boom", "System.Exception\nat T.Fixture.Dispose()")
    assert failed.message == "Assert.Equal() Failure\nExpected: 5"
    assert failed.details.endswith("Xunit.Sdk.EqualException\n   at T.Calc.Fails() in Calc.cs:line 21")
    assert (failed.file, failed.line, failed.seconds) == ("Calc.cs", 7, 0.012)
    assert (passed.seconds, passed.message, skipped.message) == (35.5236617, "", "later")


@pytest.mark.parametrize(
    ("attributes", "outcome"),
    [
        ('result="Pass"', "passed"),
        ('result="Fail"', "failed"),
        ('result="Skip"', "skipped"),
        ('result="NotRun"', "skipped"),
        ('result="Psss"', "error"),
        ('result="pass"', "error"),
        ("", "error"),
    ],
)
def test_read__what_each_result_means(attributes: str, outcome: str) -> None:
    assert one(attributes) == [outcome]


def test_read__a_failure_in_a_test_that_passed_is_red() -> None:
    assert one('result="Pass"', "<failure/>") == ["failed"]


def test_read__the_output_of_a_failure_without_reason_is_its_reason() -> None:
    tests = '<test name="a" result="Fail"><output>Error: no\nat b</output></test><test name="b" result="Fail"/>'
    read = of(f"<assemblies><assembly><collection>{tests}</collection></assembly></assemblies>")
    assert [(case.message, case.details) for case in read.cases] == [("Error: no", "Error: no\nat b"), ("", "")]


@pytest.mark.parametrize(
    "text",
    [
        '<assemblies><assembly name="a.dll" failed="1"/></assemblies>',
        '<assemblies><assembly name="a.dll" errors="1"/></assemblies>',
        '<assemblies><assembly name="a.dll"><collection failed="1"/></assembly></assemblies>',
        '<assembly name="a.dll" total="0" failed="1"/>',
    ],
)
def test_read__counts_that_claim_more_red_than_there_is_are_an_error(text: str) -> None:
    (case,) = of(text).cases
    assert (case.suite, case.outcome.value) == ("a.dll", "error")
    assert case.message == "it counts 1 that failed, none of them in it"


def test_read__version_1_has_classes_with_failures_of_their_own() -> None:
    read = of('<assembly name="C:\\a.dll" total="1" failed="0"><class name="T.C" total="1"><failure exception-type="E">'
              '<message>fixture</message></failure><test name="T.C.a" type="T.C" method="a" result="Pass"/></class>'
              "</assembly>")  # fmt: skip
    assert [(case.classname, case.name, case.outcome.value, case.message) for case in read.cases] == [
        ("T.C", "a", "passed", ""),
        ("T.C", "(the suite itself)", "error", "fixture"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        '<assembly xmlns="http://maven.apache.org/ASSEMBLY/2.0.0"><id>bin</id><formats><format>zip</format></formats></assembly>',
        '<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0"><dependency/></assembly>',
    ],
)
def test_read__assemblies_of_other_kinds_are_foreign(text: str) -> None:
    assert of(text).foreign


def test_read__an_empty_run_is_no_error() -> None:
    assert of('<assemblies><assembly name="a.dll" total="0" failed="0"/></assemblies>') == Told((), ())
