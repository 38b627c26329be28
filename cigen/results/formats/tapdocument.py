"""The lines of TAP in, cases into a tally: levels of subtests with their plans and numbers."""

from __future__ import annotations

import re

from cigen.results.case import Outcome
from cigen.results.formats.claims import THE_FILE, blame
from cigen.results.formats.pieces import in_text, of_json
from cigen.results.formats.taplevel import Level
from cigen.results.formats.tappoint import LONGEST_NAME, PLAN, VERSION, Point, plain, point
from cigen.results.tally import Tally
from cigen.results.unreadable import UnreadableError

DEEPEST = 100
MOST_HELD = 1_000
"""Cases that wait for what is told after them; more than these wait for nothing."""
SUBTEST = re.compile(r" *# Subtest(?:: (.*))?$")
CLAIM = re.compile(
    r"#[\s\0]*(?:(?:fail|cancelled) +(?P<node>\d{1,9})[\d.e+-]*\s*$|\d+ specs?, (?P<jasmine>\d{1,9}) failure)",
    re.IGNORECASE,
)
"""As Node, AVA, tape, Mocha and Jasmine count at the end; a number that is none counts by how it begins."""
BAIL = re.compile(r"\s*Bail out!\s*(.*)", re.IGNORECASE)
PRAGMA = re.compile(r"\s*pragma\s+([+-]\w+)")


class Document:
    """Takes line after line; levels are told by four spaces each."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._levels = [Level()]
        self._names: dict[int, str] = {}
        self._shift: int | None = None
        self._waiting = 0
        self._claimed, self._red = 0, tally.red
        self._yaml: int | None = None
        self._strict = False
        self._bailed = False
        self._any = False
        self._group = ""
        self._grouped = False

    def line(self, line: str) -> None:
        """The next line of the file."""
        text = line.lstrip(" ")
        indent = len(line) - len(text)
        if self._yaml is not None and self._in_yaml(line, text, indent):
            return
        if text.startswith("#"):
            self._comment(line)
        elif text.rstrip() == "---" and self._levels[-1].point is not None:
            self._yaml = indent
        elif text[:1] in "BbpTt" and self._rare(text, indent):
            pass
        elif indent % 4 or not self._structure(line, text, indent // 4):
            self._noise(text, indent)

    def _rare(self, text: str, indent: int) -> bool:
        """Whether the line is one of those that stand in a document once."""
        if bail := BAIL.match(text):
            self._bail(bail[1].strip())
        elif pragma := PRAGMA.match(text):
            self._strict = {"+strict": True, "-strict": False}.get(pragma[1], self._strict)
        elif VERSION.match(text):
            self._version(indent)
        else:
            return False
        return True

    def _in_yaml(self, line: str, text: str, indent: int) -> bool:
        """Whether the line belongs to the block of YAML that was opened; one that is not indented closes it."""
        assert self._yaml is not None
        ends = text.rstrip() == "..." and indent <= self._yaml
        out = bool(text.strip()) and indent < self._yaml
        level = self._levels[-1]
        if not ends and not out and level.point is not None:
            level.point.yaml(line, self._yaml)
        if ends or out:
            self._yaml = None
        return not out

    def _comment(self, line: str) -> None:
        if subtest := SUBTEST.match(line):
            depth = (len(line) - len(line.lstrip(" "))) // 4
            if self._shift is None:  # Node names a subtest at the level of its parent, Perl at its own
                self._shift = 0 if depth else 1
            self._names[min(depth, DEEPEST) + self._shift] = plain(subtest[1] or "")
        elif claim := CLAIM.match(line):
            self._claimed += int(claim["node"] or claim["jasmine"])
        elif not self._any or (self._grouped and not line.startswith("#  ")):
            self._group = line.strip("# ")[:LONGEST_NAME]
        elif (about := self._levels[-1].point) is not None:
            about.comment(line)

    def _bail(self, why: str) -> None:
        self._flush(self._levels[-1])
        if not self._bailed:
            blame(self._tally, f"bail out: {why}".removesuffix(": "), name=THE_FILE)
        self._bailed = True

    def _version(self, indent: int) -> None:
        """A version at the left begins a document; another may have ended there."""
        if not indent and self._any:
            self._document_ends()
        self._group = ""

    def _noise(self, text: str, indent: int) -> None:
        about = self._levels[-1].point
        if text.rstrip() == "not":
            blame(self._tally, "a line is only the beginning of a failed test")
        elif in_text(f"{' ' * bool(indent)}{text}") or (not indent and of_json(text)):
            blame(self._tally, f"other results begin in it, which are not read: {text:.100}")
        if indent and about is not None:
            about.comment(text)
        elif not self._any:
            self._group = ""
        if self._strict and text.strip():
            blame(self._tally, f"a line is no TAP, which “pragma +strict” forbids: {text:.100}")
            self._strict = False

    def _structure(self, line: str, text: str, depth: int) -> bool:
        """Whether the line is a plan, a test point or the end of a subtest in braces."""
        plan = PLAN.fullmatch(line.rstrip()) if text[:1] == "1" else None
        here = None if plan else point(text.rstrip())
        if here is not None and not self._any:  # Catch2 and tape put the name of a test before each of its assertions
            self._grouped = not depth and self._shift is None and bool(self._group)
        if text.rstrip() == "}" and len(self._levels) == depth + 2 and self._levels[-1].owner is not None:
            self._leave(depth, self._levels[-1].owner)
        elif plan is not None:
            self._plan(self._level(depth), int(plan[2]), re.sub(r"(?i)^skip\S*\s*", "", plan[3] or ""))
        elif here is not None and not (text.rstrip() == "ok" and depth == 0 and self._complete()):
            self._point(here, depth)
        else:  # also what `prove` prints under a document
            return False
        self._any = True
        return True

    def _complete(self) -> bool:
        return len(self._levels) == 1 and self._levels[0].plan == self._levels[0].points

    def _level(self, depth: int, here: Point | None = None) -> Level:
        """The level so deep, entered or come back to with the point of the subtest that ended there."""
        if depth >= DEEPEST:
            raise UnreadableError(f"its subtests are nested deeper than {DEEPEST}")
        self._leave(depth, here)
        root = self._levels[0]
        if depth and root.points and self._complete() and not (root.point is not None and root.point.opens):
            self._document_ends()
        while len(self._levels) <= depth:
            outer = self._levels[-1]
            opened = outer.point if outer.point is not None and outer.point.opens else None
            if opened is None:
                self._flush(outer)
            name = opened.name if opened is not None else self._names.get(len(self._levels))
            self._levels.append(Level(name=name, owner=opened))
        self._names = {level: name for level, name in self._names.items() if level <= depth}
        return self._levels[depth]

    def _plan(self, level: Level, planned: int, why: str) -> None:
        self._flush(level)
        if level.plan is not None:
            if level is self._levels[0] and self._complete():
                self._document_ends()
                level = self._levels[0]
            else:
                blame(self._tally, "there are two plans", suite=self._suite(len(self._levels)))
        level.plan, level.why_none = planned, why

    def _point(self, here: Point, depth: int) -> None:
        if depth == 0 and here.number == 1 and self._levels[0].points and self._complete():
            self._document_ends()
        inner = self._levels[depth + 1] if len(self._levels) > depth + 1 else None
        if inner is not None and inner.owner is None:
            inner.name = inner.name or here.name
        level = self._level(depth, here)
        self._flush(level)
        level.point = here
        here.group = self._group if self._grouped else ""
        level.parent = inner is not None and inner.owner is None and inner.points > 0
        if inner is not None and level.parent and not here.ok and here.directive != "todo":
            level.parent = inner.red > 0
        level.number(here.number)

    def _leave(self, depth: int, here: Point | None = None) -> None:
        """Close all levels that are deeper; what failed in one that is still to do is no failure."""
        while len(self._levels) > depth + 1:
            inner, outer = self._levels[-1], self._levels[-2]
            told = inner.owner or (here if len(self._levels) == depth + 2 else None)
            excused = told is not None and told.directive == "todo" and not told.ok
            self._close(inner, excused=excused)
            self._levels.pop()
            outer.red += 0 if excused else inner.red
            if inner.owner is not None and outer.point is inner.owner:
                outer.parent = inner.points > 0 and (inner.owner.ok or inner.owner.directive == "todo" or inner.red > 0)
                self._flush(outer)

    def _close(self, level: Level, *, excused: bool = False) -> None:
        """What came of a level is compared with its plan."""
        self._flush(level)
        self._release(level, excused=excused)
        known = level.red and (len(self._levels) > 1 or level.plan is None or level.points >= level.plan)
        if level.lacks and (known or self._bailed):
            self._tally.note(level.lacks)
        elif level.lacks:
            blame(self._tally, level.lacks, suite=self._suite(len(self._levels)), name=THE_FILE)
            level.red += 1

    def _flush(self, level: Level) -> None:
        """The last point of a level is complete, nothing more is said of it."""
        here, level.point = level.point, None
        parent, level.parent = level.parent, False
        if here is None or parent:
            return
        level.red += here.outcome.red
        self._settle(here, len(self._levels) - 1, ())

    def _settle(self, here: Point, depth: int, inner: tuple[str, ...]) -> None:
        """Add a case as soon as all the levels around it have a name, and none can excuse it any more."""
        for at in range(depth, -1, -1):
            level = self._levels[at]
            if at and (level.name is None or here.outcome.red) and self._waiting < MOST_HELD:
                self._waiting += 1
                level.held.append((here, inner))
                return
            inner = (level.name or "", *inner)
        self._add(here, " / ".join(filter(None, inner)))

    def _release(self, level: Level, *, excused: bool) -> None:
        """The cases that waited for the end of the innermost level go on to the next."""
        held, level.held = level.held, []
        self._waiting -= len(held)
        for here, inner in held:
            here.excused = here.excused or excused
            self._settle(here, len(self._levels) - 2, (level.name or "", *inner))

    def _suite(self, depth: int) -> str:
        return " / ".join(filter(None, (level.name for level in self._levels[:depth])))

    def _add(self, here: Point, suite: str) -> None:
        if here.ok and here.directive == "todo":
            self._tally.note(f"“{here.name:.100}” is still to do, but passes")
        file, line = here.place
        self._tally.add(
            name=here.name,
            suite=suite,
            classname=here.group,
            outcome=here.outcome,
            seconds=here.took,
            message=here.message,
            details=here.details.text,
            file=file,
            line=line,
        )

    def _document_ends(self) -> None:
        self._leave(0)
        root = self._levels[0]
        self._close(root)
        if self._claimed and self._tally.red == self._red and not root.red:
            blame(self._tally, f"it counts {self._claimed:,} failed tests, none is in it")
        elif root.plan == 0 and not root.points:
            self._tally.add(name=THE_FILE, outcome=Outcome.SKIPPED, message=root.why_none or "it planned no test")
        self._levels, self._names, self._any, self._bailed, self._group = [Level()], {}, False, False, ""
        self._claimed, self._red = 0, self._tally.red

    def end(self) -> None:
        """The file is over, in the middle of what it planned perhaps."""
        self._document_ends()
