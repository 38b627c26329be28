"""The real `cigen` command in a folder of its own; what it said, what it left there, what the engine did for it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.engine import ROOT, Engine

RECORDED = re.compile(r" exec /\.cigen/record (?:--\S+ )*(\S+) (\d+) ")
STAGE = re.compile(r"\[(\S+) +\d+/\d+\] (\S+) ")


@dataclass(frozen=True, slots=True)
class Done:
    """A command that has ended, and the files of its report as they were then."""

    code: int
    stdout: str
    stderr: str
    files: Mapping[str, bytes] = field(repr=False)

    @property
    def report(self) -> Any:
        """What `report.json` holds."""
        return json.loads(self.files["report.json"])

    def cell(self, name: str) -> Any:
        """A cell of the report."""
        return next(cell for cell in self.report["results"]["cells"] if cell["name"] == name)

    def text(self, path: str) -> str:
        """A file of the report."""
        return self.files[path].decode()

    @property
    def executed(self) -> tuple[Vertex, ...]:
        """What the engine executed for the results and for the rest, and did not take from its cache."""
        return tuple(vertex for name in ("solve.jsonl", "rest.jsonl") for vertex in self.account(name) if vertex.ran)

    @property
    def runs(self) -> set[str]:
        """The stages with a RUN that was executed."""
        return {vertex.stage for vertex in self.executed if vertex.instruction == "RUN"}

    @property
    def steps(self) -> set[tuple[str, int]]:
        """The recorded steps that were executed, each as cell and number."""
        return {vertex.recorded for vertex in self.executed if vertex.recorded}

    def account(self, name: str) -> tuple[Vertex, ...]:
        """Every vertex of an account as it was last told of; none where there is no such account."""
        lines = self.files.get(name, b"").decode().splitlines()
        trees = [vertex for line in lines if line.startswith("{") for vertex in json.loads(line).get("vertexes") or ()]
        found: dict[str, dict[str, Any]] = {}
        for tree in trees:  # a cached one comes again, without that word, when its layers are pulled
            cached = tree.get("cached") or found.get(tree["digest"], {}).get("cached", False)
            found[tree["digest"]] = {**tree, "cached": cached}
        return tuple(map(_vertex, found.values()))


@dataclass(frozen=True, slots=True)
class Vertex:
    """What the engine told of one instruction, read independently of cigen."""

    name: str
    stage: str
    instruction: str
    recorded: tuple[str, int] | None
    ran: bool
    error: str


def _vertex(tree: Mapping[str, Any]) -> Vertex:
    name = tree["name"]
    place, recorded = STAGE.match(name), RECORDED.search(name)
    return Vertex(
        name=name,
        stage=place[1] if place else "",
        instruction=place[2] if place else "",
        recorded=(recorded[1], int(recorded[2])) if recorded else None,
        ran="started" in tree and "completed" in tree and not tree.get("cached") and bool(place),
        error=tree.get("error", ""),
    )


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with a spec in it."""

    path: Path
    engine: Engine

    def spec(self, text: str) -> None:
        """Write `cigen.yml`."""
        (self.path / "cigen.yml").write_text(text)

    def cigen(self, *words: str, **more: str) -> Done:
        """Run `cigen` to its end; `more` goes into its environment."""
        done = subprocess.run(
            [_cigen(), *words],
            cwd=self.path,
            env={**self.engine.env, **more},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=900,
        )
        return Done(done.returncode, done.stdout, done.stderr, self._files())

    def start(self, *words: str) -> Running:
        """Run `cigen`, which somebody is going to end."""
        process = subprocess.Popen(
            [_cigen(), *words],
            cwd=self.path,
            env=dict(self.engine.env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        return Running(self, process)

    def docker(self, *words: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run `docker` where no cigen can be found."""
        env = {**self.engine.env, "PATH": _path_without_cigen(self.engine.env["PATH"])}
        return subprocess.run(["docker", *words], cwd=self.path, env=env, input=stdin, capture_output=True, timeout=900)

    def _files(self) -> dict[str, bytes]:
        root = self.path / "cigen-report"
        return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@dataclass(frozen=True, slots=True)
class Running:
    """A command at work."""

    folder: Folder
    process: subprocess.Popen[str]

    def wait_for_docker(self) -> None:
        """Until its `docker buildx build` has begun, of which the engine may know nothing yet."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        end = time.monotonic() + 60
        while not any(b"\0--target=results\0" in command for command in map(_command, children.read_text().split())):
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < end, "docker was never started"
            time.sleep(0.002)

    def wait_for_account(self, words: str) -> None:
        """Until the engine said `words`."""
        account = self.folder.path / "cigen-report/solve.jsonl"
        end = time.monotonic() + 60
        while not (account.exists() and words in account.read_text(errors="replace")):
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < end, f"the engine never said {words!r}"
            time.sleep(0.1)

    def wait_for_steps(self, steps: set[tuple[str, int]]) -> None:
        """Until these recorded steps have been executed, and the account says so."""
        self._wait_for(lambda done: steps <= done.steps)

    def wait_for_executed(self, begins: str) -> None:
        """Until an instruction of which the account's name begins so has been executed."""
        self._wait_for(lambda done: any(vertex.name.startswith(begins) for vertex in done.executed))

    def _wait_for(self, enough: Callable[[Done], bool]) -> None:
        account = self.folder.path / "cigen-report/solve.jsonl"
        end = time.monotonic() + 60
        while True:
            lines = account.read_bytes().rpartition(b"\n")[0] if account.exists() else b""
            if enough(told := Done(0, "", "", {account.name: lines})):
                return
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < end, f"only {sorted(told.steps)} were executed"
            time.sleep(0.1)

    def ended(self) -> Done:
        """What is left when it has come to its end by itself."""
        stdout, stderr = self.process.communicate(timeout=120)
        return Done(self.process.returncode, stdout, stderr, self.folder._files())

    def end(self, signal: int) -> tuple[Done, float]:
        """Send a signal; what is left then, and after how many seconds."""
        begun = time.monotonic()
        self.process.send_signal(signal)
        stdout, stderr = self.process.communicate(timeout=60)
        seconds = time.monotonic() - begun
        return Done(self.process.returncode, stdout, stderr, self.folder._files()), seconds


def _cigen() -> str:
    return str(Path(sys.executable).parent / "cigen")


def _path_without_cigen(path: str) -> str:
    return os.pathsep.join(place for place in path.split(os.pathsep) if not (Path(place) / "cigen").exists())


EXAMPLE = ROOT / "examples/install-matrix"


def copied(engine: Engine, example: Path, folders: pytest.TempPathFactory, old: str, new: str) -> Folder:
    """A copy of an example with something changed in its spec, so that no build has seen it before; with its tree."""
    folder = Folder(folders.mktemp("example") / example.name, engine)
    shutil.copytree(example, folder.path, ignore=shutil.ignore_patterns("cigen-report", "tree", ".cigen", ".github"))
    text = (folder.path / "cigen.yml").read_text()
    assert old in text
    folder.spec(text.replace(old, new))
    make_tree(folder)
    return folder


def make_tree(folder: Folder, *options: str) -> None:
    """What the example works on, as the options say."""
    subprocess.run([folder.path / "make-tree", *options], check=True, capture_output=True)


def _command(pid: str) -> bytes:
    """The words of a process, each ended by a NUL; none where it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
