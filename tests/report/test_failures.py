from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cigen.report.escape import plain
from cigen.report.failures import _merged, ends, failures, tail
from cigen.results.join import join
from tests.factories import fail, green, manifest, read, report, result, xml


def test_failures__the_same_in_several_cells_is_one() -> None:
    files = green(manifest(20))
    for n in range(2, 12):
        files = fail(files, f"test-{n}", 2, log=f"{n} of 99 failed at 0x{n:x}ff in test-{n}\n".encode())
    (only,) = failures(report(files))
    assert (only.name, only.message, len(only.where)) == ("build", "exit 1", 10)


def test_failures__other_words_or_another_end_are_another_failure() -> None:
    files = fail(green(manifest(4)), "test-1", 2, log=b"one\n")
    files = fail(files, "test-2", 2, log=b"other\n")
    files = fail(files, "test-3", 2, log=b"other\n", code=2)
    files = fail(files, "test-4", 2, log=b"other\n", code=2)
    assert [failure.where for failure in failures(report(files))] == [("test-3", "test-4"), ("test-1",), ("test-2",)]


def test_failures__name_the_number_of_a_step_that_is_the_same_in_all_of_them() -> None:
    one = fail(green(manifest(3)), "test-1", 2, log=b"same\n")
    (both,) = failures(report(fail(one, "test-2", 2, log=b"same\n")))
    assert both.number == 2
    first = failures(report(one))[0]
    assert _merged([first, replace(first, number=1)]).number == 0


def test_failures__a_case_that_fails_in_several_files_is_one() -> None:
    data = xml('<testcase classname="c" name="t"><failure message="took 3 s">trace</failure></testcase>')
    other = data.replace(b"3 s", b"4 s")
    (only,) = failures(join([], files=[read([data], "a.xml"), read([other], "b.xml")]))
    assert (only.name, only.where, only.in_cells) == ("c.t", ("a.xml", "b.xml"), False)


def test_failures__cells_that_did_not_come_are_none() -> None:
    assert not failures(report({"manifest.json": green(manifest(3))["manifest.json"]}))


def test_tail__lines_that_say_something() -> None:
    assert tail("a\n\n\x1b[31mb\x1b[0m  \nc\n\n", 2) == "b\nc"
    assert tail("a", 0) == ""
    assert len(tail("x" * 5000, 1)) == 500


@given(st.text("ab \t\r\n\x1b[]mP\x07\x9b0\u202e", max_size=60), st.integers(0, 5))
def test_tail__is_that_of_the_whole_text(text: str, lines: int) -> None:
    said = [line.rstrip() for line in plain(text).split("\n") if line.rstrip()]
    assert tail(text, lines) == "\n".join(said[-lines:] if lines else [])


def test_ends__the_first_and_the_last_lines() -> None:
    assert ends("\n".join(map(str, range(10))), 6) == "0\n1\n… 4 lines …\n6\n7\n8\n9"
    assert ends("a\nb", 6) == "a\nb"


def test_failures__say_how_many_steps_were_skipped_after_them() -> None:
    (one,) = failures(report(fail(green(manifest(1)), "test-1", 1)))
    assert one.aftermath == "2 steps after it were skipped"
    (one,) = failures(report(fail(green(manifest(1)), "test-1", 2)))
    assert one.aftermath == "1 step after it was skipped"
    (one,) = failures(report(fail(green(manifest(1)), "test-1", 3)))
    assert one.aftermath == ""


def test_failures__skipped_steps_belong_to_the_first_failed_step_of_their_cell() -> None:
    files = fail(green(manifest(2)), "test-1", 1)
    always = files | {"cells/test-1/3.result": result(code=2), "cells/test-1/3.log": b"boom\n"}
    assert [one.aftermath for one in failures(report(always))] == ["1 step after it was skipped", ""]
    both = fail(always, "test-2", 1)
    assert failures(report(both))[0].aftermath == "up to 2 steps after it were skipped"
