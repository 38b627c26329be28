from __future__ import annotations

import io
import json
import zipfile
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest

from cigen.edge import http
from cigen.work.baselines import find
from tests.clock import Time
from tests.commandline import Result, cigen, complained, edge_in
from tests.factories import Files, fail, green, manifest, tar, xml
from tests.fakegithub import FORBIDDEN, NOT_FOUND, Answer, FakeGitHub, serve

SHA = "3f2c1ab" + "0" * 33


@pytest.fixture
def server() -> Iterator[FakeGitHub]:
    with serve() as github:
        yield github


def results(folder: Path, files: Files, name: str = "results.tar") -> str:
    """A results tar in the folder; its name."""
    (folder / name).write_bytes(tar(files))
    return name


def planned(folder: Path, *failing: str, only_new: bool = False, junit: bytes | None = None) -> str:
    """Results of two cells, in some of which the step `test` failed."""
    files = green(manifest(2, junit=["*.xml"]))
    if only_new:
        files["manifest.json"] = files["manifest.json"].replace(b'"tests"', b'"fail-on": "new", "tests"', 1)
    for cell in failing:
        files = fail(files, cell, 3)
    if junit is not None:
        files["cells/test-1/junit/1-1.xml"] = junit
    return results(folder, files)


def run(folder: Path, *arguments: str, sha: str = SHA, **environ: str) -> Result:
    """`cigen report` as a run of main."""
    given = {"GITHUB_ACTIONS": "true", "GITHUB_REF_NAME": "main", "GITHUB_REF_TYPE": "branch", "GITHUB_SHA": sha}
    return cigen("report", *arguments, cwd=folder, environ=given | environ)


def document(folder: Path, name: str = "report.json") -> dict[str, object]:
    tree: dict[str, object] = json.loads((folder / "cigen-report" / name).read_text())
    return tree


@pytest.mark.parametrize("name", ["report.json", "history.json"])
def test_report__says_what_is_new_against_a_baseline(tmp_path: Path, name: str) -> None:
    run(tmp_path, planned(tmp_path, "test-2"))
    (tmp_path / "cigen-report" / name).rename(tmp_path / "before.json")

    found = run(tmp_path, planned(tmp_path, "test-1", "test-2"), "--baseline", "before.json", sha="a" * 40)

    assert found.code == 1
    assert found.out.split("\n")[:4] == [
        "✗ demo: 2 of 2 cells failed, 1 new",
        "",
        "  New: `test` fails in test-1 (passed on main at `3f2c1ab`)",
        "  Still failing: `test` in test-2 (since `3f2c1ab`)",
    ]


def test_report__without_a_baseline_says_nothing_of_it(tmp_path: Path) -> None:
    found = run(tmp_path, planned(tmp_path, "test-1"))

    assert "ompared" not in found.out
    assert document(tmp_path)["news"] is None


def test_report__keeps_the_runs_of_its_baseline(tmp_path: Path) -> None:
    for number in range(25):
        found = run(tmp_path, planned(tmp_path), "--baseline", "cigen-report/history.json", sha=f"{number:040x}")
        assert found.code == 0

    history = document(tmp_path, "history.json")["history"]
    assert isinstance(history, dict)
    assert [one["commit"] for one in history["runs"]] == [f"{number:040x}" for number in range(5, 25)]
    assert {(one["branch"], one["when"] > 0) for one in history["runs"]} == {("main", True)}
    assert document(tmp_path)["history"] == history


def test_report__a_report_without_history_is_read_from_its_results(tmp_path: Path) -> None:
    run(
        tmp_path, planned(tmp_path, "test-2", junit=xml('<testcase name="a"/><testcase name="b"><failure/></testcase>'))
    )
    tree = document(tmp_path)
    del tree["history"]
    (tmp_path / "before.json").write_text(json.dumps(tree, indent=2))

    found = run(tmp_path, planned(tmp_path, "test-2", junit=xml('<testcase name="a"/>')), "--baseline", "before.json")

    assert found.out.startswith("✗ demo: 1 of 2 cells failed, none new")
    assert "Removed: `b` in test-1" in found.out
    assert "Still failing: `test` in test-2\n" in found.out


def test_report__known_failures_are_green_where_only_new_ones_count(tmp_path: Path) -> None:
    run(tmp_path, planned(tmp_path, "test-2"))
    (tmp_path / "cigen-report" / "history.json").rename(tmp_path / "before.json")
    known = planned(tmp_path, "test-2", only_new=True)

    found = run(tmp_path, known, "--baseline", "before.json")
    assert found.code == 0
    assert found.out.startswith("✓ demo: nothing new failed, 1 known failure")
    assert document(tmp_path)["verdict"] == "passed"

    assert run(tmp_path, known, "--baseline", "before.json", "--fail-on", "any").code == 1
    assert run(tmp_path, known).code == 1
    assert "Compared with nothing: `no earlier run was named, `--baseline` does`" in run(tmp_path, known).out
    assert run(tmp_path, planned(tmp_path, "test-2"), "--baseline", "before.json", "--fail-on", "new").code == 0
    assert run(tmp_path, planned(tmp_path, "test-1", only_new=True), "--baseline", "before.json").code == 1
    assert run(tmp_path, known, "--baseline", "before.json", CIGEN_FAIL_ON="any").code == 1


def test_report__what_is_lost_is_red_also_where_only_new_failures_count(tmp_path: Path) -> None:
    whole = fail(green(manifest(2)), "test-2", 3)
    run(tmp_path, results(tmp_path, whole))
    (tmp_path / "cigen-report" / "history.json").rename(tmp_path / "before.json")
    lost = {path: data for path, data in whole.items() if not path.startswith("cells/test-1/")}
    damaged = whole | {"cells/test-1/2.result": b"outcome=perfect\n"}

    for files in (lost, damaged):
        assert run(tmp_path, results(tmp_path, files), "--baseline", "before.json", "--fail-on", "new").code == 1
    extra = (results(tmp_path, whole), "nowhere.xml")
    assert run(tmp_path, *extra, "--baseline", "before.json", "--fail-on", "new").code == 1


def test_report__a_second_attempt_does_not_know_what_the_first_broke(tmp_path: Path) -> None:
    run(tmp_path, planned(tmp_path), GITHUB_RUN_ID="7")
    baseline = ("--baseline", "cigen-report/history.json", "--fail-on", "new")
    assert run(tmp_path, planned(tmp_path, "test-1"), *baseline, GITHUB_RUN_ID="8").code == 1

    assert run(tmp_path, planned(tmp_path, "test-1"), *baseline, GITHUB_RUN_ID="8").code == 1
    assert run(tmp_path, planned(tmp_path, "test-1"), *baseline, GITHUB_RUN_ID="9").code == 0


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "before.json: there is no such file, as before a first run"),
        ("", "before.json: it is no JSON: JSONDecodeError"),
        ("<testsuite/>", "before.json: it is no JSON: JSONDecodeError"),
        ('{"format": 1, "results": 7}', "before.json: it is neither a report.json nor a history.json of cigen"),
        ('{"format": 1, "name": "x", "results": {}}', "before.json: its results can't be read: KeyError: 'cells'"),
        ('{"format": 1, "history": {"format": 1}}', "the baseline knows of no run that brought results"),
        ("[" * 100_000, "before.json: it is no JSON: RecursionError"),
    ],
)
def test_report__a_baseline_that_is_none_is_told_and_ends_nothing(tmp_path: Path, text: str | None, why: str) -> None:
    if text is not None:
        (tmp_path / "before.json").write_text(text)

    found = run(tmp_path, planned(tmp_path), "--baseline", "before.json")

    assert found.code == 0
    assert f"Compared with nothing: `{why}`" in found.out
    assert run(tmp_path, planned(tmp_path, "test-1"), "--baseline", "before.json", "--fail-on", "new").code == 1
    assert len(document(tmp_path)["history"]["runs"]) == 1  # type: ignore[index]


def test_report__a_baseline_that_lies_where_a_runner_keeps_it_is_called_by_its_name(tmp_path: Path) -> None:
    found = run(tmp_path, planned(tmp_path), "--baseline", str(tmp_path / "temp" / "before.json"))

    assert "Compared with nothing: `before.json: there is no such file, as before a first run`" in found.out


def test_report__a_baseline_of_another_spec_is_none(tmp_path: Path) -> None:
    run(tmp_path, results(tmp_path, green(manifest(2, name="other"))))

    found = run(tmp_path, planned(tmp_path), "--baseline", "cigen-report/history.json")

    assert "Compared with nothing: `the baseline is of other, this is demo`" in found.out


def test_report__a_folder_or_a_pipe_is_no_baseline(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()

    found = run(tmp_path, planned(tmp_path), "--baseline", "folder")

    assert "Compared with nothing: `folder: it is no regular file`" in found.out


def zipped(folder: Path, *names: str) -> bytes:
    """What the workflow uploads of a report."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.write(folder / "cigen-report" / name, name)
    return buffer.getvalue()


def asked(server: FakeGitHub, **more: str) -> dict[str, str]:
    """An environment that knows of the server."""
    known = {"GITHUB_API_URL": server.url, "GITHUB_REPOSITORY": "me/it", "GITHUB_TOKEN": "t0ken"}
    return {name: value for name, value in (known | more).items() if value}


@pytest.mark.parametrize("names", [("report.json", "history.json"), ("report.json",)])
def test_auto__is_the_last_report_of_the_default_branch(
    tmp_path: Path, server: FakeGitHub, names: tuple[str, ...]
) -> None:
    run(tmp_path, planned(tmp_path, "test-2"))
    server.upload(server.ran(workflow="ci.yml"), zipped(tmp_path, *names))
    server.upload(server.ran(workflow="other.yml"), b"no zip")
    where = asked(server, GITHUB_WORKFLOW_REF="me/it/.github/workflows/ci.yml@refs/heads/topic")

    found = run(tmp_path, planned(tmp_path, "test-1"), "--baseline", "auto", sha="a" * 40, **where)

    assert "New: `test` fails in test-1 (passed on main at `3f2c1ab`)" in found.out
    assert "Fixed: `test` in test-2" in found.out


@pytest.mark.parametrize(
    ("path", "answer", "why"),
    [
        ("/repos/me/it", FORBIDDEN, "the token may not do this"),
        ("/repos/me/it", NOT_FOUND, "it is not there, or the token may not see it"),
        ("/repos/me/it/actions/runs", Answer(200, "<html>"), "did not answer with JSON"),
        ("/repos/me/it/actions/runs", Answer(200, '{"workflow_runs": []}'), "no run of the default branch has"),
        ("/storage/1002", Answer(200, "no zip"), "no zip archive that can be read"),
        ("/storage/1002", Answer(403, ""), "its storage answered with 403"),
    ],
)
def test_auto__what_goes_wrong_is_told_and_ends_nothing(
    tmp_path: Path, server: FakeGitHub, path: str, answer: Answer, why: str
) -> None:
    run(tmp_path, planned(tmp_path))
    server.upload(server.ran(), zipped(tmp_path, "report.json"))
    server.fail(path, answer)

    found = find(Namespace(baseline="auto"), edge_in(tmp_path, asked(server)))

    assert found is not None
    assert found.refused.startswith("auto: ")
    assert why in found.refused
    assert "t0ken" not in found.refused
    assert "s3cret" not in found.refused


def test_auto__says_what_it_waits_for(tmp_path: Path, server: FakeGitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    time = Time()
    monkeypatch.setattr(http, "Clock", lambda: time.clock)
    run(tmp_path, planned(tmp_path))
    server.upload(server.ran(), zipped(tmp_path, "report.json"))
    server.accidents = [("/repos/me/it", Answer(502)), ("/storage/1002", Answer(503)), ("/repos/me/it", Answer(429))]
    edge = edge_in(tmp_path, asked(server))

    found = find(Namespace(baseline="auto"), edge)

    assert (found is not None and found.refused, time.naps) == ("", [1.0, 60.0, 1.0])
    assert complained(edge) == [
        f"cigen: GET {server.url}/repos/me/it was answered with 502; trying again in 1 s, for 120 s at most",
        f"cigen: {server.url}/repos/me/it says that too many requests were made; "
        "trying again in 60 s, for 119 s at most",
        "cigen: the artifact can't be had: its storage answered with 503; trying again in 1 s, for 59 s at most",
    ]


@pytest.mark.parametrize(
    ("unset", "why"), [("GITHUB_TOKEN", "without a token, set GITHUB_TOKEN"), ("GITHUB_REPOSITORY", "this is no clone")]
)
def test_auto__asks_nobody_without_a_token_or_a_repository(
    tmp_path: Path, server: FakeGitHub, unset: str, why: str
) -> None:
    found = find(Namespace(baseline="auto"), edge_in(tmp_path, asked(server, **{unset: ""})))

    assert found is not None
    assert why in found.refused
    assert server.requests == []


def test_auto__an_artifact_with_no_report_in_it_is_none(tmp_path: Path, server: FakeGitHub) -> None:
    run(tmp_path, planned(tmp_path))
    server.upload(server.ran(), zipped(tmp_path, "junit.xml"))

    found = find(Namespace(baseline="auto"), edge_in(tmp_path, asked(server)))

    assert found is not None
    assert found.refused == "auto: the newest artifact cigen-report has neither history.json nor report.json"


def test_find__names_nothing_without_the_option(tmp_path: Path) -> None:
    assert find(Namespace(baseline=None), edge_in(tmp_path)) is None
