from cigen.results.cases import Cases
from cigen.results.doubles import alike, doubled
from cigen.results.join import join
from tests.factories import green, manifest, read, report, xml


def of(*texts: str) -> list[tuple[str, str]]:
    cases = Cases(tuple(read([xml(text)], f"{number}.xml").cases for number, text in enumerate(texts)))
    return [(odd.file, note) for odd in doubled(cases) for note in odd.notes]


def test_doubled__says_nothing_of_tests_that_came_once() -> None:
    assert of('<testcase name="a"/><testcase name="b"/>', '<testcase name="c"/>') == []


def test_doubled__names_what_came_more_than_once() -> None:
    twice = '<testcase name="a"/><testcase name="b"/><testcase name="a"><failure/></testcase>'
    assert of(twice) == [("0.xml", "1 test came more than once, each counts: a")]
    assert of(twice, '<testcase name="b"/><testcase name="c"/>')[1:] == [
        ("1.xml", "1 test came more than once (also in 0.xml), each counts: b")
    ]


def test_doubled__says_that_a_file_came_twice() -> None:
    text = '<testcase name="a"/><testcase name="b"/>'
    assert of(text, text) == [("1.xml", "all that it tells of came before, in 0.xml; all of it counts")]


def test_join__counts_what_came_twice_and_stays_red() -> None:
    """One name in another class, or the same name once more, is no second attempt."""
    files = [read([xml('<testcase name="a"><failure/></testcase><testcase name="a"/>')], "a.xml")]
    found = join([], files=files)
    assert (found.red, found.totals.tests, found.totals.failed, found.totals.flaky) == (True, 2, 1, 0)
    assert [odd.notes for odd in found.odd][-1] == ("1 test came more than once, each counts: a",)


def test_join__names_the_cell_of_what_came_twice() -> None:
    files = green(manifest(1, junit=["*.xml"]))
    files["cells/test-1/junit/1-1.xml"] = xml('<testcase name="a"/><testcase name="a"/>')
    assert "test-1: out/1.xml" in [odd.file for odd in report(files).odd]


def test_alike__files_of_no_cell_may_tell_of_the_same_tests() -> None:
    """They may be of one machine each; but not of the very same run."""
    files = [read([xml(f'<testcase name="a" time="{time}"/>')], f"{n}.xml").cases for n, time in enumerate((1, 2, 1))]
    assert [(odd.file, odd.notes) for odd in alike(Cases(tuple(files)))] == [
        ("2.xml", ("it tells exactly what 0.xml does; both count",))
    ]
