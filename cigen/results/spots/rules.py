"""Every rule, in the order in which they are tried; the first that knows a line speaks for it."""

from __future__ import annotations

import re
from collections.abc import Callable

from cigen.results.spots import compilers, testing, traces, words
from cigen.results.spots.found import Found
from cigen.results.spots.page import Page

Rule = Callable[[str, Page], Found | None]
MARKS = (
    *(
        b"rror",
        b"RROR",
        b"\nE: ",
        b"\ne: ",
        b"xception",
        b"raceback",
        b"panic",
        b"atal",
        b"ssert",
        b"ailed",
        b"AILED",
        b"ailure",
    ),
    *(b" line ", b"illed", b"tion fault", b"emory", b"--> ", b"*** ", b"CONFLICT", b"not found", b"not ok "),
    *(b"\nE  ", b"\n+++ ", b"undefined ", b"definition of", b"Sanitizer:", b"= Invalid ", "● ".encode()),
)
"""A line that has none of them, and no place, is not looked at: finding bytes is fast, trying rules is not."""
PLACED = re.compile(rb"\.[A-Za-z+]{1,5}[:(]\d")
RULES: tuple[tuple[str, Rule], ...] = (
    ("raceback (most", traces.python),
    ('", line', compilers.ocaml),
    ('", line ', traces.python_syntax),
    ("E  ", testing.pytest),
    ("panicked at ", traces.rust),
    ("Sanitizer: ", traces.sanitizer),
    ("== ", traces.sanitizer),
    ("ssertion ", traces.asserted),
    ("CMake Error", compilers.cmake),
    ("*** ", compilers.make),
    ("● ", testing.jest),
    ("Fail", testing.cxx),
    ("FAILED:", testing.cxx),
    ("Fail", testing.phpunit),
    ("Failure/Error: ", testing.ruby),
    (".rb:", testing.ruby),
    ("not ok ", testing.tap),
    ("Failed test ", testing.tap),
    ("+++ ", testing.diff),
    ("FAILED at", words.git),
    ("CONFLICT", words.git),
    ("error: ", words.git),
    ("Fatal error: exc", traces.ocaml),
    (" error: ", traces.php),
    ("rror", compilers.severe),
    ("[", compilers.jvm),
    ("e: ", compilers.jvm),
    ("lua", compilers.jvm),
    ("error", compilers.stylish),
    ("_test.go:", testing.go),
    (".go:", compilers.go),
    ("--> ", compilers.arrow),
    (":", compilers.linted),
    ("definition of", compilers.link),
    ("undefined ", compilers.link),
    ("cannot find -l", compilers.link),
    ("panic: ", traces.go),
    ("fatal error: ", traces.go),
    (".r", traces.ruby),
    ("Exception", traces.raised),
    ("Error", traces.raised),
    ("Failure", traces.raised),
    (": ", words.shell),
    (" line ", traces.perl),
    ("", words.dead),
)
"""Each with a word that a line must have for it."""


def judge(page: Page, *, weak: bool) -> Found | None:
    """What the first rule that knows the line says of it; words alone are listened to if asked for."""
    line = page.line
    if not line:
        return None
    for word, rule in RULES:
        if word in line and (found := rule(line, page)):
            return found
    return words.says(line, page) if weak else None
