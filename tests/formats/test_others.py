"""Other people's parsers on each well-formed JUnit file of the corpus: they count as cigen does, or it is said why not.

junitparser is a library for such files, test-results-parser is what Codecov reads uploads with.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import junitparser
import pytest
from test_results_parser import parse_junit_xml  # type: ignore[import-untyped]

from cigen.results.formats.xml.suite import SUITE_ITSELF
from cigen.results.model import Outcome
from cigen.results.reading import ResultFile
from tests.factories import read

CORPUS = Path(__file__).parent / "corpus"
EMPTY = re.compile(rb"""<(failure|error|skipped)\b((?:[^"'<>]|"[^"]*"|'[^']*')*)/>""")
Count = tuple[int, ...]


def ours(path: Path) -> ResultFile:
    return read([path.read_bytes()], path.name)


def _files() -> Iterator[Path]:
    """Those that are well-formed and begin as JUnit does; what cigen makes of them is not asked."""
    for path in sorted(CORPUS.glob("**/*.xml")):
        try:
            root = ElementTree.parse(path).getroot()
        except ElementTree.ParseError:
            continue
        if root.tag in ("testsuites", "testsuite"):
            yield path


FILES = tuple(str(path.relative_to(CORPUS)) for path in _files())


def by_junitparser(path: Path) -> Count:
    """Every case of every suite, the worst of its results."""
    kinds = Counter(_worst(case) for case in _cases(junitparser.JUnitXml.fromfile(str(path))))
    return kinds["passed"], kinds["failed"], kinds["error"], kinds["skipped"]


def _cases(tree: Any) -> Iterator[Any]:
    if isinstance(tree, junitparser.TestCase):
        yield tree
    else:
        is_root = isinstance(tree, junitparser.JUnitXml)
        own = tree.iterchildren(junitparser.TestCase) if is_root else ()
        for one in (*own, *tree):
            yield from _cases(one)


def _worst(case: Any) -> str:
    kinds = {type(one) for one in case.result}
    for kind, name in ((junitparser.Error, "error"), (junitparser.Failure, "failed"), (junitparser.Skipped, "skipped")):
        if kind in kinds:
            return name
    return "passed"


def _complete(name: str) -> bool:
    """Whether Codecov's parser reads such a file: suites have names and cases only, each with a class and a time."""
    root = ElementTree.parse(CORPUS / name).getroot()
    suites = list(root.iter("testsuite"))
    inside = [(suite, case) for suite in suites for case in suite.iterfind("testcase")]
    timed = all(case.get("classname") is not None and (case.get("time") or suite.get("time")) for suite, case in inside)
    odd = any(suite.get("name") is None for suite in suites) or any(
        one.find("error") is not None for one in (root, *suites)
    )
    return timed and not odd and len(inside) == len(list(root.iter("testcase")))


def by_codecov(path: Path) -> Count:
    """It passes over a `<failure/>` without content, so each gets an end of its own."""
    runs = parse_junit_xml(EMPTY.sub(rb"<\1\2></\1>", path.read_bytes())).testruns
    kinds = Counter(str(run.outcome).lower() for run in runs)
    assert kinds.keys() <= {"pass", "failure", "error", "skip"}, kinds
    return kinds["pass"], kinds["failure"], kinds["error"], kinds["skip"]


def counted(name: str) -> Count:
    """As cigen counts, without what it adds where a suite itself fails, or counts more than it shows."""
    found = ours(CORPUS / name).cases
    added = [case.outcome for case in found if case.name == SUITE_ITSELF]
    totals = found.totals
    failed, errors = (totals.failed - added.count(Outcome.FAILED), totals.errors - added.count(Outcome.ERROR))
    return totals.passed, failed, errors, totals.skipped


PARSERS: dict[str, Callable[[Path], Count]] = {"junitparser": by_junitparser, "codecov": by_codecov}
DIFFERENT = {
    "catch2/expected.xml": "`<skipped>` beside a `<failure>`: it was expected to fail, so it counts as skipped here",
    "ctest/cmake325-mixed.xml": 'status="disabled" without `<skipped>` is no pass here',
    "ctest/cmake325-not-built.xml": "a program that is not there is an error here, be it marked as skipped",
    "ctest/mixed.xml": 'status="disabled" without `<skipped>` is no pass here',
    "ctest/not-built.xml": "a program that is not there is an error here, be it marked as skipped",
    "googletest/mixed.xml": 'status="notrun" without `<skipped>` is no pass here',
    "googletest/repeat.xml": 'status="notrun" without `<skipped>` is no pass here',
    "gotestsum/rerun.xml": "what failed and then passed is one flaky case here",
    "qttest/mixed.xml": "a case without a `result`, where others have one, is no pass here",
}
"""Why both count otherwise."""


@pytest.mark.parametrize(
    ("parser", "name"),
    [(parser, name) for parser in PARSERS for name in FILES if parser != "codecov" or _complete(name)],
)
def test_others__count_what_we_count(parser: str, name: str) -> None:
    found = PARSERS[parser](CORPUS / name)
    if name in DIFFERENT:
        assert found != counted(name), f"no more different: {DIFFERENT[name]}"
    else:
        assert found == counted(name)


def test_others__are_asked_about_much() -> None:
    assert len(FILES) > 60
    assert set(FILES) >= DIFFERENT.keys()


def test_codecov__passes_over_failures_without_content() -> None:
    """If it does so no more, `by_codecov` need not rewrite them."""
    case = b'<testcase classname="c" name="a" time="1"><failure message="m"/></testcase>'
    (run,) = parse_junit_xml(b'<testsuite name="s" time="1">%b</testsuite>' % case).testruns
    assert str(run.outcome).lower() == "pass"
