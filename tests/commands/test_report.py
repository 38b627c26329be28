import io
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from cigen.cli import run
from cigen.edge import files
from cigen.edge.console import Edge
from cigen.errors import OutsideError
from cigen.report.outputs import PATHS
from tests import runnercommands
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
    assert world.stdout.getvalue().startswith("✗ no results\n")
    assert "there are no results here, in no known format; did the tests run, and is" in world.stdout.getvalue()
    world.put("ended/solve.jsonl", rawjson(vertex("a", "[base 1/1] RUN make", started=1, completed=2)))
    assert world("ended") == 1
    assert world.stdout.getvalue().count("there are no results here") == 2


def test_report__a_path_that_is_not_there_is_red_with_all_files_written(world: World) -> None:
    assert world("nowhere") == 1
    assert "nowhere: nothing came back: there is no such file or folder" in world.stdout.getvalue()
    assert (world.root / "cigen-report" / "comment.md").is_file()


@pytest.mark.parametrize("word", ["nowhere", "none/**/*.xml"])
def test_report__without_results_the_headline_says_so_everywhere(world: World, word: str) -> None:
    assert world(word, "--annotations", "on") == 1
    assert "did the tests run, and is the path seen from the workspace?" in world.stdout.getvalue()
    assert "::error title=no results::" in world.stdout.getvalue()
    for page in ("summary.md", "comment.md", "check.json"):
        text = (world.root / "cigen-report" / page).read_text()
        assert "no results" in text
        assert "problem with the results" not in text
    world.put("x.xml", PASSED)
    assert world(word, "x.xml") == 1
    assert "1 problem with the results" in world.stdout.getvalue()


@pytest.mark.parametrize(("word", "hint"), [("a.xml, b.xml", True), ("!a.xml", True), ("c.xml", False)])
def test_report__words_that_other_tools_know_get_a_hint(world: World, word: str, hint: bool) -> None:
    world.put("a.xml", PASSED)
    world.put("b.xml", PASSED)
    assert world("*.xml", word) == 1
    said = " ".join(world.stdout.getvalue().split())
    assert ("stand one a line, with no commas and no `!`" in said) is hint


@pytest.mark.parametrize(("data", "ending"), [
    (tar(green(manifest(1))), ".tar"),
    (rawjson(vertex("a", "[base 1/1] RUN x", started=1, completed=2)), ".jsonl"),
    (b'{"cigen-places": 1}\n', ".jsonl"),
])  # fmt: skip
def test_report__tars_and_accounts_that_are_found_are_called_so(world: World, data: bytes, ending: str) -> None:
    world.put("a/x.xml", PASSED)
    world.put("a/y.xml", data)
    for word in ("a", "a/*"):
        assert world(word) == 1
        (problem,) = cast("list[dict[str, str]]", world.data("problems"))
        assert problem["file"] == "a/y.xml"
        assert "under another name" in problem["reason"]
        assert f"`*{ending}`" in problem["reason"]
    assert world("a/x.xml", "a/y.xml") == 0
    (world.root / "a/y.xml").rename(world.root / f"a/y{ending.upper()}")
    assert world("a") == 0


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


RUN = {
    "GITHUB_ACTIONS": "true", "GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "me/it",
    "GITHUB_RUN_ID": "5", "GITHUB_RUN_ATTEMPT": "2", "GITHUB_RUN_NUMBER": "9", "GITHUB_SHA": "c" * 40,
}  # fmt: skip
TEMPLATE = "mine: {{ title }}\n"


def annotated(world: World) -> list[str]:
    return [one.name for one in runnercommands.commands(world.stdout.getvalue())]


def test_report__annotates_in_github_actions_behind_all_that_is_printed(world: World) -> None:
    world.put("results.tar", relocatable_red())
    assert world("results.tar", **RUN) == 1
    lines = world.stdout.getvalue().splitlines()
    assert lines[-1].startswith("::error file=cigen.yml,line=41,title=install unchanged in test-4.11-relocatable::")
    assert annotated(world) == ["error"]


@pytest.mark.parametrize(("when", "environ", "count"), [
    ("auto", {}, 0), ("on", {}, 1), ("off", RUN, 0), ("auto", RUN, 1),
    ("auto", RUN | {"GITHUB_EVENT_NAME": "workflow_run"}, 0),
])  # fmt: skip
def test_report__annotates_where_it_is_wanted(world: World, when: str, environ: dict[str, str], count: int) -> None:
    world.put("results.tar", relocatable_red())
    assert world("results.tar", "--annotations", when, **environ) == 1
    assert annotated(world) == ["error"] * count


def test_report__nothing_that_a_test_prints_is_a_command(world: World) -> None:
    attack = b"::error::x\n##[add-mask]e\r::stop-commands::x\n  ::set-output name=a::b\n"
    name = '<testcase name="::add-mask::e" file="::error::">'
    name += '<failure message="##[error]x">&#13;::warning::x</failure></testcase>'
    world.put("results.tar", fail(green(manifest(3)), "test-2", 2, log=attack))
    world.put("x.xml", xml(name))
    assert world("results.tar", "x.xml", **RUN) == 1
    assert annotated(world) == ["error", "error", "notice"]


def test_report__a_build_with_a_clone_tells_where_files_are_for_one_without(world: World) -> None:
    log = b"/build/src/main.c:12:5: error: expected ';'\n"
    world.put("parts/results.tar", fail(green(manifest(1)), "test-1", 2, log=log))
    told = '{"cigen-places": 1}\n{"file": "/build/src/main.c", "path": "src/main.c"}\n'
    world.put("parts/places.jsonl", told.encode())
    assert world("parts", **RUN) == 1
    assert "::error file=src/main.c,line=12,col=5,title=build in test-1::" in world.stdout.getvalue()
    assert world("parts", "--untrusted", "--annotations", "on") == 1
    assert world.stdout.getvalue().splitlines()[-1].startswith("::error file=cigen.yml,line=22,")


def test_report__has_the_name_that_it_is_given(world: World) -> None:
    world.put("results.tar", green(manifest(1)))
    world.put("x.xml", PASSED)
    assert world("results.tar", "--name", "unit tests") == 0
    assert world.data("name") == "unit tests"
    assert (world.root / "cigen-report/comment.md").read_text().startswith("<!-- cigen:report unit tests -->\n")
    assert json.loads((world.root / "cigen-report/check.json").read_text())["name"] == "cigen: unit tests"
    assert world("x.xml", CIGEN_NAME="others") == 0
    assert world.data("name") == "others"


@pytest.mark.parametrize("name", ["x" * 101, " ", "a\nb", "a\x1b[31m", "a\u202eb"])
def test_report__a_name_that_can_be_none_is_refused(world: World, name: str) -> None:
    world.put("x.xml", PASSED)
    assert world("x.xml", "--name", name) == 2
    assert "--name" in world.stderr.getvalue()


def test_report__takes_pages_of_the_project(world: World) -> None:
    world.put("x.xml", PASSED)
    world.put("pages/summary.md.j2", TEMPLATE.encode())
    assert world("x.xml", "--templates", "pages") == 0
    assert (world.root / "cigen-report/summary.md").read_text().startswith("mine: ")
    assert "mine: " not in (world.root / "cigen-report/comment.md").read_text()


def test_report__warns_of_a_value_that_no_page_has_and_uses_ours(world: World) -> None:
    world.put("x.xml", PASSED)
    world.put("pages/summary.md.j2", b"a\n{{ titel }}")
    assert world("x.xml", "--templates", "pages") == 0
    said = world.stderr.getvalue()
    assert "warning: pages/summary.md.j2:2: there is no value `titel`: did you mean `title`?\n" in said
    assert "could not be used" in (world.root / "cigen-report/summary.md").read_text()


@pytest.mark.parametrize("data", [b"\xff", b"x" * 200_000])
def test_report__pages_that_can_be_none_are_refused_before_anything_is_written(world: World, data: bytes) -> None:
    world.put("x.xml", PASSED)
    world.put("pages/comment.md.j2", data)
    assert world("x.xml", "--templates", "pages") == 2
    assert world("x.xml", "--templates", "none") == 2
    assert world("x.xml", "--templates", ".") == 2
    said = world.stderr.getvalue()
    assert said.count("--templates ") == 3
    assert str(world.root) not in said
    assert "--templates none: is no folder: " in said
    assert "--templates pages: comment.md.j2: " in said
    assert not (world.root / "cigen-report").exists()


def test_report__of_a_stranger_only_results_count(world: World) -> None:
    planned = replace(manifest(2), name="victim", only_new=True, templates=(("comment.md.j2", "evil: {{ title }}\n"),))
    world.put("results.tar", fail(green(planned), "test-1", 2))
    assert world("results.tar") == 1
    assert "evil: " in (world.root / "cigen-report/comment.md").read_text()
    assert world("results.tar", "--untrusted", "--name", "mine", **RUN) == 1
    comment = (world.root / "cigen-report/comment.md").read_text()
    assert comment.startswith("<!-- cigen:report mine -->\n")
    assert "evil" not in comment
    assert "victim" not in comment
    assert annotated(world) == []
    assert world("results.tar", "--untrusted") == 1
    assert world.data("name") == ""


def test_report__of_a_strangers_run_no_failure_is_forgiven(world: World) -> None:
    world.put("results.tar", fail(green(replace(manifest(2), name="victim", only_new=True)), "test-1", 2))
    assert world("results.tar") == 1
    (world.root / "cigen-report/history.json").rename(world.root / "known.json")
    assert world("results.tar", "--baseline", "known.json") == 0, "the failure is known"
    assert world("results.tar", "--untrusted", "--name", "victim", "--baseline", "known.json") == 1


def test_report__beside_other_files_of_tests_a_tar_says_only_how_its_tests_ended(world: World) -> None:
    page = (("comment.md.j2", "planted: {{ title }}\n"),)
    world.put("results.tar", green(replace(manifest(1), name="victim", only_new=True, templates=page)))
    world.put("x.xml", xml('<testcase name="a"><failure/></testcase>'))
    comment = world.root / "cigen-report/comment.md"
    assert world("results.tar", "x.xml") == 1
    assert world.data("name") == ""
    assert "planted" not in comment.read_text()
    assert "From a pull request of a fork" not in comment.read_text()
    assert "give --name, --templates and --fail-on yourself" in world.stderr.getvalue()
    world.put("pages/comment.md.j2", TEMPLATE.encode())
    (world.root / "cigen-report/history.json").rename(world.root / "known.json")
    assert world("results.tar", "x.xml", "--templates", "pages", "--baseline", "known.json") == 1
    assert comment.read_text().partition("mine: ")[1]
    assert world("results.tar", "x.xml", "--fail-on", "new", "--baseline", "known.json") == 0
    assert world("results.tar", "x.xml", "--name", "unit") == 1
    assert world.data("name") == "unit"
    assert world.stderr.getvalue().count("yourself") == 4
    assert world("results.tar", "x.xml", "--name", "unit", "--fail-on", "any", "--templates", "pages") == 1
    assert world("x.xml") == 1
    assert world.stderr.getvalue().count("yourself") == 4


def test_report__a_file_of_tests_that_cannot_be_read_still_stands_beside_the_tar(world: World) -> None:
    world.put("a/results.tar", green(replace(manifest(1), name="victim")))
    world.put("a/x.xml", b"")
    assert world("a") == 1
    assert world.data("name") == ""


def test_report__an_event_that_cannot_be_read_costs_the_links_and_no_report(world: World) -> None:
    world.put("event.json", b"{")
    world.put("x.xml", PASSED)
    assert world("x.xml", **RUN, GITHUB_EVENT_PATH=str(world.root / "event.json")) == 0
    assert "no links" in world.stderr.getvalue()


def test_report__a_job_that_ended_badly_makes_green_results_red_in_every_file(world: World) -> None:
    world.put("results.tar", green(manifest(2)))
    assert world("results.tar") == 0
    assert world("results.tar", "--ended", "base=success", "--ended", "test=failure", "--summary", "s.md") == 1
    folder = world.root / "cigen-report"
    assert world.data("verdict") == "failed"
    assert world.data("totals") == {"tests": 6, "passed": 6, "failed": 0, "errors": 0, "skipped": 0, "flaky": 0}
    assert json.loads((folder / "check.json").read_text())["conclusion"] == "failure"
    assert "outcome=failed" in (folder / "comment.md").read_text()
    assert (world.root / "s.md").read_text().startswith("## ❌ demo: 1 job ended badly")
    for name in ("comment.md", "summary.md", "report.json", "junit.xml", "ctrf.json", "check.json"):
        assert "all results that came back are green: look at its log" in (folder / name).read_text(), name


def test_report__the_runner_is_told_of_a_job_that_ended_badly(world: World) -> None:
    world.put("x.xml", PASSED)
    environ = {"GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": str(world.root / "outputs")}
    assert world("x.xml", CIGEN_ENDED="\n a = b=cancelled \n\ntest=skipped\n", **environ) == 1
    assert "outcome=failed\n" in (world.root / "outputs").read_text()
    assert "::error title=1 job ended badly::`a = b` ended with `cancelled` (" in world.stdout.getvalue()


def test_report__how_a_job_ended_does_not_change_what_is_red_or_whose_jobs_ended_well(world: World) -> None:
    world.put("red.tar", relocatable_red())
    world.put("green.tar", green(manifest(1)))
    for tar_file, results, code in (("red.tar", ("failure", "cancelled"), 1), ("green.tar", ("success", "skipped"), 0)):
        assert world(tar_file, "--output", "plain") == code
        assert world(tar_file, *(f"--ended=test={result}" for result in results)) == code
        for name in PATHS:
            assert (world.root / "cigen-report" / name).read_bytes() == (world.root / "plain" / name).read_bytes()


def test_report__a_job_that_ended_badly_counts_also_where_failures_are_forgiven(world: World) -> None:
    world.put("x.xml", xml('<testcase name="a"/><testcase name="b"><failure/></testcase>'))
    assert world("x.xml", "--output", "before") == 1
    known = ("x.xml", "--baseline", "before/history.json", "--fail-on", "new")
    assert world(*known) == 0
    assert world(*known, "--ended", "test=failure") == 1
    assert "nothing new failed in what came back" in (world.root / "cigen-report/comment.md").read_text()


def test_report__the_end_of_a_job_is_no_part_of_the_history(world: World) -> None:
    """The next run compares tests, which are what they are however their job ended."""
    world.put("x.xml", PASSED)
    history = world.root / "cigen-report/history.json"
    world("x.xml")
    before = history.read_bytes()
    world("x.xml", "--ended", "test=failure")
    assert history.read_bytes() == before


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("test", "is no `NAME=RESULT`: write it as `test=success`"),
        ("=failure", "is no `NAME=RESULT`"),
        (" =failure", "is no `NAME=RESULT`"),
        (f"{'x' * 101}=failure", "the name with up to 100 characters that can be printed"),
        ("a\x1b[31m=failure", "--ended 'a\\x1b[31m=failure' is no `NAME=RESULT`"),
        ("test=", "there is no result, is the job among `needs`?; there are success, failure, cancelled, skipped"),
        ("test=timed_out", "'timed_out' is no result of a job; there are success, failure, cancelled, skipped"),
        ("test=Failure", "'Failure' is no result of a job"),
    ],
)
def test_report__what_is_no_end_of_a_job_is_bad_usage_and_writes_nothing(world: World, given: str, said: str) -> None:
    world.put("x.xml", PASSED)
    assert world("x.xml", "--ended", "a=success", "--ended", given) == 2
    assert said in world.stderr.getvalue()
    assert world.stderr.getvalue().isascii()
    assert not (world.root / "cigen-report").exists()


def test_report__a_name_of_100_characters_is_one(world: World) -> None:
    world.put("x.xml", PASSED)
    assert world("x.xml", "--ended", f"{'x' * 100}=failure") == 1
