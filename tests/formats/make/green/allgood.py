"""Nothing red."""

import unittest


class Green(unittest.TestCase):
    """Three that pass."""

    def test_one(self):
        pass

    def test_two(self):
        pass

    def test_three(self):
        print("grüße 😀")
