import re

import pytest

from cigen.report import terminal
from cigen.results.join import join
from cigen.results.model import BrokenStep, Build, Report
from tests import bigreports
from tests.factories import fail, green, manifest, read, relocatable, relocatable_red, report, result, xml

RAN = tuple(("test-4.11-relocatable", step) for step in range(8, 23))

RED = """\
✗ relocatable: 1 of 26 cells failed · 25 passed · 3m 12s · 557 of 572 steps cached

  test           4.08 4.09 4.10 4.11 4.12 4.13 4.14 5.0 5.1 5.2 5.3 5.4 trunk
    vanilla       ✓    ✓    ✓    ✓    ✓    ✓    ✓    ✓   ✓   ✓   ✓   ✓    ✓
    relocatable   ✓    ✓    ✓    ✗    ✓    ✓    ✓    ✓   ✓   ✓   ✓   ✓    ✓

  test-4.11-relocatable · step 8 `install unchanged` · exit 1
    Files _opam/bin/ocamlc and _opam.ref/bin/ocamlc differ
    cigen.yml:41 · 14 steps after it were skipped · log: cigen-report/logs/test-4.11-relocatable/08.log

  again, only what failed:  cigen build --rerun failed
"""


def text(found: Report, **options: object) -> str:
    return terminal.render(found, **options).text  # type: ignore[arg-type]


def test_terminal__verdict_shape_reason_next_step() -> None:
    files = relocatable_red() | {
        "cells/test-4.11-relocatable/8.log": b"Files _opam/bin/ocamlc and _opam.ref/bin/ocamlc differ\n"
    }
    assert text(report(files, Build(192.3, 15, 557, RAN))) == RED


def test_terminal__the_next_step_names_the_folder_and_is_for_builds_only() -> None:
    again = "cigen build --rerun failed --output 'my report'\n"
    assert text(report(relocatable_red(), Build(192.3, 15, 557, RAN)), output="my report").endswith(again)
    assert "--rerun" not in text(report(relocatable_red()))
    assert "--rerun" not in text(report(relocatable_red(), Build(3, 1, 0, error="no engine")))


def test_terminal__all_green_is_a_line_and_the_grid() -> None:
    found = text(report(green(relocatable()), Build(41, 0, 572)))
    assert found.startswith("✓ relocatable: 26 cells passed · 41 s · 572 of 572 steps cached\n\n  test ")
    assert found.count("\n") == 5


def test_terminal__a_narrow_one_gets_the_grid_in_bands() -> None:
    found = text(report(green(relocatable())), width=60)
    assert max(map(len, found.splitlines())) <= 60
    assert found.count("vanilla") == 2


def test_terminal__colour_only_where_it_is_wanted() -> None:
    assert "\x1b" not in text(report(relocatable_red()))
    assert "\x1b[31m✗\x1b[0m" in text(report(relocatable_red()), colour=True)


def test_terminal__a_broken_build_says_where_and_why() -> None:
    broken = BrokenStep("base", "RUN apt-get install gawk", "exit code 100", "E: Unable to locate package gawk\n")
    found = join([], manifest=relocatable(), build=Build(3, 1, 0, broken=broken, error="failed to solve"))
    assert text(found) == (
        "✗ relocatable: the build broke, 26 of 26 cells missing · 3.0 s\n\n"
        "  the build broke in stage base · exit code 100\n    RUN apt-get install gawk\n"
        "    E: Unable to locate package gawk\n\n"
        "  nothing came back from 26 cells: test-4.08-vanilla, test-4.08-relocatable, test-4.09-vanilla, "
        "test-4.09-relocatable, test-4.10-vanilla, test-4.10-relocatable and 20 more\n"
    )


def test_terminal__a_build_that_failed_without_a_step_shows_its_error() -> None:
    assert "no space left" in text(report(green(manifest(1)), Build(1, 1, 1, error="no space left")))
    stopped = report({}, Build(1, 1, 1, error="context canceled", interrupted=True))
    assert text(stopped).startswith("✗ interrupted")


def test_terminal__one_failure_in_many_cells_is_shown_once() -> None:
    files = green(manifest(40))
    for n in range(1, 12):
        files = fail(files, f"test-{n}", 1)
    found = text(report(files))
    assert (
        "  11 cells · step 1 `configure` · exit 1\n    test-1, test-2, test-3, test-4, test-5, test-6 and 5 more"
        in found
    )
    assert found.count("boom") == 1


def test_terminal__many_failures_are_bounded() -> None:
    files = green(manifest(40))
    for n in range(1, 30):
        files = fail(files, f"test-{n}", 1, log=b"x" * n)
    assert "… and 17 more failures, see cigen-report/summary.md" in text(report(files))


def test_terminal__flaky_steps_and_problems_are_named() -> None:
    files = green(manifest(2)) | {"cells/test-1/2.result": result(attempts=3), "cells/evil/1.result": result()}
    found = text(report(files))
    assert "test-1 · step 2 `build` · passed at attempt 3" in found
    assert "results.tar: cell 'evil' is not in the manifest" in found
    assert found.startswith("✗ demo: 1 problem with the results · 2 passed · 1 flaky")


def test_terminal__junit_files_alone() -> None:
    data = xml(
        '<testcase name="a"/><testcase classname="c" name="b" file="t.py" line="3"><failure message="no"/></testcase>'
    )
    found = text(join([], files=[read([data], "a.xml")]))
    assert found == (
        "✗ 1 of 2 tests failed · 1 passed\n\n  a.xml · `c.b` · no\n    t.py:3\n\n"
        "  1 note on the files of results in cigen-report/summary.md\n"
    )


def test_terminal__flaky_tests_of_no_cell_name_their_file() -> None:
    data = xml('<testcase name="a"><flakyFailure/></testcase>')
    assert "    a.xml · `a`\n" in text(join([], files=[read([data], "a.xml")]))


@pytest.mark.parametrize(
    "attack", [b"::error::x", b"  ::add-mask::e", b"ok\r::error::x", b"a ##[error]x", b"\x1b]52;c;eA==\x07"]
)
def test_terminal__nothing_that_a_test_printed_acts(attack: bytes) -> None:
    found = text(report(fail(green(manifest(1)), "test-1", 2, log=b"boom\n" + attack + b"\n")))
    assert not re.search(r"^\s*::|##\[|\x1b", found, re.MULTILINE)


def test_terminal__a_hostile_manifest_acts_no_more() -> None:
    found = text(report(fail(green(manifest(1, steps=("::error::x\n##[group]", "b", "c"))), "test-1", 1)))
    assert not re.search(r"^\s*::|##\[|\x1b", found, re.MULTILINE)


def test_terminal__a_flaky_step_names_the_log_of_what_failed() -> None:
    files = green(manifest(1)) | {"cells/test-1/2.result": result(attempts=2), "cells/test-1/2.attempt-1.log": b"no"}
    text = terminal.render(report(files), output="out", colour=False, width=100).text
    assert "step 2 `build` · passed at attempt 2 · failed: out/logs/test-1/02.attempt-1.log" in text


def test_terminal__what_fails_in_several_files_is_said_so() -> None:
    data = xml('<testcase name="b"><failure message="no"/></testcase>')
    assert "  2 files · `b` · no\n    a.xml, b.xml\n" in text(
        join([], files=[read([data], n) for n in ("a.xml", "b.xml")])
    )


def test_terminal__says_what_was_folded() -> None:
    shown = terminal.render(bigreports.large()).text
    assert "    each sign is the worst over all of compiler\n" in shown
    assert "    alpine-3.22" in shown
