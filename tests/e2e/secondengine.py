"""An engine in, a further one beside it out: the same dockerd with its own store, that may be killed or run full."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from cigen.edge.ending import with_us
from tests.e2e.engine import Engine, NoEngineError

CGROUPS = Path("/sys/fs/cgroup")
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class SecondEngine:
    """A dockerd in a folder of its own; `engine` leads to it, `environ` is what the first one was started with."""

    folder: Path
    name: str
    program: str
    environ: dict[str, str]
    engine: Engine

    def start(self) -> None:
        """Start it, or start it again after its end, and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            command = [self.program, "--config-file", str(self.folder / "daemon.json")]
            subprocess.Popen(
                command,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=with_us(),  # where the tests are killed, nobody else would
            )
        if not _comes_true(self.answers):
            raise NoEngineError(f"the second engine does not answer:\n{(self.folder / 'log').read_text()[-2000:]}")

    def answers(self) -> bool:
        """Whether a client reaches it."""
        command = ["docker", "version", "--format={{.Server.Version}}"]
        return subprocess.run(command, env=dict(self.engine.env), capture_output=True).returncode == 0

    def end(self, number: signal.Signals) -> None:
        """SIGTERM ends it as an operator would, SIGKILL takes it and its containerd as a crash would.

        What a killed engine has run is left to itself.
        """
        pids = [pid for path in self._pid_files() if (pid := _pid(path))]
        for pid in pids if number == signal.SIGKILL else pids[:1]:
            os.kill(pid, number)
        assert _comes_true(lambda: not any(map(_lives, pids))), "the second engine does not end"
        for path in self._pid_files():  # until somebody reaps them, a new dockerd would take them for living ones
            path.unlink(missing_ok=True)

    def stop(self) -> None:
        """End it, then whatever is left of it."""
        self.end(signal.SIGTERM)
        for pid in (int(word) for tasks in self._cgroups("cgroup.procs") for word in tasks.read_text().split()):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def lose(self, described: str) -> int:
        """Take away the files of each result on which nothing is built yet and which is described so; how many.

        BuildKit's own records of them stay, as when its containerd has removed what nobody held any more.
        """
        ctr = shutil.which("ctr", path=self.environ["PATH"])
        if ctr is None:
            pytest.skip("this engine came without containerd's `ctr`; scripts/engine brings it")
        containerd = (ctr, f"--address={self.folder}/exec/containerd/containerd.sock", "--namespace=moby")
        records = self._records(described)
        for record in records:
            subprocess.run([*containerd, "snapshots", "remove", record], check=True, capture_output=True)
        return len(records)

    def _records(self, described: str) -> list[str]:
        command = ["docker", "buildx", "du", "--verbose"]
        told = subprocess.run(command, env=dict(self.engine.env), capture_output=True, text=True, check=True).stdout
        begins = re.compile(rf"ID:\s+(\w+)\n(?:.*\n)*Mutable:\s+true\n(?:.*\n)*Description:\s+{re.escape(described)}")
        return [found[1] for one in told.split("\n\n") if (found := begins.match(one))]

    def _pid_files(self) -> tuple[Path, Path]:
        return self.folder / "pid", self.folder / "exec/containerd/containerd.pid"

    def _cgroups(self, name: str) -> list[Path]:
        return [path for top in CGROUPS.glob(f"**/{self.name}") for path in top.rglob(name)]

    def _clear(self) -> None:
        """Its mounts, cgroups and bridge; the folder goes with its context."""
        for line in reversed(Path("/proc/self/mountinfo").read_text().splitlines()):
            if (place := line.split()[4]).startswith(f"{self.folder}/"):
                subprocess.run(["umount", "-l", place], check=True)
        for folder in sorted((path.parent for path in self._cgroups("cgroup.procs")), reverse=True):
            with suppress(OSError):
                folder.rmdir()
        _ip(self.environ, "link", "delete", self.name)


@contextmanager
def second_engine(first: Engine, *, megabytes: int = 0) -> Iterator[SecondEngine]:
    """A fresh engine beside the first one, which shares only the registry; with `megabytes` its disk is that small."""
    name = f"cigen{uuid.uuid4().hex[:8]}"
    program, environ = _like(first)
    with TemporaryDirectory(prefix="cigen-engine-", dir="/tmp") as folder:
        second = SecondEngine(Path(folder), name, program, environ, _led_to(first, folder))
        (second.folder / "data").mkdir()
        (second.folder / "daemon.json").write_text(json.dumps(_settings(second)))
        _ip(environ, "link", "add", name, "type", "bridge", check=True)
        try:
            if megabytes:
                command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "second-engine", f"{folder}/data"]
                subprocess.run(command, check=True)
            second.start()
            yield second
        finally:
            second.stop()
            second._clear()


def _led_to(first: Engine, folder: str) -> Engine:
    return Engine({**first.env, "DOCKER_HOST": f"unix://{folder}/docker.sock"})


def _settings(second: SecondEngine) -> dict[str, object]:
    """Its own bridge, as one without a bridge would delete docker0; nothing that a network needs is touched."""
    folder, registry = second.folder, second.engine.env["CIGEN_TEST_REGISTRY"]
    return {
        "features": {"containerd-snapshotter": True},
        "registry-mirrors": [f"http://{registry}"],
        "insecure-registries": [registry],
        "data-root": f"{folder}/data",
        "exec-root": f"{folder}/exec",
        "pidfile": f"{folder}/pid",
        "hosts": [second.engine.env["DOCKER_HOST"]],
        "builder": {"gc": {"enabled": False}},
        "exec-opts": ["native.cgroupdriver=cgroupfs"],
        "cgroup-parent": f"/{second.name}",
        "bridge": second.name,
        "iptables": False,
        "ip6tables": False,
        "ip-forward": False,
    }


def _like(first: Engine) -> tuple[str, dict[str, str]]:
    """The program of the first engine and the environment it was started with."""
    socket = Path(first.env.get("DOCKER_HOST", "unix:///run/docker.sock").removeprefix("unix://"))
    pid = _pid(socket.with_name("docker.pid"))
    if not pid or os.geteuid() or "CIGEN_TEST_REGISTRY" not in first.env:
        raise NoEngineError(
            f"a second engine needs root, a registry, and the first one's dockerd on this machine, with {socket}'s "
            "folder holding its docker.pid: run these tests as root with the engine of `scripts/engine up`"
        )
    words = Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
    return os.readlink(f"/proc/{pid}/exe"), dict(word.split("=", 1) for word in words if "=" in word)


def _ip(environ: dict[str, str], *words: str, check: bool = False) -> None:
    subprocess.run(["busybox", "ip", *words], env=environ, check=check, capture_output=not check)


def _pid(path: Path) -> int:
    """The living process that a file names, 0 if there is none."""
    text = path.read_text().strip() if path.exists() else ""
    return int(text) if text and _lives(int(text)) else 0


def _lives(pid: int) -> bool:
    """Whether a process is there and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _comes_true(check: Callable[[], bool]) -> bool:
    """Whether something holds within a time that is enough for an engine."""
    end = time.monotonic() + PATIENCE
    while not (holds := check()) and time.monotonic() < end:
        time.sleep(0.1)
    return holds
