"""An answer in, whether it is one of GitHub's rate limits and how long to wait for its end out.

https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from cigen.edge.http import Answer

SHORTEST = 1.0
MINUTE = 60.0
_LONGEST = 86_400.0


def is_limited(answer: Answer) -> bool:
    """Whether this is a rate limit, primary or secondary, and no verdict on the token."""
    if answer.status == 429:
        return True
    said = answer.text[:10_000].lower() if answer.status in (403, 422) else ""
    if answer.status == 422:
        return "submitted too quickly" in said
    spent = answer.headers.get("X-RateLimit-Remaining") == "0" or "Retry-After" in answer.headers
    return answer.status == 403 and (spent or "rate limit" in said)


def retry_after(answer: Answer, attempt: int) -> float:
    """Seconds to wait: what the answer says, else GitHub's advice of a minute, twice as long each time."""
    told = _told(answer)
    return MINUTE * 2.0 ** min(attempt, 10) if told is None else min(max(told, SHORTEST), _LONGEST)


def _told(answer: Answer) -> float | None:
    """Seconds that a header names, as such or as a time; times are the server's, and so is its clock."""
    header, now = answer.headers.get("Retry-After", "").strip(), _time(answer.headers.get("Date", ""))
    if header:
        return float(header) if _is_number(header) else _between(now, _time(header))
    reset = answer.headers.get("X-RateLimit-Reset", "")
    if answer.headers.get("X-RateLimit-Remaining") == "0" and _is_number(reset):
        return _between(now, float(reset))
    return None


def _between(now: float | None, then: float | None) -> float | None:
    return None if now is None or then is None else then - now


def _time(header: str) -> float | None:
    """The seconds of a date in a header; it has no time zone but UTC."""
    try:
        found = parsedate_to_datetime(header)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp() if isinstance(found, datetime) else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16
