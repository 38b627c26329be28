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
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cigen.render.pins import CACHE_RESTORE, CHECKOUT, DOWNLOAD, OWN_ACTION, SETUP_BUILDX, UPLOAD, Pin
from tests.e2e.command import Folder
from tests.e2e.engine import ROOT

STANDINS = Path(__file__).parent / "standins"
REPOSITORY = "https://github.com/me/project.git"
PLACES: tuple[tuple[Pin, Path], ...] = (
    (CHECKOUT, STANDINS / "checkout"),
    (UPLOAD, STANDINS / "upload-artifact"),
    (DOWNLOAD, STANDINS / "download-artifact"),
    (CACHE_RESTORE, STANDINS / "cache"),
    (SETUP_BUILDX, STANDINS / "setup-buildx-action"),
)
ACTION = ("action.yml", "cigen", "templates", "pyproject.toml", "README.md", "LICENSE")
BROKEN = re.compile(r"^\[[^]/]*/(?P<job>.+?)(?:-\d+)?\s*\] +❌ +Failure - Main", re.MULTILINE)
PYTHON = """\
#!/bin/sh
ln -sfn '{venv}' "$RUNNER_TEMP/cigen-venv"
exec '{python}' "$@"
"""
"""In the place of `python3`, so that the action finds cigen installed: a test of its own installs it for real."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A run that has ended: what it said, what it left in the store."""

    code: int
    text: str
    store: Path

    @property
    def broken(self) -> set[str]:
        """The jobs with a step that failed; act calls all jobs of a matrix failed where one is."""
        return {match["job"] for match in BROKEN.finditer(self.text)}

    @property
    def artifacts(self) -> set[str]:
        """The names of what was uploaded."""
        return {path.name for path in (self.store / "artifacts").iterdir()}

    @property
    def report(self) -> Any:
        """What `report.json` holds."""
        return json.loads((self.store / "artifacts/cigen-report/report.json").read_text())


class Act:
    """A repository with a rendered workflow, and what its runs leave behind."""

    def __init__(self, folder: Folder, store: Path) -> None:
        self.folder = folder
        self.store = store
        self.action = store / "action"
        self.action.mkdir(parents=True)
        for name in ACTION:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
            copy(ROOT / name, self.action / name)
        (store / "artifacts").mkdir()
        self._python()
        rendered = folder.cigen("render")
        assert rendered.code == 0, rendered.stderr
        self._commit()

    def push(self, **env: str) -> Ran:
        """A push to `main`."""
        return self._end(self.start(**env))

    def start(self, **env: str) -> subprocess.Popen[str]:
        """A push to `main` that is still going on."""
        (self.store / "event.json").write_text(json.dumps({"ref": "refs/heads/main"}))
        options = [f"--local-repository={pin.repository}@{pin.commit}={place}" for pin, place in PLACES]
        options += [f"--local-repository={OWN_ACTION.repository}@{OWN_ACTION.commit}={self.action}"]
        options += ["--platform=ubuntu-24.04=-self-hosted", "--no-cache-server", "--use-gitignore=false"]
        options += [f"--env={name}={value}" for name, value in {"STORE": str(self.store), **env}.items()]
        act = Path(sys.executable).parent / "act"
        return subprocess.Popen(
            [act, "push", f"--eventpath={self.store}/event.json", *options],
            cwd=self.folder.path,
            env=self._environ(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def finish(self, process: subprocess.Popen[str]) -> Ran:
        """Wait for a run that was started."""
        return self._end(process)

    def kill_shard(self, shard: str, process: subprocess.Popen[str]) -> None:
        """End the command that builds a shard, as a machine that is taken away would, once it has begun to build."""
        end = time.monotonic() + 300
        while not (found := _builds(shard, str(self.store))):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < end, f"shard {shard} never began to build"
            time.sleep(0.1)
        for pid in found:
            os.kill(pid, signal.SIGKILL)

    def _end(self, process: subprocess.Popen[str]) -> Ran:
        text, _ = process.communicate(timeout=600)
        return Ran(process.returncode, text, self.store)

    def _environ(self) -> Mapping[str, str]:
        known = self.folder.engine.env
        path = f"{self.store / 'bin'}:{known['PATH']}"
        return {**known, "PATH": path, "XDG_CACHE_HOME": str(self.store / "cached")}

    def _python(self) -> None:
        shim = self.store / "bin/python3"
        shim.parent.mkdir()
        shim.write_text(PYTHON.format(venv=sys.prefix, python=sys.executable))
        shim.chmod(0o755)

    def _commit(self) -> None:
        me = ("-c", "user.name=me", "-c", "user.email=me@example.org", "-c", "init.defaultBranch=main")
        for words in (
            ("init", "--quiet"),
            ("remote", "add", "origin", REPOSITORY),
            ("add", "."),
            ("commit", "--quiet", "-m", "x"),
        ):
            subprocess.run(["git", *me, *words], cwd=self.folder.path, check=True)


def _builds(shard: str, store: str) -> list[int]:
    """The processes of `docker buildx build` and of cigen that build a shard of this test's run."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            environ = place.joinpath("environ").read_bytes().split(b"\0")
            command = place.joinpath("cmdline").read_bytes()
        except OSError:
            continue
        ours = f"CIGEN_SHARD={shard}".encode() in environ and f"STORE={store}".encode() in environ
        if ours and b"buildx" in command and b"--target=results" in command:
            found.append(int(place.name))
            found.append(_parent(place))
    return found


def _parent(place: Path) -> int:
    return int(place.joinpath("stat").read_text().rpartition(")")[2].split()[1])
