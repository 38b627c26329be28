"""A Dockerfile's text in, what a real BuildKit makes of it out."""

from __future__ import annotations

import io
import json
import os
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SCRUBBED = ("CI", "GITHUB_", "RUNNER_", "NO_COLOR", "DOCKER_", "BUILDX_", "BUILDKIT_", "CIGEN_")


class NoEngineError(Exception):
    """No engine answers; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Built:
    """One build: exit code, the exported tar, and its account (`--progress=plain` or `rawjson`)."""

    code: int
    tar: bytes
    log: str

    def files(self) -> dict[str, bytes]:
        """The regular files in the tar."""
        with tarfile.open(fileobj=io.BytesIO(self.tar)) as tar:
            return {member.name: _content(tar, member) for member in tar if member.isfile()}

    def members(self) -> dict[str, tarfile.TarInfo]:
        """Everything in the tar."""
        with tarfile.open(fileobj=io.BytesIO(self.tar)) as tar:
            return {member.name: member for member in tar}

    def vertices(self) -> dict[str, dict[str, Any]]:
        """The last state of every vertex by its name; for builds with `rawjson`."""
        return {vertex["name"]: vertex for line in _json_lines(self.log) for vertex in line.get("vertexes", ())}


@dataclass(frozen=True, slots=True)
class Engine:
    """A BuildKit that answers; `env` leads to it."""

    env: Mapping[str, str]

    def build(self, text: str, *, target: str = "", output: str = "type=tar,dest=-", progress: str = "plain") -> Built:
        """Build from an empty context. A red build is a result, not an exception."""
        command = ["docker", "buildx", "build", "--network=none", f"--progress={progress}", f"--output={output}"]
        command += [f"--target={target}"] if target else []
        # The context is a tar with the Dockerfile alone: no folder is needed, and nothing else is sent.
        command += ["-"]
        done = subprocess.run(command, env=dict(self.env), input=_context(text), capture_output=True, timeout=300)
        return Built(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))


def find_engine() -> Engine:
    """The engine of `scripts/engine env`, if it answers."""
    script = f'eval "$({ROOT}/scripts/engine env)" && docker info >/dev/null && env -0'
    done = subprocess.run(["bash", "-c", script], env=scrubbed(), capture_output=True, text=True)
    if done.returncode != 0:
        raise NoEngineError(f"no engine answers, start one with `scripts/engine up`:\n{done.stderr}")
    return Engine(dict(pair.split("=", 1) for pair in done.stdout.split("\0") if "=" in pair))


def scrubbed() -> dict[str, str]:
    """The environment without what a CI service or a user's Docker settings put there."""
    keep = ("CIGEN_ENGINE_DIR",)
    return {key: value for key, value in os.environ.items() if key in keep or not key.startswith(SCRUBBED)}


def _context(dockerfile: str) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        data = dockerfile.encode()
        info = tarfile.TarInfo("Dockerfile")
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    stream = tar.extractfile(member)
    return stream.read() if stream else b""


def _json_lines(text: str) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in text.splitlines() if line.startswith("{"))
