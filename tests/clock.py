"""A clock for clients under test: sleeping costs nothing, and is remembered."""

from __future__ import annotations

from cigen.edge.http import Clock


class Time:
    """A clock whose sleeps cost nothing."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.naps: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.passed += seconds

    @property
    def clock(self) -> Clock:
        return Clock(now=lambda: self.passed, sleep=self.sleep, jitter=lambda: 0.0)
