import pytest

from cigen.results.formats.xml import trx
from cigen.results.formats.xml.trx import Reader
from tests.results.formats.xml.reading import Told, told

SPACE = 'xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"'
RESULTS = """<Results>
<UnitTestResult testId="t1" testName="Theory(False)" duration="00:00:01.0020000" outcome="Failed"><Output>
<StdOut>Running</StdOut><ErrorInfo><Message>  Expected: False&#xD;
  But was:  True&#xD;
</Message><StackTrace>   at S.Tests.Theory() in C:\\a.cs:line 25&#xD;
</StackTrace></ErrorInfo></Output></UnitTestResult>
<UnitTestResult testId="t2" testName="Skip" outcome="NotExecuted"><Output><ErrorInfo>
<Message>later</Message></ErrorInfo></Output></UnitTestResult>
<UnitTestResult testId="t3" testName="S.More.Data" outcome="Failed" resultType="DataDrivenTest"><InnerResults>
<UnitTestResult testId="t3" testName="Data (0)" outcome="Failed" duration="00:00:00.5"/>
<UnitTestResult testId="t3" testName="Data (1)" outcome="Passed"/></InnerResults></UnitTestResult>
<UnitTestResult testId="t4" testName="X.Y.Method(a: 1.5)" outcome="Passed"/></Results>"""
DEFINITIONS = """<TestDefinitions>
<UnitTest name="Theory" storage="c:\\d\\s.dll" id="t1"><Execution id="1"/>
<TestMethod codeBase="C:\\D\\S.dll" className="S.Tests, S, Version=1.0.0.0" name="Theory(False)"/></UnitTest>
<UnitTest name="Skip" storage="c:\\d\\s.dll" id="t2"><TestMethod className="S.Tests" name="Skip"/></UnitTest>
<UnitTest name="Data" storage="/d/s.dll" id="t3"><TestMethod className="S.More" name="Data"/></UnitTest>
</TestDefinitions>"""
SUMMARY = """<ResultSummary outcome="Failed"><Counters total="5" executed="4" passed="2" failed="2" error="0"/>
<RunInfos><RunInfo outcome="Warning"><Text>No test matches the filter</Text></RunInfo>
<RunInfo outcome="Error"><Text>[xUnit.net 00:00:00.74] Data (0) [FAIL]</Text></RunInfo></RunInfos></ResultSummary>"""
EXPECTED = [
    ("S.dll", "S.Tests", "Theory(False)", "failed"),
    ("s.dll", "S.Tests", "Skip", "skipped"),
    ("s.dll", "S.More", "Data (0)", "failed"),
    ("s.dll", "S.More", "Data (1)", "passed"),
    ("", "X.Y", "Method(a: 1.5)", "passed"),
]


def of(inside: str) -> Told:
    return told(Reader, f"<TestRun {SPACE}>{inside}</TestRun>")


def result(outcome: str, inside: str = "", name: str = "a") -> str:
    return f'<UnitTestResult testName="{name}" outcome="{outcome}">{inside}</UnitTestResult>'


def names(read: Told) -> list[tuple[str, str, str, str]]:
    return [(case.suite, case.classname, case.name, case.outcome.value) for case in read.cases]


def test_read__leaves_count_and_classes_come_from_the_definitions_after_them() -> None:
    read = of(RESULTS + DEFINITIONS + SUMMARY)
    assert not read.problem
    assert names(read) == EXPECTED
    assert [case.seconds for case in read.cases] == [1.002, None, 0.5, None, None]
    assert read.notes == ("the run says: No test matches the filter",)


def test_read__classes_come_from_the_definitions_before_them_too() -> None:
    assert names(of(SUMMARY + DEFINITIONS + RESULTS)) == EXPECTED


def test_read__reason_and_trace() -> None:
    failed, skipped, *_ = of(RESULTS + DEFINITIONS).cases
    assert failed.message == "Expected: False\n  But was:  True"
    assert failed.details.endswith("\n\n   at S.Tests.Theory() in C:\\a.cs:line 25")
    assert (skipped.message, skipped.details) == ("later", "")


def test_read__more_results_than_may_wait_take_the_class_from_their_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trx, "MOST_WAITING", 2)
    read = of(RESULTS + DEFINITIONS + SUMMARY)
    assert [case.outcome.value for case in read.cases] == [outcome for *_, outcome in EXPECTED]
    assert [(case.classname, case.name) for case in read.cases][-2:] == [("", "Data (1)"), ("X.Y", "Method(a: 1.5)")]


def test_read__long_texts_do_not_wait_for_definitions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trx, "MOST_WAITING_TEXT", 10)
    assert names(of(RESULTS + DEFINITIONS))[0] == ("", "", "Theory(False)", "failed")


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("Passed", "passed"),
        ("Completed", "passed"),
        ("Warning", "passed"),
        ("Failed", "failed"),
        ("Timeout", "failed"),
        ("Error", "error"),
        ("Aborted", "error"),
        ("Disconnected", "error"),
        ("InProgress", "error"),
        ("NotRunnable", "error"),
        ("PassedButRunAborted", "error"),
        ("Inconclusive", "skipped"),
        ("NotExecuted", "skipped"),
        ("Pending", "skipped"),
        ("passed", "error"),
        ("", "error"),
    ],
)
def test_read__what_each_outcome_means(outcome: str, expected: str) -> None:
    assert of(f"<Results>{result(outcome)}</Results>").outcomes == [expected]


def test_read__a_result_without_an_outcome_is_an_error() -> None:
    (case,) = of('<Results><UnitTestResult testName="a"/></Results>').cases
    assert (case.outcome.value, case.message) == ("error", "it has no outcome")


def test_read__results_of_any_kind_count() -> None:
    kinds = ("TestResult", "GenericTestResult", "WebTestResult", "TestResultAggregation")
    text = "".join(f'<{kind} testName="a" outcome="Failed"/>' for kind in kinds)
    assert of(f"<Results>{text}</Results>").outcomes == ["failed"] * 4


@pytest.mark.parametrize(
    ("inner", "outcomes"),
    [
        (("Passed", "Passed"), ["passed", "passed", "failed"]),
        (("Passed", "Failed"), ["passed", "failed"]),
        ((), ["failed"]),
    ],
)
def test_read__a_red_result_around_green_ones_counts(inner: tuple[str, ...], outcomes: list[str]) -> None:
    inside = "".join(map(result, inner))
    assert of(f"<Results>{result('Failed', f'<InnerResults>{inside}</InnerResults>')}</Results>").outcomes == outcomes


@pytest.mark.parametrize(
    ("summary", "message"),
    [
        ('<ResultSummary outcome="Failed"/>', "the outcome of the run is 'Failed'"),
        ('<ResultSummary outcome="Aborted"/>', "the outcome of the run is 'Aborted'"),
        ('<ResultSummary outcome="Compleled"/>', "the outcome of the run is 'Compleled'"),
        ("<ResultSummary/>", "the outcome of the run is not told"),
        (
            '<ResultSummary outcome="Completed"><RunInfos><RunInfo outcome="Error"><Text>host crashed</Text></RunInfo>'
            "</RunInfos></ResultSummary>",
            "the run had an error: host crashed",
        ),
        (
            '<ResultSummary outcome="Failed"/><RunInfos><RunInfo><Text>no dotnet</Text></RunInfo></RunInfos>',
            "the outcome of the run is 'Failed': no dotnet",
        ),
        (
            '<ResultSummary outcome="Completed"><Counters total="1" failed="1"/></ResultSummary>',
            "it counts 1 that failed, none of them in it",
        ),
        (
            '<ResultSummary outcome="Completed"><Counters total="1" aborted="1"/></ResultSummary>',
            "it counts 1 that failed, none of them in it",
        ),
    ],
)
def test_read__a_run_that_is_red_without_a_red_case_is_an_error(summary: str, message: str) -> None:
    for text in (f"<Results>{result('Passed')}</Results>{summary}", f"{summary}<Results>{result('Passed')}</Results>"):
        *_, case = of(text).cases
        assert (case.name, case.outcome.value, case.message) == ("(the file itself)", "error", message)


def test_read__an_error_of_the_run_beside_a_red_case_is_a_note() -> None:
    infos = '<RunInfos><RunInfo outcome="Error"><Text>exit code 2</Text></RunInfo></RunInfos>'
    read = of(f'<Results>{result("Failed")}</Results><ResultSummary outcome="Failed">{infos}</ResultSummary>')
    assert (read.outcomes, read.notes) == (["failed"], ("the run says: exit code 2",))


@pytest.mark.parametrize("outcome", ["Completed", "Passed", "Warning", "Inconclusive"])
def test_read__a_run_that_went_well_is_no_case(outcome: str) -> None:
    warning = '<RunInfo outcome="Warning"><Text>could not deploy a.dll</Text></RunInfo>'
    read = of(f'<Results>{result("Passed")}</Results><ResultSummary outcome="{outcome}"><RunInfos>{warning}</RunInfos>'
              "</ResultSummary>")  # fmt: skip
    assert read.outcomes == ["passed"]


def test_read__counters_that_lack_results_are_an_error_only_without_any() -> None:
    counters = '<ResultSummary outcome="Completed"><Counters total="3" passed="3"/></ResultSummary>'
    assert of(counters).outcomes == ["error"]
    read = of(f"<Results>{result('Passed')}</Results>{counters}")
    assert (read.outcomes, read.notes) == (["passed"], ("the file counts 3 tests, 1 are in it",))


def test_read__what_breaks_off_keeps_all_that_waited() -> None:
    text = f"<TestRun {SPACE}>{RESULTS}"
    read = told(Reader, text[: text.index("<StackTrace>")])
    assert read.problem
    assert (read.outcomes, read.cases[0].message) == (["failed"], "Expected: False\n  But was:  True")
    assert names(told(Reader, text))[1][2:] == ("Skip", "skipped")


CPPUNIT = """<?xml version="1.0" encoding="ISO-8859-1" standalone="yes"?>
<TestRun><FailedTests><FailedTest id="2"><Name>Hello::second</Name><FailureType>Assertion</FailureType><Location>
<File>hello.cxx</File><Line>95</Line></Location><Message>assertion failed
- Expression: 2 == 3
</Message></FailedTest><FailedTest id="4"><Name>Hello::fourth</Name><FailureType>Error</FailureType></FailedTest>
</FailedTests><SuccessfulTests><Test id="1"><Name>Hello::first</Name></Test></SuccessfulTests>
<IgnoredTests><Test id="3"><Name>third</Name></Test></IgnoredTests>
<Statistics><Tests>4</Tests><FailuresTotal>2</FailuresTotal><Errors>1</Errors><Failures>1</Failures></Statistics></TestRun>"""


def test_read__cppunit_begins_with_the_same_element() -> None:
    read = told(Reader, CPPUNIT)
    assert not read.problem
    assert names(read) == [
        ("", "Hello", "second", "failed"),
        ("", "Hello", "fourth", "error"),
        ("", "Hello", "first", "passed"),
        ("", "", "third", "skipped"),
    ]
    failed = read.cases[0]
    assert (failed.message, failed.file, failed.line) == ("assertion failed\n- Expression: 2 == 3", "hello.cxx", 95)


@pytest.mark.parametrize(
    ("old", "new", "outcomes"),
    [
        ("FailedTests>", "FaildTests>", ["error", "error", "passed", "skipped"]),
        ("SuccessfulTests>", "SucessfulTests>", ["failed", "error", "error", "skipped"]),
        ("<FailuresTotal>2", "<FailuresTotal>3", ["failed", "error", "passed", "skipped", "error"]),
    ],
)
def test_read__cppunit_never_takes_red_for_green(old: str, new: str, outcomes: list[str]) -> None:
    read = told(Reader, f"<TestRun><Statistics/>{CPPUNIT[CPPUNIT.index('<FailedTests>') :]}".replace(old, new))
    assert read.outcomes == outcomes


def test_read__a_cppunit_file_that_breaks_off_keeps_what_failed() -> None:
    read = told(Reader, CPPUNIT[: CPPUNIT.index("</Message>")])
    assert read.problem
    assert names(read) == [("", "Hello", "second", "failed")]
