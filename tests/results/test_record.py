import pytest

from cigen.results.record import RecordError, read_gathered, read_result


def test_read_result__every_outcome_of_the_recorder() -> None:
    times = "started=1790000000.00\nended=1790000002.50\nattempts=1\n"
    assert read_result(f"outcome=exited\ncode=0\n{times}").passed
    assert read_result(f"outcome=exited\ncode=3\n{times}").code == 3
    assert read_result(f"outcome=signaled\ncode=137\nsignal=9\n{times}").signal == 9
    assert read_result(f"outcome=timeout\ncode=143\n{times}").seconds == 2.5
    assert read_result("outcome=skipped\nreason=after step 2\nattempts=0\n").reason == "after step 2"
    assert read_result("outcome=error\nreason=the image has no /bin/bash\n").ended == "error"


@pytest.mark.parametrize(
    "text",
    [
        "", "code=0\n", "outcome=passed\n", "outcome=exited\n", "outcome=exited\ncode=-1\n",
        "outcome=exited\ncode=256\n", "outcome=exited\ncode=0x0\n", "outcome=exited\ncode=\n",
        "outcome=exited\ncode=0\ncode=1\n", "outcome=signaled\n", "outcome=signaled\nsignal=99\n",
        "outcome=exited\ncode=0\nattempts=-3\n", "outcome=exited\ncode=0\n\0\n", "outcome=exited\ncode=٣\n",
        "outcome=exited\ncode=" + "9" * 5000, "outcome=exited\ncode=-0\n", "outcome=exited\ncode=0\nattempts=0\n",
        "outcome=exited\ncode=0 \n", "outcome=exited\ncode=+0\n", "outcome=exited\r\ncode=0\r\n",
        "outcome=Exited\ncode=0",
    ],
)  # fmt: skip
def test_read_result__anything_else_is_no_record(text: str) -> None:
    with pytest.raises(RecordError):
        read_result(text)


@pytest.mark.parametrize("time", ["nan", "inf", "-1", "1e300", "x", "", "9" * 400])
def test_read_result__a_senseless_time_is_none_and_harms_nothing(time: str) -> None:
    result = read_result(f"outcome=exited\ncode=0\nstarted={time}\nended=5\n")
    assert result.passed
    assert result.started is None
    assert result.seconds is None


def test_read_result__a_clock_that_went_back_gives_no_time() -> None:
    assert read_result("outcome=exited\ncode=0\nstarted=9\nended=5\n").seconds is None


def test_read_gathered__names_may_hold_blanks() -> None:
    found = read_gathered("artifact 1 present\nartifact 2 missing\njunit 1 1-1.xml out/a b.xml\njunit 2 missing\n")
    assert found.present == {1}
    assert found.junit == ((1, "1-1.xml", "out/a b.xml"),)


@pytest.mark.parametrize(
    "text", ["artifact x present", "artifact 1 perhaps", "hello", "junit 1", "artifact -1 present"]
)
def test_read_gathered__anything_else_is_no_record(text: str) -> None:
    with pytest.raises(RecordError):
        read_gathered(text)
