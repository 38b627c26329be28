from __future__ import annotations

import pytest
from requests.structures import CaseInsensitiveDict

from cigen.edge.http import Answer
from cigen.edge.limits import is_limited, retry_after

NOON, MINUTE_LATER = "Thu, 01 Jan 2026 12:00:00 GMT", "Thu, 01 Jan 2026 12:01:00 GMT"
EPOCH = 1767268800


def answer(status: int = 403, text: str = "", **headers: str) -> Answer:
    named = CaseInsensitiveDict({name.replace("_", "-"): value for name, value in headers.items()})
    return Answer("https://api.github.com/x", status, named, text.encode())


@pytest.mark.parametrize(
    "limit",
    [
        answer(429),
        answer(text='{"message": "You have exceeded a secondary rate limit"}'),
        answer(text='{"message": "API RATE LIMIT exceeded"}'),
        answer(Retry_After="1"),
        answer(X_RateLimit_Remaining="0"),
        answer(422, "was submitted too quickly"),
    ],
)
def test_is_limited__by_status_header_or_words(limit: Answer) -> None:
    assert is_limited(limit)


@pytest.mark.parametrize(
    "verdict",
    [
        answer(text="Resource not accessible by integration"),
        answer(X_RateLimit_Remaining="4999"),
        answer(422, "Validation Failed"),
        answer(200, "rate limit", X_RateLimit_Remaining="0"),
        answer(404, Retry_After="1"),
    ],
)
def test_is_limited__a_verdict_is_none(verdict: Answer) -> None:
    assert not is_limited(verdict)


@pytest.mark.parametrize(
    ("limit", "seconds"),
    [
        (answer(), 60.0),
        (answer(Retry_After="7"), 7.0),
        (answer(Retry_After="0"), 1.0),
        (answer(Retry_After="soon"), 60.0),
        (answer(Retry_After="-5"), 60.0),
        (answer(Retry_After="٣"), 60.0),
        (answer(Retry_After="9" * 5000), 60.0),
        (answer(Retry_After="999999999999"), 86_400.0),
        (answer(Retry_After=MINUTE_LATER, Date=NOON), 60.0),
        (answer(Retry_After=NOON, Date=MINUTE_LATER), 1.0),
        (answer(Retry_After=MINUTE_LATER), 60.0),
        (answer(X_RateLimit_Remaining="0", X_RateLimit_Reset=str(EPOCH + 90), Date=NOON), 90.0),
        (answer(X_RateLimit_Remaining="0", X_RateLimit_Reset=str(EPOCH + 90)), 60.0),
        (answer(X_RateLimit_Remaining="0", X_RateLimit_Reset="x", Date=NOON), 60.0),
        (answer(X_RateLimit_Remaining="5", X_RateLimit_Reset=str(EPOCH + 90), Date=NOON), 60.0),
        (answer(X_RateLimit_Remaining="0", X_RateLimit_Reset=str(EPOCH + 90), Date="99 Foo 999999999"), 60.0),
    ],
)
def test_retry_after__is_what_the_answer_says_by_the_servers_clock(limit: Answer, seconds: float) -> None:
    assert retry_after(limit, 0) == seconds


def test_retry_after__without_a_time_it_is_a_minute_then_two() -> None:
    assert [retry_after(answer(), attempt) for attempt in (0, 1, 2)] == [60.0, 120.0, 240.0]
    assert retry_after(answer(), 10_000) < 100_000
