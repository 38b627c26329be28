"""A line of a test runner in, the reason of a failed test and its place out."""

from __future__ import annotations

import re

from cigen.results.spots.found import NOWHERE, Found, Place, following, place
from cigen.results.spots.frames import first_own, own
from cigen.results.spots.page import Page

PYTEST = re.compile(r"E {3,}(?P<text>\S.*)")
PYTEST_PLACE = re.compile(r"(?P<place>[^\s:]++:\d{1,7}+): (?!in )\S")
PYTEST_IN = re.compile(r"(?P<place>[^\s:]++:\d{1,7}+): in ")
GO = re.compile(r"\s{4,}(?P<place>\w+_test\.go:\d{1,7}+): (?P<text>.*)")
GO_FAIL = re.compile(r"\s*+--- FAIL: ")
CXX = re.compile(r"(?P<place>[^\s:(]++[:(]\d{1,7}+\)?): (?:Failure|FAILED:)$")
MINITEST = re.compile(r"\S.* \[(?P<place>[^\s\]:]+\.rb:\d{1,7}+)\]:$")
RSPEC = re.compile(r"\s++Failure/Error: (?P<text>.*)")
TAP = re.compile(r"\s*+not ok \d++(?: -)?(?P<text> .*)?$")
TAP_NOTE = re.compile(r"\s*+#\s++at (?P<file>\S++) line (?P<at>\d{1,7}+)\.$")
TAP_FAILED = re.compile(r"\s*+#\s++(?P<text>Failed test .*)")
TAP_PLACE = re.compile(r"\s*+(?:location|at): '(?P<place>[^']++)'$")
NAMES = re.compile(r"(?i)(?:---|\+\+\+)\s++(?:expected|actual|want|got|golden|received|reference|result)\b")
UNIFIED = re.compile(r"--- \S")


def pytest(line: str, page: Page) -> Found | None:
    """The first `E   …` line of a failed test; the place stands below, or above where traces are short."""
    match = PYTEST.match(line)
    above = next(page.behind(1), "")
    if match is None or above == "E" or above.startswith("E  "):
        return None
    kind = "assertion" if match["text"].startswith(("assert", "Assert", "Failed")) else "traceback"
    for below, end in page.ahead(80):
        if told := PYTEST_PLACE.match(below):
            return Found(kind, match["text"], place(told["place"]), end)
        if below and not below.startswith(("E ", " ")) and below != "E":
            break
    told = next((told for near in page.behind(20) if (told := PYTEST_IN.match(near))), None)
    return Found(kind, match["text"], place(told["place"]) if told else NOWHERE)


def go(line: str, page: Page) -> Found | None:
    """`    x_test.go:12: …`: a failure where `--- FAIL` is near, else perhaps only a note."""
    match = GO.match(line)
    if match is None:
        return None
    near = any(GO_FAIL.match(above) for above in page.behind(12))
    failed = near or any(GO_FAIL.match(below) for below, _ in page.ahead(12))
    return Found("assertion", match["text"], place(match["place"]), weak=not failed)


def cxx(line: str, page: Page) -> Found | None:
    """`a.cc:5: Failure` of GoogleTest, `a.cpp:5: FAILED:` of Catch2, with the reason below."""
    match = CXX.match(line)
    there = place(match["place"]) if match else NOWHERE
    if not there.file and line != "unknown file: Failure":
        return None
    return Found("assertion", following(page, 4, until="[  "), there)


def jest(line: str, page: Page) -> Found | None:
    """`  ● suite › name` with the reason and the frames below."""
    if not line.lstrip().startswith("● ") or not ("›" in line or "failed to run" in line):
        return None
    there, end, _ = first_own(page, before=70, most=90)
    return Found("assertion", following(page, 1) or line.strip(), there, end)


def ruby(line: str, page: Page) -> Found | None:
    """minitest's `TestX#test_it [a.rb:4]:` and RSpec's `Failure/Error:`, each with the reason below."""
    if match := MINITEST.match(line):
        return Found("assertion", following(page, 2), place(match["place"]))
    match = RSPEC.match(line)
    if match is None:
        return None
    there, end, _ = first_own(page, before=30, most=60)
    return Found("assertion", match["text"], there, end)


def tap(line: str, page: Page) -> Found | None:
    """`not ok 1 - name` and perl's `#   Failed test …`, with the place in the lines below."""
    match = TAP.match(line) or TAP_FAILED.match(line)
    if match is None or "# TODO" in line or "# SKIP" in line:
        return None
    for below, end in page.ahead(12):
        if told := TAP_NOTE.match(below):
            return Found("assertion", (match["text"] or line).strip(" -"), Place(told["file"], int(told["at"])), end)
        if told := TAP_PLACE.match(below):
            return Found("assertion", (match["text"] or line).strip(" -"), place(told["place"]), end)
        if TAP.match(below):
            break
    return Found("assertion", (match["text"] or line).strip(" -"))


def phpunit(line: str, page: Page) -> Found | None:
    """`Failed asserting that …` with the place alone on a line below."""
    if not line.startswith("Failed asserting"):
        return None
    for below, end in page.ahead(16):
        there = place(below) if ".php:" in below else NOWHERE
        if there.file and own(there.file):
            return Found("assertion", line, there, end)
    return Found("assertion", line)


def diff(line: str, page: Page) -> Found | None:
    """`--- expected` above `+++ actual`: the first lines that differ; a diff of other names is a formatter's."""
    above = next(page.behind(1), "")
    if not line.startswith("+++ ") or not UNIFIED.match(above):
        return None
    differing = [text for text, _ in page.ahead(40) if text.startswith(("-", "+"))]
    minus = next((text for text in differing if text.startswith("-")), "")
    plus = next((text for text in differing if text.startswith("+")), "")
    named = bool(NAMES.match(line) or NAMES.match(above))
    return Found("assertion", " ".join(filter(None, (above, line, minus, plus))), weak=not named)
