"""The events of one package of `go test -json` in, its cases out; who failed waits for a run that redeems it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from cigen.results.bounded import Text
from cigen.results.case import Outcome
from cigen.results.formats.claims import first_line
from cigen.results.tally import Tally
from cigen.results.unreadable import UnreadableError

THE_PACKAGE = "(the package itself)"
MOST_OPEN = 50_000
LONGEST_NAME = 1_000
MOST_TEXTS = 1_000
"""Tests and packages whose output is held at one time, each a bounded text; of more than these nothing is held."""
MOST_WAITING = 500
FRAMES = ("=== ", "--- ")
PLACE = re.compile(r"^[ \t]*([^\s:]{1,200}\.go):(\d{1,7}): ?(.*)$", re.MULTILINE)
DULL = ("FAIL", "exit status", "PASS", "ok ")


@dataclass(frozen=True, slots=True)
class _Case:
    package: str
    name: str
    outcome: Outcome
    seconds: float | None
    message: str
    details: str
    file: str
    line: int
    over: bool = False
    """The run of the package in which it failed is over."""


@dataclass(slots=True)
class _Test:
    output: Text | None = None
    parent: bool = False
    red_child: bool = False


class Shared:
    """What the packages of one file have in common: the tally, the room for output, and the failed tests that wait."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.texts = MOST_TEXTS
        self.open = 0
        self._waiting: dict[tuple[str, str], list[_Case]] = {}
        self._many = 0

    def text(self) -> Text | None:
        """Room for an output, while there is any."""
        if self.texts <= 0:
            return None
        self.texts -= 1
        return Text()

    def add(self, case: _Case) -> None:
        """A result that will not change."""
        self.tally.add(
            name=case.name,
            suite=case.package,
            outcome=case.outcome,
            seconds=case.seconds,
            message=case.message,
            details=case.details,
            file=case.file,
            line=case.line,
        )

    def wait(self, case: _Case) -> None:
        """A failure that a later run of the same package may redeem; only the first few wait."""
        if self._many >= MOST_WAITING:
            self.add(case)
            return
        self._many += 1
        self._waiting.setdefault((case.package, case.name), []).append(case)

    def earlier(self, package: str, name: str) -> _Case | None:
        """Take out a failure of this test in an earlier run."""
        cases = self._waiting.get((package, name), [])
        case = next((case for case in cases if case.over), None)
        if case is not None:
            cases.remove(case)
            self._many -= 1
        return case

    def failed_before(self, package: str) -> set[str]:
        """The tests at the root of those that failed in earlier runs of a package."""
        waiting = self._waiting.items()
        return {key[1].partition("/")[0] for key, cases in waiting if key[0] == package and any(c.over for c in cases)}

    def explain(self, package: str, name: str, why: str) -> None:
        """A parent says why its child failed, where the child is silent, as a panic does."""
        for (where, test), cases in self._waiting.items():
            if where == package and test.startswith(f"{name}/"):
                cases[:] = [case if case.over or case.details else _told(case, why) for case in cases]

    def run_is_over(self, package: str) -> None:
        """What failed in this package so far may be redeemed by its next run."""
        for key, cases in self._waiting.items():
            if key[0] == package:
                cases[:] = [replace(case, over=True) for case in cases]

    def end(self) -> None:
        """No run comes any more."""
        for cases in self._waiting.values():
            for case in cases:
                self.add(case)
        self._waiting.clear()


@dataclass(slots=True)
class Package:
    """One run of one package."""

    name: str
    shared: Shared
    began: str = ""
    said: Text | None = None
    _tests: dict[str, _Test] = field(default_factory=dict)
    _red: int = 0
    _unsure: dict[str, _Case] = field(default_factory=dict)
    """Parents that failed before any of their children did."""
    _held: list[_Case] | None = None
    """The results of a run that may be the second try of what failed before."""
    _roots: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._roots = self.shared.failed_before(self.name)
        self._held = [] if self._roots else None

    def run(self, name: str) -> None:
        """A test began; it makes a parent of the one whose name goes before the last slash."""
        if name in self._tests:
            self._lost(name)
        self._open(name)
        outer, _, _ = name.rpartition("/")
        if outer in self._tests:
            self._tests[outer].parent = True

    def _open(self, name: str) -> _Test:
        self.shared.open += 1
        if self.shared.open > MOST_OPEN:
            raise UnreadableError(f"more than {MOST_OPEN:,} tests run at one time")
        test = self._tests[name] = _Test()
        return test

    def output(self, name: str, text: str) -> None:
        """What a test printed, or the package itself."""
        test = self._tests.get(name)
        if test is None:
            self.said = self.shared.text() if self.said is None else self.said
            if self.said is not None:
                self.said.add(text)
        elif not text.lstrip().startswith(FRAMES):
            test.output = self.shared.text() if test.output is None else test.output
            if test.output is not None:
                test.output.add(text)

    def ended(self, name: str, outcome: Outcome, seconds: float | None) -> None:
        """A test ended; a parent is no case of its own, unless it failed and no child of it did."""
        test = self._pop(name)
        case = self._case(name, outcome, seconds, test)
        if outcome.red:
            self._blame_parents(name)
        if not test.parent:
            self._result(case)
        elif outcome.red and not test.red_child:
            self._unsure[name] = case
        elif outcome.red and case.details:
            self.shared.explain(self.name, name, case.details)

    def _pop(self, name: str) -> _Test:
        test = self._tests.pop(name, None)
        if test is None:
            return _Test()
        self.shared.open -= 1
        self.shared.texts += test.output is not None
        return test

    def _blame_parents(self, name: str) -> None:
        outer = name.rpartition("/")[0]
        while outer:
            self._unsure.pop(outer, None)
            if outer in self._tests:
                self._tests[outer].red_child = True
            outer = outer.rpartition("/")[0]

    def _case(self, name: str, outcome: Outcome, seconds: float | None, test: _Test, message: str = "") -> _Case:
        details = test.output.text if test.output is not None and outcome is not Outcome.PASSED else ""
        place = PLACE.search(details)
        return _Case(
            self.name,
            name,
            outcome,
            seconds,
            message or (place[3].strip() if place else "") or _telling(details),
            details,
            place[1] if place else "",
            int(place[2]) if place else 0,
        )

    def _result(self, case: _Case) -> None:
        self._red += case.outcome.red
        if self._held is None:
            self._settle(case)
        else:
            self._held.append(case)
            if len(self._held) > MOST_WAITING or case.name.partition("/")[0] not in self._roots:
                self._own_run()

    def _own_run(self) -> None:
        """It runs other tests too, so it is no second try: what failed before stays failed."""
        held, self._held = self._held or [], None
        for case in held:
            self._settle(case)

    def _settle(self, case: _Case) -> None:
        if case.outcome is Outcome.FAILED:
            self.shared.wait(case)
        else:
            self.shared.add(case)

    def _lost(self, name: str) -> None:
        """A test without a result; the parent of one that is red already adds nothing."""
        test = self._pop(name)
        self._blame_parents(name)
        if not test.red_child:
            self._result(self._case(name, Outcome.ERROR, None, test, "it began and did not end"))

    def end(self, outcome: Outcome | None, otherwise: str) -> None:
        """The run of the package is over, None if no event says so; `otherwise` is what is known where it is silent."""
        for name in sorted(self._tests, key=lambda name: -name.count("/")):
            if outcome is Outcome.PASSED and name.startswith("Benchmark"):  # Go names no end of those that are fine
                self.ended(name, outcome, None)
            else:
                self._lost(name)
        for case in self._unsure.values():
            self._result(case)
        if outcome is None:
            self._itself("the package has no result", otherwise)
        elif outcome.red and not self._red:
            self._itself("", otherwise)
        self.shared.texts += self.said is not None
        self._second_try()
        self.shared.run_is_over(self.name)

    def _itself(self, message: str, otherwise: str) -> None:
        details = otherwise or (self.said.text if self.said is not None else "")
        message = message or _telling(details) or first_line(details) or "the package failed, but no test of it did"
        self._result(_Case(self.name, THE_PACKAGE, Outcome.ERROR, None, message, details, "", 0))

    def _second_try(self) -> None:
        """Each result of a second try takes the place of the failure that it repeats."""
        for case in self._held or ():
            before = self.shared.earlier(self.name, case.name) if case.outcome is not Outcome.SKIPPED else None
            if before is not None and case.outcome is Outcome.PASSED:
                self.shared.add(replace(before, outcome=Outcome.FLAKY, seconds=case.seconds))
            else:
                self._settle(case)


def _told(case: _Case, why: str) -> _Case:
    return replace(case, details=why, message=case.message or _telling(why))


def _telling(text: str) -> str:
    """The first line that is not what Go prints under each failure."""
    said = (line.strip() for line in text.splitlines())
    return next((line for line in said if line and not line.startswith((*DULL, "#"))), "")
