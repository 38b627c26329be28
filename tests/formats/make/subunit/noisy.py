"""What a test prints gets between the stream's packets."""

import unittest


class Noisy(unittest.TestCase):
    """Prints, passes and fails."""

    def test_passes(self):
        print("<noise> & \x1b[31mred\x1b[0m grüße 😀")

    def test_fails(self):
        print("</noise> more of it")
        self.fail("after the noise")
