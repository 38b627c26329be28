import pytest

from cigen.results.formats.xml.testng import Reader
from tests.results.formats.xml.reading import Told, told


def of(methods: str, counts: str = "") -> Told:
    inside = f'<suite name="S"><groups/><test name="T"><class name="t.A">{methods}</class></test></suite>'
    return told(Reader, f"<testng-results {counts}><reporter-output/>{inside}</testng-results>")


def method(status: str, more: str = "", inside: str = "") -> str:
    return f'<test-method status="{status}" signature="a()" name="a" duration-ms="18" {more}>{inside}</test-method>'


EXCEPTION = """<exception class="java.lang.AssertionError"><message>
<![CDATA[no <&> way]]>
</message><full-stacktrace><![CDATA[java.lang.AssertionError: no <&> way
\tat t.A.fails(A.java:8)
]]></full-stacktrace></exception>"""


def test_read__a_method_with_its_class_and_exception() -> None:
    read = of(
        method("FAIL", inside=f'<params><param index="0"><value>1</value></param></params>{EXCEPTION}'), 'failed="1"'
    )
    (case,) = read.cases
    assert not read.problem
    assert (case.suite, case.classname, case.name, case.seconds) == ("S / T", "t.A", "a", 0.018)
    assert (case.outcome.value, case.message) == ("failed", "no <&> way")
    assert case.details == "java.lang.AssertionError: no <&> way\n\tat t.A.fails(A.java:8)"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("PASS", "passed"),
        ("FAIL", "failed"),
        ("SKIP", "skipped"),
        ("SUCCESS_PERCENTAGE_FAILURE", "flaky"),
        ("PAS", "error"),
        ("", "error"),
    ],
)
def test_read__what_each_status_means(status: str, outcome: str) -> None:
    assert of(method(status)).outcomes == [outcome]


@pytest.mark.parametrize(("status", "outcomes"), [("PASS", []), ("SKIP", []), ("FAIL", ["error"]), ("FIAL", ["error"])])
def test_read__what_prepares_or_cleans_up_counts_where_it_failed(status: str, outcomes: list[str]) -> None:
    assert of(method(status, 'is-config="true"')).outcomes == outcomes


def test_read__counts_that_claim_more_red_than_there_is_are_an_error() -> None:
    *_, last = of(method("PASS"), 'total="2" passed="1" failed="1"').cases
    assert (last.name, last.message) == ("(the file itself)", "it counts 1 that failed, none of them in it")
