"""One of everything that unittest can say."""

import sys
import unittest


class Mixed(unittest.TestCase):
    """Most outcomes."""

    def test_passes(self):
        self.assertEqual(1 + 1, 2)

    def test_fails(self):
        self.assertEqual("Zoë 😀 <a>", 'Zoe & "b" ]]> 𝔘')

    def test_errors(self):
        raise RuntimeError("an exception: Größe 😀 <&>")

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
            with self.subTest("sub <&> 😀", number=number):
                self.assertNotIn(number, (1, 3))

    def test_green_subtests(self):
        for number in range(3):
            with self.subTest(number=number):
                self.assertLess(number, 3)

    def test_colours(self):
        """A doc string with <tags> & 😀."""
        print("\x1b[1;32mgreen\x1b[0m \x07 bell \x00 nul ]]> end")
        print("\x1b[33mwarning\x1b[0m", file=sys.stderr)
        self.fail("\x1b[31mred message\x1b[0m")


class Broken(unittest.TestCase):
    """Its tests never start."""

    @classmethod
    def setUpClass(cls):
        raise ConnectionError("no database")

    def test_one(self):
        pass

    def test_two(self):
        pass


class Leaky(unittest.TestCase):
    """Red after the test."""

    def tearDown(self):
        raise OSError("could not remove 'scratch'")

    def test_passes_but_teardown_raises(self):
        pass
