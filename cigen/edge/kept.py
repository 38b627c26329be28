"""Answers in that came with an ETag, the condition for asking again out, which GitHub then answers with a mere 304.

https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests
"""

from __future__ import annotations

import re

from cigen.edge.http import Answer

MOST_KEPT = 16 << 20
"""Bytes of the bodies that are kept; what does not fit any more is asked for in full."""
_ETAG = re.compile(r'(?:W/)?"[!#-~]{1,200}"')


class Kept:
    """The answers of one client, by address."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._left = most
        self._answers: dict[str, Answer] = {}

    def condition(self, url: str) -> dict[str, str]:
        """The header for a request that was answered before."""
        known = self._answers.get(url)
        return {"If-None-Match": known.headers["ETag"]} if known else {}

    def told(self, answer: Answer) -> Answer:
        """The answer, or the kept one where that still holds."""
        if answer.status == 304:
            return self._answers.get(answer.url, answer)
        if answer.status == 200 and _ETAG.fullmatch(answer.headers.get("ETag", "")):
            self._keep(answer)
        return answer

    def _keep(self, answer: Answer) -> None:
        old = self._answers.pop(answer.url, None)
        self._left += len(old.body) if old else 0
        if len(answer.body) <= self._left:
            self._left -= len(answer.body)
            self._answers[answer.url] = answer
