"""`--rerun` and `--from` in, Dockerfiles, options and secrets out; without an engine."""

from __future__ import annotations

import io
import stat
from pathlib import Path

import pytest

from cigen.edge.console import Edge
from cigen.errors import OutsideError, UsageError
from cigen.render import dockerfile
from cigen.report import data
from cigen.results.again import Again, Wanted
from cigen.work.parting import parted
from cigen.work.project import Project, open_project
from cigen.work.rerunning import Rerun, choose, sentence, wanted
from tests.commandline import project
from tests.factories import Files, fail, green, manifest, report, tar

SPEC = """\
tests:
  test:
    from: busybox
    matrix: {n: [1, 2, 3]}
    steps: [configure, {copy: . /src}, build, test]
"""
RED = fail(green(manifest(3)), "test-2", 2, log=b"no luck\n")


@pytest.fixture
def planned(tmp_path: Path) -> Project:
    """A project with the cells test-1 to test-3."""
    return open_project(None, project(tmp_path, SPEC, **{".dockerignore": "mine\n"}))


def earlier(planned: Project, files: Files, *, account: bool = True, results: bool = True) -> Path:
    """The folder of an earlier report."""
    folder = planned.root / "cigen-report"
    (folder / "logs/test-2").mkdir(parents=True)
    (folder / "logs/test-2/02.log").write_bytes(b"no luck\n")
    if account:
        (folder / "report.json").write_text(data.render(report(files)).text)
    if results:
        (folder / "results.tar").write_bytes(tar(files))
    return folder


def choice(planned: Project, *words: str, places: tuple[str, ...] = ()) -> Rerun:
    return choose(words, places, planned, planned.root / "cigen-report", edge(planned))


def edge(planned: Project) -> Edge:
    return Edge(io.StringIO(), io.StringIO(), {}, planned.root, colour=False, width=80)


def test_wanted__takes_every_form_and_all_of_them() -> None:
    assert wanted(["failed"]) == Wanted(failed=True)
    assert wanted(["all", "cell=a*", "cell=b"]) == Wanted(all=True, globs=("a*", "b"))


@pytest.mark.parametrize(
    ("word", "hint"),
    [("fialed", "did you mean `failed`"), ("x", "it takes failed, all or cell=GLOB"), ("cell=", "it takes failed")],
)
def test_wanted__says_what_it_takes(word: str, hint: str) -> None:
    with pytest.raises(UsageError, match=hint):
        wanted([word])


def test_choose__nothing_where_nothing_is_asked_for(planned: Project) -> None:
    earlier(planned, RED)
    assert choice(planned) == Rerun()


def test_choose__from_needs_to_know_what_runs_again(planned: Project) -> None:
    with pytest.raises(UsageError, match="with --rerun failed"):
        choice(planned, places=("cigen-report",))


@pytest.mark.parametrize("account", [False, True])
@pytest.mark.parametrize("results", [False, True])
def test_choose__reads_results_or_a_report_of_them(planned: Project, account: bool, results: bool) -> None:
    earlier(planned, RED, account=account, results=results)
    if not (account or results):
        with pytest.raises(UsageError, match="build first"):
            choice(planned, "failed")
        return

    found = choice(planned, "failed")

    assert [(one.cell, one.start) for one in found.cells] == [("test-2", 2)]
    [(cell, secret)] = found.logs
    assert (cell, secret[:4], secret[-8:]) == ("test-2", b"2 1\n", b"no luck\n")


@pytest.mark.parametrize("place", ["cigen-report", "cigen-report/results.tar", "cigen-report/report.json", "cigen-*"])
def test_choose__takes_a_folder_results_or_a_report(planned: Project, place: str) -> None:
    earlier(planned, RED)
    found = choice(planned, "failed", places=(place,))
    assert [secret[-8:] for _, secret in found.logs] == [b"no luck\n"]


def test_choose__a_place_without_results_is_told(planned: Project) -> None:
    (planned.root / "empty").mkdir()
    with pytest.raises(UsageError, match="--from empty: there are no results here, a report's folder"):
        choice(planned, "all", places=("empty",))


def test_choose__a_report_that_is_none_is_told(planned: Project) -> None:
    (planned.root / "report.json").write_text("{}")
    with pytest.raises(OutsideError, match=r"it is no report\.json"):
        choice(planned, "failed", places=("report.json",))


def test_choose__a_cell_that_is_not_planned_is_told_with_near_names(planned: Project) -> None:
    with pytest.raises(UsageError, match="no cell has such a name, did you mean test-"):
        choice(planned, "cell=tset-1")


def test_choose__a_pattern_that_is_far_from_any_name_is_told_with_those_there_are(planned: Project) -> None:
    with pytest.raises(UsageError, match=r"no cell has such a name, there are: test-1, test-2, test-3$"):
        choice(planned, "cell=zzz*")


def test_choose__a_step_that_was_changed_since_is_no_second_attempt_at_what_failed(planned: Project) -> None:
    earlier(planned, RED)
    mended = open_project(None, project(planned.root, SPEC.replace("build", "build --right")))
    later = open_project(None, project(planned.root, SPEC.replace("test]", "test --all]")))

    assert choice(mended, "failed") == Rerun(mended=("test-2",))
    assert choice(mended, "all").cells[1] == Again("test-2", 1)
    assert [(one.cell, one.start) for one in choice(later, "failed").cells] == [("test-2", 2)]


def test_choose__a_command_behind_the_same_name_was_changed_all_the_same(planned: Project) -> None:
    named = SPEC.replace("build, test", "{name: build, run: make all}, test")
    was = {"cells/test-2/2.cmd": b"make all\n", "cells/test-2/3.cmd": b"tested otherwise\n"}
    earlier(planned, RED | was)
    same = open_project(None, project(planned.root, named))
    other = open_project(None, project(planned.root, named.replace("make all", "make it right")))

    assert [(one.cell, one.start) for one in choice(same, "failed").cells] == [("test-2", 2)]
    assert choice(other, "failed") == Rerun(mended=("test-2",))


def test_choose__a_cell_of_another_part_is_known_but_not_here(planned: Project) -> None:
    part = parted(planned, platform="", shard=(1, 3))
    here = {cell.name for cell in part.plan.manifest.cells}

    found = choice(part, "cell=test-*")

    assert {one.cell for one in found.cells} == here
    assert len(here) == 1


def test_choose__all_and_named_cells_need_no_earlier_build(planned: Project) -> None:
    assert choice(planned, "cell=*-3").cells == (Again("test-3", 1),)
    assert [one.cell for one in choice(planned, "all").cells] == ["test-1", "test-2", "test-3"]


def test_choose__a_build_that_brought_nothing_back_is_said_and_nothing_is_forced(planned: Project) -> None:
    folder = earlier(planned, {"manifest.json": green(manifest(3))["manifest.json"]}, results=False)
    account = (folder / "report.json").read_text()
    ended = '"build": {"seconds": 1, "ran": 0, "cached": 0, "error": "gone", "broken": null}'
    (folder / "report.json").write_text(account.replace('"build": null', ended))
    told = edge(planned)

    found = choose(["failed"], (), planned, folder, told)

    assert found.cells == ()
    assert isinstance(told.stderr, io.StringIO)
    assert "ended before it brought results back" in told.stderr.getvalue()


@pytest.mark.parametrize(
    "account", ["", '{"vertexes": []}\nERROR: failed to solve: exit code: 3\n', "ERROR: no such builder\n"]
)
def test_choose__a_build_that_broke_left_its_account_alone_and_nothing_is_forced(
    planned: Project, account: str
) -> None:
    before = planned.root / "before"
    before.mkdir()
    (before / "solve.jsonl").write_text(account)
    told = edge(planned)

    found = choose(["failed"], ["before"], planned, planned.root / "cigen-report", told)

    assert found.cells == ()
    assert isinstance(told.stderr, io.StringIO)
    assert "ended before it brought results back" in told.stderr.getvalue()


def test_choose__what_is_left_of_damaged_results_counts(planned: Project) -> None:
    folder = earlier(planned, RED, account=False)
    whole = (folder / "results.tar").read_bytes()
    (folder / "results.tar").write_bytes(whole[: -len(whole) // 4])
    assert {one.cell: one.start for one in choice(planned, "failed").cells}["test-2"] == 2


def test_prepare__writes_a_dockerfile_with_its_ignore_file_and_a_private_secret(
    planned: Project, tmp_path: Path
) -> None:
    earlier(planned, RED)
    recipe = tmp_path / "a,b"
    recipe.mkdir()
    (recipe / "Dockerfile.dockerignore").write_text("mine\n")

    piece, options = choice(planned, "failed").prepare(planned.pieces[0], recipe)

    place = recipe / "earlier-test-2"
    assert options == ("--no-cache-filter=test-2", f'--secret=id=cigen-test-2,"src={place}"')
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert Path(piece.dockerfile.path).name == "Dockerfile.again"
    text = (recipe / "Dockerfile.again").read_text()
    assert "FROM busybox AS cigen-done-test-2\n" in text
    assert "FROM cigen-done-test-2 AS test-2\n" in text
    assert (recipe / "Dockerfile.again.dockerignore").read_text() == "mine\n"


def test_prepare__a_piece_without_such_a_cell_is_left_alone(planned: Project, tmp_path: Path) -> None:
    piece = planned.pieces[0]
    assert Rerun((Again("elsewhere", 2, 2, 1),), (("elsewhere", b"2 1\n"),)).prepare(piece, tmp_path) == (piece, ())


def test_prepare__where_a_dockerfile_is_full_the_whole_cell_runs(
    planned: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dockerfile, "MOST_BYTES", -40_000)
    piece, options = Rerun((Again("test-1", 2),)).prepare(planned.pieces[0], tmp_path)
    assert (piece, options) == (planned.pieces[0], ("--no-cache-filter=test-1",))


def test_sentence__names_some_cells_and_counts_the_rest() -> None:
    cells = tuple(Again(f"c-{number}", number) for number in range(1, 9))
    assert sentence(Rerun(cells[:1])) == "runs again: c-1 from step 1"
    assert sentence(Rerun(cells)).endswith("c-6 from step 6 and 2 more")
    assert sentence(Rerun()) == "no cell has to run again, so this is a plain build"
    assert sentence(Rerun(mended=("c-9",))).endswith("; what was changed since runs in any build: c-9")
