"""scripts/engine, as far as it goes without starting an engine: syntax, usage, refusals, and somebody else's engine."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

ENGINE = Path(__file__).parent.parent / "scripts" / "engine"

# Answers like an engine with the containerd image store that has, or cannot pull, registry:2.
FAKE_DOCKER = """#!/bin/sh
echo "$*" >>"$FAKE_LOG"
case $1 in
  info) echo '29.0.0 [[driver-type io.containerd.snapshotter.v1]]' ;;
  run) [ -z "$FAKE_PULL_ERROR" ] || { echo "$FAKE_PULL_ERROR" >&2; exit 125; } ;;
  port) echo 127.0.0.1:5000 ;;
  start) exit 1 ;;
esac
"""


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder with a short path: a socket's has at most 108 bytes."""
    with TemporaryDirectory(prefix="cigen-") as folder:
        yield Path(folder)


def run(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "DOCKER_HOST": f"unix://{tmp_path}/no-engine.sock",
        "CIGEN_ENGINE_DIR": str(tmp_path / "engine"),
    }
    return subprocess.run([ENGINE, *arguments], env=clean | environment, text=True, capture_output=True, check=False)


def fake_docker(tmp_path: Path) -> dict[str, str]:
    docker = tmp_path / "bin" / "docker"
    docker.parent.mkdir()
    docker.write_text(FAKE_DOCKER)
    docker.chmod(0o755)
    return {"PATH": f"{docker.parent}:{os.environ['PATH']}", "FAKE_LOG": str(tmp_path / "log"), "FAKE_PULL_ERROR": ""}


def test_engine__is_valid_bash_and_executable() -> None:
    assert os.access(ENGINE, os.X_OK)
    assert subprocess.run(["bash", "-n", ENGINE], check=False).returncode == 0


def test_engine__names_no_host_and_no_home() -> None:
    text = ENGINE.read_text()
    assert "://deb." not in text
    assert "debian.org" not in text
    assert "/root/" not in text


@pytest.mark.parametrize("arguments", [[], ["start"], ["up", "now"], ["down", "--all"], ["env", "status"]])
def test_engine__wrong_usage_exits_2(tmp_path: Path, arguments: list[str]) -> None:
    result = run(tmp_path, *arguments)
    assert result.returncode == 2
    assert result.stderr.startswith("usage: engine")
    assert result.stdout == ""


def test_engine__help_goes_to_stdout(tmp_path: Path) -> None:
    result = run(tmp_path, "--help")
    assert result.returncode == 0
    assert result.stdout.startswith("usage: engine")


def test_up__on_another_system_is_refused_in_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    release = tmp_path / "os-release"
    release.write_text('ID=alpine\nVERSION_ID="3.22"\n')
    result = run(tmp_path, "up", CIGEN_ENGINE_OS_RELEASE=str(release))
    assert result.returncode == 4
    assert "on Debian only" in result.stderr
    assert result.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["os-release"]


def test_up__without_an_os_release_file_is_refused(tmp_path: Path) -> None:
    assert run(tmp_path, "up", CIGEN_ENGINE_OS_RELEASE="/dev/null").returncode == 4


def test_status_and_env__say_that_there_is_no_engine(tmp_path: Path) -> None:
    status = run(tmp_path, "status")
    assert (status.returncode, status.stdout) == (1, "engine: none\n")
    env = run(tmp_path, "env")
    assert (env.returncode, env.stdout) == (1, "")
    assert "no engine is up" in env.stderr


def test_down__without_an_engine_does_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, "down").returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_down__never_removes_a_folder_that_up_did_not_make(tmp_path: Path) -> None:
    precious = tmp_path / "engine" / "precious"
    precious.parent.mkdir()
    precious.touch()
    assert "not ours" in run(tmp_path, "down").stderr
    assert precious.exists()


def test_up__uses_an_engine_that_answers_and_adds_a_registry_to_it(tmp_path: Path) -> None:
    fake = fake_docker(tmp_path)
    up = run(tmp_path, "up", **fake)
    assert up.returncode == 0, up.stderr
    assert "using the Docker engine that answers: docker 29.0.0" in up.stderr
    assert run(tmp_path, "env", **fake).stdout == "export CIGEN_TEST_REGISTRY=localhost:5000\n"
    assert run(tmp_path, "down", **fake).returncode == 0
    assert "rm -f cigen-test-registry" in Path(fake["FAKE_LOG"]).read_text()
    assert not (tmp_path / "engine").exists()


def test_up__without_a_registry_to_pull_says_so_and_goes_on(tmp_path: Path) -> None:
    fake = fake_docker(tmp_path) | {"FAKE_PULL_ERROR": "no such host"}
    up = run(tmp_path, "up", **fake)
    assert up.returncode == 0
    assert "no registry: this engine cannot run registry:2 (no such host)" in up.stderr
    assert run(tmp_path, "env", **fake).stdout == ""
