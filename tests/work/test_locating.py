import subprocess
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from cigen.edge.console import Edge
from cigen.edge.tracked import tracked
from cigen.report.failures import failures
from cigen.results import places
from cigen.results.join import join
from cigen.work.locating import leave, locate
from tests.factories import collected, fail, green, manifest, read, report, xml

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


def test_locate__a_file_that_results_name_as_the_container_does_is_that_of_the_repository(edge: Edge) -> None:
    cases = "".join(
        f'<testcase name="{name}" file="{file}" line="3"><failure/></testcase>'
        for name, file in (("a", "/build/src/app.py"), ("b", "src/main.c"), ("c", "/usr/lib/x.py"))
    )
    found = locate(join([], files=[read([xml(cases)], "a.xml")]), edge)
    assert [case.file for case in found.cases.notable] == ["src/app.py", "src/main.c", "/usr/lib/x.py"]
    assert found.places == (("/build/src/app.py", "src/app.py"), ("src/main.c", "src/main.c"))


def test_leave__a_report_without_a_clone_finds_the_same_files(edge: Edge, tmp_path: Path) -> None:
    """As the workflow's report job does, which has only what the build left."""
    case = f'<testcase name="a"><error>{TRACE}</error></testcase>'
    named = '<testcase name="b" file="/build/src/main.c"><failure/></testcase>'
    red = join([collected(fail(green(manifest(1)), "test-1", 2, log=LOG))], files=[read([xml(case + named)], "a.xml")])
    there = locate(red, edge)
    leave(there, tmp_path / "out")
    nowhere = replace(edge, cwd=tmp_path.parent)
    assert locate(red, nowhere).places is None
    assert locate(red, nowhere, told=[tmp_path / "out/places.jsonl"]) == there
    assert dict(there.places or ()) == {"/build/src/app.py": "src/app.py", "/build/src/main.c": "src/main.c"}


def test_leave__nothing_where_nobody_could_look(edge: Edge, tmp_path: Path) -> None:
    leave(report(green(manifest(1))), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_locate__of_two_builds_that_tell_otherwise_of_a_file_neither_counts(edge: Edge, tmp_path: Path) -> None:
    case = '<testcase name="a" file="a.py"><failure/></testcase>'
    one, other = tmp_path / "one", tmp_path / "other"
    for folder, path in ((one, "x/a.py"), (other, "y/a.py")):
        folder.write_text(places.to_text({"a.py": path}))
    red = join([], files=[read([xml(case)], "a.xml")])
    found = locate(red, replace(edge, cwd=tmp_path.parent), told=[one, other])
    assert (found.cases.notable[0].file, found.places) == ("a.py", ())


def test_locate__what_is_wrong_in_a_cell_itself_stays_at_its_line_in_the_spec(edge: Edge, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/cigen.yml").write_text("")
    subprocess.run(["git", "add", "-A"], cwd=tmp_path, check=True)
    files = green(manifest(1, artifacts=["out.bin"]))
    files["cells/test-1/gathered"] = b"artifact 1 missing\n"
    (case,) = locate(report(files), edge).cells[0].cases.notable
    assert case.file == "cigen.yml"
