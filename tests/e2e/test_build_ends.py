"""Builds that end before their end: by a signal, a failing stage, an engine or an image that is not there."""

from __future__ import annotations

import json
import signal
import time
import uuid

import junitparser
import pytest

from tests.e2e.command import Done, Folder

pytestmark = pytest.mark.engine

PAUSE = """name: pause
tests:
  t:
    from: busybox
    matrix: {{n: [1, 2]}}
    steps:
      - echo {unique} {{{{ n }}}}
      - run: echo paused; sleep $(cat /pause)
        mounts: [{{type: secret, id: pause, target: /pause}}]
"""
STAGE = """name: stage
stages:
  tools:
    from: busybox
    steps:
      - echo {unique}
      - name: get tools
        run: |
          echo looking for tools
          (echo none found >&2; exit 3)
          echo never
  other: {{from: tools, steps: [echo never]}}
tests:
  t: {{from: tools, matrix: {{n: [1, 2, 3]}}, steps: [echo never], artifacts: [{{path: x}}], junit: ["*.xml"]}}
"""
SMALL = "name: small\ntests:\n  t: {from: busybox, steps: [echo hello]}\n"
LOOSE = """name: loose
stages: {{loose: {{from: busybox, steps: ["echo {unique}; exit 5"]}}}}
tests: {{t: {{from: busybox, steps: [echo hello]}}}}
"""
REPORTS = {"report.json", "junit.xml", "summary.md", "comment.md", "solve.jsonl"}


def unique(text: str) -> str:
    return text.format(unique=uuid.uuid4())


def pause(folder: Folder, seconds: int) -> tuple[str, ...]:
    """How to build with a secret that says how long; it is in no cache key."""
    (folder.path / "pause").write_text(str(seconds))
    return ("build", "--secret", "id=pause,src=pause")


def assert_everything_is_reported_missing(done: Done, cells: int) -> None:
    assert done.files.keys() >= REPORTS
    assert "results.tar" not in done.files
    assert done.report["verdict"] == "failed"
    assert done.report["cells"]["missing"] == done.report["cells"]["total"] == cells
    assert {cell["outcome"] for cell in done.report["results"]["cells"]} == {"error"}
    suites = list(junitparser.JUnitXml.fromstring(done.files["junit.xml"]))
    assert sum(suite.errors for suite in suites) == done.report["totals"]["errors"] > 0
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupt__leaves_a_red_report_and_the_next_build_goes_on(folder: Folder, number: int) -> None:
    folder.spec(unique(PAUSE))
    running = folder.start(*pause(folder, 100))
    running.wait_for_account("cGF1c2Vk")  # "paused"
    done, seconds = running.end(number)
    assert (done.code, seconds < 20) == (130, True)
    assert_everything_is_reported_missing(done, 2)
    assert done.report["build"]["interrupted"]
    assert "interrupted" in done.stdout.splitlines()[0]
    assert done.stderr.endswith("cigen: interrupted; the next build goes on from the cache\n")
    assert "interrupted" in done.text("summary.md")

    following = folder.cigen(*pause(folder, 0))
    assert following.code == 0
    assert following.steps == {("t-1", 2), ("t-2", 2)}


@pytest.mark.parametrize("milliseconds", [0, 40, 70, 100, 130, 160, 200])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupt__is_heard_while_docker_starts(folder: Folder, number: int, milliseconds: int) -> None:
    folder.spec(unique(PAUSE))
    running = folder.start(*pause(folder, 100))
    running.wait_for_docker()
    time.sleep(milliseconds / 1000)
    done, seconds = running.end(number)
    assert (done.code, seconds < 10) == (130, True), seconds
    assert_everything_is_reported_missing(done, 2)
    assert done.stderr.endswith("cigen: interrupted; the next build goes on from the cache\n")


def test_failing_stage__is_named_with_its_command_and_log(folder: Folder) -> None:
    folder.spec(unique(STAGE))
    done = folder.cigen("build")
    assert done.code == 1
    assert_everything_is_reported_missing(done, 3)
    broken = done.report["build"]["broken"]
    assert (broken["stage"], broken["reason"]) == ("tools", "exit code 3")
    assert broken["instruction"].startswith("RUN ")
    assert sorted(broken["log"].splitlines()) == ["looking for tools", "none found"]  # two streams, in either order
    for text in (done.stdout, done.text("summary.md"), done.text("comment.md")):
        assert "tools" in text
        assert "exit code 3" in text
        assert "none found" in text


def test_failing_stage__that_no_test_needs_turns_a_green_run_red(folder: Folder) -> None:
    folder.spec(unique(LOOSE))
    done = folder.cigen("build")
    assert done.code == 1
    assert done.report["cells"]["passed"] == 1
    assert done.report["verdict"] == "failed"
    assert done.report["build"]["broken"]["stage"] == "loose"
    again = folder.cigen("report")
    assert (again.code, again.report["build"]["broken"]["stage"]) == (1, "loose")


def test_no_engine__is_said_in_one_line(folder: Folder) -> None:
    folder.spec(SMALL)
    done = folder.cigen("build", DOCKER_HOST="unix:///nowhere.sock")
    assert (done.code, done.stdout) == (4, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("cigen: no engine answers: start Docker, set DOCKER_HOST, or choose a builder")
    assert "unix:///nowhere.sock" in line


def test_no_docker__is_said_in_one_line(folder: Folder) -> None:
    folder.spec(SMALL)
    done = folder.cigen("build", PATH="/nowhere")
    assert (done.code, done.stdout) == (4, "")
    assert done.stderr.startswith("cigen: no `docker` in PATH")


def test_missing_image__is_the_worlds_fault_and_named(folder: Folder) -> None:
    folder.spec(SMALL.replace("busybox", "localhost:1/no/such-image:1.2"))
    done = folder.cigen("build", "--quiet")
    assert done.code == 4
    assert_everything_is_reported_missing(done, 1)
    (line,) = done.stderr.splitlines()
    assert line.startswith("cigen: the build failed: ")
    assert "localhost:1/no/such-image:1.2" in line
    assert "localhost:1/no/such-image:1.2" in done.text("summary.md")


def test_output__that_can_not_be_made_is_said_before_anything_is_built(folder: Folder) -> None:
    folder.spec(SMALL)
    (folder.path / "taken").write_text("")
    done = folder.cigen("build", "--output", "taken")
    assert done.code == 4
    assert done.stderr.endswith("taken: can't be made: File exists\n")


def test_output__that_can_not_be_written_is_said(folder: Folder) -> None:
    """Not even root writes there."""
    folder.spec(SMALL)
    done = folder.cigen("build", "--output", "/sys/kernel")
    assert done.code == 4
    assert done.stderr.startswith("cigen: /sys/kernel/solve.jsonl: can't be written: ")
    assert "Traceback" not in done.stderr


def test_cache__that_can_be_neither_read_nor_written_does_not_fail_the_build(folder: Folder) -> None:
    folder.spec(SMALL)
    nowhere = "localhost:1/no/cache"
    done = folder.cigen("build", "--cache-from", nowhere, "--cache-to", nowhere)
    assert done.code == 0
    assert f"cigen: importing cache manifest from {nowhere} failed: " in done.stderr
    assert "cigen: cache not written: " in done.stderr
    assert done.stderr.count("connection refused") == 2


def test_actions__gets_outputs_and_a_summary(folder: Folder) -> None:
    folder.spec(SMALL.replace("echo hello", "exit 7"))
    output, summary = folder.path / "output", folder.path / "summary"
    done = folder.cigen(
        "build", "--summary", str(summary), GITHUB_ACTIONS="true", GITHUB_OUTPUT=str(output)
    )  # fmt: skip
    assert done.code == 1
    outputs = dict(line.split("=") for line in output.read_text().splitlines())
    assert outputs == {
        "outcome": "failed", "total": "1", "passed": "0", "failed": "1", "errors": "0", "skipped": "0", "flaky": "0",
        "cells": "1", "missing": "0",
    }  # fmt: skip
    assert summary.read_text() == done.text("summary.md")
    assert json.loads(done.files["report.json"])["verdict"] == "failed"
