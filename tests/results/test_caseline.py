from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cigen.results.caseline import decoded, encoded, glance, green, more, mores, plain, unescaped
from cigen.results.history import LONGEST_PART, case_key
from cigen.results.model import Case, Outcome
from cigen.results.storedkeys import keys, others

TEXT = st.text(st.sampled_from(' aé,:{}[]"\\&<>\n\t\rnt\x7f\x1f\0\ud800😀'), max_size=6)
NAME = st.one_of(
    st.sampled_from(["a", "b c", 'x", "outcome": "passed', "y\\", "{", '{"suite": "a", ', "n" * (LONGEST_PART + 1)]),
    TEXT,
)
SECONDS = st.sampled_from([None, 0.0, 1, 0.25, 1e-7, 12.5, 3.0])
CASE = st.builds(
    Case,
    st.one_of(st.just("s"), NAME),
    st.one_of(st.just("c"), NAME),
    NAME.filter(bool),
    st.one_of(st.just(Outcome.PASSED), st.sampled_from(Outcome)),
    st.just(""),
    SECONDS,
    st.one_of(st.just(""), TEXT),
    st.one_of(st.just(""), TEXT),
    st.one_of(st.just(""), TEXT),
    st.sampled_from([0, 7]),
)
CASES = st.lists(CASE, max_size=12)


def stored(*cases: Case) -> bytes:
    return "".join(f"{encoded(case)}\n" for case in cases).encode("ascii")


@given(CASE)
def test_line__is_read_back_as_it_was(case: Case) -> None:
    assert decoded(encoded(case), "") == case


@given(st.lists(st.tuples(*[st.text(st.sampled_from(' au0"\\&<>\n\t\r'), max_size=6)] * 2)))
def test_mores__are_what_each_is_alone(said: list[tuple[str, str]]) -> None:
    assert mores(said) == [more(*one).encode() for one in said]


WORDS = st.text(st.sampled_from('a, :}"\\\n\t\r\x7f\x01ü'), max_size=8) | st.sampled_from(
    ['", "details": "x', '"}', "ends \\", '\\"', "\\u00e9", 'x\\", "details": "y\\', "C:\\built"]
)


@settings(max_examples=1000, deadline=None)
@given(CASE, WORDS, WORDS)
def test_plain__finds_what_a_case_said_or_nothing(case: Case, message: str, details: str) -> None:
    found = plain(encoded(replace(case, message=message, details=details)).encode())

    if found is not None:
        _, classname, name, outcome, seconds, *said = found
        assert (classname.decode(), name.decode(), outcome.decode()) == (case.classname, case.name, case.outcome.value)
        assert (float(seconds) if seconds else None) == case.seconds
        assert [unescaped(one).decode() for one in said] == [message, details]
        assert (case.file, case.line) == ("", 0)


@pytest.mark.parametrize("said", ["", "two\nlines", "a \\ b", 'he said "no"', "a\tb", '"', "C:\\temp, \\"])
def test_plain__finds_what_most_cases_say(said: str) -> None:
    case = Case("s ü", "c", "n", Outcome.FAILED, "f", 1.5, "m", f"{said}.")

    assert plain(f"{encoded(case)}\n".encode()) is not None


@given(CASES)
def test_green__tells_every_line_once_and_in_its_order(cases: list[Case]) -> None:
    found = green(stored(*cases))
    told = b""
    for number, name in enumerate(found.names):
        suite, classname, seconds = found.suites[number], found.classnames[number], found.seconds[number]
        told += found.others[number] + b"{"
        told += b'"suite": %b, ' % suite if suite else b""
        told += b'"classname": "%b", ' % classname if classname else b""
        told += b'"name": "%b", "outcome": "passed"' % name
        told += b', "seconds": %b}\n' % seconds if seconds else b"}\n"
    assert told + found.others[-1] == stored(*cases)


@given(CASES)
def test_green__has_names_that_are_the_same_in_xml_and_all_others_are_told_one_by_one(cases: list[Case]) -> None:
    found = green(stored(*cases))
    assert not any(mark in name for name in (*found.names, *filter(None, found.classnames)) for mark in b'"\\&<>\x7f')
    one_by_one = [one.key for one in others(found)]
    assert sorted([*keys(found), *one_by_one]) == sorted(
        case_key(case.suite, case.classname, case.name) for case in cases
    )


def test_green__takes_what_is_simple_and_leaves_the_rest() -> None:
    case = Case("s", "c", "a", Outcome.PASSED, "", 0.5)
    lines = stored(case, replace(case, name="a&b"), replace(case, outcome=Outcome.FAILED), replace(case, name="z"))
    found = green(lines)
    assert (found.names, found.seconds) == ([b"a", b"z"], [b"0.5", b"0.5"])
    assert [part.count(b"\n") for part in found.others] == [0, 2, 0]


@given(CASES, st.sampled_from([0.1, 0.25, 0.3, 0.99, 3.0, 12.5, float("inf")]))
def test_glance__sees_what_did_not_just_pass_or_was_slow(cases: list[Case], least: float) -> None:
    def is_seen(case: Case) -> bool:
        quiet = not (case.message or case.details or case.file or case.line) and case.seconds != 1e-7
        return case.outcome is not Outcome.PASSED or not quiet or (case.seconds or 0) >= least

    assert glance(stored(*cases), least) == [encoded(case).encode() for case in cases if is_seen(case)]
