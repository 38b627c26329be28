"""One of everything that nose2 can say."""

import unittest

from nose2.tools import params


def test_function_passes():
    assert True


def test_function_fails():
    raise AssertionError("Zoë 😀 <a> & \"b\" ]]> 𝔘")


@params(1, 2, 3)
def test_params(number):
    assert number != 2


def test_generator():
    def check(number):
        assert number < 2

    for number in range(3):
        yield check, number


class Mixed(unittest.TestCase):
    """Most outcomes."""

    def test_passes(self):
        pass

    def test_fails(self):
        self.assertEqual("Größe", "Grösse 😀 <&>")

    def test_errors(self):
        raise RuntimeError("an exception: 😀 <&>")

    @unittest.skip('no <gpu> & no "driver" 😀')
    def test_skipped(self):
        pass

    @unittest.expectedFailure
    def test_fails_as_expected(self):
        self.fail("still broken")

    @unittest.expectedFailure
    def test_passes_unexpectedly(self):
        pass

    def test_subtests(self):
        for number in range(4):
            with self.subTest(number=number):
                self.assertNotIn(number, (1, 3))

    def test_colours(self):
        print("\x1b[1;32mgreen\x1b[0m \x07 bell")
        self.fail("\x1b[31mred message\x1b[0m")
