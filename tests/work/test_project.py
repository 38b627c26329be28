"""Opening a project: a plan that one Dockerfile can't hold is cut into pieces."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cigen.errors import SpecError
from cigen.plan.manifest import from_json
from cigen.render import dockerfile
from cigen.work.project import Project, open_project
from tests.commandline import cigen, project

MANY = """\
stages:
  base: {from: busybox, steps: [echo base]}
  alone: {from: base, steps: [echo alone]}
tests:
  t:
    from: base
    matrix: {v: "{{ range(60) }}"}
    steps: [echo one, "echo {{ v }}"]
"""
COLLECTED = f"""{MANY}    artifacts: [{{path: f}}]
  u: {{from: all, steps: [echo]}}
""".replace("tests:", "  all: {from: base, collect: [t], into: /all}\ntests:")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that takes 30 kB."""
    monkeypatch.setattr(dockerfile, "MOST_BYTES", 30_000)


def _texts(found: Project) -> list[str]:
    return [one.text for one in found.dockerfiles]


def test_open_project__a_small_plan_is_one_piece(tmp_path: Path) -> None:
    found = open_project(None, project(tmp_path, MANY))
    assert [one.path for one in found.dockerfiles] == [".cigen/Dockerfile"]
    assert "cells; the others" not in _texts(found)[0]


@pytest.mark.usefixtures("small")
def test_open_project__cuts_what_one_dockerfile_can_not_hold(tmp_path: Path) -> None:
    found = open_project(None, project(tmp_path, MANY))
    assert [one.path for one in found.dockerfiles] == [".cigen/Dockerfile", ".cigen/Dockerfile.2"]
    assert all(len(text) <= 30_000 for text in _texts(found))
    assert [text.count("AS t-") for text in _texts(found)] == [30, 30]
    assert [text.count("FROM busybox AS base\n") for text in _texts(found)] == [1, 1]
    assert [text.count("FROM base AS alone\n") for text in _texts(found)] == [1, 0]
    assert "\n# 30 of 60 cells; the others are in other files.\n" in _texts(found)[1]


@pytest.mark.usefixtures("small")
def test_open_project__each_piece_says_what_share_it_holds(tmp_path: Path) -> None:
    found = open_project(None, project(tmp_path, MANY))
    shares = [from_json(text.split("/manifest.json\n")[1].split("MANIFEST\n")[0]) for text in _texts(found)]
    assert [(len(one.cells), one.whole) for one in shares] == [(30, 60), (30, 60)]
    assert [cell for one in shares for cell in one.cells] == list(found.plan.manifest.cells)


@pytest.mark.usefixtures("small")
def test_open_project__what_can_not_be_cut_is_refused(tmp_path: Path) -> None:
    folder = project(tmp_path, COLLECTED)
    with pytest.raises(SpecError) as caught:
        open_project(None, folder)
    assert {one.rule for one in caught.value.diagnostics} == {"large-dockerfile"}
    assert cigen("check", cwd=folder).code == 3


@pytest.mark.usefixtures("small")
def test_check__says_without_rendering_what_can_be_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dockerfile, "render", lambda *_: pytest.fail("was rendered"))
    assert cigen("check", cwd=project(tmp_path, MANY)).code == 0


def test_check__renders_where_a_text_is_long(tmp_path: Path) -> None:
    spec = f"tests:\n  t: {{from: busybox, steps: ['echo {'x' * 70_000}']}}\n"
    result = cigen("check", cwd=project(tmp_path, spec))
    assert result.code == 3
    assert "[long-line]" in result.err


def test_check__knows_what_github_would_refuse_of_the_workflow(tmp_path: Path) -> None:
    spec = "workflow: {action: 'not an action'}\ntests:\n  t: {from: busybox, steps: [echo]}\n"
    result = cigen("check", cwd=project(tmp_path, spec))
    assert result.code == cigen("render", cwd=tmp_path).code == 3


def test_render__takes_the_dockerfiles_of_a_larger_spec_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = project(tmp_path, MANY)
    with monkeypatch.context() as patched:
        patched.setattr(dockerfile, "MOST_BYTES", 30_000)
        assert "Dockerfile.2: written" in cigen("render", cwd=folder).out
        assert cigen("render", "--check", cwd=folder).code == 0
    stale = cigen("render", "--check", cwd=folder)
    assert stale.code == 1
    assert "Dockerfile.2: of an earlier rendering" in stale.out
    (folder / ".cigen" / "Dockerfile.old").write_text("mine")
    assert "Dockerfile.2: removed" in cigen("render", cwd=folder).out
    assert sorted(os.listdir(folder / ".cigen")) == ["Dockerfile", "Dockerfile.old"]
    assert cigen("render", "--check", cwd=folder).code == 0
