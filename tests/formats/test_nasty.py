"""Files that no tool should write, each with the right answer; `nasty.yml` states it, the big ones are made here."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from cigen.results.reading import ResultFile
from cigen.results.tally import Keep
from cigen.work.reporting import find, make_report
from tests.factories import read

NASTY = Path(__file__).parent / "nasty"
ANSWERS: dict[str, dict[str, Any]] = YAML(typ="safe").load(NASTY / "nasty.yml")
COUNTS = ("passed", "failed", "errors", "skipped", "flaky")
LONGEST = 5.0
"""Seconds of CPU."""


def counts(file: ResultFile) -> dict[str, int]:
    return {key: getattr(file.cases.totals, key) for key in COUNTS}


def test_nasty__are_many_and_each_has_its_answer() -> None:
    assert {path.name for path in NASTY.iterdir()} == {*ANSWERS, "nasty.yml"}
    assert len(ANSWERS) >= 60


@pytest.mark.parametrize("name", ANSWERS)
def test_nasty__is_read_as_it_should_be(name: str) -> None:
    answer, start = ANSWERS[name], time.process_time()
    file = read([(NASTY / name).read_bytes()], name)

    assert time.process_time() - start < LONGEST
    assert counts(file) == {key: answer.get(key, 0) for key in COUNTS}
    assert file.format == answer.get("format", "")
    assert bool(file.problem) == ("problem" in answer)
    assert answer.get("problem", "") in file.problem
    assert list(file.mended) == answer.get("mended", [])
    assert file.cases.seconds == answer.get("seconds", file.cases.seconds)
    assert bool(file.notes) or not answer.get("noted")
    assert file.foreign == answer.get("foreign", False)


@pytest.mark.parametrize("name", [name for name, answer in ANSWERS.items() if {"says", "names"} & answer.keys()])
def test_nasty__says_what_it_should(name: str) -> None:
    cases = list(read([(NASTY / name).read_bytes()], name).cases)
    for name_ in ANSWERS[name].get("names", ()):
        assert name_ in [case.name for case in cases]
    for words in ANSWERS[name].get("says", ()):
        assert any(words in case.message for case in cases), [case.message for case in cases]


@pytest.mark.parametrize("name", ANSWERS)
def test_nasty__is_the_same_in_small_pieces_and_without_a_store(name: str) -> None:
    data = (NASTY / name).read_bytes()
    pieces = [data[at : at + 61] for at in range(0, len(data), 61)]
    whole = read([data], name)

    for keep in (None, Keep()):
        file = read(pieces, name, keep)
        assert (counts(file), file.format, file.mended) == (counts(whole), whole.format, whole.mended)
        assert bool(file.problem) == bool(whole.problem)


@pytest.mark.parametrize("name", ["external-entity.xml", "xinclude.xml", "billion-laughs.xml"])
def test_nasty__reads_nothing_from_elsewhere_and_expands_nothing(name: str) -> None:
    text = repr(list(read([(NASTY / name).read_bytes()], name).cases))
    assert "root:" not in text
    assert "haha" not in text


@pytest.mark.parametrize("name", ["results.xml", "results.trx", "results.tap"])
def test_folder__with_a_damaged_file_of_a_known_name_is_red(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"estResults of nobody, whose beginning is lost")
    (tmp_path / "good.xml").write_text('<testsuite><testcase name="a"/></testsuite>')
    inputs = find([str(tmp_path)], tmp_path, tmp_path / "out")
    assert [problem.file for problem in inputs.problems] == [name]
    assert make_report(inputs, tmp_path).red


def test_folder__with_tags_in_capitals_is_red(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes((NASTY / "uppercase.xml").read_bytes())
    assert make_report(find([str(tmp_path)], tmp_path, tmp_path / "out"), tmp_path).red


def xml(*parts: bytes) -> Iterator[bytes]:
    return iter((b"<testsuite>", *parts, b"</testsuite>"))


def many(start: bytes, each: Callable[[int], bytes], count: int, end: bytes = b"") -> Iterator[bytes]:
    return chain([start], map(each, range(count)), [end])


JEST = b'{"numTotalTests":1,"numFailedTests":0,"testResults":[{"name":"f","status":"passed","assertionResults":['
JEST_ENDS = b"]}]}"
GO = b'{"Action":"%b","Package":"p%d"}\n'
Big = Callable[[], Iterator[bytes]]
BIG: dict[str, tuple[Big, tuple[int, int, int], str]] = {
    "an attribute of 20 MB": (
        lambda: xml(b'<testcase name="', *repeat(b"x" * 1000, 20_000), b'"/>'), (0, 0, 0), "longer than 4 MiB"),
    "a name of 1 MB": (lambda: xml(b'<testcase name="', *repeat(b"x" * 1000, 1000), b'"/>'), (1, 0, 0), ""),
    "100,000 attributes": (
        lambda: xml(b"<testcase", *(b' a%d="1"' % n for n in range(100_000)), b"/>"), (1, 0, 0), ""),
    "a comment of 20 MB": (
        lambda: xml(b"<!--", *repeat(b"x" * 1000, 20_000), b'--><testcase name="a"/>'), (0, 0, 0), "longer than 4 MiB"),
    "a failure of 20 MB": (
        lambda: xml(b"<testcase><failure>", *repeat(b"why? " * 200, 20_000), b"</failure></testcase>"), (0, 1, 0), ""),
    "a failure of 5 MB in bare &": (
        lambda: xml(b"<testcase><failure>", *repeat(b"& < " * 250, 5_000), b"</failure></testcase>"), (0, 1, 0), ""),
    "100,000 elements deep": (lambda: iter([b"<testsuite>" * 100_000]), (0, 0, 0), "nested deeper than 200"),
    "100,000 cases in cases": (lambda: iter([b"<testsuite>", *repeat(b"<testcase>", 100_000)]), (0, 0, 0), "deeper"),
    "50,000 documents": (
        lambda: many(b"", lambda n: b"<testsuite><testcase/></testsuite>", 50_000), (50_000, 0, 0), ""),
    "50,000 failures": (
        lambda: many(
            b"<testsuite>", lambda n: b'<testcase name="%d"><failure/></testcase>' % n, 50_000, b"</testsuite>"
        ), (0, 50_000, 0), ""),
    "nothing but < of 3 MB": (lambda: repeat(b"<" * 1000, 3_000), (0, 0, 0), "there is no element"),
    "a log of 20 MB": (lambda: repeat(b"ok then, what a long line\n" * 40, 20_000), (0, 0, 0), "of no format"),
    "TAP a million spaces deep": (
        lambda: iter([b"1..2\nok 1\n", b" " * 1_000_000, b"not ok 2\n"]), (0, 0, 0), "deeper"),
    "TAP with a line of 20 MB": (lambda: iter([b"1..1\nnot ok 1 - ", *repeat(b"x" * 1000, 20_000)]), (0, 1, 0), ""),
    "TAP with 30,000 subtests": (
        lambda: many(b"", lambda n: b"    ok 1\n    1..1\nok %d - x\n" % (n + 1), 30_000, b"1..30000\n"),
        (30_000, 0, 0), ""),
    "YAML never closed": (
        lambda: iter([b"1..2\nnot ok 1\n  ---\n", *repeat(b"  message: x\n", 300_000)]), (0, 1, 1), ""),
    "JSON 100,000 deep": (
        lambda: iter([JEST, b"[" * 100_000, b"]" * 100_000, JEST_ENDS]), (0, 0, 0), "deeper than 200"),
    "a text of 5 MB in JSON": (
        lambda: iter([JEST, b'{"title":"', *repeat(b"x" * 1000, 5000), b'","status":"passed"}', JEST_ENDS]),
        (0, 0, 0), "longer than 4 MiB"),
    "a number of 1 MB in JSON": (
        lambda: iter([JEST, b'{"title":"a","status":"passed","duration":', b"9" * 1_000_000, b"}", JEST_ENDS]),
        (0, 0, 0), "not JSON"),
    "a line of 20 MB in JSON lines": (
        lambda: iter([GO % (b"pass", 1), b'{"Action":"fail","Output":"', *repeat(b"x" * 1000, 20_000), b'"}\n']),
        (0, 0, 1), ""),
    "30,000 packages": (
        lambda: many(b"", lambda n: b'{"Action":"pass","Package":"p%d","Test":"T"}\n' % n + GO % (b"pass", n), 30_000),
        (30_000, 0, 0), ""),
    "60,000 packages that never end": (
        lambda: many(b"", lambda n: GO % (b"start", n), 60_000), (0, 0, 0), "more than 50,000 packages"),
    "300,000 lines that are none": (
        lambda: many(
            b'{"Action":"pass","Package":"p1","Test":"T"}\n' + GO % (b"pass", 1), lambda n: b"a warning\n", 300_000
        ), (1, 0, 0), ""),
}  # fmt: skip
# Not ru_maxrss: that begins with the memory of the parent.
READ = """
import io, json, re, resource, sys
from functools import partial
from pathlib import Path
from cigen.edge.files import read_chunks
from cigen.edge.spool import Spool
from cigen.results.reading import read
from cigen.results.tally import Keep
file = read(partial(read_chunks, Path(sys.argv[1])), "big", Keep(Spool()))
used, totals = resource.getrusage(resource.RUSAGE_SELF), file.cases.totals
peak = int(re.search(r"VmHWM:[^0-9]+([0-9]+)", open("/proc/self/status").read())[1])
print(json.dumps([[totals.passed, totals.failed, totals.errors], file.problem, used.ru_utime, peak >> 10]))
"""


@pytest.mark.parametrize("what", BIG)
def test_big__is_read_in_little_time_and_memory(what: str, tmp_path: Path) -> None:
    pieces, expected, problem = BIG[what]
    with (tmp_path / "big").open("wb") as file:
        file.writelines(pieces())
    told = subprocess.run(
        [sys.executable, "-c", READ, str(tmp_path / "big")], capture_output=True, check=True, text=True, timeout=120
    )
    found, why, took, memory = json.loads(told.stdout)

    assert (tuple(found), bool(why)) == (expected, bool(problem)), why
    assert problem in why
    assert took < LONGEST
    assert memory < 200
