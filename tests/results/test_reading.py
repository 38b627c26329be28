import io

import pytest

from cigen.results.reading import ResultFile, is_results
from cigen.results.tally import Keep
from tests.factories import read

GOOD = '<testsuite><testcase name="a"/><testcase name="b"><failure/></testcase></testsuite>'


def of(data: str | bytes, size: int = 1 << 20) -> ResultFile:
    data = data.encode() if isinstance(data, str) else data
    return read([data[start : start + size] for start in range(0, len(data), size)], "f.xml")


def names(file: ResultFile) -> list[str]:
    assert not file.problem
    return [f"{case.name}:{case.outcome.value}" for case in file.cases]


BOTH = ["a:passed", "b:failed"]


@pytest.mark.parametrize("size", [1 << 20, 7])
@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"warning: this is a log\n{GOOD}", "text around the document"),
        (f"{GOOD}\ndone in 3 s\n", "text around the document"),
        (GOOD.replace('"a"', '"a" classname="x & y"'), "a bare &"),
        (GOOD.replace('"a"', '"a" classname="&nbsp;"'), "a bare &"),
        (GOOD.replace('"a"', '"a" classname="&#0;"'), "references that XML forbids"),
        (GOOD.replace('"a"', '"a" classname="&#xD83D;&#xDE00;"'), "references that XML forbids"),
        (GOOD.replace('"a"', '"a" classname="\x1b[0m"'), "characters that XML forbids"),
        (GOOD.replace("<failure/>", "<failure>a < b</failure>"), "a bare <"),
    ],
)
def test_read__what_careless_writers_do_is_mended_and_said(text: str, what: str, size: int) -> None:
    file = of(text, size)
    assert names(file) == BOTH
    assert file.mended == (what,)


def test_read__two_documents_one_behind_the_other_are_read() -> None:
    declared = f'<?xml version="1.0"?>\n{GOOD}\n'
    assert names(of(declared + declared)) == BOTH + BOTH
    assert of(declared + declared).mended == ("several documents",)
    other = '<test-run><test-case name="c" result="Passed"/></test-run>'
    assert len(list(of(declared + other).cases)) == 3


def test_read__a_cdata_section_is_left_as_it_is() -> None:
    text = '<testsuite><testcase name="&"><failure><![CDATA[a & b < c]]></failure></testcase></testsuite>'
    (case,) = of(text).cases
    assert case.details == "a & b < c"


@pytest.mark.parametrize("size", [1 << 20, 3])
def test_read__two_halves_of_a_character_are_one(size: int) -> None:
    text = '<testsuite><testcase name="&#55357;&#56832;"/></testsuite>'
    assert [case.name for case in of(text, size).cases] == ["\U0001f600"]


@pytest.mark.parametrize("cut", range(1, len(GOOD)))
def test_read__what_is_truncated_and_careless_is_a_problem(cut: int) -> None:
    assert of(GOOD.replace('"a"', '"&"')[:cut]).problem


def test_read__an_empty_file_is_a_problem() -> None:
    assert of("").problem == "it is empty"
    assert of(" \n").problem


def test_read__text_that_is_no_results_is_a_problem() -> None:
    assert "no format" in of("hello, world\n").problem


def test_read__a_second_attempt_leaves_nothing_of_the_first_behind() -> None:
    store = io.BytesIO()
    text = '<testsuite><testcase name="a"><failure/></testcase><testcase name="&"/></testsuite>'
    first = read([text.encode()], "1.xml", Keep(store))
    second = read([text.encode()], "2.xml", Keep(store))
    assert [case.name for case in first.cases] == ["a", "&"]
    assert [case.source for case in second.cases] == ["2.xml", "2.xml"]
    assert (first.cases.totals.tests, len(first.cases.notable)) == (2, 1)


@pytest.mark.parametrize(
    ("head", "found", "strictly"),
    [
        (b"<testsuite>", True, True),
        (b"\xef\xbb\xbf<testsuites/>", True, True),
        (b"<coverage/>", True, False),
        (b"1..3\nok 1\n", True, True),
        (b"hello <testsuite>", True, False),
        (b"hello", False, False),
        (b'{"name": "left-pad", "version": "1.0.0", "dependencies": {}}', False, False),
        (b'{"format": 1,\n"name": "demo",\n"verdict": "passed",\n', False, False),
    ],
)
def test_is_results__looks_at_the_content_alone(head: bytes, found: bool, strictly: bool) -> None:
    assert (is_results(head), is_results(head, strict=True)) == (found, strictly)
