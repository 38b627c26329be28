"""The texts that the recorder leaves in, their values out. Format 1, see `docs/results-format.md`."""

from __future__ import annotations

import math
from dataclasses import dataclass

SIGNALS = {
    1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE", 9: "SIGKILL",
    11: "SIGSEGV", 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM", 24: "SIGXCPU", 25: "SIGXFSZ", 31: "SIGSYS",
}  # fmt: skip
LATEST = 253_402_300_799.0
"""The last second of the year 9999."""


class RecordError(ValueError):
    """The text is no record; the message says what was found."""


@dataclass(frozen=True, slots=True)
class Result:
    """One `STEP.result`: `ended` is `exited`, `signaled`, `timeout`, `skipped` or `error`; times in seconds."""

    ended: str
    code: int | None = None
    signal: int | None = None
    started: float | None = None
    seconds: float | None = None
    attempts: int = 1
    reason: str = ""

    @property
    def passed(self) -> bool:
        """Whether the command ran and said yes."""
        return self.ended == "exited" and self.code == 0


@dataclass(frozen=True, slots=True)
class Gathered:
    """The `gathered` file: which artifacts were there, and which JUnit files were kept for which pattern."""

    present: frozenset[int] = frozenset()
    junit: tuple[tuple[int, str, str], ...] = ()


def read_result(text: str) -> Result:
    """The `key=value` lines of a step; unknown keys are for later versions, anything else is a RecordError."""
    pairs = _pairs(text)
    ended = pairs.get("outcome", "")
    if ended not in ("exited", "signaled", "timeout", "skipped", "error"):
        raise RecordError(f"outcome {ended!r:.40} is not known" if ended else "it has no outcome")
    result = Result(
        ended=ended,
        code=_whole(pairs, "code", 0, 255),
        signal=_whole(pairs, "signal", 1, 64),
        started=_moment(pairs, "started"),
        seconds=_seconds(_moment(pairs, "started"), _moment(pairs, "ended")),
        attempts=_whole(pairs, "attempts", 0, 1_000_000) or 1,
        reason=pairs.get("reason", ""),
    )
    if (ended == "exited" and result.code is None) or (ended == "signaled" and result.signal is None):
        raise RecordError(f"it {ended}, but does not say {'how' if ended == 'exited' else 'by which signal'}")
    if result.passed and pairs.get("attempts") == "0":
        raise RecordError("it exited, but was never run")
    return result


def _pairs(text: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for line in filter(None, text.split("\n")):
        key, equals, value = line.partition("=")
        if not equals:
            raise RecordError(f"{line!r:.80} is no key=value line")
        if key in pairs:
            raise RecordError(f"{key!r:.40} stands in it twice")
        pairs[key] = value
    return pairs


def _whole(pairs: dict[str, str], key: str, least: int, most: int) -> int | None:
    text = pairs.get(key)
    if text is None:
        return None
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
    if not least <= number <= most:
        raise RecordError(f"{key}={text!r:.40} is no number from {least} to {most}")
    return number


def _moment(pairs: dict[str, str], key: str) -> float | None:
    """A time since 1970; one that makes no sense is as good as none, since no verdict hangs on it."""
    try:
        moment = float(pairs.get(key, "nan"))
    except ValueError:
        return None
    return moment if math.isfinite(moment) and 0 <= moment <= LATEST else None


def _seconds(started: float | None, ended: float | None) -> float | None:
    if started is None or ended is None or ended < started:
        return None
    return round(ended - started, 2)


def read_gathered(text: str) -> Gathered:
    """The lines `artifact NUMBER present|missing`, `junit NUMBER FILE ORIGINAL-PATH` and `junit NUMBER missing`."""
    present: set[int] = set()
    junit: list[tuple[int, str, str]] = []
    for line in filter(None, text.split("\n")):
        match line.split(" ", 3):
            case ["artifact", number, "present"] if _counts(number):
                present.add(int(number))
            case ["artifact" | "junit", number, "missing"] if _counts(number):
                pass
            case ["junit", number, file, original] if _counts(number):
                junit.append((int(number), file, original))
            case _:
                raise RecordError(f"{line!r:.80} is not a line that `gathered` has")
    return Gathered(frozenset(present), tuple(junit))


def _counts(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def signal_name(number: int) -> str:
    """Such as `SIGKILL`; empty for one without a common name."""
    return SIGNALS.get(number, "")
