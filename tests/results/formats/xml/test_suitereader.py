import pytest

from cigen.results.bounded import Text
from cigen.results.case import Outcome
from cigen.results.formats.xml import nunit3, testng, trx, xunit
from cigen.results.formats.xml.driver import ElementReader
from cigen.results.formats.xml.suitereader import Found
from tests.results.formats.xml.reading import told

START = 1_521_058_219.0


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (nunit3.Reader, '<test-run start-time="2018-03-14 20:10:19Z" end-time="2018-03-14 20:10:20Z"/>'),
        (
            xunit.Reader,
            '<assemblies start-rtf="2018-03-14T20:10:19.0000000Z" finish-rtf="2018-03-14T20:10:20Z"/>',
        ),
        (trx.Reader, '<TestRun><Times start="2018-03-14T21:10:19.0+01:00" finish="2018-03-14T20:10:20Z"/></TestRun>'),
        (
            testng.Reader,
            '<testng-results><suite started-at="2018-03-14T20:10:19" finished-at="2018-03-14T20:10:20Z"/>'
            "</testng-results>",
        ),
    ],
)
def test_ran__is_told_of_by_each_format_that_knows(reader: type[ElementReader], text: str) -> None:
    assert told(reader, text).wall == (START, START + 1)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("", ""),
        ("2018-03-14 20:10:19Z", ""),
        ("2018-03-14 20:10:19Z", "2018-03-14 20:10:18Z"),
        ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"),
        ("yesterday", "2018-03-14 20:10:19Z"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_ran__nonsense_is_nothing(start: str, end: str) -> None:
    read = told(nunit3.Reader, f'<test-run start-time="{start}" end-time="{end}"/>')
    assert (read.wall, read.problem) == (None, "")


def test_worsen__does_not_make_an_error_a_failure() -> None:
    found = Found("a", outcome=Outcome.ERROR, why="first")
    found.worsen(Outcome.FAILED, "second")
    assert (found.outcome, found.why) == (Outcome.ERROR, "first")


def test_words__a_message_of_many_lines_stands_in_the_details_too() -> None:
    assert Found("a", message=Text(" one "), details=Text("at b")).words == ("one", "at b")
    assert Found("a", message=Text("one\r\ntwo"), details=Text("at b")).words == ("one\ntwo", "one\ntwo\n\nat b")
    assert Found("a", why="timed out", message=Text("one")).words == ("timed out: one", "")
