import io
import json
import os
from pathlib import Path

import pytest

from cigen.cli import run
from cigen.edge import files
from cigen.edge.console import Edge
from cigen.errors import OutsideError
from cigen.report.outputs import PATHS
from tests.factories import (
    Files,
    fail,
    green,
    log,
    manifest,
    rawjson,
    recorded,
    relocatable_red,
    result,
    tar,
    vertex,
    xml,
)

PASSED = xml('<testcase name="a"/><testcase name="b"/>')


class World:
    """A folder to work in and what a command said there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.stdout = io.StringIO()
        self.stderr = io.StringIO()

    def __call__(self, *arguments: str, **environ: str) -> int:
        return run(["report", *arguments], Edge(self.stdout, self.stderr, environ, self.root, False, 100))

    def put(self, path: str, data: bytes | Files) -> None:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data if isinstance(data, bytes) else tar(data))

    def data(self, key: str) -> object:
        return json.loads((self.root / "cigen-report/report.json").read_text())[key]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_report__a_red_run(world: World) -> None:
    world.put("results.tar", relocatable_red())
    assert world("results.tar") == 1
    assert world.stdout.getvalue().startswith("✗ relocatable: 1 of 26 cells failed")
    found = {path.name for path in (world.root / "cigen-report").iterdir()}
    assert found == {*PATHS, "last.json", "history.json", "logs"}
    log_file = world.root / "cigen-report/logs/test-4.11-relocatable/08.log"
    assert log_file.read_bytes().endswith(b"Files _opam/bin/ocamlc and _opam.ref/bin/ocamlc differ\n")


def test_report__a_green_run(world: World) -> None:
    world.put("r.tar", green(manifest(2)))
    assert world("r.tar", "--output", "out") == 0
    assert (world.root / "out/summary.md").exists()


def test_report__shards_in_folders_with_what_they_wrote_beside(world: World) -> None:
    whole = green(manifest(2))
    for n in (1, 2):
        other = f"cells/test-{3 - n}/"
        files = {path: data for path, data in whole.items() if not path.startswith(other)}
        world.put(f"parts/{n}/results.tar", files)
        account = vertex("a", recorded(f"test-{n}", 2), started=1, completed=5)
        world.put(f"parts/{n}/solve.jsonl", rawjson(account))
        world(f"parts/{n}", "--output", f"parts/{n}")
    assert world("parts") == 0
    assert world.data("totals") == {"tests": 6, "passed": 6, "failed": 0, "errors": 0, "skipped": 0, "flaky": 0}
    build = world.data("build")
    assert isinstance(build, dict)
    assert (build["ran"], build["seconds"]) == (2, 4)


def test_report__a_missing_shard_is_red(world: World) -> None:
    world.put("1.tar", {path: data for path, data in green(manifest(2)).items() if "test-2" not in path})
    assert world("1.tar") == 1
    assert world.data("cells") == {"total": 2, "passed": 1, "failed": 0, "errors": 0, "missing": 1, "flaky": 0}


def test_report__twice_gives_the_same(world: World) -> None:
    world.put("cigen-report/results.tar", green(manifest(1)))
    assert world() == 0
    once = (world.root / "cigen-report/junit.xml").read_text()
    assert world() == 0
    assert (world.root / "cigen-report/junit.xml").read_text() == once


@pytest.mark.parametrize("names", ["junit.xml", "ctrf.json", "junit.xml ctrf.json", "ctrf.json junit.xml"])
def test_report__what_cigen_wrote_counts_once_where_it_is_named(world: World, names: str) -> None:
    world.put("x.xml", xml('<testcase name="a"/><testcase name="b"><failure/></testcase>'))
    assert world("x.xml", "--output", "out") == 1
    assert world(*(f"out/{name}" for name in names.split())) == 1
    assert world.data("totals") == {"tests": 2, "passed": 1, "failed": 1, "errors": 0, "skipped": 0, "flaky": 0}
    assert world("out") == 1
    assert world.data("totals") == {"tests": 0, "passed": 0, "failed": 0, "errors": 0, "skipped": 0, "flaky": 0}


def test_report__junit_files_from_anywhere_told_by_content(world: World) -> None:
    world.put("a/x.xml", PASSED)
    world.put("a/b/report", PASSED)
    world.put("a/coverage.xml", b"<coverage/>")
    world.put("a/notes.txt", b"hello")
    world.put("a/printed.log", PASSED)
    world.put("one.xml", xml('<testcase name="c"><skipped/></testcase>'))
    assert world("a", "on?.xml") == 0
    assert world.data("totals") == {"tests": 5, "passed": 4, "failed": 0, "errors": 0, "skipped": 1, "flaky": 0}


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("a/x.xml", PASSED[:-20]),
        ("a/x.xml", b""),
        ("a/x.xml", b"no xml"),
        ("a/x.xml", b"<TestRun/>"),
        ("a/results.tar", tar(green(manifest(1)))[:3000]),
        ("a/results.tar", b"no tar"),
        ("a/results.tar", tar({"x": b"y"})),
    ],
)
def test_report__what_cannot_be_read_is_red_and_listed(world: World, path: str, data: bytes) -> None:
    world.put("a/good.xml", PASSED)
    world.put(path, data)
    assert world("a") == 1
    problems = world.data("problems")
    assert isinstance(problems, list)
    assert [one["file"] for one in problems] == [path]
    assert path in world.stdout.getvalue()


@pytest.mark.parametrize("data", [b"<coverage/>", b"hello", b""])
def test_report__a_file_that_was_named_must_be_results(world: World, data: bytes) -> None:
    world.put("x", data)
    world.put("good.xml", PASSED)
    assert world("x", "good.xml") == 1


def test_report__of_a_build_that_broke_before_any_result_says_where_and_nothing_else(world: World) -> None:
    cigen = {"format": 1, "stages": {"base": [["0" * 16, 7]]}, "spec": "ci/cigen.yml"}
    broken = vertex("a", "[base 1/1] RUN make", started=1, completed=2, error="exit code: 3")
    world.put("base/solve.jsonl", rawjson(broken, {"cigen": cigen}, error="failed to solve: exit code: 3"))
    assert world("base") == 1
    assert "ci/cigen.yml:7" in world.stdout.getvalue()
    assert "there are no results here" not in world.stdout.getvalue()
    assert world.data("problems") == []


def test_report__nothing_found_is_red_and_says_so(world: World) -> None:
    (world.root / "empty").mkdir()
    assert world("empty") == 1
    assert "there are no results here" in world.stdout.getvalue()
    world.put("ended/solve.jsonl", rawjson(vertex("a", "[base 1/1] RUN make", started=1, completed=2)))
    assert world("ended") == 1
    assert world.stdout.getvalue().count("there are no results here") == 2


def test_report__a_path_that_is_not_there_is_red_with_all_files_written(world: World) -> None:
    assert world("nowhere") == 1
    assert "nowhere: nothing came back: there is no such file or folder" in world.stdout.getvalue()
    assert (world.root / "cigen-report" / "comment.md").is_file()


def test_report__pipes_and_links_in_a_folder_are_not_followed(world: World) -> None:
    world.put("secret.xml", PASSED)
    world.put("a/x.xml", PASSED)
    (world.root / "a/link.xml").symlink_to("../secret.xml")
    os.mkfifo(world.root / "a/pipe.xml")
    assert world("a") == 0
    totals = world.data("totals")
    assert isinstance(totals, dict)
    assert totals["tests"] == 2


def test_report__the_account_of_a_broken_build_is_red(world: World) -> None:
    world.put("r.tar", green(manifest(1)))
    broken = vertex("a", "[base 1/2] RUN x", started=1, completed=2, error="exit code: 3")
    world.put("solve.jsonl", rawjson(broken, log("a", b"gone\n"), error="failed to solve: x"))
    assert world("r.tar", "--solve", "solve.jsonl") == 1
    assert "the build broke in stage base · exit code 3" in world.stdout.getvalue()


def test_report__the_summary_is_added_to_a_file(world: World) -> None:
    world.put("r.tar", green(manifest(1)))
    world.put("step.md", b"before\n")
    assert world("r.tar", "--summary", "step.md") == 0
    assert (world.root / "step.md").read_text().startswith("before\n## ✅ demo: 1 cell passed\n")


def test_report__quiet_says_the_verdict_and_no_more(world: World) -> None:
    world.put("r.tar", fail(green(manifest(1)), "test-1", 1))
    assert world("r.tar", "--quiet") == 1
    assert world.stdout.getvalue() == "✗ demo: 1 of 1 cell failed\n"


def test_report__options_from_the_environment(world: World) -> None:
    world.put("r.tar", green(manifest(1)) | {"cells/test-1/1.result": result(attempts=2)})
    assert world(CIGEN_PATHS="r.tar", CIGEN_OUTPUT="o", CIGEN_QUIET="true") == 0
    assert world.stdout.getvalue() == "✓ demo: 1 cell passed · 1 flaky\n"
    assert (world.root / "o/report.json").exists()


def test_report__what_was_built_after_the_verdict_is_not_counted(world: World) -> None:
    world.put("cigen-report/results.tar", green(manifest(1)))
    again = vertex("a", recorded("test-1", 1), started=5, completed=5, cached=True)
    world.put("cigen-report/solve.jsonl", rawjson(vertex("a", recorded("test-1", 1), started=1, completed=2)))
    world.put("cigen-report/rest.jsonl", rawjson(again))
    assert world() == 0
    build = world.data("build")
    assert isinstance(build, dict)
    assert (build["ran"], build["cached"], build["seconds"]) == (1, 0, 1)


def test_report__what_broke_after_the_verdict_is_red(world: World) -> None:
    world.put("cigen-report/results.tar", green(manifest(1)))
    world.put("cigen-report/solve.jsonl", rawjson(vertex("a", recorded("test-1", 1), started=1, completed=2)))
    broken = vertex("b", "[loose 1/2] RUN x", started=1, completed=2, error="exit code: 3")
    world.put("cigen-report/rest.jsonl", rawjson(broken, error="failed to solve: x"))
    assert world() == 1
    assert "the build broke in stage loose · exit code 3" in world.stdout.getvalue()


def test_report__the_runner_gets_the_outputs_of_the_step(world: World) -> None:
    world.put("r.tar", fail(green(manifest(2)), "test-1", 3))
    assert world("r.tar", GITHUB_OUTPUT=str(world.root / "outputs")) == 1
    assert (world.root / "outputs").read_text().split() == [
        "outcome=failed", "total=6", "passed=5", "failed=1", "errors=0", "skipped=0", "flaky=0", "cells=2", "missing=0",
    ]  # fmt: skip


def test_report__a_summary_without_room_says_the_verdict(world: World) -> None:
    world.put("r.tar", green(manifest(1)))
    world.put("step.md", b"x" * (1024 * 1024 - 300))
    assert world("r.tar", "--summary", "step.md") == 0
    added = (world.root / "step.md").read_text().lstrip("x")
    assert added == "## ✅ demo: 1 cell passed\n\nThe rest has no room here, all of it is in `summary.md`.\n"
    assert "step.md is nearly full (1 MiB), so it got the verdict only" in world.stderr.getvalue()


def test_report__run_twice_counts_the_same(world: World) -> None:
    world.put("a/unit.xml", PASSED)
    assert world("**/*.xml") == 0
    first = world.data("totals")
    assert world("**/*.xml", ".") == 0
    assert world.data("totals") == first


def test_report__writes_the_files_that_are_wanted(world: World) -> None:
    world.put("a.xml", PASSED)
    assert world("a.xml", "--write=junit.xml, ctrf.json", "--output=o") == 0
    assert {path.name for path in (world.root / "o").iterdir()} == {"junit.xml", "ctrf.json"}
    assert world("a.xml", "--write=none", "--output=p") == 0
    assert not (world.root / "p").exists()


def test_report__a_file_that_cannot_be_written_is_bad_usage(world: World) -> None:
    world.put("a.xml", PASSED)
    assert world("a.xml", "--write=junit.xml,page") == 2


def test_report__a_file_that_cannot_be_opened_is_a_problem_beside_the_others(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.put("a/1.xml", PASSED)
    world.put("a/2.xml", PASSED)
    read_head = files.read_head

    def refused(path: Path) -> bytes:
        if path.name == "2.xml":
            raise OutsideError(f"{path}: can't be read: Permission denied")
        return read_head(path)

    monkeypatch.setattr(files, "read_head", refused)
    assert world("a") == 1
    assert world.data("problems") == [{"file": "a/2.xml", "reason": "can't be read: Permission denied"}]
    assert world.data("totals")["passed"] == 2  # type: ignore[index]


def test_report__an_empty_file_is_told_whatever_the_case_of_its_name(world: World) -> None:
    world.put("a/1.xml", PASSED)
    world.put("a/2.XML", b"")
    assert world("a") == 1
    assert world.data("problems") == [{"file": "a/2.XML", "reason": "is empty"}]


def test_report__a_red_run_stays_red_when_nobody_reads_its_output(world: World) -> None:
    world.put("a.xml", xml('<testcase name="a"><failure/></testcase>'))
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as gone:
        assert run(["report", "a.xml"], Edge(gone, world.stderr, {}, world.root, False, 100)) == 1
    assert world.data("verdict") == "failed"


def test_report__xml_of_another_kind_is_passed_over_with_a_note_where_only_a_glob_met_it(world: World) -> None:
    world.put("a/TEST-a.xml", PASSED)
    world.put("pom.xml", b"<project><modelVersion>4.0.0</modelVersion></project>")
    assert world("**/*.xml") == 0
    assert (
        "is XML of another kind, <project>, and was passed over" in (world.root / "cigen-report/summary.md").read_text()
    )
    assert world("pom.xml", "a/TEST-a.xml") == 1
    assert world("pom.*") == 1
