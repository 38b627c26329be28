"""Why steps ran, what the longest chain was, and what a broken stage takes with it: told by real builds."""

from __future__ import annotations

import json
import uuid
from typing import Any

import junitparser
import pytest

from tests.e2e.command import Done, Folder

pytestmark = pytest.mark.engine

SPEC = """name: happened
stages:
  base:
    from: busybox
    steps:
      - echo {unique}
      - run: |
          set -e
          echo base 1
  src:
    from: base
    steps:
      - copy: a.txt
        to: /src/
      - run: |
          cat /src/a.txt
          sleep 1
tests:
  t:
    from: src
    matrix: {{n: [1, 2]}}
    steps:
      - name: build
        run: |
          echo build {{{{ n }}}}
          sleep {{{{ n }}}}
      - name: check
        run: |
          echo check
          echo one {{{{ n }}}}
  lone: {{from: busybox, steps: [echo {unique} lone]}}
"""
BROKEN = """name: broken
stages:
  tools:
    from: busybox
    steps:
      - echo {unique}
      - name: get tools
        run: |
          echo looking for tools
          (echo none found >&2; exit 3)
tests:
  t: {{from: tools, matrix: {{n: [1, 2]}}, steps: [echo never]}}
  lone: {{from: busybox, steps: [echo {unique} lone]}}
"""


def causes(done: Done) -> list[tuple[Any, ...]]:
    found = done.report["build"]["causes"]
    return [(one["why"], one.get("stage"), one.get("step"), one["line"], one["steps"], one["cells"]) for one in found]


def _own_time(link: dict[str, Any]) -> float:
    """Of a test's step, which is measured inside: what the engine adds around others grows with its load."""
    return float(link["seconds"]) if "cell" in link else 0.0


def change(folder: Folder, old: str, new: str) -> None:
    text = (folder.path / "cigen.yml").read_text()
    assert old in text
    folder.spec(text.replace(old, new))


def test_causes__of_one_build_after_the_other(folder: Folder) -> None:
    folder.spec(SPEC.format(unique=uuid.uuid4()))
    (folder.path / "a.txt").write_text(f"{uuid.uuid4()}\n")
    cold = folder.cigen("build")
    assert causes(cold) == [("first", None, None, 0, 8, 3)]
    assert cold.report["build"]["moved"]["context"] > 0
    assert cold.report["build"]["moved"]["results"] > 0
    chain = cold.report["build"]["critical_path"]
    assert {"stage": "t-2", "cell": "t-2", "step": 1}.items() <= max(chain["links"][-6:], key=_own_time).items()
    assert any(link["stage"] == "src" and link["seconds"] > 0.8 for link in chain["links"])
    assert 2.8 < chain["seconds"] < cold.report["build"]["seconds"] + 1
    assert chain["work"] > chain["seconds"] + 0.9

    warm = folder.cigen("build")
    assert (causes(warm), warm.steps) == ([], set())
    assert "8 steps, stages included: 8 cached, 0 ran" in warm.text("summary.md")
    assert "critical path" not in warm.stdout

    (folder.path / "a.txt").write_text(f"{uuid.uuid4()}\n")
    files = folder.cigen("build")
    assert causes(files) == [("files", "src", None, 13, 5, 2)]
    assert "`COPY a.txt /src/` in stage src (`cigen.yml:13`) takes other files" in files.text("summary.md")

    change(folder, "echo one", "echo two")
    step = folder.cigen("build")
    assert [one[:1] + one[2:] for one in causes(step)] == [("changed", 2, 28, 2, 2)]
    assert "step check of 2 cells (cigen.yml:28) is new or was changed" in step.stdout

    change(folder, "echo base 1", "echo base 2")
    base = folder.cigen("build")
    assert causes(base) == [("changed", "base", None, 7, 6, 2)]

    asked = folder.cigen("build", "--rerun", "cell=t-1")
    assert asked.steps == {("t-1", 1), ("t-1", 2)}
    assert causes(asked) == [("asked", "t-1", 1, 24, 2, 1)]

    again = folder.cigen("report")
    assert causes(again) == causes(asked)
    last = json.loads(again.files["last.json"])
    assert last == json.loads(asked.files["last.json"])
    assert set(last["cells"]) == {"t-1", "t-2", "lone"}
    assert last["stages"]["src"] > 0.8

    folder.spec((folder.path / "cigen.yml").read_text())
    gone = folder.cigen("build", "--option=--no-cache", "--last", "cigen-report/last.json")
    assert {one[0] for one in causes(gone)} == {"asked"}, causes(gone)


def test_broken_stage__is_told_with_its_line_and_the_cells_that_need_it(folder: Folder) -> None:
    folder.spec(BROKEN.format(unique=uuid.uuid4()))
    done = folder.cigen("build")
    assert done.code == 1
    broken = done.report["build"]["broken"]
    assert (broken["stage"], broken["line"], broken["cells"]) == ("tools", 8, ["t-1", "t-2"])
    assert sorted(broken["log"].splitlines()) == ["looking for tools", "none found"]
    for text in (done.stdout, done.text("summary.md"), done.text("comment.md")):
        assert "2 cells need it and could not run: t-1, t-2" in text
        assert "cigen.yml:8" in text
    reason = "it needs stage tools, which broke: exit code 3"
    assert done.cell("t-1")["message"] == reason
    assert done.cell("lone")["message"] == "nothing came back from this cell"
    suites = {suite.name: suite for suite in junitparser.JUnitXml.fromstring(done.files["junit.xml"])}
    assert [case.result[0].message for case in suites["t-2"]] == [reason]
    change(folder, "exit 3", "exit 0")
    assert folder.cigen("build").code == 0
