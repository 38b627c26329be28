"""What a `<testsuite>` says of itself in, what it keeps silent about out: its attributes are never believed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from sys import intern

from cigen.results.bounded import Text
from cigen.results.case import Outcome
from cigen.results.caseline import said as told
from cigen.results.numbers import seconds, whole
from cigen.results.tally import SUITE

SUITE_ITSELF = "(the suite itself)"
"""The name of a case that stands for what a suite says of itself."""
LEARNED = GO, QT = ("go.version", "QTestVersion")
"""Properties that tell what wrote a suite: Go's tests, or Qt's, whose errors are messages."""
COUNTS = ("tests", "failures", "errors", "skipped", "disabled", "ignored")

_LONGEST = 40
EPOCH = datetime.fromtimestamp(0, UTC)
NAIVE_EPOCH = EPOCH.replace(tzinfo=None)


@dataclass(slots=True)
class Open:
    """A `<testcase>` that is still being read, or what is told of a suite; `allowed` where its failure was expected."""

    attributes: dict[str, str]
    outcome: Outcome = Outcome.PASSED
    message: str = ""
    details: Text = field(default_factory=Text)
    allowed: bool = False


@dataclass(slots=True)
class Suite:
    """A suite that is still being read: what it says of itself, and the cases found in it so far.

    `said_so` is its name as a case's line of JSON begins with it. `unique` where a name that comes twice is one test
    tried twice, `failed` then holds those that failed.
    """

    name: str = ""
    said_so: str = ""
    depth: int = 0
    said: dict[str, int] = field(default_factory=dict)
    when: tuple[float, float] | None = None
    cases: int = 0
    red: int = 0
    flaky: int = 0
    unique: bool = False
    failed: dict[tuple[str, str], list[Open]] = field(default_factory=dict)

    def learn(self, name: str) -> None:
        """A property of the suite, whose name tells what wrote it."""
        if name == GO:
            self.unique = True
        elif name == QT:
            self.said.pop("errors", None)

    @property
    def lacks(self) -> str:
        """What it counts and does not show; some writers drop what failed outside of a test."""
        said = self.said
        if not (self.red or self.flaky) and (said.get("failures") or said.get("errors")):
            red = " and ".join(f"{said[key]} {key}" for key in ("failures", "errors") if said.get(key))
            return f"the suite counts {red}, but no case in it failed"
        ran = said.get("tests", 0) - said.get("skipped", 0) - said.get("disabled", 0) - said.get("ignored", 0)
        return f"the suite counts {ran} tests, but none is in it" if ran > 0 and not self.cases else ""

    @property
    def disagrees(self) -> str:
        """Where what it counts is not what is in it, in words; what is in it counts."""
        said = self.said
        tests, red = said.get("tests"), said.get("failures", 0) + said.get("errors", 0)
        if tests is not None and tests != self.cases:
            return f"says {tests} tests, {self.cases} are in it"
        wrong = "failures" in said and red != self.red and not self.flaky
        return f"says {red} failures and errors, {self.red} are in it" if wrong else ""

    def take(self, inner: Suite) -> None:
        """Count what is in a suite inside of this one."""
        self.cases += inner.cases
        self.red += inner.red
        self.flaky += inner.flaky


def suite(attributes: dict[str, str], outer: Suite, depth: int, *, named: bool = True) -> Suite:
    """The suite that begins with these attributes."""
    name = intern(" / ".join(filter(None, (outer.name, attributes.get("name", "") if named else "")))[:SUITE])
    said = {key: _count(attributes[key]) for key in COUNTS if key in attributes}
    said = {key: number for key, number in said.items() if number >= 0}
    return Suite(name, told("suite", name), depth, said, _when(attributes), unique=outer.unique)


@lru_cache(4096)
def _count(text: str) -> int:
    """-1 for what is none."""
    text = text.strip() if len(text) < _LONGEST else ""
    return whole(text) or (0 if text == "0" else -1)


def _when(attributes: dict[str, str]) -> tuple[float, float] | None:
    """When it ran, in seconds since 1970; a time stamp without a zone counts as UTC."""
    stamp, took = attributes.get("timestamp", ""), seconds(attributes.get("time", ""))
    if not stamp or took is None:
        return None
    try:
        start = datetime.fromisoformat(stamp[:40])
        began = (start - (EPOCH if start.tzinfo else NAIVE_EPOCH)).total_seconds()
    except (ValueError, OverflowError):
        return None
    return began, began + took
