"""One test that prints a megabyte, between two that do not."""


def test_before():
    pass


def test_prints_a_megabyte():
    for number in range(16384):
        print(f"{number:06d} the quick brown fox jumps over the lazy dog <&> ü😀")
    raise AssertionError("after a megabyte")


def test_after():
    pass
