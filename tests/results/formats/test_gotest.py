from __future__ import annotations

import json

import pytest

from cigen.results.formats import gotest
from tests.results.formats.telling import told

PASS, FAIL = "passed", "failed"


def events(text: str, package: str = "p") -> str:
    """`run T`, `out T words`, `pass T`, one a line, as test2json's events; T is `-` for the package itself."""
    lines = []
    for line in text.strip().splitlines():
        action, test, *rest = line.strip().split(" ", 2)
        event: dict[str, object] = {"Action": {"out": "output"}.get(action, action), "Package": package}
        if test != "-":
            event["Test"] = test
        if action == "out":
            event["Output"] = "".join(rest).replace("\\n", "\n") + "\n"
        if action in ("pass", "fail", "skip"):
            event["Elapsed"] = 0.5
        lines.append(json.dumps(event) + "\n")
    return "".join(lines)


def test_leaves__are_the_cases() -> None:
    text = events("""start -
        run A
        run A/b
        run A/c
        out A/c     a_test.go:12: said no
        pass A/b
        fail A/c
        fail A
        run D
        skip D
        fail -""")
    result = told(gotest, text)
    assert result.outcomes == [("A/b", PASS), ("D", "skipped"), ("A/c", FAIL)]
    case = result.cases[2]
    assert (case.suite, case.message, case.file, case.line, case.seconds) == ("p", "said no", "a_test.go", 12, 0.5)


def test_parent__that_failed_by_itself_is_a_case_too() -> None:
    result = told(gotest, events("run A\nrun A/b\npass A/b\nout A     a_test.go:3: parent\nfail A\nfail -"))
    assert result.outcomes == [("A/b", PASS), ("A", FAIL)]


def test_parent__may_end_before_its_children() -> None:
    result = told(gotest, events("run A\nrun A/b\nfail A\nfail A/b\nfail -"))
    assert result.outcomes == [("A/b", FAIL)]


def test_parent__tells_of_the_panic_of_a_silent_child() -> None:
    result = told(gotest, events("run A\nrun A/b\nfail A/b\nout A panic: out of luck\nfail A\nfail -"))
    assert [(case.name, case.message) for case in result.cases] == [("A/b", "panic: out of luck")]


@pytest.mark.parametrize("end", ["pass -", "fail -", ""])
def test_test__without_an_end_is_an_error(end: str) -> None:
    result = told(gotest, events(f"run A\npass A\nrun B\nrun C\nrun C/d\n{end}"))
    lost = [(case.name, case.message) for case in result.cases if case.outcome.value == "error"]
    assert lost[:2] == [("C/d", "it began and did not end"), ("B", "it began and did not end")]


def test_benchmark__has_no_end_where_all_is_well() -> None:
    assert told(gotest, events("run BenchmarkX\nout BenchmarkX 100 ns/op\npass -")).outcomes == [("BenchmarkX", PASS)]
    assert told(gotest, events("run BenchmarkX\nfail -")).outcomes == [("BenchmarkX", "error")]


@pytest.mark.parametrize("said", ["panic: test timed out after 1s", "TestMain: the world is wrong"])
def test_package__that_failed_without_a_failed_test_is_an_error(said: str) -> None:
    result = told(gotest, events(f"run A\npass A\nout - {said}\nout - FAIL\np 0.1s\nfail -"))
    assert [(case.name, case.message) for case in result.cases if case.outcome.red] == [("(the package itself)", said)]


def test_package__without_an_end_is_an_error() -> None:
    assert [case.message for case in told(gotest, events("run A\npass A")).cases] == ["", "the package has no result"]


def test_package__without_tests_is_nothing() -> None:
    assert told(gotest, events("start -\nout - ? p [no test files]\nskip -")).outcomes == []


def test_build__that_failed_is_an_error_with_what_the_compiler_said() -> None:
    output = {"ImportPath": "p [p.test]", "Action": "build-output", "Output": "./a.go:3:2: undefined: x\n"}
    text = json.dumps(output) + "\n" + json.dumps({"ImportPath": "p [p.test]", "Action": "build-fail"}) + "\n"
    end = json.dumps({"Action": "fail", "Package": "p", "FailedBuild": "p [p.test]"}) + "\n"
    for whole in (text + events("start -") + end, text):
        result = told(gotest, whole)
        assert [(case.outcome.value, case.message) for case in result.cases] == [("error", "./a.go:3:2: undefined: x")]


def test_build__that_older_versions_tell_in_plain_text_is_an_error() -> None:
    text = "# p\n./a.go:3:2: undefined: x\n" + events("run A\npass A\npass -", "q") + "FAIL\tp [build failed]\n"
    result = told(gotest, text)
    assert [(case.suite, case.name, case.outcome.value) for case in result.cases] == [
        ("q", "A", PASS),
        ("p", "(the package itself)", "error"),
    ]
    assert "undefined: x" in result.cases[1].details
    assert gotest.recognises(b"FAIL\tp [build failed]\n")


def test_build__is_missed_although_only_the_compiler_spoke() -> None:
    green = events("run A\npass A\npass -", "q")
    assert told(gotest, "# p\n./a.go:3:2: undefined: x\n" + green).totals.errors == 1
    assert not told(gotest, "# p\n./a.go:3:2: warning: x\n" + green).red


def test_count__runs_a_test_twice_as_two_cases() -> None:
    result = told(gotest, events("run A\nfail A\nrun A\npass A\nfail -"))
    assert sorted(result.outcomes) == [("A", FAIL), ("A", PASS)]


FIRST = events("start -\nrun A\npass A\nrun B\nout B     b_test.go:1: no\nfail B\nfail -")


def test_second_run__of_what_failed_makes_it_flaky() -> None:
    result = told(gotest, FIRST + events("start -\nrun B\npass B\npass -"))
    assert result.outcomes == [("A", PASS), ("B", "flaky")]
    assert result.cases[1].message == "no"


def test_second_run__that_fails_again_stays_one_failure() -> None:
    again = events("start -\nrun B\nfail B\nfail -")
    assert told(gotest, FIRST + again + again).outcomes == [("A", PASS), ("B", FAIL)]
    flaky = told(gotest, FIRST + again + events("start -\nrun B\npass B\npass -"))
    assert flaky.outcomes == [("A", PASS), ("B", "flaky")]


def test_second_run__of_other_tests_too_redeems_nothing() -> None:
    result = told(gotest, FIRST + events("start -\nrun A\npass A\nrun B\npass B\npass -"))
    assert sorted(result.outcomes) == [("A", PASS), ("A", PASS), ("B", FAIL), ("B", PASS)]


def test_second_run__of_another_package_redeems_nothing() -> None:
    assert ("B", FAIL) in told(gotest, FIRST + events("run B\npass B\npass -", "other")).outcomes


def test_packages__tell_when_they_ran() -> None:
    times = ("2026-11-22T14:05:05.580693539Z", "2026-11-22T14:05:06.5Z")
    made = [{"Time": times[0], "Action": "start", "Package": "p"}, {"Time": times[1], "Action": "skip", "Package": "p"}]
    wall = told(gotest, "\n".join(map(json.dumps, made))).wall
    assert wall is not None
    assert round(wall[1] - wall[0], 3) == 0.919
    assert told(gotest, "\n".join(map(json.dumps, made)).replace(times[1], "nonsense")).wall is None


def test_packages__may_be_mixed() -> None:
    one, two = events("run A\nfail A\nfail -", "one").splitlines(), events("run A\npass A\npass -", "two").splitlines()
    mixed = "".join(f"{a}\n{b}\n" for a, b in zip(one, two, strict=True))
    assert {(case.suite, case.outcome.value) for case in told(gotest, mixed).cases} == {("one", FAIL), ("two", PASS)}


def test_output__is_bounded() -> None:
    text = events("run A\n" + "\n".join(f"out A line {n}" for n in range(5000)) + "\nfail A\nfail -")
    assert len(told(gotest, text).cases[0].details) < 17 * 1024


def test_line__that_was_an_event_is_an_error() -> None:
    broken = events("run A\npass A\npass -") + '{"Action":"fail","Package":"q","Te\n'
    assert [case.message for case in told(gotest, broken).cases if case.outcome.red] == [
        "a line of it is no whole JSON object"
    ]


@pytest.mark.parametrize("size", [1, 7, 1 << 16])
def test_bytes__may_come_in_any_pieces_and_encoding(size: int) -> None:
    for codec in ("utf-8", "utf-8-sig", "utf-16"):
        data = FIRST.replace("\n", "\r\n").encode(codec)
        assert told(gotest, data, size).outcomes == [("A", PASS), ("B", FAIL)]
        assert gotest.recognises(data)


@pytest.mark.parametrize(
    "line",
    [
        "[]",
        "{}",
        '{"Action": 5}',
        '{"Action": ["fail"], "Package": "p"}',
        '{"Action": "fail", "Package": {"a": 1}, "Test": [1]}',
        '{"Action": "output", "Output": 5, "Test": "\\ud800"}',
        "{" * 9000,
    ],
)
def test_events__of_the_wrong_shape_are_survived(line: str) -> None:
    told(gotest, FIRST + line + "\n")


def test_recognises__its_events_and_no_others() -> None:
    assert gotest.recognises(b"go: downloading x\n" + FIRST.encode())
    for other in (
        b'{"vertexes": [{"digest": "sha256:0"}]}\n',
        b'{"Action": "push", "who": "me"}\n',
        b'{"protocolVersion":"0.1.1","type":"start"}\n',
        b"ok  \tp\t0.1s\n",
        b"",
    ):
        assert not gotest.recognises(other)
