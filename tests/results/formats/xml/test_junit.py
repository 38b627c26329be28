import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.results.case import Outcome
from cigen.results.reading import ResultFile
from cigen.results.tally import Keep
from tests.factories import read, xml


def of(text: str | bytes, size: int = 1 << 20, keep: Keep | None = None) -> ResultFile:
    data = text.encode() if isinstance(text, str) else text
    return read([data[start : start + size] for start in range(0, len(data), size)], "f.xml", keep)


def outcomes(text: str | bytes) -> list[str]:
    file = of(text)
    assert not file.problem
    return [case.outcome.value for case in file.cases]


@pytest.mark.parametrize(
    ("child", "outcome"),
    [
        ("", "passed"),
        ("<failure/>", "failed"),
        ("<error/>", "error"),
        ("<skipped/>", "skipped"),
        ("<system-out>failure</system-out>", "passed"),
        ("<flakyFailure/>", "flaky"),
        ("<flakyError/>", "flaky"),
        ("<flakyError/><flakyFailure/>", "flaky"),
        ("<rerunFailure/>", "failed"),
        ("<rerunError/><rerunFailure/>", "failed"),
        ("<rerunFailure/><failure/>", "failed"),
        ("<failure/><rerunFailure/>", "failed"),
        ("<skipped/><failure/>", "failed"),
        ("<failure/><error/><failure/>", "error"),
    ],
)
def test_read__the_worst_child_decides(child: str, outcome: str) -> None:
    assert outcomes(xml(f'<testcase name="a">{child}</testcase>')) == [outcome]


@pytest.mark.parametrize("status", ["disabled", "notrun", "NotRun"])
def test_read__a_case_that_was_not_run_is_skipped(status: str) -> None:
    assert outcomes(xml(f'<testcase name="a" status="{status}"/>')) == ["skipped"]
    assert outcomes(xml(f'<testcase name="a" status="{status}"><failure/></testcase>')) == ["failed"]


@pytest.mark.parametrize(
    "status", ["failed", "FAIL", "error", "broken", "timedout", "Cancelled", "unsuccessful", "not passed", "unstable"]
)
def test_read__a_status_that_is_no_success_is_a_failure_without_words(status: str) -> None:
    assert outcomes(xml(f'<testcase name="a" status="{status}"/>')) == ["failed"]
    assert outcomes(xml(f'<testcase name="a" status="{status}"><skipped/></testcase>')) == ["skipped"]


def test_read__suites_nest_as_deep_as_they_like() -> None:
    file = of(
        '<testsuite name="a"><testcase name="1"/><testsuite name="b"><testsuite><testcase name="2"/></testsuite>'
        '</testsuite><testcase name="3"/></testsuite>'
    )
    assert [(case.suite, case.name) for case in file.cases] == [("a", "1"), ("a / b", "2"), ("a", "3")]


def test_read__no_attribute_of_a_suite_is_believed() -> None:
    assert outcomes('<testsuite tests="0" failures="0"><testcase><failure/></testcase></testsuite>') == ["failed"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('<testsuite tests="0" errors="1"/>', "the suite counts 1 errors, but no case in it failed"),
        ('<testsuite tests="5"/>', "the suite counts 5 tests, but none is in it"),
        ('<testsuite name="s"><error message="no such module"/></testsuite>', "no such module"),
        ("<testsuites><failure>boom\nbang</failure></testsuites>", "boom"),
        ('<testsuites failures="2"><testsuite/></testsuites>', "the suite counts 2 failures, but no case in it failed"),
    ],
)
def test_read__a_suite_that_failed_outside_of_its_cases_is_an_error(text: str, message: str) -> None:
    (case,) = of(text).cases
    assert (case.outcome.red, case.message, case.name) == (True, message, "(the suite itself)")


def test_read__a_suite_that_counts_failures_and_shows_none_is_not_believed() -> None:
    assert outcomes('<testsuite failures="1" tests="1"><testcase name="a"/></testsuite>') == ["passed", "error"]
    assert outcomes(
        '<testsuites failures="1"><testsuite failures="1"><testsuite><testcase><failure/></testcase></testsuite>'
        "</testsuite><testsuite><testcase/></testsuite></testsuites>"
    ) == ["failed", "passed"]


@pytest.mark.parametrize(
    "text", ['<testsuite tests="2" skipped="2"/>', '<testsuites tests="x" errors="-1"/>', '<testsuite failures=""/>']
)
def test_read__a_suite_without_cases_that_counts_none_is_fine(text: str) -> None:
    assert outcomes(text) == []


def test_read__a_failure_of_a_suite_that_breaks_off_is_kept() -> None:
    file = of('<testsuite name="s"><error>boom')
    assert [(case.suite, case.outcome.value) for case in file.cases] == [("s", "error")]
    assert file.problem


def test_read__deep_suites_do_not_blow_up_the_names_of_their_cases() -> None:
    deep = "".join(f'<testsuite name="{"n" * 2000}">' for _ in range(150))
    cases = of(deep + '<testsuite name="a"><testcase><error/></testcase></testsuite>' * 300).cases.notable
    assert len(cases) == 300
    assert {len(case.suite) for case in cases} == {500}
    assert len({id(case.suite) for case in cases}) == 1


def test_read__details_are_short_once_the_room_is_used_up() -> None:
    keep = Keep(details=20_000)
    text = xml(f"<testcase><failure>{'x' * 12_000}</failure></testcase>" * 3)
    assert [len(case.details) for case in of(text, keep=keep).cases.notable] == [12_000, 12_000, 1024]
    assert [len(case.details) for case in of(text, keep=keep).cases.notable] == [1024] * 3


def test_read__only_so_many_failures_are_kept_and_all_are_counted() -> None:
    file = of(xml("<testcase><failure/></testcase>" * 9), keep=Keep(notable=2))
    assert (len(file.cases.notable), file.cases.totals.failed) == (2, 9)


@pytest.mark.parametrize("root", ["TestResult", "Catch", "doctest", "TestRun"])
def test_read__results_in_another_format_are_not_foreign(root: str) -> None:
    assert not of(f"<{root}/>").foreign
    assert of("<coverage/>").foreign


def test_read__a_case_without_a_name_counts() -> None:
    assert next(iter(of("<testsuite><testcase/></testsuite>").cases)).name == "(without a name)"


def test_read__message_and_details() -> None:
    (case,) = of(xml('<testcase name="a"><failure message="m &lt;" type="T">trace\nback</failure></testcase>')).cases
    assert (case.message, case.details) == ("m <", "trace\nback")
    (case,) = of(xml('<testcase name="a"><failure>\n  first\nback</failure></testcase>')).cases
    assert case.message == "first"


def test_read__a_case_inside_a_case_counts() -> None:
    text = '<testsuite><testcase name="1"><testcase name="2"/><failure/></testcase><testcase name="3"/></testsuite>'
    assert [(case.name, case.outcome.value) for case in of(text).cases] == [
        ("2", "passed"),
        ("1", "failed"),
        ("3", "passed"),
    ]


@pytest.mark.parametrize("text", ["<testcase/>", "<testsuites><testcase/></testsuites>"])
def test_read__a_case_needs_no_suite(text: str) -> None:
    assert outcomes(text) == ["passed"]
    assert outcomes(text.replace("<testcase/>", "<testcase><error/></testcase>")) == ["error"]


@pytest.mark.parametrize("status", ["expected", "stable", "valid", "0", "1", "whatever"])
def test_read__a_status_that_nobody_knows_says_nothing(status: str) -> None:
    assert outcomes(f'<testcase status="{status}"/>') == ["passed"]


@pytest.mark.parametrize(
    "tag", ["failurf", "fbilure", "erro", "errorr", "FAILURE", "Error", "failed", "fail", "timeout", "exception"]
)
def test_read__a_verdict_that_is_damaged_is_an_error(tag: str) -> None:
    assert outcomes(f'<testsuite><testcase name="a"><{tag}/></testcase></testsuite>') == ["error"]


@pytest.mark.parametrize("status", ["fbiled", "failedd", "errr"])
def test_read__a_status_that_is_damaged_is_a_failure(status: str) -> None:
    assert outcomes(f'<testsuite><testcase name="a" classname="b" time="1" status="{status}"/></testsuite>') == [
        "failed"
    ]


def test_read__prefixes_of_namespaces_make_no_difference() -> None:
    case = '<j:testcase name="a"><j:failure/></j:testcase>'
    assert outcomes(f'<j:testsuites xmlns:j="urn:j"><j:testsuite>{case}</j:testsuite></j:testsuites>') == ["failed"]


GO = '<testsuite tests="2" failures="1"><properties><property name="go.version" value="1"/></properties>{}</testsuite>'


def test_read__a_go_test_that_passes_once_more_is_flaky() -> None:
    failed, passed = '<testcase name="T"><failure>boom</failure></testcase>', '<testcase name="T"/>'
    (case,) = of(GO.format(failed + passed)).cases
    assert (case.outcome, case.details) == (Outcome.FLAKY, "boom")
    assert outcomes(GO.format(passed + failed)) == ["passed", "failed"]
    assert outcomes(GO.format(failed + '<testcase name="U"/>')) == ["passed", "failed"]
    assert outcomes(xml(failed + passed)) == ["failed", "passed"]


def test_read__a_suite_that_disagrees_with_its_cases_is_noted() -> None:
    (note,) = of('<testsuite name="s" tests="3"><testcase/></testsuite>').notes
    assert note == "suite s: it says 3 tests, 1 are in it"
    assert not of('<testsuite tests="1" failures="0"><testcase/></testsuite>').notes


def test_read__when_the_suites_ran_is_told() -> None:
    file = of(
        '<testsuites><testsuite timestamp="2026-01-01T00:00:00" time="2"><testcase time="2"/></testsuite>'
        '<testsuite timestamp="2026-01-01T00:00:01Z" time="2.5"><testcase time="2.5"/></testsuite></testsuites>'
    )
    start, end = file.cases.wall or (0.0, 0.0)
    assert (file.cases.seconds, end - start) == (4.5, 3.5)


@pytest.mark.parametrize("keep", [0, 1, 40, 80, 110, 125])
def test_read__a_truncated_file_is_a_problem_with_the_cases_read_so_far(keep: int) -> None:
    whole = xml('<testcase name="a"/><testcase name="b"/>')
    file = of(whole[:keep])
    assert file.problem
    assert [case.name for case in file.cases] == ["a", "b"][: whole[:keep].count(b"/>")]


def test_read__a_case_that_failed_before_the_break_is_kept() -> None:
    file = of(b'<testsuite><testcase name="a"/><testcase name="b"><failure>boo')
    assert [case.outcome for case in file.cases] == [Outcome.PASSED, Outcome.FAILED]
    assert "truncated" in file.problem


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE testsuite [<!ENTITY a "x">]><testsuite><testcase name="&a;"/></testsuite>',
        '<!DOCTYPE testsuite SYSTEM "file:///etc/passwd"><testsuite/>',
        '<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><testsuite>&b;</testsuite>',
    ],
)
def test_read__a_dtd_is_refused(text: str) -> None:
    assert "DTD" in of(text).problem


def test_read__absurd_depth_and_absurd_tags_are_refused() -> None:
    for root, inner in (("testsuite", "testsuite"), ("testsuite", "properties"), ("testcase", "x"), ("coverage", "a")):
        assert "deeper" in of(f"<{root}>" + f"<{inner}>" * 300_000).problem
        assert "deeper" not in of(f"<{root}>" + f"<{inner}></{inner}>" * 300 + f"</{root}>").problem
    tag = '<testsuite name="' + "x" * (6 << 20) + '"/>'
    assert "longer" in of(tag).problem
    assert "longer" in of(f"<testsuites><system-out>{'€' * (8 << 20)}</system-out>{tag}</testsuites>").problem


def test_read__text_is_capped() -> None:
    (case,) = of(
        xml(f'<testcase name="a"><failure message="{"m" * 9000}">{"x" * 3_000_000}</failure></testcase>')
    ).cases
    assert case.details.startswith("xxx")
    assert len(case.details) < 17 * 1024
    assert len(case.message) == 2000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252", "UTF-8"])
def test_read__encodings_that_tools_write(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{declared}"?><testsuite><testcase name="é"/></testsuite>'
    assert [case.name for case in of(text.encode(encoding)).cases] == ["é"]


@pytest.mark.parametrize("encoding", ["zip", "rot13", "idna", "utf-7", "unicode_escape", "nonsense", "utf-16"])
def test_read__a_declared_encoding_is_not_trusted(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><testsuite><testcase name="a"/></testsuite>'
    assert [case.name for case in of(text).cases] == ["a"]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 1000])
def test_read__characters_that_xml_forbids_are_left_out(size: int) -> None:
    text = '<testsuite><testcase name="a\x1b[31m&#27;&#x1B;&#0;&amp;&#65;&#x42;\0\x08"/></testsuite>'
    file = of(text, size)
    if size > 10:
        assert not file.problem
        assert [case.name for case in file.cases] == ["a[31m&AB"]


def test_read__bytes_that_are_no_utf8_are_replaced() -> None:
    assert [case.name for case in of(b'<testsuite><testcase name="a\xff"/></testsuite>').cases] == ["a\ufffd"]


@pytest.mark.parametrize("case", ["<testcase/>", "<a><x:testcase><failure/></x:testcase></a>"])
def test_read__test_cases_in_an_unknown_element_are_not_foreign(case: str) -> None:
    file = of(f"<report>{case}</report>")
    assert not file.foreign
    assert file.problem.endswith("<report>, which no format of results does, but there are test cases in it")


@pytest.mark.parametrize("root", ["coverage", "project", "html"])
def test_read__other_xml_is_foreign(root: str) -> None:
    assert of(f"<{root}/>").foreign
    assert of(f"<{root}/>").problem


@given(st.binary(max_size=300))
def test_read__never_raises(data: bytes) -> None:
    of(data)
    assert of(b"<testsuite><testcase>" + data).problem or b"</" in data


@given(st.binary(max_size=60), st.integers(0, 200))
def test_read__never_raises_for_a_spoilt_file(data: bytes, place: int) -> None:
    whole = xml('<testcase name="a"><failure message="x">y</failure></testcase><testcase name="b"/>')
    of(whole[:place] + data + whole[place:])
