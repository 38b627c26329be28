import pytest

from cigen.results.formats.xml.ctest import Reader
from tests.results.formats.xml.reading import Told, told


def element(name: str, status: str, completion: str, exit_code: str = "", output: str = "") -> str:
    code = f'<NamedMeasurement type="text/string" name="Exit Code"><Value>{exit_code}</Value></NamedMeasurement>'
    return (
        f'<Test Status="{status}"><Name>{name}</Name><Path>.</Path><FullName>./{name}</FullName><Results>'
        f"{code if exit_code else ''}"
        '<NamedMeasurement type="numeric/double" name="Execution Time"><Value>0.25</Value></NamedMeasurement>'
        f'<NamedMeasurement type="text/string" name="Completion Status"><Value>{completion}</Value></NamedMeasurement>'
        '<NamedMeasurement type="text/string" name="Command Line"><Value>/bin/true</Value></NamedMeasurement>'
        f"<Measurement>{output or '<Value></Value>'}</Measurement></Results></Test>"
    )


def of(*tests: str, listed: int | None = None) -> Told:
    names = "<Test>./x</Test>" * (len(tests) if listed is None else listed)
    inside = f"<Testing><TestList>{names}</TestList>{''.join(tests)}<ElapsedMinutes>0</ElapsedMinutes></Testing>"
    return told(Reader, f'<Site BuildName="b" Generator="ctest-3.25.1">{inside}</Site>')


def test_read__a_test_with_its_time_and_output() -> None:
    read = of(element("t", "failed", "Completed", "SEGFAULT", "<Value>first\nlast\n</Value>"))
    (case,) = read.cases
    assert not read.problem
    assert (case.name, case.outcome.value, case.message, case.seconds) == ("t", "failed", "SEGFAULT", 0.25)
    assert case.details == "first\nlast"


@pytest.mark.parametrize(
    ("status", "completion", "outcome"),
    [
        ("passed", "Completed", "passed"),
        ("failed", "Completed", "failed"),
        ("notrun", "Disabled", "skipped"),
        ("notrun", "SKIP_RETURN_CODE=77", "skipped"),
        ("notrun", "SKIP_REGULAR_EXPRESSION_MATCHED", "skipped"),
        ("notrun", "Unable to find executable", "error"),
        ("notrun", "Fixture dependency failed", "error"),
        ("pased", "Completed", "error"),
        ("pased", "Disabled", "error"),
        ("", "Completed", "error"),
    ],
)
def test_read__what_each_status_means(status: str, completion: str, outcome: str) -> None:
    assert of(element("t", status, completion)).outcomes == [outcome]


def test_read__compressed_output_is_not_shown() -> None:
    packed = '<Value encoding="base64" compression="gzip">eJwLzszNzS8pVkjKrFTIL0tNUQAAMoMF9Q==</Value>'
    assert of(element("t", "failed", "Completed", "Failed", packed)).cases[0].details == "(the output is compressed)"


def test_read__what_is_listed_and_has_no_result_is_an_error() -> None:
    *_, last = of(element("t", "passed", "Completed"), listed=3).cases
    assert (last.outcome.value, last.message) == ("error", "it lists 3 tests, 2 of them have no result")


def test_read__a_site_without_tests_is_foreign() -> None:
    assert told(Reader, '<Site BuildName="b"><Build><BuildCommand>make</BuildCommand></Build></Site>').foreign
    assert not of().red
