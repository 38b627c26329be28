from hypothesis import given
from hypothesis import strategies as st

from cigen.results.logs import HEAD, TAIL, calm, keep


@given(st.lists(st.binary(max_size=9000), max_size=8))
def test_keep__head_and_tail_never_overlap(chunks: list[bytes]) -> None:
    data = b"".join(chunks)
    log = keep(chunks, "x")
    assert log.size == len(data)
    assert log.tail == data[-TAIL:].decode("utf-8", "replace") if data else not log.tail
    assert log.head == data[: min(HEAD, max(0, len(data) - TAIL))].decode("utf-8", "replace")


def test_keep__a_short_log_is_whole_in_its_tail() -> None:
    assert (keep([b"ab", b"c"], "x").head, keep([b"ab", b"c"], "x").tail) == ("", "abc")


def test_keep__finds_the_lines_that_tell_what_went_wrong() -> None:
    log = keep([b"gcc -c a.c\na.c:3:5: err", b"or: no\n" + b"-" * 40_000], "x")
    assert [(spot.line, spot.file, spot.at, spot.text) for spot in log.spots] == [(2, "a.c", 3, "error: no")]


def test_keep__does_not_search_the_log_of_a_step_that_passed() -> None:
    assert keep([b"a.c:3:5: error: no\n"], "x", passed=True).spots == ()


def test_calm__keeps_the_last_words() -> None:
    log = calm(keep([b"a" * 5000, b"end"], "x"))
    assert log.tail.endswith("end")
    assert calm(keep([b"a.c:3:5: error: no\n"], "x")).spots == ()
    assert (len(log.tail), log.size) == (1024, 5003)
