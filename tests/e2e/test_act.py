"""The rendered workflow as a whole, by `act`: four shards, one of which is lost; a re-run of what failed."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from tests.e2e.act import Act
from tests.e2e.command import Folder
from tests.e2e.engine import Engine

pytestmark = pytest.mark.engine

SPEC = """
name: sharded
stages:
  base:
    from: busybox
    network: none
    steps:
      - echo {unique} > /unique
tests:
  t:
    from: base
    network: none
    matrix: {{n: [1, 2, 3, 4, 5, 6, 7, 8], v: [a, b, c]}}
    steps:
      - name: work
        run: sleep {{{{ 1 if n == 1 else 0.1 }}}}; cat /unique
      - name: check
        run: test {{{{ n }}}}{{{{ v }}}} != {broken}
workflow: {{shards: 4, comment: false}}
cache: {{image: "{registry}/{unique}"}}
"""


def _act(engine: Engine, folder: Path, *, broken: str = "no") -> Act:
    project = Folder(folder / "project", engine)
    project.path.mkdir()
    registry = engine.env["CIGEN_TEST_REGISTRY"]
    project.spec(SPEC.format(unique=f"act-{uuid4().hex[:12]}", broken=broken, registry=registry))
    return Act(project, folder / "store")


def test_workflow__four_shards_make_one_report(engine: Engine, tmp_path: Path) -> None:
    ran = _act(engine, tmp_path).push()

    assert ran.code == 0, ran.text
    assert ran.broken == set()
    assert ran.report["cells"]["total"] == ran.report["cells"]["passed"] == 24
    assert {f"cigen-results-s{number}" for number in range(1, 5)} < ran.artifacts


def test_workflow__a_lost_shard_is_red_and_named_and_the_others_are_whole(engine: Engine, tmp_path: Path) -> None:
    act = _act(engine, tmp_path)
    process = act.start()
    act.kill_shard("2/4", process)
    ran = act.finish(process)

    assert ran.code != 0
    assert ran.broken == {"test (2/4)", "report"}, ran.text
    missing = {cell["name"] for cell in ran.report["results"]["cells"] if cell["missing"]}
    assert ran.report["verdict"] == "failed"
    assert ran.report["cells"] | {"missing": 0, "passed": 0} == {**ran.report["cells"], "missing": 0, "passed": 0}
    assert ran.report["cells"]["passed"] == 24 - len(missing)
    assert 1 <= len(missing) <= 8
    summary = (ran.store / "artifacts/cigen-report/summary.md").read_text()
    assert all(name in summary for name in missing)
    assert "s2" in summary


def test_workflow__a_rerun_tries_again_what_failed_and_nothing_else(engine: Engine, tmp_path: Path) -> None:
    """In the second attempt a file is there which no cache key knows of: the secret that the failing cell looks at."""
    act = _act(engine, tmp_path, broken="3b")
    first = act.push()
    again = act.push(GITHUB_RUN_ATTEMPT="2")

    assert (first.code != 0, first.report["cells"]["failed"]) == (True, 1), first.text
    assert "cigen-results-s1" in again.artifacts
    assert again.report["cells"]["failed"] == 1
    (cell,) = [one for one in again.report["results"]["cells"] if one["outcome"] == "failed"]
    assert cell["name"] == "t-3-b"
    assert [step["attempts"] for step in cell["steps"]] == [1, 2]
    assert again.report["build"]["ran"] == 1
