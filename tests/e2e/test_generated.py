"""No Dockerfile of a generated spec is rejected by BuildKit: the real front end reads each, without a build."""

from __future__ import annotations

import io
import subprocess
import tarfile
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from cigen.plan.records import EVERYTHING, VERDICT
from tests import specs
from tests.e2e.engine import Engine
from tests.planned import dockerfile

pytestmark = pytest.mark.engine

AT_ONCE, EXAMPLES = 4, 200
"""Most of a call's time is the client's start, so several are under way at once."""


def read_by(engine: Engine, text: str, call: str) -> tuple[int, str, str]:
    """What `docker buildx build --call` makes of a Dockerfile: exit code, answer, complaint."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        data = text.encode()
        info = tarfile.TarInfo("Dockerfile")
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))
    target = EVERYTHING if f" AS {EVERYTHING}\n" in text else VERDICT
    command = ["docker", "buildx", "build", f"--call={call},format=json", f"--target={target}", "-"]
    done = subprocess.run(command, env=dict(engine.env), input=stream.getvalue(), capture_output=True, timeout=120)
    return done.returncode, done.stdout.decode(), done.stderr.decode("utf-8", "replace")


def test_dockerfile__of_a_generated_spec_is_read_by_buildkit(engine: Engine) -> None:
    """`outline` turns every instruction of the target, and of what it needs, into what would be solved."""
    answers: dict[str, Future[tuple[int, str, str]]] = {}

    @settings(max_examples=EXAMPLES, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None)
    @given(specs.specs())
    def ask(tree: specs.Tree) -> None:
        text = dockerfile(specs.text(tree))
        if text not in answers:
            answers[text] = threads.submit(read_by, engine, text, "outline")

    with ThreadPoolExecutor(AT_ONCE) as threads:
        ask()
    assert len(answers) > EXAMPLES // 2
    rejected = {complaint: text for text, answer in answers.items() for code, _, complaint in [answer.result()] if code}
    assert rejected == {}


def test_dockerfile__that_is_none_is_rejected(engine: Engine) -> None:
    """The judge is awake."""
    code, _, complaint = read_by(engine, "FROM busybox AS verdict\nRNU make\n", "outline")
    assert code != 0
    assert "RNU" in complaint
