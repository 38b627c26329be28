import io
import random
from pathlib import Path
from time import process_time
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cigen.results.case import Case
from cigen.results.formats.xml.plain import Told
from cigen.results.formats.xml.runs import MOST_SHAPES, Run, Runs
from cigen.results.formats.xml.stretch import Stretch
from cigen.results.reading import ResultFile
from cigen.results.tally import Keep, Tally
from tests.factories import read, xml
from tests.formats.mutations import damaged

CORPUS = Path(__file__).parents[3] / "formats" / "corpus"
CASE = '<testcase classname="C" name="{}" time="0.5"/>'
PIECES = (
    *(
        CASE.format(name)
        for name in ("a", "b > c", "100 %b", "x &lt; y", "ü", "with 'quotes'", "a\tb", "back\\slash", "/>")
    ),
    '<testcase name="n" classname="C"></testcase>',
    '<testcase name="n" classname="C" status="run" time="1">\r\n</testcase >',
    '<testcase name="n" status="failed"/>',
    '<testcase name="n" file="f.py" line="3"/>',
    '<testcase name="n" name="n"/>',
    '<testcase classname="" name="" time="1,5"/>',
    '<testcase name="t" time="99999999999"/>',
    CASE.format("red").replace("/>", '><failure message="m">text</failure></testcase>'),
    CASE.format("skipped").replace("/>", "><skipped/></testcase>"),
    f"<system-out><![CDATA[{CASE.format('printed')}]]></system-out>",
    f"<system-out>{CASE.format('inside')}</system-out>",
    f"<!-- {CASE.format('commented')} -->",
    f"<![CDATA[{CASE.format('told')}]]>",
    f"<?pi {CASE.format('instructed')} ?>",
    f"<testcase name='outer'>{CASE.format('inner')}</testcase>",
    '<properties><property name="go.version" value="1"/></properties>',
    '<testsuite name="inner" tests="2">',
    "</testsuite>",
    *(
        CASE.format("told").replace("/>", f">{inside}</testcase>")
        for inside in (
            "<failure/>",
            '<error message="a &lt; b&#10;&amp;lt;" type="T">x &gt; &amp;gt; y\n\ttrace</error>\n',
            '<failure type="T">one <![CDATA[ & </failure> < ]] ]]> two</failure><system-out> o </system-out>',
            '<failure message="m"><![CDATA[a]]b]]></failure>\r\n<system-err><![CDATA[[1] & " time="9"]]></system-err>',
            '<failure message="m">in <b>it</b></failure>',
            '<failure message="m" message="n">x</failure>',
            '<failure message="m">a &nbsp; b</failure>',
            '<failure message="&x;">a</failure>',
            '<failure message="m">a ]]> b</failure>',
            '<failure message="m">a \x01 b</failure>',
            '<failure message="m">a\r\nb \r c</failure>',
            '<failure message="m">a\r\nb</failure>',
            '<failure message="m">ü</failure>',
            '<failure message="m">" time="3" " time="4"</failure>',
            "<failure>\n\n  the first line\nthe next</failure><failure>again</failure>",
            "<failure>" + "long " * 5_000 + "</failure>",
            '<failure message="m">one</error>',
            '<skipped message="needs more"/>',
            '<skipped message="Unable to find executable"/>',
            '<skipped message="TEST_CASE tagged with !mayfail"/>\n',
            "<skipped>because</skipped><system-out/>",
            "<error/><skipped/>",
        )
    ),
    '<testcase name="(the suite itself)"><failure message="m"/></testcase>',
    '<testcase time="2" name="n" status="failed"><failure message="m"/></testcase>',
    '<testcase time="2" name="n"/>',
    '<testcase time="2" name="n"><failure>" time="3"</failure></testcase>',
    '<testcase name="n" file="f.py" line="3"><error message="m"/></testcase>',
    "]]",
    ">",
    "<",
    "&",
    "\n    ",
    "\r\n",
    "\r",
)
Everything = tuple[object, ...]


def told(data: bytes, size: int = 1 << 20) -> Everything:
    """All that a file tells, with every case as it is stored, and what is kept where none are."""
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    file: ResultFile = read(pieces, "f.xml", Keep(io.BytesIO()))
    kept: list[tuple[Case, ...]] = []
    for keep in (Keep(), Keep(notable=1), Keep(details=20)):
        counted: ResultFile = read(pieces, "f.xml", keep)
        assert counted.cases.totals == file.cases.totals
        assert counted.cases.seconds == pytest.approx(file.cases.seconds)
        assert (counted.problem, counted.mended, counted.notes) == (file.problem, file.mended, file.notes)
        kept.append(counted.cases.notable)
    assert kept[0] == file.cases.notable
    return (
        *kept,
        file.problem,
        file.mended,
        file.notes,
        file.format,
        file.cases.totals,
        file.cases.wall,
        b"".join(file.cases.blocks()),
    )


def by_expat_alone(data: bytes, size: int = 1 << 20) -> Everything:
    with patch.object(Runs, "find", lambda *_: iter(())):
        return told(data, size)


def runs() -> Runs:
    return Runs(Tally("f.xml"))


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from([7, 60, 1 << 20]))
def test_runs__tell_what_expat_tells(pieces: list[str], size: int) -> None:
    data = xml("".join(pieces))

    assert told(data, size) == by_expat_alone(data, size)


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*/**/*.xml")), ids=lambda path: str(path.relative_to(CORPUS)))
def test_runs__of_the_corpus_are_what_expat_tells_damaged_or_not(path: Path) -> None:
    data, chance = path.read_bytes(), random.Random(path.name)
    for _ in range(4):
        assert told(data) == by_expat_alone(data)
        data, _how = damaged(data, chance, (b"<testcase name='x'/>",))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "iso-8859-1", "windows-1252"])
def test_runs__are_told_in_any_encoding(encoding: str) -> None:
    declared = encoding.removesuffix("-le").removesuffix("-be")
    text = f'<?xml version="1.0" encoding="{declared}"?><testsuite>{CASE.format("a") * 3}{CASE.format("ü")}</testsuite>'
    data = text.encode(encoding, "xmlcharrefreplace")

    assert told(data) == by_expat_alone(data)


def test_runs__are_found_where_most_cases_passed() -> None:
    windows = "".join(f"{CASE.format('a')}\r\n" for _ in range(5))

    run, stretch = runs().find(f"{windows}<x/>{CASE.format('b') * 3}".encode(), 0)

    assert isinstance(run, Run)
    assert (run.count, run.seconds) == (5, 2.5)
    assert isinstance(stretch, Stretch)
    assert (len(stretch.columns.rests), stretch.columns.seconds) == (3, 1.5)


def test_runs__those_that_failed_are_found_among_all_others_or_one_by_one() -> None:
    red = CASE.format("r").replace("/>", '><failure message="m">a &lt; b</failure>\n</testcase>')
    twice, passed = red.replace("</testcase>", "\r\n<system-out/></testcase>"), CASE.format("p")

    stretch, other = runs().find((passed * 3 + red + passed + "<x/>" + twice).encode(), 0)

    assert isinstance(other, Told)
    assert isinstance(stretch, Stretch)
    told = [stretch.verdicts.get(rest) for rest in stretch.columns.rests]
    assert [(one.message, one.details) if one else None for one in told] == [None, None, None, ("m", "a < b"), None]
    assert (stretch.failed, stretch.columns.seconds) == (1, 2.5)


def test_runs__a_stretch_is_taken_up_to_what_is_something_else() -> None:
    passed, said = CASE.format("p"), "<failure>one\n</failure> "
    red, open_ended = passed.replace("/>", f">{said}</testcase>"), passed.replace("/>", "><failure>on")

    for text in (red + passed, red + passed + red, red):
        for behind in ("", "<x/>", open_ended, CASE.format("&apos;")[:30]):
            (stretch,) = [one for one in runs().find(f"{text} {behind}".encode(), 0) if isinstance(one, Stretch)]
            assert (stretch.start, stretch.end) == (0, len(text) + 1)
            assert (len(stretch.columns.rests), stretch.failed) == (text.count("<testcase"), text.count("<failure"))


def test_runs__what_passed_around_a_case_for_expat_is_a_stretch_all_the_same() -> None:
    passed, red = CASE.format("p") * 200, CASE.format("r").replace("/>", "><failure>{}</failure></testcase>")
    skipped = CASE.format("s").replace("/>", '><skipped message="Unable to find executable"/></testcase>')

    for odd in (red.format("ü"), red.format("a ]]> b"), red.format("&x;"), skipped, "<x/>"):
        found = list(runs().find((passed + red.format("a") + odd + passed).encode(), 0))
        stretches = [one for one in found if isinstance(one, Stretch)]
        assert [len(one.columns.rests) for one in stretches] == [201, 200], odd


def test_runs__what_fills_a_file_is_found_in_few_stretches_however_it_begins() -> None:
    text = (CASE.format("p") + "<x/>") * 20 + CASE.format("p") * 50_000

    found = [one for one in runs().find(text.encode(), 0) if isinstance(one, Stretch)]

    assert sum(len(one.columns.rests) for one in found) == 50_020
    assert len(found) < 60


def test_runs__what_failed_with_a_message_of_two_lines_is_kept() -> None:
    data = xml(CASE.format("r").replace("/>", '><failure message="one\ntwo"/></testcase>') + CASE.format("p") * 3)

    (case,) = read([data], "f.xml", Keep()).cases.notable
    assert case.message == "one two"


def test_runs__no_time_is_taken_from_what_a_case_says() -> None:
    first = (
        '<testcase time="2" name="n"/><testcase time="2" name="n"><failure>" time="3" " time="3"</failure></testcase>'
    )
    last = CASE.format("p") + CASE.format("r").replace("/>", '><failure>" time="3"</failure></testcase>')

    for text, seconds in ((first, 4.0), (last, 1.0)):
        assert told(xml(text)) == by_expat_alone(xml(text))
        assert read([xml(text)], "f.xml", Keep()).cases.seconds == seconds


def test_runs__where_most_are_not_plain_no_more_are_looked_for() -> None:
    """Or a file that is built for it would be looked through again and again."""
    open_ended = '<testcase name="a"><failure/><system-out><![CDATA[' * 20_000
    begun = process_time()

    assert not any(isinstance(found, Told) for found in runs().find(f"{open_ended}]]>".encode(), 0))
    assert process_time() - begun < 2


def test_runs__a_file_has_few_shapes() -> None:
    """Or each case would cost as much as a new expression does."""
    text = "".join(f'<testcase name="a" x{number}="1"/>' for number in range(100))

    found = list(runs().find(text.encode(), 0))

    assert len(found) == MOST_SHAPES
    assert all(isinstance(one, Stretch) for one in found)


def test_runs__no_file_is_looked_through_again_and_again() -> None:
    data = xml("<!--" + CASE.format("a") * 20_000 + "-->" + CASE.format("b"))

    assert read([data], "f.xml").cases.totals.tests == 1
