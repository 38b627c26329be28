from dataclasses import replace

from cigen.report import comment
from cigen.report.escape import words
from cigen.report.failureblocks import blocks, drawing, listing, more
from cigen.report.failures import failures
from cigen.report.parts import Block
from cigen.results.model import Case, Outcome, Report
from tests import bigreports
from tests.factories import fail, green, report
from tests.report.test_grid import matrix
from tests.reports import report as made


def drawn(found: Report, log: int = 20) -> tuple[Block, ...]:
    every = failures(found)
    return blocks(drawing(found, every), len(every), log=log, names=20, budget=1 << 20)


def failed(*cells: str) -> Report:
    files = green(matrix(os=("a", "b"), n=("1", "2", "3")))
    for cell in cells:
        files = fail(files, cell, 2)
    return report(files)


def test_blocks__say_what_the_cells_have_in_common_that_no_other_has() -> None:
    (one,) = drawn(failed("test-b-1", "test-b-2", "test-b-3"))
    assert one.summary == "<code>build</code> in all 3 cells with <code>os&#61;b</code>: exit 1, 1.5 s"
    assert one.body[0] == "test-b-1, test-b-2, test-b-3"
    (one,) = drawn(failed("test-b-1", "test-b-2", "test-a-3"))
    assert one.summary.startswith("<code>build</code> in 3 cells: ")
    (one,) = drawn(failed(*(f"test-{os}-{n}" for os in "ab" for n in "123")))
    assert one.summary.startswith("<code>build</code> in all 6 cells: ")


def test_blocks__new_failures_come_first_and_say_so() -> None:
    found = bigreports.large()
    first, *_ = drawn(found)
    assert first.open
    assert first.summary.endswith(": exit 1, 1.0 s, new")
    assert sum(failure.new for failure in failures(found)) == 14
    assert [failure.new for failure in failures(found)[:15]] == [True] * 14 + [False]
    assert not any(failure.new for failure in failures(replace(found, news=None)))


def test_blocks__of_a_case_of_a_file_know_that_it_is_new() -> None:
    cases = [Case("s", "c", name, Outcome.FAILED, "out-1234567.xml") for name in "ab"]
    news = bigreports.small().news
    assert news is not None
    change = replace(news.failing.shown[0], places=("out-#.xml",))
    change = replace(change, tested=replace(change.tested, name="b", classname="c", suite="s", step=False))
    news = replace(news, failing=replace(news.failing, shown=(change,)))
    found = failures(replace(made((), cases), news=news))
    assert [(failure.name, failure.new) for failure in found] == [("c.b", True), ("c.a", False)]


def test_blocks__have_no_body_once_nobody_would_see_it() -> None:
    found = bigreports.large()
    every = failures(found)
    draw = drawing(found, every)
    made = blocks(draw, 300, log=20, names=20, budget=10_000)
    whole = [bool(block.body) for block in made]
    assert 5 < sum(whole) < 20
    assert whole == sorted(whole, reverse=True)
    assert [block.summary for block in made] == [draw(at, 0, 0).summary for at in range(300)]


def test_blocks__link_the_file_of_a_case_where_it_is_one_of_the_repository() -> None:
    cases = [Case("s", "c", "t", Outcome.FAILED, "a.xml", file="tests/t.py", line=3)]
    found = replace(made((), cases), origin=bigreports.ORIGIN)
    assert drawn(found)[0].body[-1] == "`tests/t.py:3`"
    (block,) = drawn(replace(found, places=(("/w/tests/t.py", "tests/t.py"),)))
    assert block.body[-1] == (
        "[`tests/t.py:3`](https://github.com/dra27/relocatable/blob/a1b2c3d4e5f60718293a4b5c6d7e8f9012345678/tests/t.py#L3)"
    )


def test_listing__a_line_each_for_those_that_have_no_block() -> None:
    every = failures(bigreports.large())
    others = listing(every)
    block = others(299, 50)
    assert block is not None
    assert block.summary == "1 more failure"
    assert block.body[0].startswith("- `")
    assert (others(300, 50), others(0, 0)) == (None, None)


def test_more__says_where_the_rest_is() -> None:
    found = bigreports.small()
    assert more(found, 0, words("`x`")) == ""
    assert more(found, 1200, words("`x`")) == "… and 1,200 more failures, all in `x`"


def test_pages__of_very_many_failures_count_those_that_they_do_not_show() -> None:
    cases = [Case("s", "c", f"case {chr(97 + n % 26)}{'x' * n}", Outcome.FAILED, "a.xml") for n in range(150)]
    cases += [Case("s", "d", f"{n}", Outcome.FAILED, "a.xml") for n in range(400)]
    text = comment.render(made((), cases)).text
    assert "… and 230 more failures, all in the job summary\n" in text
    assert "550 of 550 tests failed" in text
    assert text.count("\n- `") == 300
