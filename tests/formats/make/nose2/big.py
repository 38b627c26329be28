"""One test that prints a megabyte and fails, and one that passes."""

import unittest


class Big(unittest.TestCase):
    """Much output."""

    def test_prints_a_megabyte(self):
        for number in range(16384):
            print(f"{number:06d} the quick brown fox jumps over the lazy dog <&> ü😀")
        self.fail("after a megabyte")

    def test_quiet(self):
        pass
