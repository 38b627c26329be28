"""What is known of one interesting line of a log."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of a log that says what went wrong.

    `line` counts the log's lines from 1; `text` is plain and short, without the place that it names. `kind` is one of
    error, panic, traceback, assertion, crash. `file` is what the log calls it until `located` finds it in the
    repository, which `known` says; `at` and `column` are 0 where they are not told. A `weak` one only has the words of
    an error, or is what came of another.
    """

    line: int
    text: str
    kind: str
    file: str = ""
    at: int = 0
    column: int = 0
    weak: bool = False
    known: bool = False
