"""The bytes of a damaged file in, whether anything in it still says that something failed out.

Who deletes all of a failed case from a file that counts nothing, or makes `ok` of `not ok`, leaves nothing to be seen.
"""

from __future__ import annotations

import re

WORDS = (
    rb"^[ \t]*not[ \t]+ok\b",
    rb"^[ \t]*Bail out!",
    rb"^# fail(?:ed)?:? +[1-9]",
    rb"<(?:[\w-]+:)?(?:failure|error|rerunFailure|rerunError|Failure|Error|FatalError|Exception|FailedTest)\b",
    rb"""\b(?:failures|errors|failed|errored|unexpected|tests-failed|failedTests)\s*=\s*["'][1-9]""",
    rb"""\b(?:status|result|outcome|Status|success)\s*=\s*["'](?:fail|error|false|abort|timeout|broken|invalid)""",
    rb"""<testcase [^>]*>\s*(?-i:<skipped message)="(?:Unable to find executable|Fixture dependency failed)""",
    rb'<testcase [^<>]*\bfailure="[^"]',
    rb'"Action" ?: ?"(?:build-)?fail"',
    rb"^FAIL\t\S+ \[\w+ failed\]",
    rb'"(?:status|outcome|result)" ?: ?"(?:failed|failure|error|broken)"',
    rb'"(?:success|isFailure)" ?: ?(?:false|true)\b(?<!success": true)(?<!success":true)',
    rb'"(?:numFailed\w+|numRuntimeError\w+|failed|failures|failure_count|errors_outside\w+)" ?: ?[1-9]',
)
RED = re.compile(b"|".join(b"(?:%b)" % one for one in WORDS), re.MULTILINE | re.IGNORECASE)


def left(data: bytes) -> bool:
    """Whether a word of any format still tells of a failure; UTF-16 is seen without its zeros."""
    return RED.search(data.replace(b"\0", b"")) is not None
