"""The example with 26 cells, built for real from cold to mended and once more from a cache."""

from __future__ import annotations

import io
import json
import tarfile
import uuid
from pathlib import Path
from typing import Any

import junitparser
import pytest

from tests.e2e.command import EXAMPLE, Done, Folder, copied, make_tree
from tests.e2e.engine import Engine
from tests.report.test_junit import counted, other_counted

pytestmark = pytest.mark.engine

SECRET = "--secret=id=tree,src=tree/ocaml.bundle"
BUILD = ("build", SECRET)
BROKEN = "test-4.11-relocatable"
DIFFER = "Files _opam/bin/ocamlc and _opam.ref/bin/ocamlc differ"
VERSIONS = ("4.08", "4.09", "4.10", "4.11", "4.12", "4.13", "4.14", "5.0", "5.1", "5.2", "5.3", "5.4", "trunk")
CELLS = [f"test-{version}-{variant}" for version in VERSIONS for variant in ("vanilla", "relocatable")]


@pytest.fixture(scope="module")
def example(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A copy whose base stage no build has seen before."""
    fresh = f'env: {{OPAMYES: "1", FRESH: "{uuid.uuid4()}"}}'
    return copied(engine, EXAMPLE, tmp_path_factory, 'env: {OPAMYES: "1"}', fresh)


@pytest.fixture(scope="module")
def cache(engine: Engine) -> str:
    """A place in the registry that nothing was written to yet."""
    return f"{engine.env['CIGEN_TEST_REGISTRY']}/cigen-e2e:{uuid.uuid4()}"


@pytest.fixture(scope="module")
def red(example: Folder, cache: str) -> Done:
    """The cold build, on an engine without a past: what it once built makes a cache's index larger."""
    prune(example)
    return example.cigen(*BUILD, "--cache-to", cache)


@pytest.fixture(scope="module")
def again(example: Folder, red: Done) -> Done:
    """The same build once more."""
    return example.cigen(*BUILD)


@pytest.fixture(scope="module")
def moved(example: Folder, again: Done) -> Done:
    """With one commit changed."""
    make_tree(example, "--move", "5.2", "clone")
    return example.cigen(*BUILD)


@pytest.fixture(scope="module")
def without_cigen(example: Folder, moved: Done) -> tuple[int, str]:
    """The rendered Dockerfile of the red tree, built by docker alone; exit code and account."""
    make_tree(example)
    return by_docker(example)


@pytest.fixture(scope="module")
def mended(example: Folder, without_cigen: tuple[int, str]) -> tuple[tuple[int, str], Done]:
    """The mended tree, built by docker alone and then by cigen."""
    make_tree(example, "--mend")
    return by_docker(example), example.cigen(*BUILD)


@pytest.fixture(scope="module")
def imported(example: Folder, cache: str, mended: object) -> Done:
    """The red tree once more, on an engine that knows nothing but the cache of the cold build."""
    make_tree(example)
    prune(example)
    return example.cigen(*BUILD, "--cache-from", cache)


def prune(folder: Folder) -> None:
    """Forget every build."""
    done = folder.docker("builder", "prune", "-af")
    assert done.returncode == 0, done.stderr


def by_docker(folder: Folder) -> tuple[int, str]:
    """`docker build --target verdict`, after `cigen render`."""
    assert folder.cigen("render").code == 0
    words = ("build", "--progress=plain", "--target=verdict", "--file=.cigen/Dockerfile", SECRET, ".")
    done = folder.docker(*words)
    return done.returncode, done.stderr.decode()


def what_was_found(done: Done) -> Any:
    """The report without what the build itself took, what came from the cache, and what later runs compare with."""
    tree = {key: value for key, value in done.report.items() if key not in ("build", "history")}
    for cell in tree["results"]["cells"]:
        cell["steps"] = [{key: value for key, value in step.items() if key != "cached"} for step in cell["steps"]]
    return tree


def step_number(done: Done, name: str) -> int:
    (test,) = done.report["results"]["tests"]
    return int(next(step["number"] for step in test["steps"] if step["name"] == name))


# --- the red run


def test_red_run__one_cell_of_26_fails(red: Done) -> None:
    assert red.code == 1
    assert red.report["cells"] == {"total": 26, "passed": 25, "failed": 1, "errors": 0, "missing": 0, "flaky": 0}
    assert red.report["problems"] == []
    assert [cell["name"] for cell in red.report["results"]["cells"]] == CELLS
    assert [cell["name"] for cell in red.report["results"]["cells"] if cell["outcome"] != "passed"] == [BROKEN]


def test_red_run__every_step_of_the_other_cells_ran_and_passed(red: Done) -> None:
    for cell in red.report["results"]["cells"]:
        with_ocamlnat = cell["values"]["version"] in (*VERSIONS[:6], "trunk")
        assert len(cell["steps"]) == (23 if with_ocamlnat else 22)
        assert {(cell["name"], step["number"]) for step in cell["steps"]} <= red.steps
        if cell["name"] != BROKEN:
            assert {step["outcome"] for step in cell["steps"]} == {"passed"}
            assert not any(artifact["missing"] for artifact in cell["artifacts"])


def test_red_run__the_broken_cell_says_where_it_broke_and_why(red: Done) -> None:
    steps = red.cell(BROKEN)["steps"]
    assert (steps[7]["number"], steps[7]["name"]) == (8, "install unchanged")
    assert (steps[7]["outcome"], steps[7]["exit_code"]) == ("failed", 1)
    assert red.text(steps[7]["log"]).endswith(f"{DIFFER}\n")
    assert [step["outcome"] for step in steps] == ["passed"] * 7 + ["failed"] + ["skipped"] * 15
    assert {step["message"] for step in steps[8:]} == {"after step 8"}


def test_red_run__the_artifact_that_was_never_made_is_missing(red: Done) -> None:
    artifacts = {artifact["path"]: artifact["missing"] for artifact in red.cell(BROKEN)["artifacts"]}
    assert artifacts == {"config.cache": False, "ocaml-variants.install": True}


def test_red_run__terminal_shows_the_failure(red: Done) -> None:
    assert red.stdout.startswith("✗ install-matrix: 1 of 26 cells failed · 25 passed · ")
    assert f"{BROKEN} · step 8 `install unchanged` · exit 1" in red.stdout
    assert DIFFER in red.stdout
    assert f"cigen-report/logs/{BROKEN}/08.log" in red.stdout
    assert "Traceback" not in red.stderr


def test_red_run__summary_shows_the_failure(red: Done) -> None:
    summary = red.text("summary.md")
    assert summary.startswith("## ❌ install-matrix: 1 of 26 cells failed\n")
    assert f"<code>install unchanged</code> in <code>{BROKEN}</code>: exit 1" in summary
    assert DIFFER in summary
    assert "| test cases | 586 | 570 | 1 | 0 | – | 15 | 0 |" in summary


def test_red_run__junit_shows_the_failure_and_what_was_skipped(red: Done, tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    path.write_bytes(red.files["junit.xml"])
    (suite,) = (suite for suite in junitparser.JUnitXml.fromfile(str(path)) if suite.name == BROKEN)
    cases = list(suite)
    assert [case.name for case in cases] == [step["name"] for step in red.cell(BROKEN)["steps"]]
    (failure,) = cases[7].result
    assert isinstance(failure, junitparser.Failure)
    assert failure.message == "exit 1"
    assert DIFFER in str(failure.text)
    assert all(isinstance(case.result[0], junitparser.Skipped) for case in cases[8:])


def test_red_run__other_peoples_parsers_count_what_the_report_counts(red: Done, tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    path.write_bytes(red.files["junit.xml"])
    totals = {"tests": 586, "passed": 570, "failed": 1, "errors": 0, "skipped": 15}
    assert {key: red.report["totals"][key] for key in totals} == totals
    assert {key: getattr(counted(path), key) for key in totals} == totals
    assert other_counted(path) == (586, 570, 1, 15)


def test_red_run__the_collector_is_built_all_the_same(example: Folder, red: Done) -> None:
    built = [vertex for vertex in red.account("rest.jsonl") if vertex.stage == "all" and vertex.ran]
    assert {vertex.error for vertex in built} == {""}
    found = collected(example)
    assert {path for path in found if path.startswith("cache-")} == {f"cache-{cell[5:]}" for cell in CELLS}
    made = {f"install/{cell[5:]}.install" for cell in CELLS if cell != BROKEN}
    assert {path for path in found if path.startswith("install/")} == made


def collected(folder: Folder) -> set[str]:
    """The files that the collector has in its folder."""
    assert folder.cigen("render").code == 0
    text = (folder.path / ".cigen/Dockerfile").read_text()
    (folder.path / ".cigen/Look").write_text(f"{text}\nFROM scratch AS look\nCOPY --from=all /home/opam /\n")
    words = ("buildx", "build", "--target=look", "--output=type=tar,dest=-", "--file=.cigen/Look", SECRET, ".")
    done = folder.docker(*words)
    assert done.returncode == 0, done.stderr
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as tar:
        return {member.name for member in tar if member.isfile()}


# --- once more, nothing changed


def test_second_build__nothing_runs_and_the_verdict_is_the_same(red: Done, again: Done) -> None:
    assert again.code == 1
    assert again.runs == set()
    assert what_was_found(again) == what_was_found(red)
    assert again.files["junit.xml"] == red.files["junit.xml"]


def test_second_build__says_that_all_of_it_was_cached(red: Done, again: Done) -> None:
    assert " · 0 of 586 steps cached" in red.stdout
    assert " · 586 of 586 steps cached" in again.stdout
    assert " · 586 of 586 steps cached" in again.text("summary.md")
    assert again.report["build"]["ran"] == 0


def test_second_build__cigen_report_says_the_same_of_what_it_left(example: Folder, red: Done, again: Done) -> None:
    reported = example.cigen("report")
    assert reported.code == 1
    assert reported.stdout == again.stdout
    assert reported.report == again.report


# --- one commit changed


def test_moved_commit__both_cells_of_its_version_run_from_there_on_and_no_other(again: Done, moved: Done) -> None:
    """Vanilla and relocatable try the same commit, so both of 5.2 run."""
    cells = ("test-5.2-vanilla", "test-5.2-relocatable")
    numbers = [step["number"] for step in moved.cell(cells[0])["steps"]]
    from_there = [number for number in numbers if number >= step_number(moved, "clone")]
    assert len(from_there) == 10
    assert moved.steps == {(cell, number) for cell in cells for number in from_there}
    assert moved.runs == set(cells)
    assert moved.code == 1
    assert moved.report["totals"] == again.report["totals"]
    assert " · 566 of 586 steps cached" in moved.stdout


def test_moved_commit__the_collectors_follow_and_nothing_else(again: Done, moved: Done) -> None:
    """The artifacts came out the same, so `all` stays as it is; the records have new times."""
    always = {vertex.name for vertex in again.executed}
    others = {vertex.stage for vertex in moved.executed if vertex.name not in always} - set(CELLS)
    assert "results" in others
    assert [stage for stage in others if stage not in ("all", "results") and not stage.startswith("cigen-")] == []


def test_moved_commit__the_report_tells_old_steps_from_new_ones(moved: Done) -> None:
    cached = {step["name"]: step["cached"] for step in moved.cell("test-5.2-vanilla")["steps"]}
    assert (cached["subdir named"], cached["clone"], cached["opam install"]) == (True, False, False)


# --- without cigen


def test_docker_alone__red_tree_fails_and_names_the_cell_last(without_cigen: tuple[int, str]) -> None:
    code, account = without_cigen
    assert code == 1
    last = "\n".join(account.splitlines()[-20:])
    assert f"✗ {BROKEN}: step 8 exited 1\n" in last
    assert "1 of 26 cells failed\n" in last


def test_docker_alone__mended_tree_passes(mended: tuple[tuple[int, str], Done]) -> None:
    code, account = mended[0]
    assert code == 0, account
    assert "all 26 cells passed" in account


def test_mended_tree__is_green(mended: tuple[tuple[int, str], Done]) -> None:
    done = mended[1]
    assert done.code == 0
    assert done.stdout.startswith("✓ install-matrix: 26 cells passed · ")
    assert done.report["cells"] == {"total": 26, "passed": 26, "failed": 0, "errors": 0, "missing": 0, "flaky": 0}
    assert done.report["totals"] == {
        "tests": 586, "passed": 586, "failed": 0, "errors": 0, "skipped": 0, "flaky": 0,
    }  # fmt: skip
    assert not any(artifact["missing"] for artifact in done.cell(BROKEN)["artifacts"])


# --- the cache of a red run, on an engine that was emptied


def test_cache__a_red_run_writes_it_after_the_verdict(red: Done) -> None:
    exports = [vertex for vertex in red.account("export.jsonl") if "exporting cache" in vertex.name]
    assert [(vertex.name, vertex.error) for vertex in exports] == [("exporting cache to registry", "")]
    assert not [vertex for vertex in red.account("solve.jsonl") if "exporting cache" in vertex.name]


def test_cache__an_empty_engine_runs_nothing_and_says_the_same(red: Done, imported: Done) -> None:
    assert imported.code == 1
    assert imported.runs == set()
    assert what_was_found(imported) == what_was_found(red)
    assert " · 586 of 586 steps cached" in imported.stdout


def test_cache__what_came_home_is_whole(red: Done, imported: Done) -> None:
    logs = {path: data for path, data in red.files.items() if path.startswith("logs/")}
    assert len(logs) == 586 - 15
    assert {path: data for path, data in imported.files.items() if path in logs} == logs
    assert json.loads(imported.files["report.json"])["build"]["error"] == ""
