from __future__ import annotations

import pytest

from cigen.results.formats import tap
from tests.results.formats.telling import told

OK = "passed"


def test_points__are_cases_with_names_and_reasons() -> None:
    text = "TAP version 13\n1..4\nok 1 - one\nnot ok 2 two\nok 3 - three # SKIP no net\nok\n"
    result = told(tap, text)
    assert result.outcomes == [("one", OK), ("two", "failed"), ("three", "skipped"), ("(without a name)", OK)]
    assert result.cases[2].message == "no net"
    assert not result.notes


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("not ok 1 - x # TODO later", "skipped"),
        ("ok 1 - x # todo later", "passed"),
        ("not ok 1 - x # SKIP as cmocka writes it", "skipped"),
        ("ok 1 - x # Skipped: why", "skipped"),
        ("not ok 1 - x \\# SKIP is in its name", "failed"),
        ("not ok 1 - x # todo-list is in its name", "failed"),
        ("not ok 1 - x#skip", "failed"),
        ("not  ok 1 - x", "failed"),
        ("not ok\0\0", "failed"),
    ],
)
def test_point__has_the_outcome_of_its_directive(line: str, outcome: str) -> None:
    assert [outcome] == [case.outcome.value for case in told(tap, f"1..1\n{line}\n").cases]


def test_todo__that_passes_is_noted() -> None:
    assert told(tap, "1..1\nok 1 - x # TODO later\n").notes == ("“x” is still to do, but passes",)


def test_name__loses_escapes_and_times() -> None:
    result = told(tap, "1..3\nok 1 - a \\# b \\\\ c\nok 2 - timed # time=1500ms\nok 3 bats in 20ms\n")
    assert [(case.name, case.seconds) for case in result.cases] == [
        ("a # b \\ c", None),
        ("timed", 1.5),
        ("bats", 0.02),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1..3\nok 1\nok 2\n", "the plan says 3 tests, 2 came"),
        ("1..1\nok 1\nok 2\nok 3\n", "the plan says 1 tests, 3 came"),
        ("ok 1\nok 2\n", "there is no plan, so it may have been cut"),
        ("TAP version 13\n", "there is no plan, so it may have been cut"),
        ("1..3\nok 1\nok 2\nok 2\n", "the numbers of its tests have gaps or doubles"),
        ("1..2\nok 1\nok 3\n", "the numbers of its tests have gaps or doubles"),
        ("1..2\nok 1\n1..2\nok 2\n", "there are two plans"),
        ("1..1\nnot \nok 1\n", "a line is only the beginning of a failed test"),
        ("1..0\n# fail 1\n", "it counts 1 failed tests, none is in it"),
        ("1..1\nok 1\n# 1 spec, 1 failure, 0 skipped\n", "it counts 1 failed tests, none is in it"),
        ("1..0\n# fail 1e400\n", "it counts 1 failed tests, none is in it"),
        ("1..0\n# fail 12345678901\n", "it counts 123,456,789 failed tests, none is in it"),
        ("1..2\nok 1\nBail out! no disk\n", "bail out: no disk"),
        ("pragma +strict\n1..1\nwhat\nok 1\n", "a line is no TAP, which “pragma +strict” forbids: what"),
    ],
)
def test_document__that_is_not_whole_is_an_error(text: str, message: str) -> None:
    result = told(tap, text)
    assert [case.message for case in result.cases if case.outcome.red] == [message]


@pytest.mark.parametrize("text", ["1..2\nok 2\nok 1\n", "ok 1\nok 2\n1..2\n", "1..2\nok\nok 2\n"])
def test_document__may_have_its_plan_at_the_end_and_any_order(text: str) -> None:
    assert told(tap, text).totals.passed == 2
    assert not told(tap, text).red


def test_plan__of_nothing_is_one_skipped_case() -> None:
    result = told(tap, "1..0 # SKIP not on Tuesdays\n")
    assert [(case.name, case.outcome.value, case.message) for case in result.cases] == [
        ("(the file itself)", "skipped", "not on Tuesdays")
    ]


NESTED = """\
TAP version 14
# Subtest: outer
    # Subtest: in ok
    ok 1 - in ok
    # Subtest: deep
        # Subtest: leaf
        not ok 1 - leaf
          ---
          message: "no"
          ...
        1..1
    not ok 2 - deep
      ---
      message: "1 subtest failed"
      ...
    1..2
not ok 1 - outer
# Subtest: alone
    # Subtest: fine
    ok 1 - fine
    1..1
not ok 2 - alone
  ---
  error: |-
    the parent itself
  location: '/srv/a.mjs:7:5'
  duration_ms: 2.5
  ...
1..2
"""


def test_subtests__count_by_their_leaves_and_blame_each_failure_once() -> None:
    result = told(tap, NESTED)
    assert [(case.suite, case.name, case.outcome.value) for case in result.cases] == [
        ("outer", "in ok", OK),
        ("outer / deep", "leaf", "failed"),
        ("alone", "fine", OK),
        ("", "alone", "failed"),
    ]
    assert [case.message for case in result.cases if case.outcome.red] == ["no", "the parent itself"]
    assert (result.cases[3].file, result.cases[3].line, result.cases[3].seconds) == ("/srv/a.mjs", 7, 0.0025)


def test_subtests__as_perl_names_them_and_without_any_name() -> None:
    perl = "    # Subtest: outer\n        # Subtest: deep\n        ok 1 - l\n        1..1\n    ok 1 - deep\n    1..1\n"
    perl += "ok 1 - outer\n1..1\n"
    bare = "".join(line for line in perl.splitlines(keepends=True) if "#" not in line)
    for text in (perl, bare):
        assert [(case.suite, case.name) for case in told(tap, text).cases] == [("outer / deep", "l")]


def test_subtests__in_braces_come_after_their_point() -> None:
    text = "1..2\nnot ok 1 - outer # time=5ms {\n    1..2\n    ok 1 - a\n    not ok 2 - b {\n        1..0\n    }\n}\n"
    text += "ok 2 - last\n"
    assert [(case.suite, case.name, case.outcome.value) for case in told(tap, text).cases] == [
        ("outer", "a", OK),
        ("outer", "b", "failed"),
        ("", "last", OK),
    ]


def test_subtests__of_what_is_to_do_may_fail() -> None:
    text = "# Subtest: p\n    not ok 1 - child\n    1..1\nnot ok 1 - p # TODO later\n1..1\n"
    assert told(tap, text).outcomes == [("child", "skipped")]


def test_subtests__that_are_cut_are_red() -> None:
    for end in range(NESTED.index("        ok 1") if "        ok 1" in NESTED else 40, len(NESTED) - 6, 7):
        assert told(tap, NESTED[:end].replace("not ok", "ok")).red


def test_details__are_what_stands_under_a_failed_point() -> None:
    text = "1..3\nnot ok 1 - a\n#   Failed test 'a'\n#   at t/a.t line 5.\n"
    text += "not ok 2 - b\n# (in test file t/b.bats, line 9)\n#   `false' failed\nnot ok 3\n"
    first, second, _ = told(tap, text).cases
    assert (first.message, first.file, first.line) == ("Failed test 'a'", "t/a.t", 5)
    assert (second.message, second.file, second.line) == ("`false' failed", "t/b.bats", 9)


def test_details__are_bounded() -> None:
    noise = "".join(f"# line {n} of much\n" for n in range(20_000))
    case = told(tap, f"1..1\nnot ok 1 - a\n{noise}").cases[0]
    assert len(case.details) < 17 * 1024
    assert case.details.startswith("line 0 of much")
    assert "line 19999 of much" in case.details


def test_yaml__without_an_end_swallows_no_point() -> None:
    assert told(tap, "1..2\nok 1 - a\n  ---\n  x: 1\nnot ok 2 - b\n").outcomes == [("a", OK), ("b", "failed")]


def test_comment__before_each_point_names_its_group() -> None:
    text = "# adds\nok 1 - 1 + 1 == 2\n# divides\nnot ok 2 - 1 / 0\n1..2\n"
    assert [(case.classname, case.name) for case in told(tap, text).cases] == [
        ("adds", "1 + 1 == 2"),
        ("divides", "1 / 0"),
    ]


def test_documents__may_follow_each_other() -> None:
    for text in (
        "1..1\nok 1 - a\n1..1\nnot ok 1 - b\n",
        "ok 1 - a\n1..1\nnot ok 1 - b\n1..1\n",
        "TAP version 13\n1..1\nok 1 - a\nTAP version 13\n1..1\nnot ok 1 - b\n",
        "t/a.t ..\n1..1\nok 1 - a\nok\nt/b.t ..\n1..1\nnot ok 1 - b\nFailed 1/1 subtests\n",
    ):
        assert told(tap, text).outcomes == [("a", OK), ("b", "failed")]
        assert not told(tap, text).broken


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_bytes__may_come_in_any_pieces_and_encoding(size: int) -> None:
    text = "1..2\r\nok 1 - größe 🐧\r\nnot ok 2 - b\r\n"
    for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
        assert told(tap, text.encode(codec), size).outcomes == [("größe 🐧", OK), ("b", "failed")]
        assert tap.recognises(text.encode(codec))


def test_depth__is_bounded() -> None:
    deep = "".join(f"{' ' * 4 * n}# Subtest: s{n}\n" for n in range(300)) + " " * 1200 + "ok 1 - x\n"
    assert told(tap, deep).broken == "its subtests are nested deeper than 100"


@pytest.mark.parametrize(
    "line", [" " * 100_000, "#" * 100_000, "ok " + "# " * 50_000, "not " * 30_000, "ok 1 " + " (1" * 9999]
)
def test_lines__of_spaces_and_signs_take_no_time(line: str) -> None:
    told(tap, f"1..1\nnot ok 1 - x\n{line}\n" * 20)


@pytest.mark.parametrize(
    "head",
    [
        b"TAP version 14\n",
        b"hello\nTAP version 13\n1..1\n",
        b"1..2\nok 1\n",
        b"ok 1 - x\n",
        b"1..0 # SKIP\n",
        b"# x\nnot ok 1\n",
    ],
)
def test_recognises__tap(head: bytes) -> None:
    assert tap.recognises(head)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"ok  \tgithub.com/x/y\t0.3s\n",
        b"ok, let us go\n",
        b"<testsuite/>",
        b"{}",
        b"1..2\n",
        b"all is ok 1\n",
        b"\0\0\0",
    ],
)
def test_recognises__nothing_else(head: bytes) -> None:
    assert not tap.recognises(head)


@pytest.mark.parametrize("line", ["not Ok 1 - a", "NOT OK 1 - a", "# FAIL 1", "#  fail 1"])
def test_tap__what_is_written_carelessly_and_red_is_red(line: str) -> None:
    assert told(tap, f"TAP version 13\n1..0\n{line}\n").red
