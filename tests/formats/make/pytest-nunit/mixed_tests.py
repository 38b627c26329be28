"""11 tests: 4 pass, 2 fail, 1 errs before and 1 after itself, 2 are skipped, 1 fails as expected."""

import sys

import pytest


@pytest.fixture
def broken():
    raise RuntimeError("no <database> & luck")


@pytest.fixture
def breaks_after():
    yield
    raise RuntimeError("can't clean up")


def test_passes():
    assert 1 + 1 == 2


def test_prints(capsys):
    sys.stdout.write("\033[32mcoloured\033[0m <out> & ]]> 🐧\n")


@pytest.mark.parametrize("word", ["one", "größe <&>", "🐧"])
def test_has(word):
    assert word != "one", "the 'penguin' 🐧"


def test_fails():
    assert "größe <&> ]]> 🐧" == "\033[31mred\033[0m"


def test_needs_the_broken(broken):
    pass


def test_passes_and_breaks_after(breaks_after):
    pass


@pytest.mark.skip(reason="no <network>")
def test_is_skipped():
    pass


def test_gives_up():
    pytest.skip("not on this day")


@pytest.mark.xfail(reason="not yet")
def test_fails_as_expected():
    assert 1 + 1 == 3
