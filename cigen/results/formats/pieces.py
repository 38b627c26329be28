"""A text that a reader passes over in, whether it is a piece of other results out: none may be lost without a word."""

from __future__ import annotations

import re

ROOTS = (
    r"testsuites?|testcase|test-run|test-results|assembl(?:y|ies)|TestRun|TestResult|TestLog|testng-results|robot"
    r"|Catch2?TestRun|Catch|doctest|Site"
)
"""First elements of results, as a regular expression."""
_NOT_OK = r"^[ \t]*not ok\b"
_JSON = r'"Action": ?"fail"|"numFailedTests": ?[1-9]|"reportFormat": ?"CTRF"|"failure_count": ?[1-9]'
_ENDS = rf"</(?:\w{{1,40}}:)?(?:{ROOTS})\b|<(?:failure|error)\b"
_TAIL = r"""\A[^<>]*\w=(?:"[^"<>]*"|'[^'<>]*')/?>"""
"""The rest of a tag of which the beginning is lost."""
_AROUND_XML = re.compile(rf"{_NOT_OK}|{_JSON}|{_ENDS}|{_TAIL}", re.MULTILINE)
_IN_TEXT = re.compile(rf"{_NOT_OK}|^<(?:\w{{1,40}}:)?(?:{ROOTS})\b|^[ \t]*(?:{_ENDS})", re.MULTILINE)
_OF_JSON = re.compile(rf"\{{.*(?:{_JSON})")


def around_xml(text: str) -> bool:
    """Whether this text around a document of XML is the rest of results."""
    return _AROUND_XML.search(text) is not None


def in_text(text: str) -> bool:
    """Whether a line of this text begins as results do that another format has."""
    return _IN_TEXT.search(text) is not None


def of_json(line: str) -> bool:
    """Whether this line is the beginning of red results in JSON."""
    return _OF_JSON.match(line) is not None
