"""Subtests, which pytest 9 has built in."""


def test_with_a_red_subtest(subtests):
    for number in range(4):
        with subtests.test(msg="number <&> 😀", number=number):
            assert number != 2


def test_with_green_subtests(subtests):
    for number in range(3):
        with subtests.test(number=number):
            assert number < 3
