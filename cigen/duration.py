"""Seconds in, the words that people read out."""

from __future__ import annotations


def duration(seconds: float) -> str:
    """Such as `0.4 s`, `41 s`, `20 min`, `3m 12s`, `2h 05m`; rounded, never negative."""
    if seconds < 9.95:
        return f"{max(seconds, 0.0):.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60}m {whole % 60:02}s" if whole % 60 else f"{whole // 60} min"
    return f"{whole // 3600}h {whole % 3600 // 60:02}m"
