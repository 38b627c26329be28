"""Builds that are killed, and engines: the next build goes on from each step that had ended; nothing is green early.

BuildKit notes each step's result when the step ends, and the page cache outlives a killed process: not one is lost.
"""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from cigen.commands.build import STOPPED
from tests.e2e.command import Folder, Running
from tests.e2e.halfdone import pausing, pausing_spec
from tests.e2e.secondengine import SecondEngine

pytestmark = pytest.mark.engine

ENDED = {("t-1", 1), ("t-1", 2), ("t-1", 3), ("t-2", 1), ("t-2", 2), ("t-2", 3), ("t-3", 1), ("t-4", 1)}
LEFT = {("t-3", 2), ("t-3", 3), ("t-4", 2), ("t-4", 3)}
LOST = "cigen: the engine has lost the files of a result that it keeps"
QUICK = 90.0
"""Seconds that a build without a pause takes at the very most; what was killed pauses for longer."""


@pytest.fixture
def folder(second: SecondEngine, tmp_path: Path) -> Folder:
    folder = Folder(tmp_path, second.engine)
    folder.spec(pausing_spec("killed"))
    return folder


def half_done(folder: Folder) -> Running:
    """A build of which two cells are done and two wait."""
    running = folder.start(*pausing(folder, 120))
    running.wait_for_steps(ENDED)
    return running


def told(words: tuple[str, ...]) -> tuple[str, ...]:
    """The same build, which says what it does."""
    return tuple(word for word in words if word != "--quiet")


def assert_goes_on(folder: Folder) -> None:
    """The next build executes only what had not ended, at once, and is green."""
    begun = time.monotonic()
    following = folder.cigen(*told(pausing(folder, 0)))
    assert (following.code, following.report["verdict"]) == (0, "passed"), following.stderr
    if LOST in following.stderr:  # this is the account of a second try, which calls cached what the first one ran
        assert following.steps <= LEFT
    else:
        assert following.steps == LEFT
    assert time.monotonic() - begun < QUICK


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupted_build__says_so_and_the_next_one_goes_on(folder: Folder, number: signal.Signals) -> None:
    done, seconds = half_done(folder).end(number)
    assert (done.code, seconds < QUICK, done.report["verdict"]) == (130, True, "failed")
    assert done.stderr == "cigen: interrupted; the next build goes on from the cache\n"
    assert_goes_on(folder)


def test_lost_result__is_dropped_and_made_again(second: SecondEngine, folder: Folder) -> None:
    """The engine loses one now and then when a build is interrupted, and would fail each build from then on."""
    folder.spec((folder.path / "cigen.yml").read_text().replace("-lt 3", "-lt 2"))
    words = told(pausing(folder, 120))
    running = folder.start(*words)
    running.wait_for_steps({("t-1", 3), ("t-2", 1), ("t-3", 1), ("t-4", 1)})
    running.wait_for_executed("[results 1/")
    running.end(signal.SIGINT)
    assert second.lose("[results ") == 1
    pausing(folder, 0)
    following = folder.cigen(*words)
    assert (following.code, following.report["verdict"]) == (0, "passed"), following.stderr
    assert following.stderr.count(LOST) == 1
    assert LOST not in folder.cigen(*words).stderr


def test_killed_build__leaves_nothing_running_and_nothing_green(folder: Folder) -> None:
    """Not even what an earlier green run has left in the folder."""
    green = folder.cigen(*pausing(folder, 0))
    assert (green.code, green.report["verdict"]) == (0, "passed")
    (folder.path / "cigen-report/solve.jsonl").unlink()  # or it would be waited for what this one tells of
    folder.spec(pausing_spec("killed"))
    done, _ = half_done(folder).end(signal.SIGKILL)
    assert done.code == -signal.SIGKILL
    assert {name for name in done.files if not name.startswith("logs/")} <= {"solve.jsonl", "last.json", "history.json"}
    report = folder.cigen("report")
    assert (report.code, report.report["verdict"]) == (1, "failed")
    assert_goes_on(folder)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_ended_engine__is_the_worlds_fault_and_the_next_build_goes_on(
    folder: Folder, second: SecondEngine, number: signal.Signals
) -> None:
    running = half_done(folder)
    second.end(number)
    done = running.ended()
    assert done.code == 4, done.stderr
    assert done.stdout.startswith("✗ killed: the build broke, 4 of 4 cells missing")
    (line,) = done.stderr.splitlines()
    assert line.startswith("cigen: the build failed: ")
    assert line.endswith(("; the engine went away: see that it runs, and build again", STOPPED)), line
    report = folder.cigen("report")
    assert (report.code, report.report["verdict"]) == (1, "failed")
    second.start()
    assert_goes_on(folder)


def test_engine__that_is_down_is_said_and_makes_nothing_green(folder: Folder, second: SecondEngine) -> None:
    green = folder.cigen(*pausing(folder, 0))
    second.end(signal.SIGKILL)
    done = folder.cigen(*pausing(folder, 0))
    assert (green.code, done.code, done.stdout) == (0, 4, "")
    assert done.stderr.startswith("cigen: no engine answers: ")
