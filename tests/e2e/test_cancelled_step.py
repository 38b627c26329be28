"""A job that is cancelled, or out of time, while the action builds: the runner tells the step's own process only."""

from __future__ import annotations

import json
import time
from pathlib import Path
from uuid import uuid4

import pytest

from tests.actionrun import Job
from tests.e2e.act import running
from tests.e2e.engine import Engine

pytestmark = pytest.mark.engine

ENDLESS = f"sleep {uuid4().int % 10**6 + 600}"
SPEC = "name: endless\ntests:\n  t: {{from: busybox, network: none, matrix: {{n: [1, 2]}}, steps: [{work}]}}\n"


def test_cancelled_step__ends_before_it_is_killed_and_leaves_a_report(tmp_path: Path, engine: Engine) -> None:
    asked: list[float] = []

    def cancelled() -> bool:
        if not asked and running(ENDLESS):
            asked.append(time.monotonic())
            return True
        return False

    job = Job(tmp_path, env=dict(engine.env), cancelled=cancelled).installed(packages=True)
    (job.workspace / "cigen.yml").write_text(SPEC.format(work=ENDLESS))
    ran = job.use(mode="build")
    seconds = time.monotonic() - asked[0]

    assert (ran.code, seconds < 7) == (130, True), (seconds, ran.text)
    report = json.loads((job.workspace / "cigen-report/report.json").read_text())
    assert report["build"]["interrupted"]
    assert report["cells"]["missing"] == 2
    assert "interrupted" in ran.summary
    assert running(ENDLESS) == []
