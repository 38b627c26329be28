import subprocess
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from cigen.edge.console import Edge
from cigen.edge.tracked import tracked
from cigen.report.failures import failures
from cigen.results.join import join
from cigen.work.locating import locate
from tests.factories import fail, green, manifest, read, report, xml

TRACE = "Traceback (most recent call last):\n  File &quot;/build/src/app.py&quot;, line 7, in f\nValueError: boom\n"
LOG = b"compiling\n/build/src/main.c:12:5: error: expected ';'\n" + b"noise\n" * 2000


@pytest.fixture
def edge(tmp_path: Path) -> Edge:
    """A clone that holds two files."""
    for name in ("src/app.py", "src/main.c"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    for words in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    return Edge(StringIO(), StringIO(), {"PATH": "/usr/bin:/bin"}, tmp_path, colour=False, width=100)


def test_tracked__names_the_files_from_the_top(edge: Edge, tmp_path: Path) -> None:
    assert tracked(edge.cwd / "src", edge.environ) == ("src/app.py", "src/main.c")
    assert tracked(edge.cwd, {"PATH": ""}) == ()


def test_locate__a_trace_names_a_file_of_the_repository(edge: Edge) -> None:
    case = f'<testcase name="a"><error>{TRACE}</error></testcase>'
    found = locate(join([], files=[read([xml(case)], "a.xml")]), edge)
    (failure,) = failures(found)
    assert failure.position is not None
    assert (failure.position.file, failure.position.line) == ("src/app.py", 7)


def test_locate__what_the_file_of_results_says_is_believed(edge: Edge) -> None:
    case = f'<testcase name="a" file="x.py" line="3"><error>{TRACE}</error></testcase>'
    (case_,) = locate(join([], files=[read([xml(case)], "a.xml")]), edge).cases.notable
    assert (case_.file, case_.line) == ("x.py", 3)


def test_locate__the_log_of_a_step_tells_where_it_went_wrong_though_its_end_does_not(edge: Edge) -> None:
    found = locate(report(fail(green(manifest(1)), "test-1", 2, log=LOG)), edge)
    (failure,) = failures(found)
    assert failure.places == ("src/main.c:12",)
    assert failure.excerpt(3).startswith("line 2: src/main.c:12: ")


def test_locate__changes_nothing_in_a_green_report(edge: Edge) -> None:
    found = report(green(manifest(1)))
    assert locate(found, edge) is found


def test_locate__without_a_repository_keeps_what_the_log_says(tmp_path: Path, edge: Edge) -> None:
    nowhere = replace(edge, cwd=tmp_path.parent)
    found = locate(report(fail(green(manifest(1)), "test-1", 2, log=LOG)), nowhere)
    (failure,) = failures(found)
    assert failure.places == ()
    assert "/build/src/main.c:12" in failure.excerpt(3)
