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


    def test_colours(self):
        """A doc string with <tags> & 😀."""
        print("green ]]> end")
        print("warning", file=sys.stderr)
        self.fail("a ]]> message")


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
