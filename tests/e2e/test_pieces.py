"""A plan that is cut into several Dockerfiles, built for real: one report, each cell once, a cache for each piece."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest

from cigen.render import dockerfile
from tests.commandline import Result, cigen, project
from tests.e2e.engine import Engine

pytestmark = pytest.mark.engine

SPEC = """\
stages:
  base: {{from: busybox, steps: [echo {mark}]}}
  alone: {{from: base, steps: [echo alone]}}
tests:
  t:
    from: base
    network: none
    matrix: {{v: "{{{{ range(12) }}}}"}}
    steps: [echo {mark}, {{copy: /nowhere /, from: base, when: v == {broken}}}, "test {{{{ v }}}} != {bad}"]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose Dockerfile is cut in two."""
    monkeypatch.setattr(dockerfile, "MOST_BYTES", 16_000)
    return project(tmp_path, _spec("10"))


def _spec(bad: str, broken: int = -1) -> str:
    """Cell `bad` fails, cell `broken` can't be built; nothing of it is in a cache."""
    return SPEC.format(bad=bad, broken=broken, mark=uuid.uuid4().hex)


def _build(engine: Engine, folder: Path, *options: str) -> Result:
    return cigen("build", "--quiet", *options, cwd=folder, environ=engine.env)


def _report(folder: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((folder / "cigen-report" / "report.json").read_text())
    return report


def test_pieces__are_one_report(engine: Engine, folder: Path) -> None:
    result = _build(engine, folder)
    assert result.code == 1, result.err
    report = _report(folder)
    assert (report["cells"]["total"], report["cells"]["failed"], report["cells"]["missing"]) == (12, 1, 0)
    assert report["problems"] == []
    output = folder / "cigen-report"
    assert {path.name for path in output.glob("results*.tar")} == {"results.tar", "results-2.tar"}
    again = cigen("report", "cigen-report", "--output", "again", cwd=folder)
    assert again.code == 1
    assert json.loads((folder / "again" / "report.json").read_text())["cells"] == report["cells"]


def test_pieces__a_missing_one_is_red(engine: Engine, folder: Path) -> None:
    (folder / "cigen.yml").write_text(_spec("none"))
    assert _build(engine, folder).code == 0
    (folder / "cigen-report" / "results-2.tar").unlink()
    again = cigen("report", "cigen-report", "--output", "again", cwd=folder)
    assert again.code == 1
    [problem] = json.loads((folder / "again" / "report.json").read_text())["problems"]
    assert "6 of the 12 cells" in problem["reason"]


def test_pieces__one_that_breaks_is_red_and_nothing_old_is_counted(engine: Engine, folder: Path) -> None:
    (folder / "cigen.yml").write_text(_spec("none"))
    assert _build(engine, folder).code == 0
    (folder / "cigen.yml").write_text(_spec("none", broken=11))
    assert _build(engine, folder).code in (1, 4)
    report = _report(folder)
    assert report["cells"]["missing"] == 6
    assert {path.name for path in (folder / "cigen-report").glob("results*.tar")} == {"results.tar"}


def test_pieces__each_has_a_cache_of_its_own(engine: Engine, folder: Path) -> None:
    reference = f"localhost:5000/pieces/{uuid.uuid4().hex}:main"
    (folder / "cigen.yml").write_text(_spec("none"))
    assert _build(engine, folder, "--cache-to", reference).code == 0
    for name in (reference, f"{reference}-2"):
        account = _build(engine, folder, "--cache-from", name)
        assert account.code == 0
        assert "importing cache manifest" not in account.err


def test_pieces__a_cell_of_the_second_runs_again_alone(engine: Engine, folder: Path) -> None:
    assert _build(engine, folder).code == 1
    assert _build(engine, folder, "--rerun", "failed").code == 1
    [cell] = [one for one in _report(folder)["results"]["cells"] if one["outcome"] == "failed"]
    assert (cell["name"], cell["message"][-18:]) == ("t-10", "exit 1, 2 attempts")
    accounts = [(folder / "cigen-report" / name).read_text() for name in ("solve.jsonl", "solve-2.jsonl")]
    assert ["cigen-done-t-10 " in account for account in accounts] == [False, True]
    assert _report(folder)["build"]["ran"] == 1
