"""The JSON lines of `go test -json` and gotestsum in, cases out: the leaves of the tree of tests, https://pkg.go.dev/cmd/test2json."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cigen.results.bounded import Text
from cigen.results.case import Outcome
from cigen.results.formats.claims import blame, first_line, ran, seconds, word, words
from cigen.results.formats.decoded import beginning
from cigen.results.formats.gopackage import LONGEST_NAME, MOST_OPEN, THE_PACKAGE, Package, Shared
from cigen.results.formats.jsonlines import first_objects, objects
from cigen.results.formats.pieces import in_text
from cigen.results.tally import Tally
from cigen.results.unreadable import UnreadableError

NAME = "gotest"
ENDS = {"pass": Outcome.PASSED, "fail": Outcome.FAILED, "skip": Outcome.SKIPPED}
ACTIONS = frozenset(
    {*ENDS, "start", "run", "pause", "cont", "output", "bench", "build-output", "build-fail", "attr", "artifacts"}
)
KEYS = frozenset({"Package", "ImportPath", "Test", "Output", "Elapsed"})
MOST_BUILDS = 1_000
COMPILER = re.compile(r"(?!.*warning)\S{1,1000}\.go:\d{1,9}:\d{1,9}: ")
"""A line of the compiler or of vet, either of which keeps a package from being tested."""
NOT_BUILT = re.compile(r"FAIL\t(\S{1,1000}) \[(\w+ failed)\]\s*$", re.MULTILINE)
"""What Go before 1.24 prints, as plain text, of a package that it can't build."""


def recognises(head: bytes) -> bool:
    """Whether a file that begins so has an event of test2json, or a package that could not be built."""
    events = any(word(event.get("Action")) in ACTIONS and KEYS & event.keys() for event in first_objects(head))
    return events or NOT_BUILT.match(beginning(head)) is not None


def read(chunks: Iterator[bytes], tally: Tally) -> None:
    """Follow the events of all packages, which may be mixed with each other and with plain lines of the compiler."""
    run = _Run(tally)
    for event in objects(chunks, lambda text, bad: run.text(text, bad=bad)):
        run.event(event)
    run.end()


class _Run:
    """The packages that have begun and not ended, and what the builds said."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._shared = Shared(tally)
        self._open: dict[str, Package] = {}
        self._builds: dict[str, Text] = {}
        self._broken: dict[str, bool] = {}
        self._plain = Text()
        self._compiler = False

    def text(self, text: str, *, bad: bool) -> None:
        """A plain line; one that was meant for an event may have been the one that says failed."""
        text = text[:10_000]
        self._plain.add(f"{text}\n")
        self._compiler = self._compiler or COMPILER.match(text) is not None
        if not_built := NOT_BUILT.match(text):
            blame(self._tally, not_built[2], details=self._plain.text, suite=not_built[1], name=THE_PACKAGE)
        if bad or '"Action":"' in text:
            blame(self._tally, "a line of it is no whole JSON object", details=text)
        elif in_text(text):
            blame(self._tally, "other results are mixed with it, which are not read", details=text)

    def event(self, event: dict[str, Any]) -> None:
        action = word(event.get("Action"))
        if action in ("build-output", "build-fail"):
            self._build(
                words(event.get("ImportPath"))[:LONGEST_NAME], words(event.get("Output")), failed=action == "build-fail"
            )
        elif action in ACTIONS:
            self._test(words(event.get("Package"))[:LONGEST_NAME], action, event)

    def _build(self, path: str, output: str, *, failed: bool) -> None:
        if path in self._builds or len(self._builds) < MOST_BUILDS:
            self._builds.setdefault(path, Text()).add(output)
        if failed and len(self._broken) < MOST_BUILDS:
            self._broken[path] = True

    def _test(self, name: str, action: str, event: dict[str, Any]) -> None:
        package = self._open.get(name)
        if package is None:
            package = self._open[name] = Package(name, self._shared, began=word(event.get("Time"))[:40])
            if len(self._open) > MOST_OPEN:
                raise UnreadableError(f"more than {MOST_OPEN:,} packages are tested at one time")
        test = words(event.get("Test"))[:LONGEST_NAME]
        if action == "output":
            package.output(test, words(event.get("Output")))
        elif action == "run":
            package.run(test)
        elif action in ENDS and test:
            package.ended(test, ENDS[action], seconds(event.get("Elapsed")))
        elif action in ENDS:
            ran(self._tally, package.began, event.get("Time"))
            self._package_ended(package, ENDS[action], words(event.get("FailedBuild")))

    def _package_ended(self, package: Package, outcome: Outcome, build: str) -> None:
        """A package that failed and no test of it did: the build, a panic, TestMain or the time."""
        del self._open[package.name]
        self._broken.pop(build, None)
        said = self._builds[build].text if build in self._builds else ""
        package.end(outcome, said or ("" if package.said else self._plain.text))

    def end(self) -> None:
        """What is still open has no result; what failed earlier and never passed stays so."""
        for package in self._open.values():
            package.end(None, self._plain.text)
        self._shared.end()
        for path in self._broken:
            details = self._builds[path].text if path in self._builds else ""
            blame(self._tally, first_line(details) or "the build failed", details=details, suite=path)
        if self._compiler and not self._tally.red:
            blame(self._tally, "a package could not be built", details=self._plain.text)
        elif self._plain and not self._tally.cases:
            blame(self._tally, first_line(self._plain.text), details=self._plain.text)
