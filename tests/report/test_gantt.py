import re
from dataclasses import replace

import pytest

from cigen.report.gantt import gantt
from cigen.results.happened import Chain, Happened, Link
from cigen.results.model import Build, Report
from tests import bigreports
from tests.markdown.gfm import IN_CHART
from tests.reports import report

KEYWORDS = (
    "section x",
    "title x",
    "click a call b()",
    "dateFormat YYYY",
    "2026-01-01",
    "%%{init: {}}%%",
    "---",
    "gantt",
)


def chained(*links: Link) -> Report:
    seconds = sum(link.seconds for link in links)
    return report(build=Build(1, 1, 0, happened=Happened(chain=Chain(links, seconds, seconds))))


def test_gantt__a_bar_for_each_link_where_it_began() -> None:
    links = (Link("base", "RUN make a", 21.0), Link("base", "RUN make b", 1.5), Link("", "[internal] load", 0.5))
    assert gantt(chained(*links), 30) == (
        "```mermaid\n"
        "gantt\n"
        "  title critical path in seconds\n"
        "  dateFormat x\n"
        "  axisFormat %s\n"
        "  section base\n"
        "  21 s RUN make a :0, 21000ms\n"
        "  1.5 s RUN make b :21000, 1500ms\n"
        "  section context\n"
        "  0.5 s sending files :22500, 500ms\n"
        "```"
    )


def test_gantt__shows_the_longest_links_and_says_how_many_it_does_not() -> None:
    chart = gantt(chained(*(Link("a", f"RUN {n}", float(n)) for n in range(1, 101))), 30)
    assert chart.count("ms\n") == 30
    assert "  title critical path in seconds without 70 shorter links\n" in chart
    assert "1m 40s RUN 100 :4950000, 100000ms" in chart


def test_gantt__nothing_where_there_is_nothing_to_look_at() -> None:
    two = (Link("a", "x", 2.0), Link("a", "y", 3.0))
    whole = chained(*two)
    assert gantt(whole, 30)
    assert whole.build is not None
    for other in (chained(two[0]), chained(Link("a", "x", 0.2), Link("a", "y", 0.3)), report()):
        assert gantt(other, 30) == ""
    assert gantt(whole, 0) == ""
    assert gantt(replace(whole, build=replace(whole.build, ran=0)), 30) == ""


@pytest.mark.parametrize(
    "evil", [*KEYWORDS, "a:b, 3d", "a;b", "`\n```\n# x", "<b>@all</b> #1", "\x1b[31m\u202e", "é👍", ":::"]
)
def test_gantt__no_text_is_more_than_a_text(evil: str) -> None:
    chart = gantt(chained(Link(evil, evil, 2.0), Link("z", evil, 3.0)), 30)
    _, *lines, end = chart.split("\n")
    assert lines[:4] == ["gantt", "  title critical path in seconds", "  dateFormat x", "  axisFormat %s"]
    assert end == "```"
    assert len(lines) == 8
    for line in lines[4:]:
        assert re.fullmatch(rf"  (section {IN_CHART}+|\d[\dms. ]* ?{IN_CHART}* :\d+, \d+ms)", line)


def shown(text: str) -> str:
    """The text of a bar as it is written, without its time."""
    (found,) = re.findall(r"2\.0 s (.*) :0, ", gantt(chained(Link("a", text, 2.0), Link("z", "x", 3.0)), 30))
    return str(found)


def test_gantt__what_mermaid_has_a_use_for_is_written_by_its_number() -> None:
    assert shown("RUN a && curl https://b.c | sh") == "RUN a && curl https#58;//b.c | sh"
    assert shown("RUN a; b # é テスト") == "RUN a#59; b #35; é テスト"
    assert shown("&lt;b> #58;") == "&lt#59;b#62; #35;58#59;"


def test_gantt__a_text_is_cut_where_mermaid_measures_it_too_long() -> None:
    assert shown("RUN " + "x" * 40) == "RUN " + "x" * 40
    assert shown("RUN " + "x" * 41) == "RUN " + "x" * 40 + "..."
    assert shown("RUN " + "x" * 33 + ":") == "RUN " + "x" * 33 + "#58;"
    assert shown("RUN " + "x" * 34 + ":") == "RUN " + "x" * 34 + "..."
    assert shown("RUN " + "テ" * 21) == "RUN " + "テ" * 20 + "..."
    assert shown("RUN " + "x" * 33 + " :") == "RUN " + "x" * 33 + "..."


def test_gantt__of_a_real_build_is_short() -> None:
    assert gantt(bigreports.small(), 30).count("\n") < 40
