"""What GitHub's runner makes of the annotations that are printed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.report.annotation import LONGEST_MESSAGE, Annotation, Level, cut
from cigen.report.annotations import command, drawn, render
from cigen.results import history
from cigen.results.join import join
from cigen.results.model import (
    BrokenStep,
    Build,
    Case,
    Change,
    Changes,
    News,
    Odd,
    Origin,
    Outcome,
    Problem,
    Report,
    Run,
    Spot,
)
from tests import reports, runnercommands
from tests.factories import fail, green, manifest, read, relocatable_red, report, xml
from tests.results import runs

ORIGIN = Origin("https://github.com", "me/it", 5, 1, 9, "c" * 40)
HOSTILE = st.one_of(
    st.sampled_from(
        ["::error::x", "\r::add-mask::e", "\n::stop-commands::x", "##[add-mask]e", "a%0Ab", "%250A", "a,b:c=d", "::",
         "%", "\u2028::error::x", "\x85::error::x", "\u202e", "\x1b[31m", "\x9b31m", "\ud800", "\x00",
         "#\u200b#[error]x", "##\x00[error]x", "##\x1b[m[error]x", "title=x,file=y::z", "👍" * 3000, "x" * 9000,
         "\x0b::error::x", "\u3000"]
    ),
    st.text(max_size=30),
    st.text(alphabet=":#[]%\r\n=, \x1baA0D\u3000", max_size=30),
)  # fmt: skip


def printed(found: Report) -> list[runnercommands.Command]:
    """What the runner reads."""
    return runnercommands.commands(render(found).text)


def errors(count: int) -> Report:
    """So many failures that are all different."""
    return join(
        [],
        files=[
            read([xml("".join(f'<testcase name="{_word(n)}"><failure/></testcase>' for n in range(count)))], "a.xml")
        ],
    )


def _word(number: int) -> str:
    return "".join(chr(97 + int(digit)) for digit in str(number))


@given(HOSTILE, HOSTILE, HOSTILE, st.sampled_from(list(Level)), st.integers(0, 99), st.integers(0, 9))
def test_command__comes_back_from_the_runner_as_it_was_and_alone(
    title: str, message: str, file: str, level: Level, line: int, column: int
) -> None:
    one = Annotation(level, title, message, f"src/{file}.py", line, column)
    named = {"file": one.file, "line": str(line or ""), "col": str(column or ""), "title": one.title}
    properties = {key: value for key, value in named.items() if value}
    assert runnercommands.commands(command(one)) == [runnercommands.Command(level.value, one.message, properties)]


@given(HOSTILE, HOSTILE)
def test_annotation__its_texts_are_harmless_and_stay_the_same_when_they_are_made_so_again(
    title: str, text: str
) -> None:
    one = Annotation(Level.ERROR, title, text, details=text)
    assert Annotation(one.level, one.title, one.message, details=one.details) == one
    assert not [part for part in (one.title, one.message, one.details) if "##[" in part]
    assert len(one.title) <= 255
    assert len(one.message.encode("utf-16-le")) <= 2 * LONGEST_MESSAGE
    one.message.encode()


@given(st.text(alphabet="a👍", max_size=40), st.integers(2, 50))
def test_cut__fills_the_room_and_never_halves_a_character(text: str, most: int) -> None:
    found = cut(text, most)
    units = len(found.encode("utf-16-le")) // 2
    assert units <= most
    if found != text:
        assert found.endswith("…")
        assert text.startswith(found[:-1])
        assert units >= most - 1


@given(reports.REPORTS)
def test_render__any_report_gives_as_many_commands_as_lines_and_a_red_one_has_an_error(found: Report) -> None:
    text = render(found).text
    read_back = runnercommands.commands(text)
    assert len(read_back) == text.count("\n")
    assert {one.name for one in read_back} <= {"error", "warning", "notice"}
    assert any(one.name == "error" for one in read_back) == found.red
    for one in read_back:
        file = one.properties.get("file", "")
        assert not file.startswith("/")
        assert ".." not in file.split("/")


def test_render__a_step_is_annotated_at_its_line_in_the_spec_with_the_end_of_its_log() -> None:
    (one,) = printed(report(relocatable_red()))
    assert one.name == "error"
    title = "install unchanged in test-4.11-relocatable"
    assert one.properties == {"file": "cigen.yml", "line": "41", "title": title}
    lines = one.data.split("\n")
    assert lines[0] == "exit 1 · 14 steps after it were skipped"
    assert lines[-2:] == [
        "Files _opam/bin/ocamlc and _opam.ref/bin/ocamlc differ",
        "log: logs/test-4.11-relocatable/08.log",
    ]


def test_render__a_failure_in_several_cells_is_one_annotation_that_names_them() -> None:
    files = green(manifest(30))
    for n in range(1, 26):
        files = fail(files, f"test-{n}", 2)
    (one,) = printed(report(files))
    assert one.properties["title"] == "build in 25 cells"
    assert "test-1, test-2, " in one.data
    assert "test-25" in one.data


@pytest.mark.parametrize(("known", "line", "place"), [
    (True, 7, ("src/a.c", "7", "3")), (False, 7, ("cigen.yml", "22", None)), (True, 0, ("cigen.yml", "22", None)),
])  # fmt: skip
def test_render__the_place_that_a_log_tells_goes_before_the_spec_if_the_repository_has_it(
    known: bool, line: int, place: tuple[str, str, str | None]
) -> None:
    found = report(fail(green(manifest(1)), "test-1", 2))
    cell = found.cells[0]
    steps = list(cell.steps)
    assert steps[1].log is not None
    spot = Spot(1, "expected ;", "error", "src/a.c", line, 3, known=known)
    steps[1] = replace(steps[1], log=replace(steps[1].log, spots=(spot,)))
    (one,) = printed(replace(found, cells=(replace(cell, steps=tuple(steps)),)))
    assert (one.properties["file"], one.properties["line"], one.properties.get("col")) == place


@pytest.mark.parametrize("file", [
    "/etc/passwd", "../x.py", "a/../b.py", "C:\\x.py", "a\u202eb.py", "", "x" * 2000,
])  # fmt: skip
def test_render__a_case_whose_file_is_no_path_in_the_repository_has_no_place(file: str) -> None:
    (one,) = printed(reports.report(cases=[Case("s", "", "a", Outcome.FAILED, "a.xml", file=file, line=3)]))
    assert "file" not in one.properties
    assert "line" not in one.properties


def test_render__a_case_is_annotated_where_its_file_says_unless_somebody_looked_and_it_is_not_there() -> None:
    found = reports.report(cases=[Case("s", "", "a", Outcome.FAILED, "a.xml", file="t/a.py", line=3)])
    (there,) = printed(found)
    assert (there.properties["file"], there.properties["line"]) == ("t/a.py", "3")
    (known,) = printed(replace(found, places=(("t/a.py", "t/a.py"),)))
    assert known == there
    (unknown,) = printed(replace(found, places=()))
    assert "file" not in unknown.properties


def test_render__a_case_of_a_cell_without_a_place_is_annotated_at_its_test_in_the_spec() -> None:
    files = green(manifest(1, junit=["out.xml"]))
    files["cells/test-1/junit/1-1.xml"] = xml('<testcase name="a"><failure message="no"/></testcase>')
    (one,) = [one for one in printed(report(files)) if one.name == "error"]
    assert (one.properties["file"], one.properties["line"]) == ("cigen.yml", "10")


@pytest.mark.parametrize(("line", "shown"), [(10**30, None), (-4, None), (0, None), (12, "12")])
def test_render__a_line_that_no_file_has_is_left_out(line: int, shown: str | None) -> None:
    (one,) = printed(reports.report(cases=[Case("s", "", "a", Outcome.FAILED, "a.xml", file="a.py", line=line)]))
    assert one.properties["file"] == "a.py"
    assert one.properties.get("line") == shown


@pytest.mark.parametrize(("count", "shown"), [(9, 9), (10, 10), (11, 10), (300, 10)])
def test_render__ten_of_a_level_are_all_that_a_step_may_have(count: int, shown: int) -> None:
    found = printed(errors(count))
    found = [one for one in found if one.name == "error"]
    assert len(found) == shown
    more = "… and" in found[-1].properties["title"]
    assert more == (count > 10)
    if more:
        assert found[-1].properties["title"] == f"… and {count - 9} more failures"


def test_render__three_levels_in_one_step_are_all_seen_and_a_second_step_has_its_own_ten() -> None:
    """`cigen build` and `cigen report` are two steps; in each the runner keeps the first ten of a level."""
    found = errors(40)
    odd = tuple(Odd(f"{_word(n)}.xml", (), (f"note {_word(n)}",)) for n in range(20))
    flaky = reports.report(cases=[Case("s", "", _word(n), Outcome.FLAKY, "b.xml") for n in range(20)]).cases
    text = render(replace(found, odd=odd, cases=found.cases + flaky)).text
    seen = list(runnercommands.shown(text))
    assert [one.name for one in seen] == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    assert len(seen) == len(runnercommands.commands(text))
    last = [one.properties["title"] for one in seen[9::10]]
    assert last == ["… and 31 more failures", "… and 11 more warnings", "… and 11 more notes"]
    assert [len(list(runnercommands.shown(step))) for step in (text, text)] == [30, 30]


def test_render__the_last_one_names_some_of_the_others_and_where_all_are() -> None:
    last = printed(replace(errors(50), origin=ORIGIN))[9]
    assert last.data.split("\n")[0] == f"{_word(9)} in a.xml"
    assert last.data.split("\n")[-2:] == [
        "… and 21 more",
        "all of them: https://github.com/me/it/actions/runs/5/attempts/1",
    ]


def test_render__new_failures_come_first_and_say_since_when() -> None:
    found = errors(30)
    change = Change(history.Tested(_word(28), "", "s"), ("a.xml",), "passed")
    old = Change(history.Tested(_word(0), "", "s"), ("a.xml",), since=Run(1, "d" * 40, "main"))
    news = News(Run(3, "3f2c1ab" + "0" * 33, "main"), 1, failing=Changes((change,), 1), still=Changes((old,), 29))
    first, second, *_ = printed(replace(found, news=news))
    assert first.properties["title"] == f"{_word(28)} in a.xml"
    assert first.data.startswith("failed · new since main at 3f2c1ab")
    assert second.data.startswith("failed · known since main at ddddddd")


def test_render__failures_that_are_forgiven_are_warnings() -> None:
    found = errors(1)
    old = Change(history.Tested(_word(0), "", "s"), ("a.xml",), since=Run(1, "d" * 40, "main"))
    forgiven = replace(found, only_new=True, news=News(Run(3), 1, still=Changes((old,), 1)))
    assert not forgiven.red
    assert {one.name for one in printed(forgiven)} == {"warning", "notice"}


def test_render__what_broke_the_build_and_unreadable_results_go_before_failures() -> None:
    broken = BrokenStep("base", "RUN make", "exit code 2", "no rule\n", line=7)
    found = report(fail(green(manifest(2)), "test-1", 2), Build(1, 1, 0, broken=broken, error="failed to solve"))
    found = replace(found, problems=tuple(Problem(f"{n}.xml", "is empty") for n in range(50)))
    first, second, third, *_ = printed(found)
    assert (first.properties["file"], first.properties["line"]) == ("cigen.yml", "7")
    assert "base" in first.properties["title"]
    assert "no rule" in first.data
    assert second.properties["title"] == "50 problems with the results"
    assert second.data.startswith("0.xml: is empty\n")
    assert second.data.endswith("… and 10 more")
    assert third.properties["title"] == "build in test-1"


def test_render__missing_cells_are_one_annotation() -> None:
    whole = green(manifest(5))
    found = report({path: data for path, data in whole.items() if "test-1" in path or not path.startswith("cells/")})
    (one,) = [one for one in printed(found) if "nothing came back" in one.properties.get("title", "")]
    assert one.properties["title"] == "nothing came back from 4 cells"
    assert (one.properties["file"], one.properties["line"]) == ("cigen.yml", "10")
    assert "test-2, test-3, test-4, test-5" in one.data


def test_render__what_is_flaky_is_a_warning_once_for_all_cells_newly_flaky_first() -> None:
    tried = {"old": runs.L, "fresh": runs.L}
    found = runs.steps(**{"test-1": tried, "test-2": {"old": runs.L, "fresh": runs.P}})
    news = News(Run(3), 1, flaky=Changes((Change(history.Tested("fresh", step=True), ("test-1",)),), 1))
    assert [(one.name, one.properties["title"]) for one in printed(replace(found, news=news))] == [
        ("warning", "flaky: fresh in test-1"),
        ("warning", "flaky: old in test-1, test-2"),
    ]


def test_render__a_green_report_has_nothing_to_say() -> None:
    assert render(report(green(manifest(3)))).text == ""


def test_render__a_red_report_without_any_failure_says_why_it_is_red() -> None:
    (one,) = printed(reports.report())
    assert (one.name, one.data) == ("error", "nothing was tried")


def test_drawn__counts_the_failures_that_nobody_kept() -> None:
    found = errors(3)
    (file,) = found.cases.files
    short = replace(found, cases=type(found.cases)((replace(file, notable=file.notable[:1]),)))
    level = drawn(short)[0]
    assert (len(level.all), level.unkept) == (1, 2)
    assert printed(short)[1].properties["title"] == "… and 2 more failures"
