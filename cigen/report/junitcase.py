"""A case in, what junit-xml is to write of it out; a flaky one is written here, as junit-xml knows of none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cigen.report.escape import xml
from cigen.results.model import Case, Outcome

if TYPE_CHECKING:
    from junit_xml import TestCase  # type: ignore[import-untyped]


def made(case: Case) -> str | TestCase:
    """A case that a file of results told."""
    from junit_xml import TestCase

    one = TestCase(
        xml(case.name),
        classname=xml(case.classname) or None,
        elapsed_sec=case.seconds,
        file=xml(case.file) or None,
        line=case.line or None,
    )
    if case.outcome is Outcome.FLAKY:
        return flaky(one, case.message, case.details)
    judge(one, case.outcome, case.message, case.details)
    return one


def judge(case: TestCase, outcome: Outcome, message: str, details: str) -> None:
    """Flaky counts as passed; junit-xml drops a failure without any words, so there are always some."""
    message, details = xml(message) or outcome.value, xml(details)
    if outcome is Outcome.FAILED:
        case.add_failure_info(message, details)
    elif outcome is Outcome.ERROR:
        case.add_error_info(message, details)
    elif outcome is Outcome.SKIPPED:
        case.add_skipped_info(message)


def flaky(case: TestCase, message: str, details: str) -> str:
    """A case that passed, and what an earlier attempt said, as surefire writes it."""
    from xml.etree.ElementTree import Element, SubElement, tostring

    time = f"{case.elapsed_sec:f}" if case.elapsed_sec else None
    place = {"time": time, "classname": case.classname, "file": case.file, "line": case.line and str(case.line)}
    made = Element("testcase", {"name": case.name, **{key: value for key, value in place.items() if value}})
    attempt = SubElement(made, "flakyFailure", {"type": "failure", "message": xml(message) or "flaky"})
    SubElement(attempt, "stackTrace").text = xml(details)
    if case.stdout:
        SubElement(made, "system-out").text = case.stdout
    return tostring(made, encoding="unicode")
