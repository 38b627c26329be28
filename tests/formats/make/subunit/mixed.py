"""One of everything that a subunit stream can say."""

import unittest


class Mixed(unittest.TestCase):
    """Most outcomes."""

    def test_passes(self):
        pass

    def test_fails(self):
        self.assertEqual("Größe", "Grösse 😀 <&> ]]> 𝔘")

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

    def test_colours(self):
        self.fail("\x1b[31mred message\x1b[0m")
