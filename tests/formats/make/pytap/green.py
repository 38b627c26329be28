"""Nothing red."""

import pytest


@pytest.mark.parametrize("number", range(5))
def test_number(number):
    assert number < 5


class TestInner:
    """A class in a class."""

    class TestDeep:
        """The inner one."""

        def test_deep(self):
            pass
