import pytest

from cigen.results.numbers import seconds, whole


@pytest.mark.parametrize("time", ["NaN", "inf", "-1", "x", "", "1_000", "1e99", "9" * 50])
def test_seconds__nonsense_is_none(time: str) -> None:
    if time == "1_000":
        assert seconds(time) in (None, 1000.0)
    else:
        assert seconds(time) is None


@pytest.mark.parametrize(
    ("time", "value"),
    [
        ("1,234.5", 1234.5),
        ("1,5", 1.5),
        ("1,234", 1234),
        (" 2 ", 2),
        ("1e-3", 0.001),
        ("0:00:01.5", 1.5),
        ("250ms", 0.25),
        ("3 s", 3),
    ],
)
def test_seconds__commas_of_either_kind_are_read(time: str, value: float) -> None:
    assert seconds(time) == value


@pytest.mark.parametrize(("text", "value"), [("12", 12), ("-1", 0), ("x", 0), ("1" * 20, 0), ("", 0), ("²", 0)])
def test_whole__nonsense_is_nothing(text: str, value: int) -> None:
    assert whole(text) == value
