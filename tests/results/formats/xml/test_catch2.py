import pytest

from cigen.results.formats.xml import doctest
from cigen.results.formats.xml.catch2 import Reader
from tests.results.formats.xml.reading import Told, told

CATCH = """<?xml version="1.0" encoding="UTF-8"?>
<Catch name="bin/all"><Group name="all">
<TestCase name="passes" tags="[a]" filename="a.cpp" line="4"><Section name="inner" filename="a.cpp" line="4">
<OverallResults successes="1" failures="0" expectedFailures="0" durationInSeconds="1e-06"/></Section>
<OverallResult success="true" durationInSeconds="7.9e-05"/></TestCase>
<TestCase name="fails &lt;&amp;>" filename="a.cpp" line="5">
<Expression success="true" type="CHECK" filename="a.cpp" line="5"><Original>fine</Original></Expression>
<Expression success="false" type="CHECK" filename="a.cpp" line="6"><Original>
  x==2
</Original><Expanded>
  1 == 2
</Expanded></Expression><Failure filename="a.cpp" line="7">
  why not
</Failure><OverallResult success="false" durationInSeconds="0.000225"/></TestCase>
<TestCase name="throws" filename="a.cpp" line="6"><Exception filename="a.cpp" line="6">boom</Exception>
<OverallResult success="false"/></TestCase>
<TestCase name="may fail" tags="[!mayfail]" filename="a.cpp" line="8">
<Expression success="false" type="REQUIRE" filename="a.cpp" line="8"><Original>1==2</Original></Expression>
<OverallResult success="true"/></TestCase>
<OverallResults successes="2" failures="3" expectedFailures="2"/>
<OverallResultsCases successes="1" failures="2" expectedFailures="1"/></Group>
<OverallResultsCases successes="1" failures="2" expectedFailures="1"/></Catch>"""

DOCTEST = """<?xml version="1.0" encoding="UTF-8"?>
<doctest binary="./doc" version="2.4.9"><Options order_by="file" no_skip="false"/>
<TestSuite name="one"><TestCase name="passes" filename="d.cpp" line="5"><SubCase name="inner"/>
<OverallResultsAsserts successes="2" failures="0" test_case_success="true" duration="2.2e-05"/></TestCase>
<TestCase name="fails" filename="d.cpp" line="6"><Message type="FATAL ERROR" filename="d.cpp" line="7"><Text>
why not
</Text></Message><OverallResultsAsserts successes="0" failures="2" test_case_success="false"/></TestCase></TestSuite>
<TestSuite><TestCase name="throws" filename="d.cpp" line="8"><Exception crash="false">boom</Exception>
<OverallResultsAsserts successes="0" failures="0" test_case_success="false"/></TestCase>
<TestCase name="skipped" filename="d.cpp" line="9" skipped="true"/>
<TestCase name="warns" filename="d.cpp" line="11">
<Expression success="false" type="WARN" filename="d.cpp" line="11">
<Original>1==2</Original></Expression><OverallResultsAsserts successes="0" failures="0" test_case_success="true"/>
</TestCase></TestSuite><OverallResultsTestCases successes="2" failures="2" skipped="1"/></doctest>"""


def of(text: str) -> Told:
    return told(Reader, text)


def case(inside: str) -> list[str]:
    return of(f'<Catch2TestRun name="t"><TestCase name="a">{inside}</TestCase></Catch2TestRun>').outcomes


def test_read__every_case_of_catch2() -> None:
    read = of(CATCH)
    assert not read.problem
    assert not read.notes
    assert read.outcomes == ["passed", "failed", "error", "passed"]
    failed = read.cases[1]
    assert (failed.suite, failed.name, failed.file, failed.line, failed.seconds) == (
        "all",
        "fails <&>",
        "a.cpp",
        5,
        0.000225,
    )
    assert failed.message == "x==2"
    assert failed.details == "a.cpp:6: CHECK\n  x==2\n  1 == 2\na.cpp:7: Failure\n  why not"
    assert (read.cases[3].message, read.cases[3].details) == ("", "")


def test_read__every_case_of_doctest() -> None:
    read = told(doctest.Reader, DOCTEST)
    assert not read.problem
    assert not read.notes
    assert read.outcomes == ["passed", "failed", "error", "skipped", "passed"]
    assert [one.suite for one in read.cases] == ["one", "one", "doc", "doc", "doc"]
    assert read.cases[1].details == "d.cpp:7: FATAL ERROR\n  why not"


@pytest.mark.parametrize(
    ("inside", "outcome"),
    [
        ('<OverallResult success="true"/>', "passed"),
        ('<OverallResult success="true" skips="1"/>', "skipped"),
        ('<OverallResult success="false" skips="1"/>', "failed"),
        ('<OverallResult success="flase"/>', "error"),
        ("<OverallResult/>", "error"),
        ("", "error"),
        (
            '<FatalErrorCondition filename="a" line="1">SIGSEGV</FatalErrorCondition><OverallResult success="false"/>',
            "error",
        ),
    ],
)
def test_read__what_the_overall_result_means(inside: str, outcome: str) -> None:
    assert case(inside) == [outcome]


def test_read__counts_that_claim_more_red_than_there_is_are_an_error() -> None:
    *_, last = of(CATCH.replace('success="false" durationInSeconds', 'success="true" durationInSeconds')).cases
    assert (last.name, last.message) == ("(the file itself)", "it counts 2 that failed, 1 of them in it")


def test_read__a_case_that_never_ended_is_an_error() -> None:
    read = of('<Catch2TestRun name="t"><TestCase name="a"><Section name="s">')
    assert read.problem
    assert [(one.name, one.message) for one in read.cases] == [("a", "it did not come to its end")]
