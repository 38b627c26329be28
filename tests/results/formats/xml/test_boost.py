import pytest

from cigen.results.formats.xml.boost import Reader
from tests.results.formats.xml.reading import Told, told

REPORT = """<TestResult><TestSuite name="mod" result="failed" test_cases_passed="1" test_cases_failed="2"
test_cases_skipped="1" test_cases_aborted="1" test_cases_timed_out="0"><TestSuite name="one" result="failed"
test_cases_passed="1" test_cases_failed="1" test_cases_aborted="0"><TestCase name="passes" result="passed"
assertions_passed="1"></TestCase><TestCase name="fails" result="failed"></TestCase></TestSuite>
<TestCase name="throws" result="aborted"></TestCase><TestCase name="off" result="skipped"/></TestSuite></TestResult>"""
LOG = """<TestLog><TestSuite name="mod"><TestSuite name="one" file="b.cpp" line="5"><TestCase name="passes" file="b.cpp"
line="6"><Info file="b.cpp" line="6"><![CDATA[check 1==1 has passed]]></Info><TestingTime>81</TestingTime></TestCase>
<TestCase name="fails" file="b.cpp" line="7"><Error file="b.cpp" line="8"><![CDATA[check x==2 has failed [1 != 2]]]>
</Error><FatalError file="b.cpp" line="9"><![CDATA[<why> ]]]]><![CDATA[> not]]></FatalError>
<TestingTime>136</TestingTime></TestCase></TestSuite><TestCase name="throws" file="b.cpp" line="9">
<Exception file="unknown location" line="0"><![CDATA[boom]]>
<LastCheckpoint file="b.cpp" line="9"><![CDATA["throws" test entry]]></LastCheckpoint></Exception></TestCase>
<TestCase name="skipped" skipped="yes" reason="disabled"/></TestSuite></TestLog>"""


def of(text: str) -> Told:
    return told(Reader, text)


def test_read__every_case_of_a_report() -> None:
    read = of(REPORT)
    assert not read.problem
    assert [(case.suite, case.name, case.outcome.value) for case in read.cases] == [
        ("mod / one", "passes", "passed"),
        ("mod / one", "fails", "failed"),
        ("mod", "throws", "error"),
        ("mod", "off", "skipped"),
    ]


def test_read__every_case_of_a_log() -> None:
    read = of(LOG)
    assert not read.problem
    assert read.outcomes == ["passed", "failed", "error", "skipped"]
    failed = read.cases[1]
    assert failed.details == "b.cpp:8: check x==2 has failed [1 != 2]\nb.cpp:9: <why> ]]> not"
    assert (failed.file, failed.line, failed.seconds) == ("b.cpp", 7, 0.000136)
    assert read.cases[2].message == "unknown location:0: boom"
    assert read.cases[3].message == "disabled"


def test_read__a_log_of_failures_alone_has_no_cases_around_them() -> None:
    read = of('<TestLog><Error file="b.cpp" line="7">no</Error><Exception file="b.cpp" line="9">boom</Exception>'
              "</TestLog>")  # fmt: skip
    assert [(case.name, case.line, case.outcome.value) for case in read.cases] == [
        ("(the suite itself)", 7, "failed"),
        ("(the suite itself)", 9, "error"),
    ]


@pytest.mark.parametrize("result", ["passd", "", "PASSED"])
def test_read__an_unknown_result_is_an_error(result: str) -> None:
    case = f'<TestCase name="a" result="{result}"/>'
    read = of(f'<TestResult><TestSuite name="m" result="passed">{case}</TestSuite></TestResult>')
    assert read.outcomes == ["error"]


def test_read__a_report_without_cases_is_what_its_suite_says() -> None:
    red = of(
        '<TestResult><TestSuite name="m" result="failed" test_cases_failed="3" test_cases_aborted="1"/></TestResult>'
    )
    assert [(case.suite, case.message) for case in red.cases] == [("m", "it counts 3 that failed, none of them in it")]
    assert not of('<TestResult><TestSuite name="m" result="passed" test_cases_passed="3"/></TestResult>').red
    assert of('<TestResult><TestSuite name="m" result="aborted"/></TestResult>').outcomes == ["error"]
    assert of('<TestResult><TestSuite name="m"/></TestResult>').outcomes == ["error"]
