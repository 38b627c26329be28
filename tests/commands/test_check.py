"""`cigen check`."""

from __future__ import annotations

from pathlib import Path

from tests.commandline import cigen, project


def test_check__a_fine_spec_is_counted(tmp_path: Path) -> None:
    folder = project(tmp_path, "name: demo\ntests: {t: {from: busybox, matrix: {v: [1, 2]}, steps: [make]}}\n")
    assert cigen("check", cwd=folder).out == "demo: fine, 2 cells of 1 test, 4 stages in the Dockerfile\n"


def test_check__finds_the_spec_upwards(tmp_path: Path) -> None:
    folder = project(tmp_path) / "a" / "b"
    folder.mkdir(parents=True)
    assert cigen("check", cwd=folder).code == 0


def test_check__places_are_relative_to_the_working_directory(tmp_path: Path) -> None:
    folder = project(tmp_path, "tests: {t: {form: busybox, steps: [make]}}\n") / "below"
    folder.mkdir()
    result = cigen("check", cwd=folder)
    assert result.code == 3
    assert result.err.startswith('../cigen.yml:1:13: unknown key `form` in test "t": did you mean `from`?')
    assert "    1 | tests: {t: {form" in result.err


def test_check__every_problem_is_shown_once_and_in_order(tmp_path: Path) -> None:
    spec = "tests:\n  t: {from: busybox, matrix: {v: [1, 2, 3]}, steps: ['{{ b }}', '{{ a }}']}\n  u: {from: busybox}\n"
    result = cigen("check", cwd=project(tmp_path, spec))
    places = [line.split(" ")[0] for line in result.err.splitlines() if line.startswith("cigen.yml")]
    assert places == ["cigen.yml:2:55:", "cigen.yml:2:66:", "cigen.yml:3:3:"]
    assert result.err.endswith("\n3 problems\n")


def test_check__problems_while_planning_have_the_spec_file_as_seen_from_here(tmp_path: Path) -> None:
    folder = project(tmp_path, "tests: {t: {from: busybox, steps: ['{{ nope }}'], junit: ''}}\n") / "below"
    folder.mkdir()
    result = cigen("check", cwd=folder)
    assert all(
        line.startswith("../cigen.yml:1:") for line in result.err.splitlines() if "[" in line and "|" not in line
    )


def test_check__writes_nothing(tmp_path: Path) -> None:
    folder = project(tmp_path)
    before = sorted(folder.rglob("*"))
    assert cigen("check", cwd=folder).code == 0
    assert sorted(folder.rglob("*")) == before


def test_check__a_terminal_sees_no_control_characters(tmp_path: Path) -> None:
    spec = "tests:\n  t: {from: busybox, steps: [make], \u202ejunti: x} # \u2066\n"
    result = cigen("check", cwd=project(tmp_path, spec))
    assert result.code == 3
    assert "\u2066" not in result.err
