from pathlib import Path

import pytest

from cigen.edge.tarball import members
from cigen.plan.manifest import to_json
from cigen.results.collected import collect
from cigen.results.join import join
from tests import factories
from tests.factories import Entry, collected, green, manifest, result, tar


def test_collect__reads_what_the_recorder_wrote() -> None:
    planned = manifest(1, junit=["*.xml"])
    found = collected(green(planned) | {"cells/test-1/2.attempt-1.log": b"first", "cells/test-1/failed": b"2\n"})
    assert found.manifest == planned
    assert not found.problems
    cell = found.cells["test-1"]
    assert sorted(cell.results) == [1, 2, 3]
    assert (cell.logs[1].path, cell.logs[1].tail) == ("logs/test-1/01.log", "fine\n")
    assert cell.attempt_logs[2][1].path == "logs/test-1/02.attempt-1.log"
    assert [case.name for case in cell.junit["1-1.xml"].cases] == ["a"]


@pytest.mark.parametrize(
    "path", ["cells/test-1/1.result", "cells/test-1/1.log", "manifest.json", "cells/test-1/gathered"]
)
def test_collect__links_and_pipes_in_place_of_records_are_a_problem(path: str) -> None:
    found = collect([Entry(path, b"", regular=False)], "r.tar")
    assert [(one.file, one.reason) for one in found.problems] == [
        (f"r.tar:{path}", "is no regular file, so it was not read")
    ]
    assert not found.cells


@pytest.mark.parametrize("path", ["cells/../x/1.result", "../1.result", "/cells/a/1.result", "cells/a/b/1.result", "x"])
def test_collect__anything_elsewhere_is_left_alone(path: str) -> None:
    found = collected(green(manifest(1)) | {path: b"outcome=exited\ncode=0\n"})
    assert list(found.cells) == ["test-1"]
    assert not found.problems


def test_collect__a_record_that_comes_twice_is_a_problem_and_the_first_counts() -> None:
    entry = Entry("cells/test-1/1.result", result(code=1))
    found = collect([entry, Entry(entry.path, result())], "r.tar")
    assert found.cells["test-1"].results[1].code == 1
    assert "twice" in found.problems[0].reason


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("cells/test-1/1.result", b"outcome=exited\n"),
        ("cells/test-1/1.result", b"x" * 100_000),
        ("cells/test-1/1.result", b"\xff\xfe\0"),
        ("cells/test-1/gathered", b"nonsense"),
        ("manifest.json", b"{}"),
        ("manifest.json", b'{"format": 2}'),
        ("manifest.json", b"[" * 100_000),
        ("manifest.json", to_json(manifest(1)).replace('"line": 10', '"line": 1e999').encode()),
        ("manifest.json", to_json(manifest(1)).replace('"line": 10', '"line": NaN').encode()),
        ("manifest.json", to_json(manifest(1)).replace('"number": 1', f'"number": {"9" * 5000}').encode()),
    ],
)
def test_collect__an_unreadable_record_is_a_problem(path: str, data: bytes) -> None:
    found = collected(green(manifest(1)) | {path: data})
    assert [one.file for one in found.problems] == [f"results.tar:{path}"]


def test_collect__a_damaged_archive_is_named_once(tmp_path: Path) -> None:
    path = tmp_path / "results.tar"
    path.write_bytes(tar(green(manifest(1)))[:700])
    problem = collect(members(path), "results.tar").problems[0]
    assert problem.file == "results.tar"
    assert problem.reason.startswith("truncated: ")


def test_collect__no_manifest_is_a_problem() -> None:
    assert "manifest.json" in collected({"cells/a/1.result": result()}).problems[0].reason


def test_collect__the_logs_of_many_passed_steps_stay_small() -> None:
    files = {"cells/a/1.log": b"x" * 90_000, "cells/a/1.result": result(), "cells/a/2.result": result(code=1)}
    cell = collected(files | {"cells/a/2.log": b"y" * 90_000}).cells["a"]
    assert (len(cell.logs[1].tail), cell.logs[1].head) == (1024, "")
    assert (len(cell.logs[2].tail), len(cell.logs[2].head)) == (16384, 4096)


@pytest.mark.parametrize("cut", [512, 5000, 100])
def test_collect__a_truncated_tar_keeps_what_came_before(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "r.tar"
    path.write_bytes(tar(green(manifest(2)))[: -10240 + cut] if cut > 512 else tar(green(manifest(2)))[:cut])
    found = factories.read_tar(path)
    assert "truncated" in found.problems[0].reason
    assert found.problems[0].file == str(path)


def test_collect__keeps_what_earlier_builds_printed_apart() -> None:
    found = collected(
        green(manifest(1)) | {"cells/test-1/2.earlier.log": b"before", "cells/test-1/2.earlier.result": b"x"}
    )
    assert found.problems == ()
    log = found.cells["test-1"].earlier_logs[2]
    assert (log.path, log.tail) == ("logs/test-1/02.earlier.log", "before")
    assert found.cells["test-1"].attempt_logs == {}


def test_collect__results_in_another_format_are_told_by_their_content() -> None:
    files = green(manifest(1, junit=["*.tap"]))
    files["cells/test-1/junit/1-1.xml"] = b"TAP version 13\n1..2\nok 1 - a\nnot ok 2 - b\n"
    (cell,) = join([collected(files)]).cells
    assert [(case.name, case.outcome.value) for case in cell.cases] == [("a", "passed"), ("b", "failed")]
    assert cell.message == "1 of 2 test cases failed although every step passed"
