"""The rendered workflow, run by `act` on this machine with the real action, the real cigen and the real engine."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from cigen.render.pins import CACHE_RESTORE, CHECKOUT, DOWNLOAD, OWN_ACTION, SETUP_BUILDX, UPLOAD, Pin
from tests.e2e.command import Folder
from tests.e2e.engine import ROOT
from tests.e2e.events import REPOSITORY, TOKEN, Event
from tests.e2e.ran import Ran, read

STANDINS = Path(__file__).parent / "standins"
PLACES: tuple[tuple[Pin, Path], ...] = (
    (CHECKOUT, STANDINS / "checkout"),
    (UPLOAD, STANDINS / "upload-artifact"),
    (DOWNLOAD, STANDINS / "download-artifact"),
    (CACHE_RESTORE, STANDINS / "cache"),
    (SETUP_BUILDX, STANDINS / "setup-buildx-action"),
)
ACTION = ("action.yml", "requirements.lock", "cigen", "templates")
PYTHON = """\
#!/bin/sh
test -e "$RUNNER_TEMP/cigen-python" || cp -a '{environment}' "$RUNNER_TEMP/cigen-python"
exec '{python}' "$@"
"""
"""In the place of `python3`: the action finds what it needs installed, as a test of its own installs it for real."""


class Act:
    """A repository with a rendered workflow, and what its runs leave behind."""

    def __init__(self, folder: Folder, store: Path, *, api_url: str = "http://127.0.0.1:9") -> None:
        self.folder = folder
        self.store = store
        self.api_url = api_url
        self.action = store / "action"
        self.action.mkdir(parents=True)
        for name in ACTION:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
            copy(ROOT / name, self.action / name)
        self._python()
        self._git("init", "--quiet")
        self._git("remote", "add", "origin", f"https://github.com/{REPOSITORY}.git")

    def change(self, spec: str) -> None:
        """The repository's new state: this spec, and what is rendered from it."""
        self.folder.spec(spec)
        rendered = self.folder.cigen("render")
        assert rendered.code == 0, rendered.stderr
        self.commit()

    def commit(self) -> None:
        """Make a commit of all files."""
        self._git("add", ".")
        self._git("commit", "--quiet", "--allow-empty", "-m", "x")

    def run(self, event: Event, *, number: int, attempt: int = 1, workflow: str = "it.yml") -> Ran:
        """A run from its beginning to its end."""
        return self.finish(self.start(event, number=number, attempt=attempt, workflow=workflow), number)

    def start(
        self, event: Event, *, number: int, attempt: int = 1, workflow: str = "it.yml"
    ) -> subprocess.Popen[bytes]:
        """A run that goes on; its log is a file, so that nobody has to read it meanwhile."""
        told = self.store / f"{number}-{attempt}.json"
        told.write_text(json.dumps(event.payload))
        environ = {
            "STORE": str(self.store),
            "GITHUB_API_URL": self.api_url,
            "GITHUB_GRAPHQL_URL": f"{self.api_url}/graphql",
            "GITHUB_RUN_ID": str(run_id(number)),
            "GITHUB_RUN_NUMBER": str(number),
            "GITHUB_RUN_ATTEMPT": str(attempt),
            "GITHUB_WORKFLOW_REF": f"{REPOSITORY}/.github/workflows/{workflow}@{event.ref}",
            **event.environ,
        }
        secrets = {"GITHUB_TOKEN": TOKEN, **event.secrets}
        options = [f"--local-repository={pin.repository}@{pin.commit}={place}" for pin, place in PLACES]
        options += [f"--local-repository={OWN_ACTION.repository}@{OWN_ACTION.commit}={self.action}"]
        options += ["--platform=ubuntu-24.04=-self-hosted", "--no-cache-server", "--use-gitignore=false"]
        options += [f"--workflows=.github/workflows/{workflow}", f"--eventpath={told}", f"--actor={event.actor}"]
        # Nothing is masked in the log, so that a token or a secret in it can be seen.
        options += ["--json", "--insecure-secrets", *(f"--env={name}={value}" for name, value in environ.items())]
        options += [f"--secret={name}={value}" for name, value in secrets.items()]
        act = Path(sys.executable).parent / "act"
        with self._log(number).open("wb") as log:
            return subprocess.Popen(
                [act, event.name, *options],
                cwd=self.folder.path,
                env=self._environ(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def finish(self, process: subprocess.Popen[bytes], number: int) -> Ran:
        """Wait for a run that was started."""
        try:
            process.wait(timeout=300)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)
            pytest.fail(read(1, self._log(number), self.store, run_id(number)).text)
        return read(process.returncode, self._log(number), self.store, run_id(number))

    def kill_shard(self, shard: str, process: subprocess.Popen[bytes]) -> None:
        """End the command that builds a shard, as a machine that is taken away would, once it has begun to build."""
        for pid in self._wait(process, lambda: _builds(shard, str(self.store))):
            os.kill(pid, signal.SIGKILL)

    def wait_for(self, command: str, process: subprocess.Popen[bytes]) -> None:
        """Until this command runs in the engine."""
        self._wait(process, lambda: running(command))

    def _wait(self, process: subprocess.Popen[bytes], look: Callable[[], list[int]]) -> list[int]:
        """The processes that are looked for, once they are there; else the run is ended."""
        end = time.monotonic() + 120
        while not (found := look()):
            if process.poll() is not None or time.monotonic() > end:
                process.send_signal(signal.SIGINT)
                pytest.fail("what was waited for never ran")
            time.sleep(0.1)
        return found

    def left_running(self) -> list[str]:
        """The commands of this test's runs that are still there."""
        mark = f"STORE={self.store}".encode()
        return [command.replace(b"\0", b" ").decode() for _, environ, command in _processes() if mark in environ]

    def _log(self, number: int) -> Path:
        return self.store / f"{number}.log"

    def _environ(self) -> Mapping[str, str]:
        known = self.folder.engine.env
        path = f"{self.store / 'bin'}:{known['PATH']}"
        return {**known, "PATH": path, "XDG_CACHE_HOME": str(self.store / "cached")}

    def _python(self) -> None:
        """What the action would have installed: our own packages, without cigen, which it adds itself."""
        environment = self.store / "python"
        venv.create(environment, symlinks=True)
        (packages,) = environment.glob("lib/python3.*/site-packages")
        (ours,) = Path(sys.prefix).glob("lib/python3.*/site-packages")
        (packages / "packages.pth").write_text(f"{ours}\n")
        shutil.copyfile(ROOT / "requirements.lock", environment / "requirements.lock")
        shim = self.store / "bin/python3"
        shim.parent.mkdir()
        shim.write_text(PYTHON.format(environment=environment, python=sys.executable))
        shim.chmod(0o755)

    def _git(self, *words: str) -> None:
        me = ("-c", "user.name=me", "-c", "user.email=me@example.org", "-c", "init.defaultBranch=main")
        subprocess.run(["git", *me, *words], cwd=self.folder.path, check=True)


def run_id(number: int) -> int:
    """The id of the run with this number."""
    return 7_000_000 + number


def running(command: str) -> list[int]:
    """The processes on this machine, those in the engine's containers included, with these words as their command."""
    wanted = command.replace(" ", "\0").encode() + b"\0"
    return [int(place.name) for place, _, words in _processes() if words == wanted]


def _processes() -> list[tuple[Path, list[bytes], bytes]]:
    """Every process that may be looked at: its folder in /proc, its environment and its command."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            found.append(
                (place, place.joinpath("environ").read_bytes().split(b"\0"), place.joinpath("cmdline").read_bytes())
            )
        except OSError:
            continue
    return found


def _builds(shard: str, store: str) -> list[int]:
    """The processes of `docker buildx build` and of cigen that build a shard of this test's run."""
    wanted = {f"CIGEN_SHARD={shard}".encode(), f"STORE={store}".encode()}
    return [
        pid
        for place, environ, command in _processes()
        if wanted <= set(environ) and re.search(rb"buildx.*--target=results", command, re.DOTALL)
        for pid in (int(place.name), _parent(place))
    ]


def _parent(place: Path) -> int:
    return int(place.joinpath("stat").read_text().rpartition(")")[2].split()[1])
