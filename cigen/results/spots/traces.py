"""A line that a program dies with in, what it says and the first own place of its stack trace out."""

from __future__ import annotations

import re

from cigen.results.spots.found import NOWHERE, Found, Place, last_place, place
from cigen.results.spots.frames import NATIVE, PYTHON, first_own, frame, own
from cigen.results.spots.page import Page

TRACEBACK = "Traceback (most recent call last):"
SYNTAX = re.compile(r"[\s|]*+(?:Syntax|Indentation|Tab)Error: ")
RAISED = re.compile(
    r"\s*+(?:Unhandled exception[.:]? |Unhandled |Uncaught |Exception in thread \"[^\"]*+\" |Caused by: )?+"
    r"(?=[\w$.\\:]*(?:Error|Exception|Failure)\b)(?P<name>[\w$.\\:]*+)(?: \([\w:]++\)| \[\w++\])?:?(?: |$)"
)
RUST = re.compile(r"thread '[^']*+' (?:\(\d++\) )?panicked at (?P<rest>.*)")
RUST_OLD = re.compile(r"'(?P<text>.*)', (?P<place>\S++)$")
RUBY = re.compile(r"(?:[^\s:]++: )?(?P<file>[^\s:]+\.(?:rb|rake)):(?P<at>\d{1,7}+):in [`'][^`']*+': (?P<text>.*)")
RUBY_SYNTAX = re.compile(r"(?:[^\s:]++: )?(?P<file>[^\s:]+\.rb):(?P<at>\d{1,7}+): (?P<text>syntax error.*)")
PHP = re.compile(r"(?:PHP )?(?P<text>(?:Parse|Fatal|Recoverable fatal) error: .*)")
PHP_LINE = re.compile(r"(?P<file>\S++) on line (?P<at>\d{1,7}+)$")
PERL = re.compile(r"(?P<at>\d{1,7}+)(?:\.$|, (?:near|at|<))")
OCAML = re.compile(r"(?:Raised|Re-raised|Called from) .*? ?in file \"(?P<file>[^\"]++)\", line (?P<at>\d{1,7}+)")
JS_HEAD = re.compile(r"(?P<file>[^\s:]++):(?P<at>\d{1,7}+)$")
SANITIZER = re.compile(r"(?:==\d++==\s*+ERROR|WARNING): (?P<text>\w*Sanitizer: .*)")
VARYING = re.compile(r" on (?:unknown )?address 0x| \(pid=")
VALGRIND = re.compile(r"==\d++== (?P<text>(?:Invalid |Conditional jump|Use of uninit|Process terminating).*)")
ASSERT = re.compile(r"Assertion .*\bfailed\b|Assertion failed: ")
ASSERT_BSD = re.compile(r"Assertion failed: .*, file (?P<file>[^\s,]++), line (?P<at>\d{1,7}+)")


def python(line: str, page: Page) -> Found | None:
    """A traceback: its last own frame and the exception below it."""
    if not line.endswith(TRACEBACK):
        return None
    inside = page.line.find("Exception Group") if "Exception Group" in line else line.index(TRACEBACK)
    there, any_there, end = NOWHERE, NOWHERE, 0
    for text, end in page.ahead(300):
        said = text[inside:]
        if said and not said[0].isspace():
            kind = "assertion" if said.startswith("AssertionError") else "traceback"
            return Found(kind, said, there if there.file else any_there, end)
        if match := PYTHON.match(text):
            any_there = Place(match["file"], int(match["at"]))
            there = any_there if own(match["file"]) else there
    return Found("traceback", TRACEBACK, there, end)


def python_syntax(line: str, page: Page) -> Found | None:
    """`  File "x.py", line 3` with a syntax error below, which has no traceback."""
    match = PYTHON.match(line)
    for below, end in page.ahead(4) if match else ():
        if match and SYNTAX.match(below):
            return Found("error", below.strip(), Place(match["file"], int(match["at"])), end)
    return None


def raised(line: str, page: Page) -> Found | None:
    """The exception of Java, JavaScript, .NET, Ruby or PHP with its frames below; none without frames."""
    match = RAISED.match(line)
    if match is None:
        return None
    there, end, seen = first_own(page, before=16, most=80)
    if not seen:
        return None
    text = line.strip()
    if not there.file:
        there = next((_headed(above) for above in page.behind(8) if JS_HEAD.match(above)), NOWHERE)
    return Found("assertion" if "Assert" in match["name"] else "traceback", text, there, end)


def _headed(line: str) -> Place:
    """Node tells the line that it could not read before the error."""
    match = JS_HEAD.match(line)
    return Place(match["file"], int(match["at"])) if match and own(match["file"]) else NOWHERE


def rust(line: str, page: Page) -> Found | None:
    """`thread 'main' panicked at src/main.rs:3:5:` and the older form with the reason before the place."""
    match = RUST.search(line)
    if match is None:
        return None
    old = RUST_OLD.match(match["rest"])
    there = place(old["place"] if old else match["rest"])
    text, end = next(page.ahead(1), ("", 0))
    if not own(there.file):
        there = first_own(page, before=8, most=80)[0]
    return Found("panic", f"panicked: {old['text']}" if old else f"panicked: {text}", there, 0 if old else end)


def go(line: str, page: Page) -> Found | None:
    """`panic: …` or `fatal error: …` of Go: the first own frame of the first goroutine."""
    if not line.startswith(("panic: ", "fatal error: ")):
        return None
    end = next((end for text, end in page.ahead(12) if text.startswith("goroutine ")), 0)
    if not end:
        return Found("panic", line, weak=True) if line.startswith("panic: ") else None
    below = Page(page.data, end, end)
    for text, stop in below.ahead(120):
        there = frame(text)
        if there and there.file and own(there.file):
            return Found("panic", line, there, stop)
    return Found("panic", line, end=end)


def ruby(line: str, page: Page) -> Found | None:
    """`a.rb:3:in `f': … (ArgumentError)`, or a syntax error."""
    match = RUBY.match(line) or RUBY_SYNTAX.match(line)
    if match is None:
        return None
    there, end = Place(match["file"], int(match["at"])), 0
    if not own(there.file):
        there, end, _ = first_own(page, before=4, most=40)
    return Found("traceback", match["text"], there, end)


def php(line: str, _: Page) -> Found | None:
    """`Fatal error: … in /a.php on line 3`, or without the line for an exception, which ends with `/a.php:3`."""
    match = PHP.match(line)
    if match is None:
        return None
    text, _mark, end = match["text"].rpartition(" in ")
    told = PHP_LINE.match(end)
    return Found("error", text or match["text"], Place(told["file"], int(told["at"])) if told else place(end))


def ocaml(line: str, page: Page) -> Found | None:
    """`Fatal error: exception …` with OCaml's frames below."""
    if not line.startswith("Fatal error: exception "):
        return None
    for text, end in page.ahead(40):
        match = OCAML.match(text)
        if match is None:
            break
        if own(match["file"]):
            return Found("traceback", line, Place(match["file"], int(match["at"])), end)
    return Found("traceback", line)


def perl(line: str, _: Page) -> Found | None:
    """`… at x.pl line 3.`, but no warning of an undefined value."""
    before, mark, after = line.rpartition(" line ")
    match = PERL.match(after) if mark else None
    if match is None and ", near" in line:
        before, mark, after = line.partition(" line ")
        match = PERL.match(after)
    text, mark, file = before.rpartition(" at ")
    if match is None or not mark or " " in file or text.startswith(("Use of uninit", "#")):
        return None
    return Found("error", text, Place(file, int(match["at"])) if own(file) else NOWHERE)


def sanitizer(line: str, page: Page) -> Found | None:
    """A sanitizer's or valgrind's report: the first own frame of its first stack."""
    match = SANITIZER.match(line) or VALGRIND.match(line)
    if match is None:
        return None
    for text, end in page.ahead(40):
        there = frame(text) if NATIVE.match(text) else None
        if there and there.file and own(there.file):
            return Found("crash", VARYING.split(match["text"])[0], there, end)
    return Found("crash", VARYING.split(match["text"])[0])


def asserted(line: str, _: Page) -> Found | None:
    """`a.c:12: f: Assertion `x' failed.` of assert(3), glibc's and BSD's."""
    match = ASSERT.search(line)
    if match is None:
        return None
    told = ASSERT_BSD.search(line)
    there = Place(told["file"], int(told["at"])) if told else last_place(line[: match.start()])
    return Found("assertion", line[match.start() :], there) if there.file else None
