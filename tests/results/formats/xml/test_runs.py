import io
import random
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cigen.results.formats.xml.runs import MOST_SHAPES, Run, Runs
from cigen.results.reading import ResultFile
from cigen.results.tally import Keep
from tests.factories import read, xml
from tests.formats.mutations import damaged

CORPUS = Path(__file__).parents[3] / "formats" / "corpus"
CASE = '<testcase classname="C" name="{}" time="0.5"/>'
PIECES = (
    *(CASE.format(name) for name in ("a", "b > c", "100 %b", "x &lt; y", "ü", "with 'quotes'", "a\tb", "back\\slash")),
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
    "]]",
    ">",
    "<",
    "&",
    "\n    ",
    "\r\n",
    "\r",
)
Told = tuple[object, ...]


def told(data: bytes, size: int = 1 << 20) -> Told:
    """All that a file tells, with every case as it is stored."""
    file: ResultFile = read([data[at : at + size] for at in range(0, len(data), size)], "f.xml", Keep(io.BytesIO()))
    counted: ResultFile = read([data[at : at + size] for at in range(0, len(data), size)], "f.xml", Keep())
    assert counted.cases.totals == file.cases.totals
    assert counted.cases.seconds == pytest.approx(file.cases.seconds)
    return (
        file.problem,
        file.mended,
        file.notes,
        file.format,
        file.cases.totals,
        file.cases.wall,
        b"".join(file.cases.blocks()),
    )


def by_expat_alone(data: bytes, size: int = 1 << 20) -> Told:
    with patch.object(Runs, "find", lambda *_: iter(())):
        return told(data, size)


@settings(max_examples=400, deadline=None)
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
    found = list(Runs().find((CASE.format("a") * 5 + "<x/>" + CASE.format("b") * 3).encode(), 0))

    assert [(run.count, run.seconds) for run in found] == [(5, 2.5), (3, 1.5)]


def test_runs__a_file_has_few_shapes() -> None:
    """Or each case would cost as much as a new expression does."""
    text = "".join(f'<testcase name="a" x{number}="1"/>' for number in range(100))

    found = list(Runs().find(text.encode(), 0))

    assert len(found) == MOST_SHAPES
    assert all(isinstance(run, Run) for run in found)


def test_runs__no_file_is_looked_through_again_and_again() -> None:
    data = xml("<!--" + CASE.format("a") * 20_000 + "-->" + CASE.format("b"))

    assert read([data], "f.xml").cases.totals.tests == 1
