"""One of everything that pytest can say."""

import sys

import pytest

TRIES = []


@pytest.fixture
def broken():
    """Raise while the test is being set up."""
    raise ConnectionError("no database at <db> & no hope: Größe 😀")


@pytest.fixture
def leaky():
    """Raise after the test."""
    yield
    raise OSError("teardown: could not remove 'scratch'")


def test_passes():
    assert 1 + 1 == 2


def test_fails():
    assert {"name": "Zoë 😀", "tags": "<a> & 'b'"} == {"name": "Zoe", "tags": '"<a>" & b'}


def test_raises():
    raise RuntimeError("an exception in the test's body: \U0001d518 ]]> end")


def test_error_in_setup(broken):
    pass


def test_error_in_teardown(leaky):
    pass


def test_fails_and_error_in_teardown(leaky):
    raise AssertionError("first the test")


@pytest.mark.skip(reason="no <gpu> & no \"driver\" 😀")
def test_skipped():
    pass


@pytest.mark.xfail(reason="known: #42")
def test_fails_as_expected():
    raise AssertionError("still broken")


@pytest.mark.xfail(strict=True, reason="should be broken")
def test_passes_unexpectedly():
    pass


@pytest.mark.flaky(reruns=3)
def test_flaky():
    TRIES.append(1)
    assert len(TRIES) == 3


@pytest.mark.parametrize("word", ["grüße", "\U0001f600\U0001d518", "<a href='x'>&\"", "\x1b[31mred\x1b[0m", "日本語"])
def test_word(word):
    assert word


def test_colours():
    print("\x1b[1;32mgreen\x1b[0m and \x1b[38;5;196mred\x1b[0m \x07 bell \x00 nul")
    print("\x1b[33mwarning\x1b[0m to stderr", file=sys.stderr)
    raise AssertionError("\x1b[31mred message\x1b[0m")


class TestGroup:
    """Cases with a class."""

    def test_in_a_class(self):
        pass
