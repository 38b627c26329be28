"""A line of a compiler, linker, linter or build tool in, what it says and of which place out."""

from __future__ import annotations

import re

from cigen.results.spots.found import NOWHERE, Found, Place, following, last_place, place
from cigen.results.spots.page import Page

SEVERE = re.compile(
    r"\b(?:fatal |internal |internal compiler |runtime |syntax )?(?:error|Error)\b"
    r"(?: ?[A-Z]{1,6}-?\d{1,6}|\[[\w:-]{1,40}\])?:"
)
ARROW = re.compile(r"\s*+-->\s(?P<place>\S++)$")
RULED = re.compile(r"(?P<place>[^\s:]+\.\w{1,5}+:\d{1,7}+:\d{1,6}+): (?P<text>[A-Z]{1,5}\d{1,5}\b.*)")
CODE = re.compile(r"[A-Z]{1,6}\d{2,6} ")
GO = re.compile(r"(?:vet: )?+(?P<place>[^\s:]+\.go:\d{1,7}+:\d{1,6}+): (?P<text>.*)")
MAVEN = re.compile(r"\[ERROR\] (?P<file>[^\s:]++):\[(?P<at>\d{1,7}+),(?P<column>\d{1,6}+)\] (?P<text>.*)")
SCALA = re.compile(r"\[error\] (?P<place>[^\s:]++:\d{1,7}+(?::\d{1,6}+)?): (?P<text>.*)")
KOTLIN = re.compile(
    r"e: (?:file://)?+(?P<file>[^\s:]++):(?: \()?(?P<at>\d{1,7}+)(?::|, )(?P<column>\d{1,6}+)\)?:? (?P<text>.*)"
)
STYLISH = re.compile(r"\s++(?P<at>\d{1,7}+):(?P<column>\d{1,6}+)\s++error\s++(?P<text>.*)")
MAKE = re.compile(r"\S*make(?:\[\d++\])?: \*\*\* (?:\[(?:(?P<file>[^:\]]++):(?P<at>\d++): )?+[^\]]*+\] .*|No rule .*)")
BAD_MAKE = re.compile(r"(?P<place>[^\s:]++:\d{1,7}+): \*\*\* (?P<text>.*)")
CMAKE = re.compile(r"CMake Error(?: at (?P<place>[^\s:]++:\d{1,7}+)(?: \([^)]*+\))?)?:(?P<text>.*)")
OCAML = re.compile(
    r"File \"(?P<file>[^\"]++)\", lines? (?P<at>\d{1,7}+)(?:-\d++)?, characters (?P<column>\d++)-\d++:?$"
)
LINK = re.compile(r"(?:undefined (?:reference|symbol)|multiple definition of|duplicate symbol|cannot find -l)\b.*")
SECTION = re.compile(r"(?:.*?\s)?(?P<file>[^\s:(]+\.\w{1,4}+):\(\.[\w.]++\+0x[0-9a-f]++\)")
LUA = re.compile(r"(?:lua[\d.]*+|luajit): (?P<place>[^\s:]++:\d{1,7}+): (?P<text>.*)")


def severe(line: str, page: Page) -> Found | None:
    """`src/a.c:3:5: error: …` of gcc, clang, javac, tsc, mypy, …, and rustc, which tells the place on the next line."""
    match = SEVERE.search(line)
    if match is None:
        return None
    text = line[match.start() :]
    before = line[: match.start()].rstrip(" -")
    there = place(before.split()[-1]) if before else NOWHERE
    if there.file:
        return Found("error", text if line[match.end() :].strip() else f"{text} {following(page, 1)}", there)
    if not before:
        return _pointed(page, text)
    return None


def _pointed(page: Page, text: str) -> Found | None:
    for below, end in page.ahead(4):
        if arrow := ARROW.match(below):
            return Found("error", text, place(arrow["place"]), end)
    return None


def arrow(line: str, page: Page) -> Found | None:
    """` --> a.py:3:5` below `F401 …` of a linter."""
    match = ARROW.match(line)
    head = next(page.behind(1), "") if match else ""
    if match is None or not CODE.match(head):
        return None
    return Found("error", head, place(match["place"]))


def linted(line: str, _: Page) -> Found | None:
    """`a.py:3:5: F401 …` of a linter."""
    match = RULED.match(line)
    return Found("error", match["text"], place(match["place"])) if match else None


def stylish(line: str, page: Page) -> Found | None:
    """`  3:5  error  …` of eslint, below the name of the file."""
    match = STYLISH.match(line)
    if match is None:
        return None
    head = next((text for text in page.behind(60) if text and not text[0].isspace()), "")
    return Found("error", match["text"], Place(head, int(match["at"]), int(match["column"]))) if head else None


def go(line: str, _: Page) -> Found | None:
    """`./main.go:3:5: …` of the Go compiler and `go vet`."""
    match = GO.match(line)
    return Found("error", match["text"], place(match["place"])) if match else None


def jvm(line: str, _: Page) -> Found | None:
    """Maven's, sbt's and Kotlin's own forms."""
    if match := MAVEN.match(line) or KOTLIN.match(line):
        return Found("error", match["text"], Place(match["file"], int(match["at"]), int(match["column"])))
    if match := SCALA.match(line) or LUA.match(line):
        return Found("error", match["text"], place(match["place"]))
    return None


def make(line: str, _: Page) -> Found | None:
    """`make: *** [Makefile:3: all] Error 2`, which comes of another error, and a makefile that can't be read."""
    if match := MAKE.match(line):
        there = Place(match["file"], int(match["at"])) if match["file"] else NOWHERE
        return Found("error", line, there, weak=True)
    match = BAD_MAKE.match(line)
    return Found("error", match["text"], place(match["place"])) if match else None


def cmake(line: str, page: Page) -> Found | None:
    """`CMake Error at CMakeLists.txt:3 (message):` with its reason below."""
    match = CMAKE.match(line)
    if match is None:
        return None
    there = place(match["place"]) if match["place"] else NOWHERE
    return Found("error", f"CMake Error: {match['text'].strip() or following(page, 3)}", there)


def ocaml(line: str, page: Page) -> Found | None:
    """`File "x.ml", line 3, characters 4-7:` with the error below."""
    match = OCAML.match(line)
    for below, end in page.ahead(10) if match else ():
        if match and below.startswith("Error"):
            return Found("error", below, Place(match["file"], int(match["at"]), int(match["column"]) + 1), end)
    return None


def link(line: str, _: Page) -> Found | None:
    """`a.c:3: undefined reference to …` of a linker; without debug information it names the file alone."""
    match = LINK.search(line)
    if match is None:
        return None
    before = line[: match.start()]
    section = SECTION.match(before)
    return Found("error", match[0], Place(section["file"]) if section else last_place(before))
