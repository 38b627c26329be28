"""What pytest-tap makes of every outcome."""

import pytest


@pytest.fixture
def broken():
    """Raise while the test is being set up."""
    raise ConnectionError("no database at <db>")


def test_passes():
    pass


def test_fails():
    raise AssertionError("Zoë 😀 # SKIP not a directive\nnot ok 99 - not a result")


def test_error_in_setup(broken):
    pass


@pytest.mark.skip(reason="no # gpu 😀")
def test_skipped():
    pass


@pytest.mark.xfail(reason="known: #42")
def test_fails_as_expected():
    raise AssertionError("still broken")


@pytest.mark.xfail(reason="fixed by now")
def test_passes_unexpectedly():
    pass


@pytest.mark.parametrize("word", ["grüße", "\U0001f600\U0001d518", "a # SKIP b", "c # TODO d", "\\# e"])
def test_word(word):
    assert word


def test_colours():
    print("\x1b[1;32mgreen\x1b[0m\nok 12 - not a result")
    raise AssertionError("\x1b[31mred message\x1b[0m")
